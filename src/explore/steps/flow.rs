//! Static analysis of each thread: where its steps lead, which of its registers are still live, which
//! locks it holds, and whether all paths to a step have the same length.

use super::program::Program;
use super::step::{Lock, Op, Step, Thread, Value};

/// What is known about one thread at each place; the last place is its end.
pub(super) struct Flow {
    /// The registers that are read later, as bits.
    pub(super) live: Vec<u64>,
    /// The locks that it holds, as bits; `None` if the place is unreachable.
    pub(super) holds: Vec<Option<u64>>,
    /// Whether it can return to a step that it has left.
    pub(super) looped: Vec<bool>,
    /// Whether it reaches each place after a fixed number of steps.
    pub(super) graded: bool,
}

/// The places to which a step can lead, each with whether that is its other branch.
pub(super) fn ways(step: &Step) -> impl Iterator<Item = (usize, bool)> {
    let other = match step.op {
        Op::Look { other, .. } | Op::TryLock { other, .. } | Op::Arrive { other, .. } => {
            Some((other, true))
        }
        _ => None,
    };
    [(step.next, false)].into_iter().chain(other)
}

impl Flow {
    /// # Panics
    /// If a thread unlocks what it doesn't hold, or holds different locks on different paths to a step.
    pub(super) fn of(thread: &Thread) -> Self {
        let (holds, graded) = forward(thread);
        Self {
            live: live(thread),
            holds,
            looped: looped(thread),
            graded,
        }
    }

    pub(super) fn all(program: &Program) -> Vec<Self> {
        program.threads.iter().map(Self::of).collect()
    }
}

/// The locks held at each place, and whether its distance from the start is fixed.
fn forward(thread: &Thread) -> (Vec<Option<u64>>, bool) {
    let mut at: Vec<Option<(u64, usize)>> = vec![None; thread.steps.len() + 1];
    at[0] = Some((0, 0));
    let mut graded = true;
    let mut open = vec![0];
    while let Some(place) = open.pop() {
        let Some(step) = thread.steps.get(place) else {
            continue;
        };
        let (holds, steps) = at[place].expect("only places that were reached are open");
        for (to, other) in ways(step) {
            let held = after(step.op, other, holds);
            match at[to] {
                None => {
                    at[to] = Some((held, steps + 1));
                    open.push(to);
                }
                Some((before, distance)) => {
                    assert!(before == held, "a step is reached with one set of locks");
                    graded &= distance == steps + 1;
                }
            }
        }
    }
    let holds = at.iter().map(|known| known.map(|(holds, _)| holds));
    (holds.collect(), graded)
}

/// The locks held after a step.
fn after(op: Op, other: bool, holds: u64) -> u64 {
    let bit = |lock: Lock| 1u64 << lock.0;
    match op {
        Op::Lock(lock) | Op::Wake(_, lock) => holds | bit(lock),
        Op::TryLock { lock, .. } if !other => holds | bit(lock),
        Op::Unlock(lock) | Op::Sleep(_, lock) => {
            assert!(holds & bit(lock) != 0, "a thread unlocks what it holds");
            holds & !bit(lock)
        }
        _ => holds,
    }
}

/// The live registers at each place, computed backwards until nothing changes.
fn live(thread: &Thread) -> Vec<u64> {
    let mut live = vec![0u64; thread.steps.len() + 1];
    loop {
        let mut changed = false;
        for (place, step) in thread.steps.iter().enumerate().rev() {
            let after = ways(step).fold(0, |after, (to, _)| after | live[to]);
            let before = after & !written(step) | read(step);
            changed |= before != live[place];
            live[place] = before;
        }
        if !changed {
            return live;
        }
    }
}

fn read(step: &Step) -> u64 {
    let watched = watched(step);
    let value = match step.op {
        Op::Write(_, value) | Op::Add(_, value) | Op::Put(_, value) => Some(value),
        _ => None,
    };
    match value {
        Some(Value::Plus(register, _) | Value::Minus(register, _)) => watched | 1 << register.0,
        _ => watched,
    }
}

/// The registers that a step always writes.
fn written(step: &Step) -> u64 {
    match step.op {
        Op::Read(_, to) | Op::Take(_, to) => watched(step) | 1 << to.0,
        _ => watched(step),
    }
}

/// The registers that hold what polls saw; the step that starts them again clears them.
fn watched(step: &Step) -> u64 {
    let registers = step.again.iter().map(|watch| 1 << watch.seen.0);
    registers.fold(0, |all, one: u64| all | one)
}

/// The steps that lie on a cycle: those from which a path leads back to them.
fn looped(thread: &Thread) -> Vec<bool> {
    let steps = &thread.steps;
    let back = steps.iter().enumerate().any(|(place, step)| {
        let mut ways = ways(step);
        ways.any(|(to, _)| to <= place)
    });
    if !back {
        return vec![false; steps.len()];
    }
    (0..steps.len())
        .map(|place| {
            let mut seen = vec![false; steps.len() + 1];
            let mut open: Vec<usize> = ways(&steps[place]).map(|(to, _)| to).collect();
            while let Some(at) = open.pop() {
                if !std::mem::replace(&mut seen[at], true) {
                    let next = steps.get(at).into_iter().flat_map(ways);
                    open.extend(next.map(|(to, _)| to));
                }
            }
            seen[place]
        })
        .collect()
}

//! What a deadlock is made of: who holds what, who waits for what and for whom, and the cycle.

use super::machine::{Machine, Obstacle};
use super::program::letter;

/// A thread that can never move again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The thread, 0 for A.
    pub thread: usize,
    /// The locks that it holds.
    pub holds: Vec<String>,
    /// What it waits for, in words.
    pub waits_for: String,
    /// The thread that it waits for, where that is one thread.
    pub on: Option<usize>,
}

/// The threads that can't move in a state and are not done.
pub(super) fn stuck(machine: &Machine, cells: &[u32]) -> Vec<Stuck> {
    (0..machine.threads())
        .filter_map(|thread| match machine.obstacle(cells, thread)? {
            Obstacle::Done => None,
            obstacle => {
                let (waits_for, on) = describe(machine, cells, obstacle);
                Some(Stuck {
                    thread,
                    holds: held(machine, cells, thread),
                    waits_for,
                    on,
                })
            }
        })
        .collect()
}

/// What stands in a thread's way, and whom it waits for where that is one thread.
pub(super) fn describe(
    machine: &Machine,
    cells: &[u32],
    obstacle: Obstacle,
) -> (String, Option<usize>) {
    let program = machine.program;
    let queue = |queue: usize| program.queues[queue].0.name.clone();
    let lock = |lock: usize| {
        (
            program.locks[lock].name.clone(),
            machine.holder(cells, lock),
        )
    };
    match obstacle {
        Obstacle::Done => ("nothing: it is done".into(), None),
        Obstacle::Change(var) => (format!("a change of {}", program.vars[var.0].name), None),
        Obstacle::Held(at) => lock(at.0),
        Obstacle::Permit(semaphore) => (
            format!("a permit of {}", program.semaphores[semaphore].name),
            None,
        ),
        Obstacle::Notice(on) => (
            format!("{} to be notified", program.conditions[on.0].name),
            None,
        ),
        Obstacle::Item(from) => (format!("an item in {}", queue(from.0)), None),
        Obstacle::Room(into) => (format!("room in {}", queue(into.0)), None),
        Obstacle::Taker(of) => (format!("its item in {} to be taken", queue(of.0)), None),
        Obstacle::End(of) => (format!("the end of {}", letter(of)), Some(of)),
    }
}

/// The threads that wait for each other in a ring, from the first letter on; empty where the
/// waiting is for no thread in particular.
pub(super) fn cycle(stuck: &[Stuck]) -> Vec<usize> {
    let on = |thread: usize| stuck.iter().find(|one| one.thread == thread)?.on;
    for one in stuck {
        let mut ring = vec![one.thread];
        let mut next = on(one.thread);
        while let Some(thread) = next.filter(|thread| !ring.contains(thread)) {
            ring.push(thread);
            next = on(thread);
        }
        if next == Some(one.thread) {
            return ring;
        }
    }
    Vec::new()
}

fn held(machine: &Machine, cells: &[u32], thread: usize) -> Vec<String> {
    let locks = machine.program.locks.iter().enumerate();
    let held = locks.filter(|(lock, _)| machine.holder(cells, *lock) == Some(thread));
    held.map(|(_, shared)| shared.name.clone()).collect()
}

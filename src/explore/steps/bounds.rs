//! The largest values that variables, registers, permits and items can have, so that a state takes no
//! more bits than it needs.

use super::flow::Flow;
use super::program::{Peak, Program};
use super::step::{Op, Value};

/// The largest value of each thing.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) vars: Vec<u32>,
    /// By thread, then by register.
    pub(super) registers: Vec<Vec<u32>>,
    pub(super) semaphores: Vec<u32>,
    /// For the items of each queue.
    pub(super) items: Vec<u32>,
}

impl Bounds {
    /// Raises the bounds until every step stays within them.
    pub(super) fn of(program: &Program, flow: &[Flow]) -> Self {
        /// Bounds that still rise after this many rounds depend on each other.
        const ROUNDS: usize = 8;
        let mut bounds = Self::least(program);
        for round in 0.. {
            let mut next = bounds.raised(program, flow);
            if round >= ROUNDS {
                next.give_up(&bounds, most(program, flow));
            }
            if next == bounds {
                break;
            }
            bounds = next;
        }
        bounds
    }

    fn least(program: &Program) -> Self {
        let threads = program.threads.iter();
        Self {
            vars: program.vars.iter().map(|var| var.initial).collect(),
            registers: threads.map(|thread| vec![0; thread.registers]).collect(),
            semaphores: program.semaphores.iter().map(|one| one.initial).collect(),
            items: vec![0; program.queues.len()],
        }
    }

    /// One more round: what each step can make of the values so far.
    fn raised(&self, program: &Program, flow: &[Flow]) -> Self {
        let mut next = Self::least(program);
        let mut added = vec![0u32; program.vars.len()];
        for (thread, code) in program.threads.iter().enumerate() {
            for (step, looped) in code.steps.iter().zip(&flow[thread].looped) {
                let times = if *looped { u32::MAX } else { 1 };
                let mut add = |var: usize, value: u32| {
                    added[var] = added[var].saturating_add(value.saturating_mul(times));
                };
                let value = |value| self.value(thread, value);
                match step.op {
                    Op::Read(var, to) => raise(&mut next.registers[thread][to.0], self.vars[var.0]),
                    Op::Write(var, of) => raise(&mut next.vars[var.0], value(of)),
                    Op::Copy { from, to } => raise(&mut next.vars[to.0], self.vars[from.0]),
                    Op::Add(var, of) => add(var.0, value(of)),
                    Op::Remove { short, .. } => add(short.0, 1),
                    Op::Enter { count, past, .. } => {
                        add(count.0, 1);
                        if let Some((_, passed)) = past {
                            add(passed.0, 1);
                        }
                    }
                    Op::Look {
                        var, seen, vain, ..
                    } => {
                        if let Some(seen) = seen {
                            let most = self.vars[var.0].saturating_add(1);
                            raise(&mut next.registers[thread][seen.0], most);
                        }
                        if let Some(vain) = vain {
                            add(vain.0, 1);
                        }
                    }
                    Op::Release(to) => {
                        let permits = &mut next.semaphores[to.0];
                        *permits = permits.saturating_add(times);
                    }
                    Op::Arrive { at, .. } => {
                        raise(&mut next.vars[at.arrived.0], at.parties);
                        raise(&mut next.semaphores[at.leaving.0], at.parties);
                    }
                    Op::Put(into, of) => raise(&mut next.items[into.0], value(of)),
                    Op::Take(from, to) => {
                        raise(&mut next.registers[thread][to.0], self.items[from.0]);
                    }
                    _ => {}
                }
            }
        }
        for (var, added) in next.vars.iter_mut().zip(added) {
            *var = var.saturating_add(added);
        }
        for (of, peak) in &program.peaks {
            let most = match of {
                Peak::Var(var) => self.vars[var.0],
                Peak::Spread(first, count) => {
                    let all = &self.vars[first.0..][..*count];
                    all.iter().copied().max().unwrap_or(0)
                }
                Peak::Queue(queue) => program.slots(*queue),
            };
            raise(&mut next.vars[peak.0], most);
        }
        next
    }

    fn value(&self, thread: usize, value: Value) -> u32 {
        match value {
            Value::Is(number) => number,
            Value::Plus(register, more) => self.registers[thread][register.0].saturating_add(more),
            Value::Minus(register, less) => self.registers[thread][register.0].saturating_sub(less),
            Value::Of(var) => self.vars[var.0],
        }
    }

    /// Replaces bounds that still rise by one that holds for everything.
    fn give_up(&mut self, before: &Self, most: u32) {
        let lists = [&mut self.vars, &mut self.semaphores, &mut self.items];
        let olds = [&before.vars, &before.semaphores, &before.items];
        let own = self.registers.iter_mut().zip(&before.registers);
        for (list, old) in lists.into_iter().zip(olds).chain(own) {
            for (new, old) in list.iter_mut().zip(old) {
                if new != old {
                    *new = most;
                }
            }
        }
    }
}

/// A bound on every value, provided that values come from constants alone and each step adds its own
/// once: the largest constant plus everything that is ever added.
fn most(program: &Program, flow: &[Flow]) -> u32 {
    let initial = program.vars.iter().map(|var| var.initial);
    let (mut most, mut added) = (initial.max().unwrap_or(0), 0u32);
    for (code, flow) in program.threads.iter().zip(flow) {
        for (step, looped) in code.steps.iter().zip(&flow.looped) {
            let more = match step.op {
                Op::Write(_, Value::Is(number)) | Op::Put(_, Value::Is(number)) => {
                    raise(&mut most, number);
                    0
                }
                Op::Arrive { at, .. } => {
                    raise(&mut most, at.parties);
                    0
                }
                Op::Write(_, Value::Plus(_, more)) | Op::Put(_, Value::Plus(_, more)) => more,
                Op::Add(_, Value::Is(number)) => number,
                // Adding a sum may double it.
                Op::Add(..) => return u32::MAX,
                Op::Remove { .. } | Op::Enter { .. } => 1,
                Op::Look { seen, vain, .. } => u32::from(seen.is_some() || vain.is_some()),
                _ => 0,
            };
            if more > 0 && *looped {
                return u32::MAX;
            }
            added = added.saturating_add(more);
        }
    }
    most.saturating_add(added)
}

fn raise(bound: &mut u32, value: u32) {
    *bound = value.max(*bound);
}

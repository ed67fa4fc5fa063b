//! The shared things that move with a renaming of threads: which thing goes to which, found by comparing
//! the steps of each thread with those of the thread that it is renamed to.

use super::program::{Peak, Program};
use super::step::{Capacity, Op, Queue, Step, Value, Var};
use crate::model::Renaming;

/// A kind of shared thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Var,
    Lock,
    Semaphore,
    Condition,
    Queue,
}

/// All kinds.
pub(super) const THINGS: [Thing; 5] = [
    Thing::Var,
    Thing::Lock,
    Thing::Semaphore,
    Thing::Condition,
    Thing::Queue,
];

/// Where each shared thing goes with a renaming of threads; `None` for a thing that no step names.
pub(super) struct Things([Vec<Option<usize>>; 5]);

impl Things {
    /// Where each thing of a kind goes.
    pub(super) fn of(&self, thing: Thing) -> &Vec<Option<usize>> {
        &self.0[thing as usize]
    }

    /// The renaming of things that goes with one of threads, if there is one.
    pub(super) fn renamed(program: &Program, by: &Renaming) -> Option<Self> {
        let mut things = Self([
            vec![None; program.vars.len()],
            vec![None; program.locks.len()],
            vec![None; program.semaphores.len()],
            vec![None; program.conditions.len()],
            vec![None; program.queues.len()],
        ]);
        for (one, to) in program.threads.iter().zip(by.to) {
            let two = &program.threads[usize::from(to)];
            let mut steps = one.steps.iter().zip(&two.steps);
            let same = one.steps.len() == two.steps.len()
                && one.registers == two.registers
                && steps.all(|(one, two)| things.step(one, two, by));
            if !same {
                return None;
            }
        }
        (things.peaks(program) && things.alike(program)).then_some(things)
    }

    /// Whether a thing can go to another one: it goes nowhere else, and nothing else goes there.
    fn goes(&mut self, thing: Thing, one: usize, two: usize) -> bool {
        let to = &mut self.0[thing as usize];
        match to[one] {
            Some(known) => known == two,
            None if to.contains(&Some(two)) => false,
            None => {
                to[one] = Some(two);
                true
            }
        }
    }

    fn var(&mut self, one: Var, two: Var) -> bool {
        self.goes(Thing::Var, one.0, two.0)
    }

    fn value(&mut self, one: Value, two: Value) -> bool {
        match (one, two) {
            (Value::Of(one), Value::Of(two)) => self.var(one, two),
            _ => one == two,
        }
    }

    fn step(&mut self, one: &Step, two: &Step, by: &Renaming) -> bool {
        let mut watches = one.again.iter().zip(&two.again);
        let watch = one.again.len() == two.again.len()
            && watches.all(|(one, two)| one.seen == two.seen && self.var(one.var, two.var));
        watch && same_kind(one, two) && self.op(one.op, two.op, by)
    }

    fn var_if_any(&mut self, one: Option<Var>, two: Option<Var>) -> bool {
        match (one, two) {
            (Some(one), Some(two)) => self.var(one, two),
            (one, two) => one == two,
        }
    }

    /// Whether two actions of one kind differ only by things that can go to each other.
    fn op(&mut self, one: Op, two: Op, by: &Renaming) -> bool {
        match (one, two) {
            (Op::Read(one, a), Op::Read(two, b)) => a == b && self.var(one, two),
            (Op::Write(one, a), Op::Write(two, b)) | (Op::Add(one, a), Op::Add(two, b)) => {
                self.value(a, b) && self.var(one, two)
            }
            (
                Op::Remove { from, short },
                Op::Remove {
                    from: to,
                    short: other,
                },
            ) => self.var(from, to) && self.var(short, other),
            (
                Op::Look { var, vain, .. },
                Op::Look {
                    var: to,
                    vain: other,
                    ..
                },
            ) => self.var_if_any(vain, other) && self.var(var, to),
            (
                Op::Enter {
                    closed_by: [a, b],
                    from,
                    count,
                    past,
                },
                Op::Enter {
                    closed_by: [c, d],
                    from: from_too,
                    count: count_too,
                    past: past_too,
                },
            ) => {
                let past = match (past, past_too) {
                    (Some((one, a)), Some((two, b))) => self.var(one, two) && self.var(a, b),
                    (one, two) => one == two,
                };
                past && self.var_if_any(from, from_too)
                    && self.var(a, c)
                    && self.var(b, d)
                    && self.var(count, count_too)
            }
            (Op::Join(one), Op::Join(two)) => usize::from(by.to[one]) == two,
            (Op::Copy { from, to }, Op::Copy { from: two, to: too }) => {
                self.var(from, two) && self.var(to, too)
            }
            (Op::Fence, Op::Fence) => true,
            _ => self.synchronizer(one, two),
        }
    }

    /// The same for what threads wait at.
    fn synchronizer(&mut self, one: Op, two: Op) -> bool {
        let (thing, one, two) = match (one, two) {
            (Op::Lock(one), Op::Lock(two))
            | (Op::Unlock(one), Op::Unlock(two))
            | (Op::TryLock { lock: one, .. }, Op::TryLock { lock: two, .. }) => {
                (Thing::Lock, one.0, two.0)
            }
            (Op::Acquire(one), Op::Acquire(two)) | (Op::Release(one), Op::Release(two)) => {
                (Thing::Semaphore, one.0, two.0)
            }
            (Op::Arrive { at: one, .. }, Op::Arrive { at: two, .. }) => {
                return (one.parties, one.once) == (two.parties, two.once)
                    && self.var(one.arrived, two.arrived)
                    && self.goes(Thing::Semaphore, one.leaving.0, two.leaving.0);
            }
            (Op::Sleep(one, a), Op::Sleep(two, b)) | (Op::Wake(one, a), Op::Wake(two, b)) => {
                return self.goes(Thing::Lock, a.0, b.0)
                    && self.goes(Thing::Condition, one.0, two.0);
            }
            (Op::NotifyOne(one), Op::NotifyOne(two)) | (Op::NotifyAll(one), Op::NotifyAll(two)) => {
                (Thing::Condition, one.0, two.0)
            }
            (Op::Put(one, a), Op::Put(two, b)) => {
                return self.value(a, b) && self.goes(Thing::Queue, one.0, two.0);
            }
            (Op::Take(one, a), Op::Take(two, b)) => {
                return a == b && self.goes(Thing::Queue, one.0, two.0);
            }
            // The contents of a store queue follow from places, which no record can hold.
            _ => return false,
        };
        self.goes(thing, one, two)
    }

    /// High-water marks go where the things they track go.
    fn peaks(&mut self, program: &Program) -> bool {
        program.peaks.iter().all(|(of, peak)| {
            let to = match of {
                Peak::Var(var) => Peak::Var(Var(self.of(Thing::Var)[var.0].unwrap_or(var.0))),
                Peak::Spread(first, count) => {
                    let all = first.0..first.0 + count;
                    let stays = |to: &Option<usize>| to.is_none_or(|to| all.contains(&to));
                    if !self.of(Thing::Var)[all.clone()].iter().all(stays) {
                        return false;
                    }
                    *of
                }
                Peak::Queue(queue) => {
                    Peak::Queue(Queue(self.of(Thing::Queue)[queue.0].unwrap_or(queue.0)))
                }
            };
            let to = program.peaks.iter().find(|(of, _)| *of == to);
            to.is_some_and(|(_, other)| self.var(*peak, *other))
        })
    }

    /// Whether all things go to things with the same initial value, and none goes where another one
    /// stays.
    fn alike(&self, program: &Program) -> bool {
        let initial = |thing: Thing, number: usize| match thing {
            Thing::Var => (program.vars[number].initial, Capacity::Unbounded),
            Thing::Semaphore => (program.semaphores[number].initial, Capacity::Unbounded),
            Thing::Queue => (0, program.queues[number].1),
            Thing::Lock | Thing::Condition => (0, Capacity::Unbounded),
        };
        THINGS.into_iter().all(|thing| {
            let to = self.of(thing);
            to.iter().enumerate().all(|(one, two)| {
                let stays = |two: usize| two == one || to[two].is_some();
                two.is_none_or(|two| stays(two) && initial(thing, one) == initial(thing, two))
            })
        })
    }
}

/// Whether two steps are the same action, on things that may differ, and lead to the same places.
pub(super) fn same_kind(one: &Step, two: &Step) -> bool {
    let same = match (one.op, two.op) {
        (
            Op::Look {
                test, other, seen, ..
            },
            Op::Look {
                test: test_too,
                other: other_too,
                seen: seen_too,
                ..
            },
        ) => (test, other, seen) == (test_too, other_too, seen_too),
        (Op::TryLock { other, .. }, Op::TryLock { other: too, .. })
        | (Op::Arrive { other, .. }, Op::Arrive { other: too, .. }) => other == too,
        (one, two) => std::mem::discriminant(&one) == std::mem::discriminant(&two),
    };
    same && one.next == two.next && one.again.len() == two.again.len()
}

//! How a schedule of a step program ends: the values of its variables, or what each stuck thread holds
//! and waits for.

use super::machine::{Machine, Obstacle};
use super::program::Finals;
use super::symmetry::Symmetry;
use super::things::Thing;
use crate::deadlock::Stuck;
use crate::model::{Renaming, ScheduleEnd};
use crate::written::letter;

/// An end, without words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Final {
    /// Every thread is done; the values of the variables.
    Done(Vec<u32>),
    /// No thread can move, and these are not done.
    Deadlock(Vec<Blocked>),
}

/// A thread that can never move again, by number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Blocked {
    thread: usize,
    obstacle: Obstacle,
    /// The thread that it waits for, if there is exactly one.
    on: Option<usize>,
    /// The locks that it holds.
    holds: Vec<usize>,
}

impl Final {
    /// The end that a state without moves represents.
    pub(super) fn of(machine: &Machine, state: &[u64]) -> Self {
        if machine.finished(state) {
            return Self::Done(machine.vars(state));
        }
        let blocked = |thread| {
            let obstacle = machine.obstacle(state, thread)?;
            (obstacle != Obstacle::Done).then(|| Blocked {
                thread,
                obstacle,
                on: waits_for(machine, state, obstacle),
                holds: (0..machine.held.len())
                    .filter(|lock| machine.holder(state, *lock) == Some(thread))
                    .collect(),
            })
        };
        Self::Deadlock((0..machine.threads()).filter_map(blocked).collect())
    }

    /// The same end with its threads renamed.
    pub(super) fn renamed(&self, symmetry: &Symmetry, by: &Renaming) -> Self {
        let to = |thread: usize| usize::from(by.to[thread]);
        match self {
            Self::Done(finals) => {
                let mut renamed = finals.clone();
                for (var, value) in finals.iter().enumerate() {
                    renamed[symmetry.renamed(Thing::Var, var, by)] = *value;
                }
                Self::Done(renamed)
            }
            Self::Deadlock(blocked) => {
                let renamed = blocked.iter().map(|one| {
                    let locks = one.holds.iter();
                    let locks = locks.map(|lock| symmetry.renamed(Thing::Lock, *lock, by));
                    let mut holds: Vec<usize> = locks.collect();
                    holds.sort_unstable();
                    Blocked {
                        thread: to(one.thread),
                        obstacle: one.obstacle.renamed(symmetry, by),
                        on: one.on.map(to),
                        holds,
                    }
                });
                let mut renamed: Vec<Blocked> = renamed.collect();
                renamed.sort_unstable();
                Self::Deadlock(renamed)
            }
        }
    }

    /// The same end in words.
    pub(super) fn judge(&self, machine: &Machine) -> ScheduleEnd {
        let program = machine.program;
        match self {
            Self::Done(finals) => ScheduleEnd::Done((program.judge)(Finals(finals))),
            Self::Deadlock(blocked) => {
                let stuck = blocked.iter().map(|one| Stuck {
                    thread: program.number(one.thread),
                    holds: one
                        .holds
                        .iter()
                        .map(|lock| program.locks[*lock].name.clone())
                        .collect(),
                    waits_for: describe(machine, one.obstacle),
                    on: one.on,
                });
                ScheduleEnd::Deadlock(stuck.collect())
            }
        }
    }
}

impl Obstacle {
    fn renamed(self, symmetry: &Symmetry, by: &Renaming) -> Self {
        let to = |thing, number| symmetry.renamed(thing, number, by);
        match self {
            Self::Change(mut var) => {
                var.0 = to(Thing::Var, var.0);
                Self::Change(var)
            }
            Self::Held(mut lock) => {
                lock.0 = to(Thing::Lock, lock.0);
                Self::Held(lock)
            }
            Self::Permit(semaphore) => Self::Permit(to(Thing::Semaphore, semaphore)),
            Self::Leaving(semaphore) => Self::Leaving(to(Thing::Semaphore, semaphore)),
            Self::End(thread) => Self::End(usize::from(by.to[thread])),
            // Conditions and queues are not owned by a thread, and a thread with a store queue has no
            // equal.
            Self::Done
            | Self::Notice(_)
            | Self::Item(_)
            | Self::Room(_)
            | Self::Taker(_)
            | Self::Stores(_)
            | Self::Store(_) => self,
        }
    }
}

/// The thread that a thread waits for, if there is exactly one.
pub(super) fn waits_for(machine: &Machine, state: &[u64], obstacle: Obstacle) -> Option<usize> {
    match obstacle {
        Obstacle::Held(lock) => machine.holder(state, lock.0),
        Obstacle::End(of) => Some(of),
        _ => None,
    }
}

/// What a thread waits for.
pub(super) fn describe(machine: &Machine, obstacle: Obstacle) -> String {
    let program = machine.program;
    let queue = |queue: usize| &program.queues[queue].0.name;
    match obstacle {
        Obstacle::Done => "nothing: it is done".into(),
        Obstacle::Change(var) => format!("a change of {}", program.vars[var.0].name),
        Obstacle::Held(lock) => program.locks[lock.0].name.clone(),
        Obstacle::Permit(semaphore) => {
            format!("a permit of {}", program.semaphores[semaphore].name)
        }
        Obstacle::Leaving(barrier) => {
            format!("others to leave {}", program.semaphores[barrier].name)
        }
        Obstacle::Notice(on) => format!("{} to be notified", program.conditions[on.0].name),
        Obstacle::Item(from) => format!("an item in {}", queue(from.0)),
        Obstacle::Room(into) => format!("room in {}", queue(into.0)),
        Obstacle::Taker(of) => format!("its item in {} to be taken", queue(of.0)),
        Obstacle::End(of) => format!("the end of {}", letter(of)),
        Obstacle::Stores(of) => format!("{}'s stores to reach memory", letter(of)),
        Obstacle::Store(of) => format!("a store by {}", letter(of)),
    }
}

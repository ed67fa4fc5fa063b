//! A thread of a running program: what it is doing, and its calls under way.

use super::code::Code;
use super::kept::Kept;
use super::value::Value;

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// It is before a step of its own.
    Ready,
    /// It waits for something that is no step, such as the end of a thread.
    Joining,
    /// It has ended.
    Ended,
    /// It repeats itself on this line without a step.
    Endless(u32),
    /// A `while` of it was cut on this line.
    Held(u32),
}

/// Where a thread is in a wait of several steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sleep {
    /// Nowhere.
    #[default]
    No,
    /// It sleeps at an event, which has been set since or not.
    Event { event: u32, woken: bool },
    /// It waits at a condition, with how often it held the lock.
    Condition {
        condition: u32,
        notified: bool,
        depth: u32,
    },
    /// It has arrived at a barrier as the one of this number.
    Barrier { barrier: u32, index: u32 },
    /// A step of a wait is over, and the call continues.
    Done,
}

/// A thread that has been started, and its calls under way or their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thread<F = Kept<Vec<Frame>>> {
    pub(super) status: Status,
    pub(super) space: u8,
    pub(super) daemon: bool,
    /// Its `Thread` object.
    pub(super) object: u32,
    pub(super) frames: F,
    pub(super) sleep: Sleep,
    /// The thread whose end it waits for, by its object, if it can't go on before.
    pub(super) joins: Option<u32>,
    /// The number of its vector clock.
    pub(super) clock: u32,
    /// The part of its life in which it took its last step, 0 for none.
    pub(super) stepped: u32,
    /// The executor that it works for.
    pub(super) executor: Option<u32>,
}

/// A call under way.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) code: u32,
    pub(super) at: u32,
    pub(super) slots: Vec<Value>,
    pub(super) stack: Vec<Value>,
    /// What becomes of what it returns.
    pub(super) then: Then,
}

/// What becomes of what a frame returns.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// The caller's stack takes it.
    Push,
    /// It is dropped, and the caller's stack takes the object that was made.
    Made(Value),
    /// It must be a text; the caller's stack takes it.
    Text,
    /// The caller's stack takes it, in a loop that a `StopIteration` ends: it continues there.
    Next(u32),
    /// It is dropped: it was a barrier's action. The barrier opens, and the caller's stack takes the
    /// number of the last thread to arrive.
    Passed(u32),
    /// The caller's stack takes its truth, or the opposite.
    Truth(bool),
    /// The caller's stack takes nothing.
    Drop,
}

impl<F> Thread<F> {
    /// The same thread with other frames, and with other names for the objects that it refers to, which
    /// are given in order. What a thread that has ended did last is left out.
    pub(super) fn with<G>(&self, frames: G, mut name: impl FnMut(u32) -> u32) -> Thread<G> {
        let ended = self.status == Status::Ended;
        let joining = self.status == Status::Joining;
        Thread {
            status: self.status,
            space: self.space,
            daemon: self.daemon,
            object: name(self.object),
            frames,
            executor: self.executor.filter(|_| !ended).map(&mut name),
            joins: self.joins.filter(|_| joining).map(&mut name),
            sleep: match self.sleep {
                _ if ended => Sleep::No,
                Sleep::Event { event, woken } => Sleep::Event {
                    event: name(event),
                    woken,
                },
                Sleep::Condition {
                    condition,
                    notified,
                    depth,
                } => Sleep::Condition {
                    condition: name(condition),
                    notified,
                    depth,
                },
                Sleep::Barrier { barrier, index } => Sleep::Barrier {
                    barrier: name(barrier),
                    index,
                },
                sleep @ (Sleep::No | Sleep::Done) => sleep,
            },
            clock: self.clock,
            stepped: self.stepped,
        }
    }
}

impl Frame {
    /// A call of a code with nothing in its slots.
    pub(super) fn of(number: u32, code: &Code) -> Self {
        Self {
            code: number,
            at: 0,
            slots: vec![Value::Unbound; code.slots.len()],
            stack: Vec::new(),
            then: Then::Push,
        }
    }
}

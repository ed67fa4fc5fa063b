//! A thread of a running program: what it is doing, and its calls in progress.

use super::code::Code;
use super::copy_on_write::CopyOnWrite;
use super::value::Value;

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Status {
    /// It is at its next step.
    Ready,
    /// It waits for something that isn't a step, such as the end of a thread.
    Joining,
    /// It has ended.
    Ended,
    /// It repeats itself on this line without taking a step.
    Endless(u32),
    /// It is held because `--loops` cut a `while` on this line.
    Held(u32),
}

/// What a step may ask of a thread without reading the rest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// Whether it waits for something that isn't a step.
    Joining,
    /// Whether it has ended.
    Ended,
}

impl Question {
    /// The answer of a thread with this status.
    pub(super) fn answer(self, status: Status) -> bool {
        match self {
            Self::Joining => status == Status::Joining,
            Self::Ended => status == Status::Ended,
        }
    }
}

/// The state of a wait that takes several steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Sleep {
    /// Not in such a wait.
    #[default]
    No,
    /// It sleeps at an event, which may have been set since.
    Event { event: u32, woken: bool },
    /// It waits at a condition; includes how many times it held the lock.
    Condition {
        condition: u32,
        notified: bool,
        depth: u32,
    },
    /// It has arrived at a barrier, with this number.
    Barrier { barrier: u32, index: u32 },
    /// One step of the wait is done, and the call continues.
    Done,
}

/// A thread that has been started, with its calls in progress or their number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Thread<F = CopyOnWrite<Vec<Frame>>> {
    pub(super) status: Status,
    pub(super) space: u8,
    pub(super) daemon: bool,
    /// Its `Thread` object.
    pub(super) object: u32,
    pub(super) frames: F,
    pub(super) sleep: Sleep,
    /// The thread, by its object, whose end it has to wait for.
    pub(super) joins: Option<u32>,
    /// The number of its vector clock.
    pub(super) clock: u32,
    /// The part of its life in which it took its last step, 0 if none.
    pub(super) stepped: u32,
    /// The executor that it works for.
    pub(super) executor: Option<u32>,
}

/// A call in progress.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) code: u32,
    pub(super) at: u32,
    pub(super) slots: Vec<Value>,
    pub(super) stack: Vec<Value>,
    /// What happens to its result.
    pub(super) then: Then,
}

/// What happens to a frame's result.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// It is pushed on the caller's stack.
    Push,
    /// It is dropped, and the object that was made is pushed on the caller's stack.
    Made(Value),
    /// It must be a text, and is pushed on the caller's stack.
    Text,
    /// It is pushed on the caller's stack, in a loop; a `StopIteration` ends the loop, which continues
    /// there.
    Next(u32),
    /// It is dropped, since the call was a barrier's action. The barrier opens, and the number of the
    /// last thread to arrive is pushed on the caller's stack.
    Passed(u32),
    /// Its truth, or the opposite, is pushed on the caller's stack.
    Truth(bool),
    /// It is dropped, and nothing is pushed.
    Drop,
}

impl<F> Thread<F> {
    /// The same thread with other frames, and with other names for the objects that it refers to; `name`
    /// is called for these in order. What an ended thread did last is omitted.
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

    /// The objects that it refers to beside those of its calls.
    pub(super) fn refers_to(&self) -> [Option<u32>; 4] {
        let at = match self.sleep {
            Sleep::No | Sleep::Done => None,
            Sleep::Event { event: at, .. }
            | Sleep::Condition { condition: at, .. }
            | Sleep::Barrier { barrier: at, .. } => Some(at),
        };
        [Some(self.object), self.executor, self.joins, at]
    }
}

impl Frame {
    /// A call of a code, with empty slots.
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

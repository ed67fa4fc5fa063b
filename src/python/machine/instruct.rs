//! One instruction of one thread, requested from outside: how real threads use the machine.

use super::super::source::Fault;
use super::super::state::Status;
use super::real::{Progress, Real};
use super::run::number;
use super::{Halt, Run, Stop};

impl Run<'_> {
    /// Switches to real threads.
    pub(crate) fn make_real(&mut self, real: Real) {
        self.real = Some(Box::new(real));
        self.set_globals();
    }

    /// Executes one instruction of a thread; it may be a step only if `granted`, and its wait is over if
    /// it has `expired`.
    pub(crate) fn instruct(&mut self, me: usize, granted: bool, expired: bool) -> Progress {
        self.me = me;
        self.grant = granted;
        self.stepped = false;
        self.waits = None;
        if let Some(real) = &mut self.real {
            real.expired = expired;
            real.timeout = None;
        }
        let result = if self.thread().frames.is_empty() {
            self.finish()
        } else {
            self.instruction()
        };
        if self.stepped && self.real.as_ref().is_some_and(|real| real.gated) {
            let clock = self.state.threads[me].clock;
            self.state.threads[me].stepped = self.common.touches.part(number(me), clock);
        }
        match result {
            Ok(()) | Err(Stop::Asleep | Stop::Again) => {
                let over = me == 0 && self.state.over;
                if over || self.thread().status == Status::Ended {
                    return Progress::Ended;
                }
                let sleep = self.real.as_mut().and_then(|real| real.sleep.take());
                sleep.map_or(Progress::Goes, Progress::Sleeps)
            }
            Err(Stop::Raise(exception)) => match self.unwind(exception) {
                Ok(()) => Progress::Goes,
                Err(Halt::Refused(fault)) => Progress::Refused(fault),
                Err(_) => self.refused("an exception that can't be told", ""),
            },
            Err(Stop::Pause) => Progress::Held,
            Err(stop @ (Stop::Blocked | Stop::Join)) => Progress::Waits {
                on: self.waits.take(),
                joins: matches!(stop, Stop::Join),
                timeout: self.real.as_ref().and_then(|real| real.timeout),
            },
            Err(Stop::Refuse(what, way)) => self.refused(&what, &way),
            Err(Stop::Cut(_)) => Progress::Full,
            Err(Stop::Bound | Stop::Same) => self.refused("this repeats itself", ""),
        }
    }

    fn refused(&self, what: &str, way: &str) -> Progress {
        Progress::Refused(Fault::new(self.span().start, what, way))
    }

    /// Whether the last instruction took a step.
    pub(crate) fn has_stepped(&self) -> bool {
        self.stepped
    }

    /// Whether a thread's next step has a letter: main's has none if no other step can come first.
    pub(crate) fn has_letter(&self, thread: usize) -> bool {
        thread > 0 || self.needs_letter()
    }

    /// Threads that the last instruction started, or allowed to end.
    pub(crate) fn take_started(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.started)
    }

    /// Whether a thread or a task has ended since the last call.
    pub(crate) fn take_events(&mut self) -> bool {
        std::mem::take(&mut self.events)
    }

    /// Frees unreachable objects; no thread may be in the middle of an instruction or hold its own
    /// frames.
    pub(crate) fn sweep_for(&mut self, thread: usize) -> Result<(), Fault> {
        self.me = thread;
        match self.sweep() {
            Err(Stop::Refuse(what, way)) => Err(Fault::new(self.span().start, what, way)),
            _ => Ok(()),
        }
    }

    /// Records that an object changed for which threads may be waiting.
    pub(super) fn changes(&mut self, object: u32) {
        let waited_for = self.kind(object).is_waited_for();
        if let Some(real) = self.real.as_mut().filter(|_| waited_for) {
            real.changed.push(object);
        }
    }
}

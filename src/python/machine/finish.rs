//! Returning from a function, and the end of a thread or of the program.

use super::super::library::Exc;
use super::super::state::{Status, Then};
use super::super::value::Value;
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    /// Leaves a function.
    pub(super) fn return_from_function(&mut self) -> Exec {
        let value = self.pop();
        let frames = &mut self.thread().frames;
        let Some(left) = frames.pop() else {
            return Ok(());
        };
        if self.thread().frames.is_empty() {
            return Ok(());
        }
        let value = match left.then {
            Then::Push | Then::Next(_) => value,
            Then::Drop => return Ok(()),
            Then::Passed(barrier) => self.open_barrier(barrier),
            Then::Made(made) => {
                if !matches!(value, Value::None) {
                    let kind = self.type_name(&value);
                    let message = format!("__init__() should return None, not '{kind}'");
                    return Err(self.raise(Exc::TypeError, message));
                }
                made
            }
            Then::Text => match value {
                Value::Str(_) => value,
                other => {
                    let kind = self.type_name(&other);
                    let message = format!("__str__ returned non-string (type {kind})");
                    return Err(self.raise(Exc::TypeError, message));
                }
            },
            Then::Truth(wanted) => {
                let truth = self.plain_truth(&value);
                Value::Bool(truth == wanted)
            }
        };
        self.push(value);
        Ok(())
    }

    /// The end of a thread, or of the program.
    pub(super) fn finish(&mut self) -> Exec {
        if self.me == 0 {
            return self.finish_program();
        }
        if self.thread().sleep == super::Sleep::Done {
            return self.fire();
        }
        let object = self.thread().object;
        let birth = self.object(object).birth;
        if self.touch(Location::Alive(birth), true)? {
            self.note(|_| Act::Said("end".into()));
        }
        self.thread().status = Status::Ended;
        self.thread().sleep = super::Sleep::No;
        self.events = true;
        Ok(())
    }

    fn finish_program(&mut self) -> Exec {
        self.shut_executors();
        let others = || self.state.threads.iter().skip(1);
        let waits = |status| !matches!(status, Status::Ended);
        if others().any(|one| !one.daemon && waits(one.status)) {
            return Err(Stop::Join);
        }
        let alive = |status| matches!(status, Status::Ready | Status::Joining);
        if others().any(|one| one.daemon && alive(one.status)) {
            self.step()?;
            self.note(|_| Act::Said("the program ends, daemons with it".into()));
        }
        self.state.over = true;
        Ok(())
    }
}

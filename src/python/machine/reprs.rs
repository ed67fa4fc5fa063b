//! The `repr` of threads, locks and the like.

use super::super::state::{Flavor, Kind, Stage, Status};
use super::super::value::Value;
use super::Run;

impl Run<'_> {
    pub(super) fn repr_of_thread(&self, object: u32, id: &str) -> String {
        let thread = self.thread_object(object);
        let class = self.type_name(&Value::Ref(object));
        let daemon = if thread.daemon { " daemon" } else { "" };
        let state = match thread.number {
            None => format!("initial{daemon}"),
            Some(number) => {
                let ended = self.state.threads[usize::from(number)].status == Status::Ended;
                let word = if ended { "stopped" } else { "started" };
                format!("{word}{daemon} {id}")
            }
        };
        match thread.flavor {
            Flavor::Thread if thread.number == Some(0) => {
                format!("<_MainThread({}, {state})>", thread.name)
            }
            Flavor::Process => format!("<{class} name='{}' {id}>", thread.name),
            _ => format!("<{class}({}, {state})>", thread.name),
        }
    }

    /// The `repr` of a lock or the like.
    pub(super) fn repr_of_synchronizer(&self, object: u32, id: &str) -> String {
        let class = match self.class_of_object(object) {
            Value::Type(class) => class.full_name(),
            class => self.class_name(&class),
        };
        let taken = |held: bool| if held { "locked" } else { "unlocked" };
        match self.kind(object) {
            Kind::Lock(holder) => format!("<{} {class} object at {id}>", taken(*holder > 0)),
            Kind::RLock(holder, depth) => {
                let owner = if *holder > 0 { id } else { "0" };
                let held = taken(*holder > 0);
                format!("<{held} {class} object owner={owner} count={depth} at {id}>")
            }
            Kind::Semaphore(permits, None) => format!("<{class} at {id}: value={permits}>"),
            Kind::Semaphore(permits, Some(most)) => {
                format!("<{class} at {id}: value={permits}/{most}>")
            }
            Kind::Event(set) => {
                let set = if *set { "set" } else { "unset" };
                format!("<{class} at {id}: {set}>")
            }
            Kind::Condition(lock, waiters) => {
                let lock = self.repr_of_synchronizer(*lock, &self.place(*lock));
                format!("<Condition({lock}, {})>", waiters.len())
            }
            Kind::Barrier(barrier) if barrier.broken => format!("<{class} at {id}: broken>"),
            Kind::Barrier(barrier) => {
                let (arrived, parties) = (barrier.arrived, barrier.parties);
                format!("<{class} at {id}: waiters={arrived}/{parties}>")
            }
            Kind::Future(future) => {
                let state = match future.stage {
                    Stage::Pending => "pending".into(),
                    Stage::Running => "running".into(),
                    Stage::Cancelled => "cancelled".into(),
                    Stage::Returned => {
                        format!("finished returned {}", self.type_name(&future.value))
                    }
                    Stage::Raised => format!("finished raised {}", self.type_name(&future.value)),
                };
                format!("<Future at {id} state={state}>")
            }
            _ => format!("<{class} object at {id}>"),
        }
    }

    /// The name of a function in messages: `__main__.work()`.
    pub(super) fn called_name(&self, function: &Value) -> String {
        match function {
            Value::Method(both) => self.called_name(&both.0),
            Value::Builtin(builtin) => format!("{}()", builtin.name()),
            Value::Type(class) => format!("{}()", class.full_name()),
            _ => match self.kind_of(function) {
                Some(Kind::Class(class)) => format!("__main__.{}()", class.name),
                _ => format!("__main__.{}()", self.function_name(function)),
            },
        }
    }
}

//! Why an instruction or a run ends early.

use super::super::source::Fault;
use super::super::value::Value;
use crate::explore::Cut;

/// Why an instruction didn't end.
pub(in crate::python) enum Stop {
    /// It is a step, and the thread has no turn.
    Pause,
    /// It is a step that isn't possible now.
    Blocked,
    /// It waits for something that is no step.
    Join,
    /// The step is taken, and the thread is where it was, asleep.
    Asleep,
    /// An exception.
    Raise(Value),
    /// Something that can't be explored.
    Refuse(String, String),
    /// More jumps than are allowed.
    Bound,
    /// Everything is to stop.
    Cut(Cut),
    /// A choice leads back to where it was made.
    Same,
    /// The instruction has taken a step, and has another one to take.
    Again,
}

/// What an instruction comes to.
pub(in crate::python) type Exec<T = ()> = Result<T, Stop>;

/// Why a run ended early.
#[derive(Debug)]
pub(in crate::python) enum Halt {
    /// The program can't be explored.
    Refused(Fault),
    /// The bound on jumps was met.
    Bound,
    /// Everything is to stop.
    Cut(Cut),
    /// A choice led back to where it was made: another way leads on.
    Same,
}

impl Stop {
    /// What is made needs more memory than a program may take.
    pub(super) fn too_large(what: &str) -> Self {
        Self::Refuse(
            format!("this makes {what}"),
            "explore the program at a smaller size".into(),
        )
    }

    /// Something that isn't in the subset, which shows only now.
    pub(super) fn outside(what: impl std::fmt::Display) -> Self {
        Self::Refuse(
            format!("{what} isn't in the subset"),
            super::super::source::OVERVIEW.into(),
        )
    }

    /// A fault of ours, reported as such rather than by an abort.
    pub(super) fn internal(what: &str) -> Self {
        Self::Refuse(
            format!("threaddemo can't run this: {what}"),
            "this is a fault of threaddemo's: please report it with the file".into(),
        )
    }

    /// A number has to be known here, and no schedule determines it.
    pub(super) fn must_be_known(what: &str) -> Self {
        Self::Refuse(
            format!("{what} depends on a clock, a random number or an identity"),
            "explore it with a fixed number; threaddemo run takes it as it is".into(),
        )
    }
}

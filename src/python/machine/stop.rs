//! Why an instruction or a run ends early.

use super::super::source::Fault;
use super::super::value::Value;
use explore::Cut;

/// Why an instruction didn't complete.
pub(crate) enum Stop {
    /// It is a step, and it isn't the thread's turn.
    Pause,
    /// It is a step that isn't possible now.
    Blocked,
    /// It waits for something that isn't a step.
    Join,
    /// The step was taken, and the thread sleeps at the same place.
    Asleep,
    /// An exception.
    Raise(Value),
    /// Something that can't be explored.
    Refuse(String, String),
    /// More jumps than allowed.
    Bound,
    /// Everything has to stop.
    Cut(Cut),
    /// A choice leads back to the state in which it was made.
    Same,
    /// The instruction has taken a step, and has another one to take.
    Again,
}

/// The result of an instruction.
pub(crate) type Exec<T = ()> = Result<T, Stop>;

/// Why a run ended early.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The program can't be explored.
    Refused(Fault),
    /// It exceeded the bound on jumps.
    Bound,
    /// Everything has to stop.
    Cut(Cut),
    /// A choice led back to the state in which it was made; another one leads on.
    Same,
}

impl Stop {
    /// The value needs more memory than a program may take.
    pub(super) fn too_large(what: &str) -> Self {
        Self::Refuse(
            format!("this makes {what}"),
            "explore the program at a smaller size".into(),
        )
    }

    /// Something outside the subset, which is detected only now.
    pub(super) fn outside(what: impl std::fmt::Display) -> Self {
        Self::Refuse(
            format!("{what} isn't in the subset"),
            super::super::source::OVERVIEW.into(),
        )
    }

    /// A number that has no bound in Python, and one here.
    pub(super) fn beyond(what: &str, bits: u32) -> Self {
        Self::Refuse(
            format!("{what} takes more than {bits} bits"),
            "write a smaller one: the threads then do the same".into(),
        )
    }

    /// An internal error of ours, reported as such rather than by aborting.
    pub(super) fn internal(what: &str) -> Self {
        Self::Refuse(
            format!("threaddemo can't run this: {what}"),
            "this is a fault of threaddemo's: please report it with the file".into(),
        )
    }

    /// A number must be known here, but no schedule determines it.
    pub(super) fn must_be_known(what: &str) -> Self {
        Self::Refuse(
            format!("{what} depends on a clock, a random number or an identity"),
            "explore it with a fixed number; threaddemo run takes it as it is".into(),
        )
    }
}

//! The exit codes, and the one error type that carries one of them to `main`.
//!
//! Everything else travels as [`anyhow::Error`]; [`Exit::of`] finds the code inside.

use std::fmt;

/// How a run ended, as the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Shown and verified; a fault that the lesson plants counts as shown.
    Shown = 0,
    /// A check failed, or an expectation was not met.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// The difference is within the noise, or the search stopped at its bound.
    Inconclusive = 3,
    /// The system refused: threads, memory, descriptors, a file.
    Refused = 4,
    /// A deadlock if none was planned.
    Deadlock = 5,
    /// `--timeout` ran out.
    TimedOut = 124,
    /// Ended by SIGHUP (128 + 1).
    HungUp = 129,
    /// Ended by Ctrl-C (128 + SIGINT).
    Interrupted = 130,
    /// Ended by SIGTERM (128 + 15).
    Terminated = 143,
}

impl Exit {
    /// The one that counts if both apply: a signal, then 124, 4, 5, 1, 3.
    #[must_use]
    pub fn or(self, other: Exit) -> Exit {
        const FIRST_WINS: [Exit; 10] = [
            Exit::HungUp,
            Exit::Interrupted,
            Exit::Terminated,
            Exit::TimedOut,
            Exit::Usage,
            Exit::Refused,
            Exit::Deadlock,
            Exit::Failed,
            Exit::Inconclusive,
            Exit::Shown,
        ];
        FIRST_WINS
            .into_iter()
            .find(|&exit| exit == self || exit == other)
            .unwrap_or(self)
    }

    /// The number of the signal that ended the run.
    pub fn signal(self) -> Option<i32> {
        match self {
            Exit::HungUp | Exit::Interrupted | Exit::Terminated => Some(self as i32 - 128),
            _ => None,
        }
    }

    /// The code that an error carries; an error without one is a refusal by the system.
    pub fn of(error: &anyhow::Error) -> Exit {
        error
            .downcast_ref::<Fault>()
            .map_or(Exit::Refused, |fault| fault.exit)
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that knows its exit code.
#[derive(Debug)]
pub struct Fault {
    /// The code that the process exits with.
    pub exit: Exit,
    message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// An error that ends with exit code 2: what was typed is wrong.
pub fn usage(message: impl Into<String>) -> anyhow::Error {
    Fault {
        exit: Exit::Usage,
        message: message.into(),
    }
    .into()
}

/// An error that ends with exit code 4: the system refused.
pub fn refused(message: impl Into<String>) -> anyhow::Error {
    Fault {
        exit: Exit::Refused,
        message: message.into(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_outranks_a_refusal_and_a_refusal_a_failed_check() {
        assert_eq!(Exit::Failed.or(Exit::Interrupted), Exit::Interrupted);
        assert_eq!(Exit::Refused.or(Exit::Failed), Exit::Refused);
        assert_eq!(Exit::TimedOut.or(Exit::Refused), Exit::TimedOut);
        assert_eq!(Exit::Inconclusive.or(Exit::Failed), Exit::Failed);
        assert_eq!(Exit::Shown.or(Exit::Inconclusive), Exit::Inconclusive);
    }

    #[test]
    fn of_two_codes_the_one_that_the_readme_names_first_wins() {
        let order = [
            Exit::HungUp,
            Exit::Interrupted,
            Exit::Terminated,
            Exit::TimedOut,
            Exit::Usage,
            Exit::Refused,
            Exit::Deadlock,
            Exit::Failed,
            Exit::Inconclusive,
            Exit::Shown,
        ];
        for (place, first) in order.into_iter().enumerate() {
            for second in &order[place..] {
                assert_eq!(first.or(*second), first, "{first:?} or {second:?}");
                assert_eq!(second.or(first), first, "{second:?} or {first:?}");
            }
        }
    }

    #[test]
    fn an_error_without_a_code_is_the_systems() {
        assert_eq!(
            Exit::of(&std::io::Error::other("full").into()),
            Exit::Refused
        );
        assert_eq!(Exit::of(&usage("no").context("while reading")), Exit::Usage);
    }
}

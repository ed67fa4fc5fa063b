//! What a run was checked for, and the results.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// One property that a run was checked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// What should hold, as a phrase.
    pub claim: String,
    /// What was observed instead, if it does not hold.
    pub instead: Option<String>,
}

impl Check {
    /// A check of `claim`, and what was observed instead if it doesn't hold.
    pub fn that(claim: impl Into<String>, holds: bool, instead: impl FnOnce() -> String) -> Self {
        Self {
            claim: claim.into(),
            instead: (!holds).then(instead),
        }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        self.instead.is_none()
    }
}

/// A map of a process: what is where, for pictures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessMap {
    /// The process.
    pub name: String,
    /// What all its threads share, and its address.
    pub shared: Vec<(&'static str, String)>,
    /// What each thread has to itself, by the thread's name.
    pub threads: Vec<(String, Vec<(&'static str, String)>)>,
}

/// The result of a run's check.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The checks, in the order they are reported.
    pub checks: Vec<Check>,
    /// What was down to luck.
    pub luck: Option<String>,
    /// Lines of the text report, each a label and a sentence.
    pub facts: Vec<(&'static str, String)>,
    /// What the demo measured besides time, for the JSON report.
    pub measured: Map<String, Value>,
    /// The peak memory of the largest process that its tasks started and waited for, in bytes.
    pub children_peak: Option<u64>,
    /// Pictures of its processes, if the lesson is about them.
    pub maps: Vec<ProcessMap>,
    /// What the record leaves out, and why, as a sentence shown with pictures.
    pub unrecorded: Option<&'static str>,
}

/// Which of all possible ends a run had.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEnd {
    /// All possible ends, the most likely first.
    pub possible: Arc<[PossibleEnd]>,
    /// The place of the one that occurred; `None` if it is none of them.
    pub occurred: Option<usize>,
}

/// An end that runs of a program can have.
#[derive(Clone, Debug, PartialEq)]
pub struct PossibleEnd {
    /// What is printed.
    pub output: String,
    /// What else happens: uncaught exceptions.
    pub notes: Vec<String>,
    /// Whether it is a deadlock, which by itself prints nothing.
    pub deadlock: bool,
    /// Its share of all schedules, if they can be counted.
    pub share: Option<f64>,
    /// Its chance if each step is a fair draw among the threads that can move.
    pub chance: Option<f64>,
}

impl Checked {
    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(Check::holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_holds_only_if_every_check_does() {
        let check = |holds: bool| Check::that("it holds", holds, || "it doesn't".to_owned());
        let run = |checks: &[bool]| Checked {
            checks: checks.iter().copied().map(check).collect(),
            ..Checked::default()
        };
        assert!(run(&[]).holds());
        assert!(run(&[true, true]).holds());
        assert!(!run(&[true, false]).holds());
        assert!(!run(&[false, true]).holds());
    }
}

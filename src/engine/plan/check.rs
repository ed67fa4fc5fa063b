//! What a run was checked for, and what the check found.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// One thing that a run was checked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// What should hold, as a phrase.
    pub claim: String,
    /// What was seen instead, if it does not hold.
    pub instead: Option<String>,
}

impl Check {
    /// A check of `claim` that holds, or else what was seen instead.
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

/// A map of a process: what lies where, for pictures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessMap {
    /// The process.
    pub name: String,
    /// What all its threads share: what it is, and where.
    pub shared: Vec<(&'static str, String)>,
    /// What each thread has for itself, by the thread's name.
    pub threads: Vec<(String, Vec<(&'static str, String)>)>,
}

/// What a run's check found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// The checks, in the order in which they are stated.
    pub checks: Vec<Check>,
    /// What was down to luck.
    pub luck: Option<String>,
    /// Lines of the text report, each a label and a sentence.
    pub facts: Vec<(&'static str, String)>,
    /// What the demo measures besides time, for the JSON report.
    pub measured: Map<String, Value>,
    /// The peak memory of the largest process that its tasks started and waited for, in bytes.
    pub children_peak: Option<u64>,
    /// Pictures of its processes, if the lesson is about these.
    pub maps: Vec<ProcessMap>,
    /// What the record leaves out, and why, as a sentence that pictures show.
    pub unrecorded: Option<&'static str>,
}

/// How a run ended, of all the ends that are possible.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEnd {
    /// All that are possible, the likeliest first.
    pub possible: Arc<[PossibleEnd]>,
    /// The place of the one that came; `None` if it is none of them.
    pub came: Option<usize>,
}

/// An end that runs of a program can have.
#[derive(Clone, Debug, PartialEq)]
pub struct PossibleEnd {
    /// What is printed.
    pub output: String,
    /// What else happens: exceptions that are not caught.
    pub notes: Vec<String>,
    /// Whether it is a deadlock, which prints nothing by itself.
    pub deadlock: bool,
    /// The share of all schedules that end so, if they can be counted.
    pub share: Option<f64>,
    /// How often it comes if each step is a fair draw among the threads that can move.
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

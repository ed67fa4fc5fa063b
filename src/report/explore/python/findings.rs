//! What there is to report of a Python program.

use crate::explore::{Findings, FunctionSteps, Replay};

/// What there is to report.
pub struct PythonFindings<'f> {
    /// The file's name.
    pub file: &'f str,
    /// The lines of the loops that were cut.
    pub cuts: &'f [u32],
    /// How many threads it starts at most, and what they do; `None` if no schedule can be walked.
    pub roles: Option<(usize, Vec<FunctionSteps>)>,
    /// The places of the outcomes that the GIL hides.
    pub hidden_by_gil: Vec<usize>,
    /// What was found.
    pub findings: &'f Findings,
    /// The schedule that is shown.
    pub replay: Option<&'f Replay>,
    /// Whether every outcome is shown.
    pub all: bool,
    /// Whether outcomes are values of globals rather than texts.
    pub named: bool,
}

//! What a report on a Python program is made from.

use explore::{Findings, FunctionSteps, Replay};

/// What a report on a Python program is made from.
pub struct PythonFindings<'f> {
    /// The file's name.
    pub file: &'f str,
    /// The lines of the loops that were cut.
    pub cuts: &'f [u32],
    /// The maximum number of threads it starts, and what they do; `None` if no schedule can be walked.
    pub roles: Option<(usize, Vec<FunctionSteps>)>,
    /// What was found.
    pub findings: &'f Findings,
    /// The schedule that is shown.
    pub replay: Option<&'f Replay>,
    /// Whether every outcome is shown.
    pub all: bool,
    /// Whether outcomes are values of globals rather than texts.
    pub named: bool,
}

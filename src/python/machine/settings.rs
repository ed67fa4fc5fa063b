//! How a user's own program is run.

/// What counts as the outcome of a schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Observed {
    /// All that is printed.
    #[default]
    Output,
    /// The last line printed.
    Last,
    /// The final values of these globals.
    Globals(Vec<String>),
}

/// How a program is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What counts as the outcome.
    pub outcome: Observed,
    /// The number of iterations after which loops are cut.
    pub loops: Option<u32>,
    /// Globals that are set before the module runs and then keep their value.
    pub set: Vec<(String, i64)>,
    /// The maximum number of jumps without a step.
    pub most_jumps: u64,
    /// The number of waits at a condition that may end without a notification.
    pub spurious: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            outcome: Observed::Output,
            loops: None,
            set: Vec::new(),
            most_jumps: 2_000_000,
            spurious: 0,
        }
    }
}

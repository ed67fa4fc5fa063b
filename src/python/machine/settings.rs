//! How a program of the user's own is run.

/// What the search wants to know of an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Observed {
    /// All that is printed.
    #[default]
    Output,
    /// The last line of it.
    Last,
    /// The final values of these globals.
    Globals(Vec<String>),
}

/// How a program is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is kept of an end.
    pub outcome: Observed,
    /// Rounds after which loops are cut.
    pub loops: Option<u32>,
    /// Globals that are set before the module runs, and then keep their value.
    pub set: Vec<(String, i64)>,
    /// Jumps without a step, at most.
    pub most_jumps: u64,
    /// Waits at a condition that end without a notification.
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

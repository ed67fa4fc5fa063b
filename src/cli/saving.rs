//! The options that save a run's figures to a file or compare them with an earlier run's.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// What to save of a run, and what to compare it with.
#[derive(Args, Clone, Debug)]
pub struct Saving {
    /// Write this run's JSON document, which --against and diff read
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub save: Option<PathBuf>,
    /// Compare each variant with itself in an earlier run that --save wrote; --max-slowdown then applies
    /// to each variant
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Run")]
    pub against: Option<PathBuf>,
    /// Store this text, such as a commit, in the JSON document
    #[arg(long, value_name = "TEXT", help_heading = "Output")]
    pub label: Option<String>,
    /// How the JSON document names this host: hash, name or none
    #[arg(
        long,
        value_enum,
        default_value = "hash",
        value_name = "HOW",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub host: HostChoice,
}

/// How a document names the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HostChoice {
    /// By a hash of its name: hosts can be told apart, but no name is disclosed
    Hash,
    /// By its name
    Name,
    /// Not at all
    None,
}

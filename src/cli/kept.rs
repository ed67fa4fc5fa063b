//! The options that keep a run's figures in a file, and hold them against those of an earlier one.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// What is kept of a run, and what it is held against.
#[derive(Args, Clone, Debug)]
pub struct Kept {
    /// Write this run's JSON document, which --against and diff read
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub save: Option<PathBuf>,
    /// Compare each variant with itself in an earlier run, which --save wrote; --max-slowdown then asks
    /// that of each
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Run")]
    pub against: Option<PathBuf>,
    /// Put this into the JSON document: a commit, say
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
    /// By a hash of its name: the same host is known again, and no name is told
    Hash,
    /// By its name
    Name,
    /// Not at all
    None,
}

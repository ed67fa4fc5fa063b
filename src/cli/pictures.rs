//! The options that request pictures.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Pictures of a run.
#[derive(Args, Clone, Debug)]
pub struct Pictures {
    /// When to draw what each thread did: auto, always or never
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub timeline: TimelineChoice,
    /// Write what each thread did as a trace that ui.perfetto.dev opens
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub trace: Option<PathBuf>,
    /// Write everything as one page for a browser
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub html: Option<PathBuf>,
    /// Write the run as an asciicast, which asciinema plays on slides and pages
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub cast: Option<PathBuf>,
}

/// When to draw the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimelineChoice {
    /// After the comparison, if the output is text on a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

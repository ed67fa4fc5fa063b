//! What the command lines for exploring a demo and for exploring a file share.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, ValueHint};

use super::color::{Color, ColorChoice};
use super::format::Format;
use demos::kit::options;
use explore::Limits;

/// What to do with a program, and how.
pub struct Exploring {
    /// What to do with it.
    pub task: ExploreTask,
    /// The file for the page that plays.
    pub html: Option<PathBuf>,
    /// The bounds of the search.
    pub limits: Limits,
    /// The form of the output.
    pub format: ExploreFormat,
    /// Whether to color it.
    pub color: ColorChoice,
    /// How long the whole command may take.
    pub timeout: Option<Duration>,
}

/// What to do with a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExploreTask {
    /// Count its schedules.
    Search,
    /// Walk this one.
    Walk(String),
    /// Let a person choose which thread moves.
    Play,
}

/// The form of the explorer's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExploreFormat {
    /// A table and a walk, for people
    Text,
    /// One JSON document
    Json,
}

// Not a doc comment: clap would take it for the command's description. The options that a demo and a file
// share.
#[derive(Args, Debug)]
pub(super) struct ExploringOptions {
    /// Walk this schedule: the threads' letters in the order of their steps, such as ABBA or 2A2B
    #[arg(long, value_name = "LETTERS", help_heading = "Explore")]
    schedule: Option<String>,
    /// Be the scheduler: choose which thread moves next; without a terminal, moves are read from stdin
    /// (exit code 1 if the goal is not reached)
    #[arg(long, conflicts_with_all = ["schedule", "format"], help_heading = "Explore")]
    play: bool,
    /// Stop the search at this many states (exit code 3)
    #[arg(
        long,
        value_name = "N",
        default_value = "50000000",
        value_parser = states,
        help_heading = "Explore"
    )]
    max_states: u32,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration, help_heading = "Explore")]
    timeout: Option<Duration>,
    #[command(flatten, next_help_heading = "Output")]
    format: Format<ExploreFormat>,
    /// Write a page for a browser in which the reader is the scheduler, with the odds at every moment
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["schedule", "play"], help_heading = "Output")]
    html: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Output")]
    color: Color,
}

/// Parses the maximum number of states.
fn states(text: &str) -> Result<u32, String> {
    /// The most states that the search can number.
    const MOST: u32 = 1 << 27;
    match text.parse() {
        Ok(states @ 1..=MOST) => Ok(states),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}

impl ExploringOptions {
    /// What these options mean; `limits` holds the bounds other than the number of states.
    pub(super) fn exploring(self, limits: Limits) -> Exploring {
        Exploring {
            task: match self.schedule {
                Some(letters) => ExploreTask::Walk(letters),
                None if self.play => ExploreTask::Play,
                None => ExploreTask::Search,
            },
            html: self.html,
            limits: Limits {
                max_states: self.max_states as usize,
                ..limits
            },
            format: self.format.form,
            color: self.color.when,
            timeout: self.timeout,
        }
    }
}

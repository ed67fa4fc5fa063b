//! The command line of `tour`.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches, ValueHint};

use super::color::{Color, ColorChoice};
use demos::tour;

/// The tour, or its list.
pub struct TourRequest {
    /// What to do.
    pub task: TourTask,
    /// Whether to color it.
    pub color: ColorChoice,
}

/// What to do about the tour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TourTask {
    /// List its steps.
    List,
    /// Write it as a page to this file.
    Page(PathBuf),
    /// Take it from this step on, counting from 1; if none is given, from where it was left.
    Walk(Option<usize>),
}

// Not a doc comment: clap would take it for the command's description. The options of `tour`.
#[derive(Args, Debug)]
struct TourOptions {
    /// The step to start with; where you left off if none is given
    #[arg(value_name = "N", value_parser = step)]
    step: Option<usize>,
    /// List the steps
    #[arg(long, conflicts_with = "step")]
    list: bool,
    /// Write it as a page: questions with folded answers, to read in a browser or to print
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["step", "list"])]
    html: Option<PathBuf>,
    #[command(flatten)]
    color: Color,
}

const EXAMPLES: &str = "\
Space continues, b goes back, ? is a hint, q leaves; a number answers. Off a
terminal the steps are printed, and answers are read from stdin, one a line.

Examples:
  threaddemo tour          from the beginning, or from where you left off
  threaddemo tour 5        from the lost update on
  threaddemo tour --list   the steps
  threaddemo tour --html tour.html   a page, or a handout if you print it";

fn step(text: &str) -> Result<usize, String> {
    let steps = tour::steps().len();
    match text.parse() {
        Ok(step) if (1..=steps).contains(&step) => Ok(step),
        _ => Err(format!("expected a step from 1 to {steps}")),
    }
}

/// Adds the options to the command.
pub(super) fn complete(bare: Command) -> Command {
    TourOptions::augment_args(bare).after_help(EXAMPLES)
}

/// The request that these arguments make.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<TourRequest> {
    let options = TourOptions::from_arg_matches(matches)?;
    Ok(TourRequest {
        task: if let Some(file) = options.html {
            TourTask::Page(file)
        } else if options.list {
            TourTask::List
        } else {
            TourTask::Walk(options.step)
        },
        color: options.color.when,
    })
}

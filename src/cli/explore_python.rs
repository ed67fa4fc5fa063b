//! The command line of `explore FILE.py`: which arguments name a file, and the options of a program of
//! the user's own.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Command, FromArgMatches, ValueHint};

use super::color::{Color, ColorChoice};
use super::explore::{ExploreFormat, ExploreTask};
use super::program::{is_file, names_file, setting};
use crate::demos;
use crate::demos::kit::options;
use crate::error::usage;
use crate::explore::Limits;
use crate::python::{Outcome, Settings};

/// A file to explore.
pub struct PythonRequest {
    /// The file; `-` is stdin. For a demo's program, the name by which it is shown.
    pub file: PathBuf,
    /// The text of a demo's program in Python; `None` if the file is to be read.
    pub text: Option<&'static str>,
    /// What is kept of an end, cut and set.
    pub settings: Settings,
    /// Outcomes of which one is expected each time.
    pub expect: Vec<String>,
    /// Whether every outcome is shown.
    pub all_outcomes: bool,
    /// What to do with it.
    pub task: ExploreTask,
    /// Where the page that plays goes.
    pub html: Option<PathBuf>,
    /// The bound of the search.
    pub limits: Limits,
    /// The form of the output.
    pub format: ExploreFormat,
    /// Whether to color it.
    pub color: ColorChoice,
    /// How long the whole command may take.
    pub timeout: Option<Duration>,
}

// Not a doc comment: clap would take it for the command's own.
// The options of a file.
#[derive(Args, Debug)]
struct FileOptions {
    /// The Python file, or - for stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Explore the program in Python of the demo that is named, in place of a file
    #[arg(long, help_heading = "Explore")]
    python: bool,
    /// Walk this schedule: the threads' letters in the order of their steps, such as ABBA or 2A2B
    #[arg(
        long,
        value_name = "LETTERS",
        conflicts_with = "expect",
        help_heading = "Explore"
    )]
    schedule: Option<String>,
    /// Be the scheduler: choose who moves next
    #[arg(long, conflicts_with_all = ["schedule", "format", "expect"], help_heading = "Explore")]
    play: bool,
    /// What counts as the outcome: output, last (the last line), or names of globals
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        help_heading = "Explore"
    )]
    outcome: Vec<String>,
    /// Fail (exit code 1) if another outcome than this is possible; may be given more than once; \n is
    /// a line's end
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        help_heading = "Explore"
    )]
    expect: Vec<String>,
    /// Cut loops that run beside other threads after N rounds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Explore")]
    loops: Option<u32>,
    /// Allow this many waits at a condition to end without a notification
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = clap::value_parser!(u32).range(..=8),
        help_heading = "Explore"
    )]
    spurious: u32,
    /// Set a global variable before the program runs
    #[arg(long, value_name = "NAME=NUMBER", allow_hyphen_values = true, value_parser = setting, help_heading = "Explore")]
    set: Vec<(String, i64)>,
    /// Show every outcome, not only those with the largest shares
    #[arg(long, help_heading = "Explore")]
    all_outcomes: bool,
    /// Stop the search at this many states (exit code 3)
    #[arg(long, value_name = "N", default_value = "2000000", value_parser = clap::value_parser!(u32).range(1..=1 << 27), help_heading = "Explore")]
    max_states: u32,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration, help_heading = "Explore")]
    timeout: Option<Duration>,
    /// Form of the output: text or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    format: ExploreFormat,
    /// Write a page for a browser in which the reader is the scheduler, with the odds at every moment
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["schedule", "play"], help_heading = "Output")]
    html: Option<PathBuf>,
    #[command(flatten, next_help_heading = "Output")]
    color: Color,
}

const EXAMPLES: &str = "Examples:
  threaddemo explore race.py                     everything that it can print, counted exactly
  threaddemo explore race.py --outcome counter   only the final value of a global
  threaddemo explore race.py --expect 2          exit code 1 unless it is always 2
  threaddemo explore race.py --schedule ABBA     one schedule, step by step
  threaddemo explore daemon.py --loops 2         loops cut after two rounds
  threaddemo explore counter --python            the program in Python of a demo";

/// Whether the arguments of `explore` name a file, or ask for a demo's program in Python.
pub(super) fn names_program(arguments: &[OsString]) -> bool {
    names_file(arguments) || arguments.iter().any(|argument| argument == "--python")
}

/// The file to read, or the name and the text of a demo's program.
fn program(file: PathBuf, python: bool) -> anyhow::Result<(PathBuf, Option<&'static str>)> {
    let name = file.to_string_lossy();
    if !python || is_file(&name) {
        return Ok((file, None));
    }
    let demo = demos::find(&name).ok_or_else(|| {
        usage(format!(
            "--python: there is no demo {name}; threaddemo list names them"
        ))
    })?;
    let (name, text) = demo
        .explain
        .python
        .first()
        .ok_or_else(|| usage(format!("--python: {name} has no program in Python")))?;
    Ok((PathBuf::from(name), Some(text)))
}

fn command() -> Command {
    FileOptions::augment_args(Command::new("explore"))
        .mut_args(options::with_minus)
        .about("Count everything that a Python program with threads can print, exactly")
        .long_about(None)
        .bin_name("threaddemo explore")
        .after_help(EXAMPLES)
}

/// What was asked for.
pub(super) fn request(arguments: &[OsString]) -> anyhow::Result<PythonRequest> {
    let name = std::iter::once(OsString::from("threaddemo explore"));
    let matches = command().try_get_matches_from(name.chain(arguments.iter().cloned()))?;
    let options = FileOptions::from_arg_matches(&matches)?;
    let outcome = match &options.outcome[..] {
        [] => Outcome::Output,
        [one] if one == "output" => Outcome::Output,
        [one] if one == "last" => Outcome::Last,
        names => {
            let names = names.iter().map(|name| name.trim_start_matches('='));
            Outcome::Globals(names.map(str::to_string).collect())
        }
    };
    if options.play && options.all_outcomes {
        return Err(usage("--play shows no table: leave out --all-outcomes"));
    }
    let (file, text) = program(options.file, options.python)?;
    Ok(PythonRequest {
        file,
        text,
        settings: Settings {
            outcome,
            loops: options.loops,
            set: options.set,
            most_jumps: options.max_states.into(),
            spurious: options.spurious,
        },
        expect: options.expect,
        all_outcomes: options.all_outcomes,
        task: match options.schedule {
            Some(letters) => ExploreTask::Walk(letters),
            None if options.play => ExploreTask::Play,
            None => ExploreTask::Search,
        },
        html: options.html,
        limits: Limits {
            max_states: options.max_states as usize,
            ..Limits::default()
        },
        format: options.format,
        color: options.color.when,
        timeout: options.timeout,
    })
}

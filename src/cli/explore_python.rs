//! The command line of `explore FILE.py`: which arguments name a file, and the options for the user's own
//! program.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Command, FromArgMatches, ValueHint};

use super::exploring::{ExploreTask, Exploring, ExploringOptions};
use super::program::{is_file, names_file, setting};
use demos::kit::options;
use error::usage;
use explore::Limits;
use python::{Observed, Settings};

/// A file to explore.
pub struct PythonRequest {
    /// The file; `-` is stdin. For a demo's program, the name under which it is shown.
    pub file: PathBuf,
    /// The text of a demo's Python program; `None` if the file is to be read.
    pub text: Option<&'static str>,
    /// What counts as an outcome, where loops are cut, and which globals are set.
    pub settings: Settings,
    /// Outcomes, one of which is expected in every schedule.
    pub expect: Vec<String>,
    /// Whether every outcome is shown.
    pub all_outcomes: bool,
    /// What to do with it, and how.
    pub exploring: Exploring,
}

// Not doc comments: clap would take them for the command's description. A file with its options.
#[derive(Args, Debug)]
struct FileRequest {
    /// The Python file, or - for stdin
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    #[command(flatten)]
    options: FileOptions,
}

// The options for a file.
#[derive(Args, Debug)]
struct FileOptions {
    /// Explore the named demo's Python program instead of a file
    #[arg(long, help_heading = "Explore")]
    python: bool,
    #[command(flatten)]
    exploring: ExploringOptions,
    /// What counts as the outcome: output, last (the last line), or names of globals
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',',
        help_heading = "Explore"
    )]
    outcome: Vec<String>,
    /// Fail (exit code 1) if any other outcome is possible; may be given more than once; \n is a newline
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
}

const EXAMPLES: &str = "Examples:
  threaddemo explore race.py                     everything that it can print, counted exactly
  threaddemo explore race.py --outcome counter   only the final value of a global
  threaddemo explore race.py --expect 2          exit code 1 unless it is always 2
  threaddemo explore race.py --schedule ABBA     one schedule, step by step
  threaddemo explore daemon.py --loops 2         loops cut after two rounds
  threaddemo explore counter --python            the program in Python of a demo";

/// Whether the arguments of `explore` name a file or a demo's Python program.
pub(super) fn names_program(arguments: &[OsString]) -> bool {
    names_file(arguments) || arguments.iter().any(|argument| argument == "--python")
}

/// The file to read, or the name and the text of a demo's program.
fn program(file: PathBuf, python: bool) -> anyhow::Result<(PathBuf, Option<&'static str>)> {
    let name = file.to_string_lossy();
    if is_file(&name) {
        return Ok((file, None));
    }
    if !python {
        return Err(usage(format!(
            "{name} is no Python file (its name ends in .py, or contains a /); options of a demo come \
             after its name"
        )));
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

/// Adds the options for a file to the command that takes a demo.
pub(super) fn beside_demos(bare: Command) -> Command {
    adjusted(FileOptions::augment_args(bare))
        .mut_args(|option| option.help_heading("With a Python program"))
}

/// Adjusts the options for a file.
fn adjusted(command: Command) -> Command {
    command
        .mut_arg("max_states", |states| states.default_value("2000000"))
        .mut_arg("schedule", |schedule| schedule.conflicts_with("expect"))
        .mut_arg("play", |play| play.conflicts_with("expect"))
        .mut_args(options::with_minus)
        .long_about(None)
}

fn command() -> Command {
    adjusted(FileRequest::augment_args(Command::new("explore")))
        .about("Count everything that a Python program with threads can print, exactly")
        .bin_name("threaddemo explore")
        .after_help(EXAMPLES)
}

/// The request that these arguments make.
pub(super) fn request(arguments: &[OsString]) -> anyhow::Result<PythonRequest> {
    let name = std::iter::once(OsString::from("threaddemo explore"));
    let matches = command().try_get_matches_from(name.chain(arguments.iter().cloned()))?;
    let FileRequest { file, options } = FileRequest::from_arg_matches(&matches)?;
    let outcome = match &options.outcome[..] {
        [] => Observed::Output,
        [one] if one == "output" => Observed::Output,
        [one] if one == "last" => Observed::Last,
        names => {
            let names = names.iter().map(|name| name.trim_start_matches('='));
            Observed::Globals(names.map(str::to_string).collect())
        }
    };
    let exploring = options.exploring.exploring(Limits::default());
    if exploring.task == ExploreTask::Play && options.all_outcomes {
        return Err(usage("--play shows no table: leave out --all-outcomes"));
    }
    let (file, text) = program(file, options.python)?;
    Ok(PythonRequest {
        file,
        text,
        settings: Settings {
            outcome,
            loops: options.loops,
            set: options.set,
            most_jumps: exploring.limits.max_states as u64,
            spurious: options.spurious,
        },
        expect: options.expect,
        all_outcomes: options.all_outcomes,
        exploring,
    })
}

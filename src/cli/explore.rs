//! The command line of `explore`: a subcommand for each demo that can be explored, with the sizes
//! that its step program uses as options.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, ValueEnum, ValueHint};

use super::color::{Color, ColorChoice};
use super::extent::Extent;
use super::help;
use crate::demos::kit::options;
use crate::demos::{self, Demo};
use crate::error::usage;
use crate::explore::{Lesson, Limits, Program, Sizes};

/// A demo to explore.
pub struct ExploreRequest {
    /// Its step programs.
    pub lesson: &'static Lesson,
    /// The step program of one variant.
    pub program: Program,
    /// The sizes that were given.
    pub sizes: Sizes,
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

/// What to do with a step program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExploreTask {
    /// To count its schedules.
    Search,
    /// To walk this one.
    Walk(String),
    /// To let a person choose who moves.
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

// Not a doc comment: clap would take it for the command's own.
// The options that every explorable demo has.
#[derive(Args, Debug)]
struct Common {
    /// Walk this schedule: the threads' letters in the order of their steps, such as ABBA or 2A2B
    #[arg(
        long,
        value_name = "LETTERS",
        conflicts_with = "max_states",
        help_heading = "Explore"
    )]
    schedule: Option<String>,
    /// Be the scheduler: choose who moves next; off a terminal, moves are read from stdin (exit
    /// code 1 where the goal is not reached)
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
    /// Keep every state, also those that differ only by a renaming of threads
    #[arg(long, hide = true)]
    no_symmetry: bool,
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

/// Reads a size; which ones can be explored, the lesson says.
fn whole(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "expected a whole number")
}

/// Reads a bound of the search.
fn states(text: &str) -> Result<u32, String> {
    /// What the search can number.
    const MOST: u32 = 1 << 27;
    match text.parse() {
        Ok(states @ 1..=MOST) => Ok(states),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}

/// Adds the demos that can be explored to the command, those with their options that are needed.
pub(super) fn complete(bare: Command, extent: Extent<'_>) -> Command {
    let command = bare
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_value_name("DEMO")
        .subcommand_help_heading("Demos that can be explored")
        .disable_help_subcommand(true)
        .after_help(help::EXPLORE);
    demos::explorable().fold(command, |command, (demo, lesson)| {
        let bare = Command::new(demo.name).about(demo.about);
        command.subcommand(match extent.within(demo.name) {
            Some(_) => with_options(demo, lesson, bare),
            None => bare,
        })
    })
}

fn with_options(demo: &Demo, lesson: &'static Lesson, bare: Command) -> Command {
    let modes = lesson.modes.iter();
    let variant = Arg::new("variants")
        .long("variants")
        .visible_alias("variant")
        .value_name("VARIANT")
        .help("Which variant to explore, one at a time")
        .default_value(lesson.default)
        .hide_possible_values(true)
        .value_parser(PossibleValuesParser::new(
            modes.map(|mode| PossibleValue::new(mode.name).help(mode.about)),
        ));
    let own = bare.next_help_heading("Lesson").arg(variant);
    let own = lesson.options.iter().fold(own, |command, size| {
        command.arg(
            Arg::new(size.option)
                .long(size.option)
                .value_name("N")
                .help(format!("{} [default: {}]", size.about, size.default))
                .value_parser(whole),
        )
    });
    Common::augment_args(own)
        .mut_args(options::with_minus)
        .about(format!(
            "{}: every interleaving, counted exactly",
            demo.about
        ))
        .long_about(None)
        .after_help(help::explore(demo.name, lesson))
}

/// Says which demos can be explored where `arguments` name one that can't.
pub(super) fn refuse_others(arguments: &[OsString]) -> anyhow::Result<()> {
    let name = arguments.first().and_then(|name| name.to_str());
    let Some(demo) = name.and_then(demos::find) else {
        return Ok(());
    };
    if demo.steps.is_some() {
        return Ok(());
    }
    let names: Vec<_> = demos::explorable().map(|(demo, _)| demo.name).collect();
    Err(usage(format!(
        "{} has no step program to explore; these have one: {}",
        demo.name,
        names.join(", ")
    )))
}

/// What was asked for.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<ExploreRequest> {
    let named = matches.subcommand();
    let found = named.and_then(|(name, matches)| Some((demos::find(name)?.steps?, matches)));
    let Some((lesson, matches)) = found else {
        return Err(usage(
            "a demo is missing; threaddemo explore --help lists them",
        ));
    };
    let common = Common::from_arg_matches(matches)?;
    let variant: &String = matches
        .get_one("variants")
        .ok_or_else(|| usage("--variants needs a variant"))?;
    let mut sizes = Sizes::default();
    for size in lesson.options {
        if let Some(number) = matches.get_one::<u64>(size.option) {
            sizes.set(size.option, *number);
        }
    }
    let program = lesson
        .program(variant, &sizes)
        .map_err(|unfit| usage(unfit.to_string()))?;
    Ok(ExploreRequest {
        lesson,
        program,
        sizes,
        task: match common.schedule {
            Some(letters) => ExploreTask::Walk(letters),
            None if common.play => ExploreTask::Play,
            None => ExploreTask::Search,
        },
        html: common.html,
        limits: Limits {
            max_states: common.max_states as usize,
            threads: crate::system::cpus::usable(),
            symmetry: !common.no_symmetry,
        },
        format: common.format,
        color: common.color.when,
        timeout: common.timeout,
    })
}

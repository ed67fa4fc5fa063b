//! The command line of `explore`: a subcommand for each demo that can be explored, with the sizes
//! that its step program uses as options.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::explore_python;
use super::exploring::{Exploring, ExploringOptions};
use super::extent::Extent;
use super::help;
use demos::Demo;
use demos::kit::options;
use error::usage;
use explore::{Lesson, Limits, MEMORY, Program, Sizes};

/// A demo to explore.
pub struct ExploreRequest {
    /// Its step programs.
    pub lesson: &'static Lesson,
    /// The step program of one variant.
    pub program: Program,
    /// The sizes in use.
    pub sizes: Sizes,
    /// What to do with it, and how.
    pub exploring: Exploring,
    /// Whether to explain the output's terms.
    pub legend: bool,
}

// Not a doc comment: clap would take it for the command's description. The options that every explorable
// demo has.
#[derive(Args, Debug)]
struct Common {
    #[command(flatten)]
    exploring: ExploringOptions,
    /// Keep every state, even those that differ only by a renaming of threads
    #[arg(long, hide = true)]
    no_symmetry: bool,
    /// Explain the terms in this output below it
    #[arg(long, conflicts_with_all = ["format", "play"], help_heading = "Output")]
    legend: bool,
}

/// Parses a size; the lesson decides which sizes can be explored.
fn whole(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "expected a whole number")
}

/// Parses a name into its number.
fn named(names: &'static [&'static str]) -> impl TypedValueParser<Value = u64> {
    let number = |name: String| names.iter().zip(0..).find(|(one, _)| **one == name);
    PossibleValuesParser::new(names).map(move |name| number(name).map_or(0, |(_, number)| number))
}

/// Adds the explorable demos to the command, or only the named one; options only for those that need
/// them.
pub(super) fn complete(bare: Command, extent: Extent<'_>) -> Command {
    let command = if extent.has_own_options() {
        explore_python::beside_demos(bare)
    } else {
        bare
    };
    let command = command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_value_name("DEMO or FILE.py")
        .subcommand_help_heading("Demos that can be explored")
        .disable_help_subcommand(true)
        .after_help(help::EXPLORE);
    let alone = extent
        .first()
        .filter(|first| demos::explorable().any(|(demo, _)| demo.name == *first));
    let needed =
        demos::explorable().filter(|(demo, _)| alone.is_none_or(|alone| alone == demo.name));
    needed.fold(command, |command, (demo, lesson)| {
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
        let option = Arg::new(size.option).long(size.option);
        command.arg(match size.names.get(size.default as usize) {
            None => option
                .value_name("N")
                .help(format!("{} [default: {}]", size.about, size.default))
                .value_parser(whole),
            Some(default) => option
                .value_name(size.option.to_uppercase())
                .help(format!("{} [default: {default}]", size.about))
                .value_parser(named(size.names)),
        })
    });
    Common::augment_args(own)
        .mut_arg("schedule", |schedule| schedule.conflicts_with("max_states"))
        .mut_args(options::with_minus)
        .about(format!(
            "{}: every interleaving, counted exactly",
            demo.about
        ))
        .long_about(None)
        .after_help(help::explore(demo.name, lesson))
}

/// Lists the explorable demos if `arguments` name one that can't be explored.
pub(super) fn refuse_others(arguments: &[OsString]) -> anyhow::Result<()> {
    let name = arguments.first().and_then(|name| name.to_str());
    let Some(demo) = name.and_then(demos::find) else {
        return Ok(());
    };
    if let Some(lesson) = demo.steps {
        return refuse_memory(demo, lesson, arguments);
    }
    let names: Vec<_> = demos::explorable().map(|(demo, _)| demo.name).collect();
    Err(usage(format!(
        "{} has no step program to explore; these have one: {}",
        demo.name,
        names.join(", ")
    )))
}

/// Lists the demos with a choice of memory model if `arguments` request one for another demo.
fn refuse_memory(demo: &Demo, lesson: &Lesson, arguments: &[OsString]) -> anyhow::Result<()> {
    let takes = |lesson: &Lesson| lesson.options.contains(&MEMORY);
    let asks = |argument: &OsString| {
        let text = argument.to_str();
        text.is_some_and(|text| text == "--memory" || text.starts_with("--memory="))
    };
    if takes(lesson) || !arguments.iter().any(asks) {
        return Ok(());
    }
    let names = demos::explorable().filter(|(_, lesson)| takes(lesson));
    let names: Vec<_> = names.map(|(demo, _)| demo.name).collect();
    Err(usage(format!(
        "--memory: the steps of {} are sequentially consistent, whatever the memory; it can be chosen \
         for {}",
        demo.name,
        names.join(" and ")
    )))
}

/// The request that these arguments make.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<ExploreRequest> {
    let named = matches.subcommand();
    let found = named.and_then(|(name, matches)| Some((demos::find(name)?.steps?, matches)));
    let Some((lesson, matches)) = found else {
        return Err(usage(
            "a demo or a file is missing; threaddemo explore --help lists the demos",
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
        exploring: common.exploring.exploring(Limits {
            symmetry: !common.no_symmetry,
            ..Limits::default()
        }),
        legend: common.legend,
    })
}

//! The command line: the clap tree, built from the registry, and what was typed made into a
//! [`Request`] that says what it means.

mod choice;
mod explore;
mod help;
mod pictures;
mod typed;

use std::ffi::OsString;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};
use clap_complete::Shell;

pub use self::pictures::{Pictures, TimelineChoice};
use crate::demos::{self, Demo};
use crate::error::usage;
use crate::plan::{Bound, Plan, Variant};
use crate::report::schema::Document;
use typed::{
    CheckOptions, Common, CompletionsOptions, ExplainOptions, ListOptions, ManOptions,
    SchemaOptions,
};

pub use explore::{ExploreFormat, ExploreRequest, ExploreTask};

/// What is asked of the program.
pub enum Request {
    /// To run a demo.
    Run(Box<RunRequest>),
    /// To list the demos, in this format.
    List(ListFormat),
    /// To print the schema of one of the JSON documents.
    Schema(Document),
    /// To explain a demo.
    Explain(&'static Demo, ColorChoice),
    /// To check demos.
    Check(CheckRequest),
    /// To explore a demo.
    Explore(Box<ExploreRequest>),
    /// To print the completions for a shell.
    Completions(Shell),
    /// To print the manual page of the program, or of this command.
    Man(Option<String>),
}

/// What to check, and how to tell.
pub struct CheckRequest {
    /// The demos.
    pub demos: Vec<&'static Demo>,
    /// The form of the output.
    pub format: CheckFormat,
    /// Whether to colour it.
    pub color: ColorChoice,
    /// How long one variant may take.
    pub limit: Duration,
    /// How long the whole command may take.
    pub timeout: Option<Duration>,
}

/// The form of a check's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// A table for people
    Text,
    /// The Test Anything Protocol, version 14
    Tap,
    /// `JUnit` XML
    Junit,
    /// One JSON document
    Json,
}

/// A demo to run.
pub struct RunRequest {
    /// Which one.
    pub demo: &'static Demo,
    /// What it is to run.
    pub plan: Plan,
    /// The form of the output.
    pub format: Format,
    /// Whether to colour it.
    pub color: ColorChoice,
    /// Whether to leave out the live lines.
    pub quiet: bool,
    /// How long the whole command may take.
    pub timeout: Option<Duration>,
    /// How many times each variant is measured.
    pub runs: usize,
    /// How many times each variant runs before that.
    pub warmup: usize,
    /// The speed-up that the last variant must reach against the first.
    pub min_speedup: Option<f64>,
    /// The pictures to draw of it.
    pub pictures: Pictures,
}

/// The form of a run's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Live lines with times and names, then the comparison
    Text,
    /// Only what the threads print, and `done in` for each run
    Plain,
    /// One JSON document
    Json,
}

/// The form of the list of demos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people
    Text,
    /// One JSON document
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` forbids it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The command tree with these demos, each still without its options.
fn command_tree(demos: impl Iterator<Item = &'static Demo>) -> Command {
    let mut command = Command::new("threaddemo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(env!("CARGO_PKG_DESCRIPTION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_value_name("DEMO or COMMAND")
        .after_help(help::program());
    for demo in demos {
        let bare = Command::new(demo.name).about(demo.about).hide(demo.hidden);
        command = command.subcommand(bare);
    }
    add_commands(command)
}

/// The commands that are no demos.
fn add_commands(command: Command) -> Command {
    let list = Command::new("list").about("List the demos");
    let explain = Command::new("explain")
        .about("Explain a demo: the lesson, what to watch for, Python's words beside Rust's")
        .after_help(help::EXPLAIN);
    let schema = Command::new("schema").about("Print the JSON Schema of a document");
    let check = Command::new("check")
        .about("Run every variant of every demo at small sizes, and check what each guarantees")
        .after_help(help::CHECK);
    let completions = Command::new("completions")
        .about("Print the completions for a shell")
        .after_help(help::COMPLETIONS);
    let man = Command::new("man")
        .about("Print a manual page")
        .after_help(help::MAN);
    let command = command
        .subcommand(ListOptions::augment_args(list))
        .subcommand(ExplainOptions::augment_args(explain))
        .subcommand(explore::command(&[]))
        .subcommand(CheckOptions::augment_args(check))
        .subcommand(SchemaOptions::augment_args(schema))
        .subcommand(CompletionsOptions::augment_args(completions))
        .subcommand(ManOptions::augment_args(man));
    let template = help::template(&command);
    command.help_template(template)
}

/// The command tree with the options of the demo that `arguments` name. The other demos are left
/// bare: a program that starts in a millisecond does not build a thousand options it won't read.
fn command_for(arguments: &[OsString]) -> Command {
    let command = command_tree(demos::DEMOS.iter());
    if arguments.first().is_some_and(|name| name == "explore") {
        return command.mut_subcommand("explore", |_| explore::command(&arguments[1..]));
    }
    match arguments
        .first()
        .and_then(|name| demos::find(name.to_str()?))
    {
        Some(demo) => command.mut_subcommand(demo.name, |bare| with_options(demo, bare)),
        None => command,
    }
}

/// The command tree with every listed demo and its options: for completions and manual pages.
pub fn full_command() -> Command {
    let bare = command_tree(demos::listed());
    let command = bare.mut_subcommand("explore", |_| explore::full_command());
    demos::listed().fold(command, |command, demo| {
        command.mut_subcommand(demo.name, |bare| with_options(demo, bare))
    })
}

fn with_options(demo: &'static Demo, bare: Command) -> Command {
    let own = (demo.options)(bare.next_help_heading("Lesson"));
    let chosen = choice::augment(demo, own.next_help_heading("Variants"));
    // Derived options bring their type's documentation along; the demo's own words stand above it.
    Common::augment_args(chosen)
        .about(demo.about)
        .long_about(None)
        .after_help(help::demo(demo))
}

/// Reads the arguments, the program's name left out.
///
/// # Errors
///
/// [`clap::Error`] for what clap refuses, and for help and version; a usage error for what a demo
/// refuses.
pub fn parse(arguments: &[OsString]) -> anyhow::Result<Request> {
    if arguments.first().is_some_and(|name| name == "explore") {
        explore::refuse_others(&arguments[1..])?;
    }
    let program = std::iter::once(OsString::from("threaddemo"));
    let matches =
        command_for(arguments).try_get_matches_from(program.chain(arguments.iter().cloned()))?;
    let Some((name, matches)) = matches.subcommand() else {
        return Err(usage("a command is missing; threaddemo --help lists them"));
    };
    Ok(match demos::find(name) {
        Some(demo) => Request::Run(Box::new(run_request(demo, matches)?)),
        None => match name {
            "list" => Request::List(ListOptions::from_arg_matches(matches)?.format),
            "explain" => explain_request(matches)?,
            "explore" => Request::Explore(Box::new(explore::request(matches)?)),
            "check" => Request::Check(check_request(matches)?),
            "completions" => {
                Request::Completions(CompletionsOptions::from_arg_matches(matches)?.shell)
            }
            "man" => Request::Man(ManOptions::from_arg_matches(matches)?.command),
            _ => Request::Schema(SchemaOptions::from_arg_matches(matches)?.document),
        },
    })
}

fn explain_request(matches: &ArgMatches) -> anyhow::Result<Request> {
    let ExplainOptions { demo, color } = ExplainOptions::from_arg_matches(matches)?;
    // Clap let none but these through.
    let demo = demos::find(&demo).ok_or_else(|| usage(format!("no demo '{demo}'")))?;
    Ok(Request::Explain(demo, color))
}

fn check_request(matches: &ArgMatches) -> anyhow::Result<CheckRequest> {
    let CheckOptions {
        demos: names,
        format,
        color,
        limit,
        timeout,
    } = CheckOptions::from_arg_matches(matches)?;
    let asked = |demo: &&'static Demo| {
        let all = names.is_empty() && !demo.hidden;
        all || names.iter().any(|name| name == demo.name)
    };
    Ok(CheckRequest {
        demos: demos::DEMOS.iter().filter(asked).collect(),
        format,
        color,
        limit,
        timeout,
    })
}

fn run_request(demo: &'static Demo, matches: &ArgMatches) -> anyhow::Result<RunRequest> {
    let common = Common::from_arg_matches(matches)?;
    let choices = choice::chosen(demo, matches);
    if common.min_speedup.is_some() && choices.len() < 2 {
        return Err(usage(
            "--min-speedup needs two variants to compare; name them with --variants",
        ));
    }
    let plan = (demo.plan)(matches, &choices)?;
    let never = |variant: &&Variant| variant.bound == Bound::Never;
    if let Some(variant) = plan
        .variants
        .iter()
        .find(never)
        .filter(|_| common.min_speedup.is_some())
    {
        let name = &variant.name;
        return Err(usage(format!(
            "--min-speedup can't be asked where '{name}' is to deadlock; name others with --variants"
        )));
    }
    if common.pictures.timeline == TimelineChoice::Always && common.format != Format::Text {
        return Err(usage(
            "--timeline always draws in text; leave it out, or use --format text",
        ));
    }
    Ok(RunRequest {
        demo,
        plan,
        format: common.format,
        color: common.color,
        quiet: common.quiet,
        timeout: common.timeout,
        runs: common.runs,
        warmup: common.warmup.into(),
        min_speedup: common.min_speedup,
        pictures: common.pictures,
    })
}

/// Whether this error is no error: help or version, as asked for.
pub fn asked_for(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

//! The command line: the clap tree, built from the registry, and what was typed made into a
//! [`Request`] that says what it means.

mod choice;
mod help;

use std::ffi::OsString;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};

use crate::demos::{self, Demo, options};
use crate::error::usage;
use crate::plan::Plan;
use crate::report::schema::Document;

/// What is asked of the program.
pub enum Request {
    /// To run a demo.
    Run(Box<RunRequest>),
    /// To list the demos, in this format.
    List(ListFormat),
    /// To print the schema of one of the JSON documents.
    Schema(Document),
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
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The options that every demo has.
#[derive(Args, Debug)]
struct Common {
    /// Output format
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    format: Format,
    /// When to use colour
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        help_heading = "Output"
    )]
    color: ColorChoice,
    /// Leave out the live lines
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration, help_heading = "Run")]
    timeout: Option<Duration>,
}

#[derive(Args, Debug)]
struct ListOptions {
    /// Output format
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: ListFormat,
}

#[derive(Args, Debug)]
struct SchemaOptions {
    /// Which document's schema to print
    #[arg(value_enum, default_value = "run")]
    document: Document,
}

/// The whole command tree.
pub fn command() -> Command {
    let mut command = Command::new("threaddemo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(env!("CARGO_PKG_DESCRIPTION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_value_name("COMMAND")
        .subcommand_help_heading("Commands")
        .after_help(help::program());
    for demo in demos::DEMOS {
        let bare = Command::new(demo.name).about(demo.about).hide(demo.hidden);
        command = command.subcommand(bare);
    }
    let list = Command::new("list").about("List the demos");
    let schema = Command::new("schema").about("Print the JSON Schema of a document");
    command
        .subcommand(ListOptions::augment_args(list))
        .subcommand(SchemaOptions::augment_args(schema))
}

/// The command tree with the options of the demo that `arguments` name. The other demos are left
/// bare: a program that starts in a millisecond does not build a thousand options it won't read.
fn command_for(arguments: &[OsString]) -> Command {
    let command = command();
    match arguments
        .first()
        .and_then(|name| demos::find(name.to_str()?))
    {
        Some(demo) => command.mut_subcommand(demo.name, |bare| with_options(demo, bare)),
        None => command,
    }
}

fn with_options(demo: &Demo, bare: Command) -> Command {
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
    let program = std::iter::once(OsString::from("threaddemo"));
    let matches =
        command_for(arguments).try_get_matches_from(program.chain(arguments.iter().cloned()))?;
    let Some((name, matches)) = matches.subcommand() else {
        return Err(usage("a command is missing; threaddemo --help lists them"));
    };
    Ok(match demos::find(name) {
        Some(demo) => Request::Run(Box::new(run_request(demo, matches)?)),
        None if name == "list" => Request::List(ListOptions::from_arg_matches(matches)?.format),
        None => Request::Schema(SchemaOptions::from_arg_matches(matches)?.document),
    })
}

fn run_request(demo: &'static Demo, matches: &ArgMatches) -> anyhow::Result<RunRequest> {
    let common = Common::from_arg_matches(matches)?;
    let choices = choice::chosen(demo, matches)?;
    Ok(RunRequest {
        demo,
        plan: (demo.plan)(matches, &choices)?,
        format: common.format,
        color: common.color,
        quiet: common.quiet,
        timeout: common.timeout,
    })
}

/// Whether this error is no error: help or version, as asked for.
pub fn asked_for(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

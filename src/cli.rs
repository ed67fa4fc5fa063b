//! The command line: the clap tree, built from the registry, and what was typed made into a
//! [`Request`] that says what it means.

mod check;
mod choice;
mod explore;
mod help;
mod pictures;
mod run;

pub use check::{CheckFormat, CheckRequest};
pub use explore::{ExploreFormat, ExploreRequest, ExploreTask};
pub use pictures::{Pictures, TimelineChoice};
pub use run::{Format, RunRequest};

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};
use clap_complete::Shell;

use crate::demos::{self, Demo};
use crate::error::usage;
use crate::report::schema::Document;

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

#[derive(Args, Debug)]
struct ListOptions {
    /// Form of the output: text or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    format: ListFormat,
}

#[derive(Args, Debug)]
struct ExplainOptions {
    /// The demo to explain
    #[arg(
        value_name = "DEMO",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(demos::listed().map(|demo| demo.name))
    )]
    demo: String,
    /// When to use colour: auto, always or never
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true
    )]
    color: ColorChoice,
}

#[derive(Args, Debug)]
struct SchemaOptions {
    /// Which document's schema to print
    #[arg(value_enum, default_value = "run")]
    document: Document,
}

#[derive(Args, Debug)]
struct CompletionsOptions {
    /// The shell to complete in
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Args, Debug)]
struct ManOptions {
    /// The command whose page to print; the program's own where none is named
    command: Option<String>,
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
        .subcommand(check::command())
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
        Some(demo) => command.mut_subcommand(demo.name, |bare| run::with_options(demo, bare)),
        None => command,
    }
}

/// The command tree with every listed demo and its options: for completions and manual pages.
pub fn full_command() -> Command {
    let bare = command_tree(demos::listed());
    let command = bare.mut_subcommand("explore", |_| explore::full_command());
    demos::listed().fold(command, |command, demo| {
        command.mut_subcommand(demo.name, |bare| run::with_options(demo, bare))
    })
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
        Some(demo) => Request::Run(Box::new(run::request(demo, matches)?)),
        None => match name {
            "list" => Request::List(ListOptions::from_arg_matches(matches)?.format),
            "explain" => explain_request(matches)?,
            "explore" => Request::Explore(Box::new(explore::request(matches)?)),
            "check" => Request::Check(check::request(matches)?),
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

/// Whether this error is no error: help or version, as asked for.
pub fn asked_for(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

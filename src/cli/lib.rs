//! The command line: the clap tree, built from the registry, and what was typed made into a
//! [`Request`] that says what it means.

mod check;
mod choice;
mod color;
mod completions;
mod diff;
mod explain;
mod explore;
mod explore_python;
mod exploring;
mod extent;
mod forced;
mod format;
mod help;
mod pictures;
mod program;
mod run;
mod run_python;
mod saving;
mod teaching;
mod tour;
mod typed;

pub use check::{CheckFormat, CheckRequest};
pub use color::ColorChoice;
pub use diff::{DiffFormat, DiffRequest};
pub use explain::{ExplainRequest, Explained};
pub use explore::ExploreRequest;
pub use explore_python::PythonRequest;
pub use exploring::{ExploreFormat, ExploreTask, Exploring};
pub use pictures::{Pictures, TimelineChoice};
pub use program::read_program;
pub use run::{RequestedGate, RunFormat, RunRequest, Runs, cores};
pub use saving::{HostChoice, Saving};
pub use teaching::Teaching;
pub use tour::{TourRequest, TourTask};
pub use typed::ListFormat;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command, FromArgMatches};
use clap_complete::Shell;

use demos::Demo;
use error::usage;
use extent::Extent;
use report::schema::Document;
use typed::{CompletionsOptions, HelpOptions, ListOptions, ManOptions, SchemaOptions};
use words::harmless;

/// What the user requested.
pub enum Request {
    /// Run a demo.
    Run(Box<RunRequest>),
    /// List the demos in this format.
    List(ListFormat),
    /// Print the schema of one of the JSON documents.
    Schema(Document),
    /// Explain a demo or a topic, or list them.
    Explain(ExplainRequest),
    /// Take the tour.
    Tour(TourRequest),
    /// Compare two saved runs.
    Diff(DiffRequest),
    /// Check demos.
    Check(CheckRequest),
    /// Explore a demo.
    Explore(Box<ExploreRequest>),
    /// Explore the user's own Python program.
    ExplorePython(Box<PythonRequest>),
    /// Print the completions for a shell.
    Completions(Shell),
    /// Print the manual page of the program, or of this command.
    Man(Option<String>),
}

/// A command other than a demo: its name, its description, and the function that adds its options.
type CommandRow = (
    &'static str,
    &'static str,
    fn(Command, Extent<'_>) -> Command,
);

/// The commands in the order that help lists them.
const COMMANDS: [CommandRow; 12] = [
    ("list", "List the demos", |bare, _| {
        ListOptions::augment_args(bare)
    }),
    (
        "tour",
        "Take the lessons as a course: predict, run, see why",
        |bare, _| tour::complete(bare),
    ),
    (
        "explain",
        "Explain a demo or a word of the field, on one screen",
        |bare, _| explain::complete(bare),
    ),
    (
        "explore",
        "Count every interleaving of a demo, or of a Python program of your own, exactly",
        explore::complete,
    ),
    (
        "run",
        "Run a Python program of your own on real threads",
        |bare, _| run_python::complete(bare),
    ),
    (
        "check",
        "Run every variant of every demo at small sizes, and check what each guarantees",
        |bare, _| check::complete(bare),
    ),
    ("compare", demos::COMPARE.about, |bare, _| {
        run::with_options(&demos::COMPARE, bare)
    }),
    (
        "diff",
        "Compare two saved runs: what became slower or faster",
        |bare, _| diff::complete(bare),
    ),
    (
        "schema",
        "Print the JSON Schema of a document",
        |bare, _| SchemaOptions::augment_args(bare),
    ),
    (
        "completions",
        "Print the completions for a shell",
        |bare, _| CompletionsOptions::augment_args(bare).after_help(help::COMPLETIONS),
    ),
    ("man", "Print a manual page", |bare, _| {
        ManOptions::augment_args(bare).after_help(help::MAN)
    }),
    ("help", "Print the help of a command", |bare, _| {
        HelpOptions::augment_args(bare).after_help(help::HELP)
    }),
];

/// Aliases of demos and commands: names that readers of other books or users of other tools try first.
const ALIASES: [(&str, &str); 4] = [
    ("list", "ls"),
    ("counter", "race"),
    ("condition", "producer-consumer"),
    ("philosophers", "deadlock"),
];

/// The command of this name, with its aliases.
fn named(name: &'static str) -> Command {
    let aliases = ALIASES.iter().filter(|(command, _)| *command == name);
    Command::new(name).visible_aliases(aliases.map(|(_, alias)| *alias))
}

/// The arguments with an alias replaced by the command's own name, and `help NAME` by `NAME --help`.
fn canonical(arguments: &[OsString]) -> Vec<OsString> {
    let Some((first, rest)) = arguments.split_first() else {
        return Vec::new();
    };
    if first == "help" && !rest.iter().any(|word| word == "--help" || word == "-h") {
        let mut asked = canonical(rest);
        asked.push("--help".into());
        return asked;
    }
    let alias = ALIASES.iter().find(|(_, alias)| first == alias);
    let first = alias.map_or_else(|| first.clone(), |(name, _)| OsString::from(name));
    std::iter::once(first).chain(rest.iter().cloned()).collect()
}

/// Whether this names a demo or a command; if so, the others needn't be built.
fn is_command(name: &str) -> bool {
    demos::find(name).is_some() || COMMANDS.iter().any(|row| row.0 == name)
}

/// The command tree with these demos, built as far as needed.
fn tree(extent: Extent<'_>, demos: impl Iterator<Item = &'static Demo>) -> Command {
    let mut program = Command::new("threaddemo")
        .version(env!("CARGO_PKG_VERSION"))
        .about(env!("CARGO_PKG_DESCRIPTION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true) // ours is among the commands, and offers their names
        .subcommand_value_name("DEMO or COMMAND")
        .after_help(help::program());
    let alone = extent.first().filter(|first| is_command(first));
    let left_out = |name: &str| alone.is_some_and(|alone| alone != name);
    for demo in demos.filter(|demo| !left_out(demo.name)) {
        let bare = named(demo.name).about(demo.about).hide(demo.hidden);
        program = program.subcommand(match extent.within(demo.name) {
            Some(_) => run::with_options(demo, bare),
            None => bare,
        });
    }
    for (name, about, complete) in COMMANDS.into_iter().filter(|row| !left_out(row.0)) {
        let bare = named(name).about(about);
        program = program.subcommand(match extent.within(name) {
            Some(within) => complete(bare, within),
            None => bare,
        });
    }
    program
}

/// The command tree for these arguments.
fn command_for(arguments: &[OsString]) -> Command {
    let program = tree(Extent::Named(arguments), demos::DEMOS.iter());
    let first = arguments
        .first()
        .and_then(|first| first.to_str())
        .unwrap_or("--help");
    if !matches!(first, "-h" | "--help") {
        return program;
    }
    let template = help::template(&program);
    program.help_template(template)
}

/// The command tree with every listed demo and its options: for completions and manual pages.
pub fn full_command() -> Command {
    tree(Extent::Whole, demos::listed())
}

/// Writes the completions for this shell.
///
/// # Errors
///
/// A failed write to `out`.
pub fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    completions::write(full_command(), shell, out)
}

/// Parses the arguments, without the program's name.
///
/// # Errors
///
/// [`clap::Error`] for what clap rejects, and for help and version; a usage error for what a demo
/// rejects.
pub fn parse(arguments: &[OsString]) -> anyhow::Result<Request> {
    let arguments = &canonical(arguments)[..];
    if arguments.first().is_some_and(|name| name == "explore") {
        if explore_python::names_program(&arguments[1..]) {
            let request = explore_python::request(&arguments[1..])?;
            return Ok(Request::ExplorePython(Box::new(request)));
        }
        explore::refuse_others(&arguments[1..])?;
    }
    let program = std::iter::once(OsString::from("threaddemo"));
    let matches = command_for(arguments)
        .try_get_matches_from(program.chain(arguments.iter().cloned()))
        .map_err(|error| with_equals(error, arguments))
        .map_err(likeliest_first)
        .map_err(harmless_words)?;
    let Some((name, matches)) = matches.subcommand() else {
        return Err(usage("a command is missing; threaddemo --help lists them"));
    };
    Ok(match demos::find(name) {
        Some(demo) => Request::Run(Box::new(run::request(demo, matches)?)),
        None => match name {
            "list" => Request::List(ListOptions::from_arg_matches(matches)?.format.form),
            "tour" => Request::Tour(tour::request(matches)?),
            "explain" => Request::Explain(explain::request(matches)?),
            "explore" => Request::Explore(Box::new(explore::request(matches)?)),
            "run" => Request::Run(Box::new(run_python::request(matches)?)),
            "check" => Request::Check(check::request(matches)?),
            "compare" => Request::Run(Box::new(run::request(&demos::COMPARE, matches)?)),
            "diff" => Request::Diff(diff::request(matches)?),
            "completions" => {
                Request::Completions(CompletionsOptions::from_arg_matches(matches)?.shell)
            }
            "man" => Request::Man(ManOptions::from_arg_matches(matches)?.command),
            _ => Request::Schema(SchemaOptions::from_arg_matches(matches)?.document),
        },
    })
}

/// Makes control characters harmless in the words that an error repeats.
fn harmless_words(mut error: clap::Error) -> clap::Error {
    let clean = |text: &String| harmless(text).into_owned();
    let words: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| match value {
            ContextValue::String(text) => Some((kind, ContextValue::String(clean(text)))),
            ContextValue::Strings(texts) => {
                let texts = texts.iter().map(clean).collect();
                Some((kind, ContextValue::Strings(texts)))
            }
            _ => None,
        })
        .collect();
    for (kind, value) in words {
        error.insert(kind, value);
    }
    error
}

/// Suggests `=` if a pool's size was typed after a space: the size is optional, 2 by default, so that
/// word was taken for another argument.
fn with_equals(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let size = arguments.windows(2).find_map(|pair| match pair {
        [option, size] if option == "--pool" => size.to_str(),
        _ => None,
    });
    let unexpected = error.get(ContextKind::InvalidArg);
    if let (Some(size), Some(ContextValue::String(word))) = (size, unexpected)
        && word == size
        && size.bytes().all(|digit| digit.is_ascii_digit())
    {
        let tip = format!("write the size of a pool with =, as in --pool={size}").into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

/// Puts the most similar command first, which clap puts last, and leaves out hidden ones.
fn likeliest_first(mut error: clap::Error) -> clap::Error {
    let kind = ContextKind::SuggestedSubcommand;
    if let Some(ContextValue::Strings(mut names)) = error.remove(kind) {
        names.reverse();
        names.retain(|name| !demos::find(name).is_some_and(|demo| demo.hidden));
        if names.is_empty() {
            // Then there is nothing left to suggest below the names either.
            error.remove(ContextKind::Suggested);
        } else {
            error.insert(kind, ContextValue::Strings(names));
        }
    }
    error
}

/// Whether this is not an error but the help or version that was requested.
pub fn asked_for(error: &clap::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    )
}

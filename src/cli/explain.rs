//! The command line of `explain`: a demo or a topic, in one word or several.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::color::{Color, ColorChoice};
use super::help;
use demos::Demo;
use demos::topics::{self, Topic};
use error::usage;
use report::explain::Section;

/// What to explain, and how.
pub struct ExplainRequest {
    /// What to explain.
    pub what: Explained,
    /// Whether to color it.
    pub color: ColorChoice,
}

/// What to explain.
pub enum Explained {
    /// No name given: list everything that can be explained.
    All,
    /// These parts of a demo's text.
    Demo(&'static Demo, Vec<Section>),
    /// A topic.
    Topic(Topic),
}

// Not a doc comment: clap would take it for the command's description. The options of `explain`.
#[derive(Args, Debug)]
#[allow(clippy::struct_excessive_bools)] // four flags that go together in any way
struct ExplainOptions {
    /// A demo or a topic, such as counter or race condition; all are listed if none is named
    #[arg(value_name = "NAME", hide_possible_values = true, value_parser = NameWord)]
    name: Vec<String>,
    /// Python's words beside Rust's, and the lesson's program in Python
    #[arg(long)]
    python: bool,
    /// What Rust refuses to compile, why, and what it accepts instead
    #[arg(long)]
    rust: bool,
    /// The source of the lesson's Rust examples
    #[arg(long)]
    code: bool,
    /// All of these, and everything else there is to say
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    color: Color,
}

/// One word of a name. Any word is accepted, since only all of them together form a name; shells offer
/// whole names.
#[derive(Clone)]
struct NameWord;

impl TypedValueParser for NameWord {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let parser = clap::builder::StringValueParser::new();
        parser.parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(names().map(PossibleValue::new)))
    }
}

/// Every explainable name, without spaces.
fn names() -> impl Iterator<Item = String> {
    let demos = demos::listed().map(|demo| demo.name.to_owned());
    demos.chain(topics::all().map(|topic| topic.name.replace(' ', "-")))
}

/// Adds the options to the command.
pub(super) fn complete(bare: Command) -> Command {
    ExplainOptions::augment_args(bare).after_help(help::EXPLAIN)
}

/// The request that these arguments make.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<ExplainRequest> {
    let options = ExplainOptions::from_arg_matches(matches)?;
    let flags = [
        (options.python, Section::Python),
        (options.rust, Section::Rust),
        (options.code, Section::Code),
    ];
    let asked = flags.iter().filter(|(asked, _)| *asked);
    let mut parts: Vec<Section> = asked.map(|(_, part)| *part).collect();
    if options.all {
        parts = Section::ALL.to_vec();
    }
    let name = options.name.join("-");
    let demo = demos::listed().find(|demo| demo.name == name);
    let what = match demo {
        Some(demo) if parts.is_empty() => Explained::Demo(demo, vec![Section::Screen]),
        Some(demo) => Explained::Demo(demo, parts),
        None if !parts.is_empty() => {
            return Err(usage(
                "--python, --rust, --code and --all need a demo, such as 'explain counter --python'",
            ));
        }
        None if name.is_empty() => Explained::All,
        None => match topics::find(&name) {
            Some(topic) => Explained::Topic(topic),
            None => return Err(unknown(&name)),
        },
    };
    Ok(ExplainRequest {
        what,
        color: options.color.when,
    })
}

/// The error for an unknown name, with similar names.
fn unknown(name: &str) -> anyhow::Error {
    let argument = Arg::new("NAME").value_parser(PossibleValuesParser::new(names()));
    let command = Command::new("explain").bin_name("threaddemo explain");
    match command
        .arg(argument)
        .try_get_matches_from(["explain", name])
    {
        Err(error) => error.into(),
        Ok(_) => usage(format!("nothing is called {name}")),
    }
}

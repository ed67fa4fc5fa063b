//! Checking demos: the options of `check`, and what they mean.

use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};

use super::color::{Color, ColorChoice};
use super::format::Format;
use super::help;
use demos::Demo;
use demos::kit::options;
use error::usage;

/// What to check, and how to report it.
pub struct CheckRequest {
    /// The demos.
    pub demos: Vec<&'static Demo>,
    /// The form of the output.
    pub format: CheckFormat,
    /// Whether to color it.
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
    /// The Test Anything Protocol, version 13
    Tap,
    /// `JUnit` XML
    Junit,
    /// One JSON document
    Json,
    /// A table in Markdown
    Markdown,
    /// A row for each case as comma-separated values
    Csv,
}

#[derive(Args, Debug)]
struct CheckOptions {
    /// The demos to check; all of them if none is named
    #[arg(value_name = "DEMO", value_parser = PossibleValuesParser::new(checkable()))]
    demos: Vec<String>,
    #[command(flatten)]
    format: Format<CheckFormat>,
    #[command(flatten)]
    color: Color,
    /// Fail a variant that takes longer than this
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = options::duration)]
    limit: Duration,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration)]
    timeout: Option<Duration>,
}

/// The names that `check` accepts: a hidden demo is checked only if it is named.
fn checkable() -> impl Iterator<Item = PossibleValue> {
    demos::DEMOS
        .iter()
        .map(|demo| PossibleValue::new(demo.name).hide(demo.hidden))
}

/// Adds its options to the command.
pub(super) fn complete(bare: Command) -> Command {
    CheckOptions::augment_args(bare).after_help(help::CHECK)
}

/// What its options mean.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<CheckRequest> {
    let CheckOptions {
        demos: names,
        format,
        color,
        limit,
        timeout,
    } = CheckOptions::from_arg_matches(matches)?;
    let listed = || demos::DEMOS.iter().filter(|demo| !demo.hidden);
    let mut chosen: Vec<&'static Demo> = Vec::new();
    for name in &names {
        if chosen.iter().any(|demo| demo.name == name) {
            return Err(usage(format!("{name} is named twice; name each demo once")));
        }
        chosen.extend(demos::find(name));
    }
    // In the registry's order, however they were named.
    let of_registry = demos::DEMOS.iter();
    let chosen = match &*chosen {
        [] => listed().collect(),
        some => of_registry
            .filter(|demo| some.iter().any(|one| one.name == demo.name))
            .collect(),
    };
    Ok(CheckRequest {
        demos: chosen,
        format: format.form,
        color: color.when,
        limit,
        timeout,
    })
}

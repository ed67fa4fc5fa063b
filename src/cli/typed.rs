//! What is typed: the options of every demo and of each command, as clap reads them. What they mean
//! is left to the parent module.

use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap_complete::Shell;

use super::{CheckFormat, ColorChoice, Format, ListFormat, Pictures};
use crate::demos::{self, options};
use crate::report::schema::Document;

// Not a doc comment: clap would take it for the command's own.
// The options that every demo has.
#[derive(Args, Debug)]
pub(super) struct Common {
    /// Form of the output: text, plain (only what the threads print) or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub(super) format: Format,
    /// When to use colour: auto, always or never
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true,
        help_heading = "Output"
    )]
    pub(super) color: ColorChoice,
    /// Leave out the live lines
    #[arg(long, short, help_heading = "Output")]
    pub(super) quiet: bool,
    /// How many times to measure each variant; they take turns
    #[arg(long, value_name = "N", default_value = "1", value_parser = options::count, help_heading = "Run")]
    pub(super) runs: usize,
    /// How many times to run each variant before that, unmeasured
    #[arg(long, value_name = "N", default_value = "0", help_heading = "Run")]
    pub(super) warmup: u16,
    /// Exit with 0, 1 or 3 as the last variant is, is not, or may be so many times as fast as the
    /// first
    #[arg(long, value_name = "RATIO", value_parser = ratio, help_heading = "Run")]
    pub(super) min_speedup: Option<f64>,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration, help_heading = "Run")]
    pub(super) timeout: Option<Duration>,
    #[command(flatten)]
    pub(super) pictures: Pictures,
}

/// Reads a ratio above 0.
fn ratio(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(ratio) if f64::is_finite(ratio) && ratio > 0.0 => Ok(ratio),
        _ => Err("expected a number above 0, such as 1.8".into()),
    }
}

#[derive(Args, Debug)]
pub(super) struct ListOptions {
    /// Form of the output: text or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(super) format: ListFormat,
}

#[derive(Args, Debug)]
pub(super) struct ExplainOptions {
    /// The demo to explain
    #[arg(
        value_name = "DEMO",
        hide_possible_values = true,
        value_parser = PossibleValuesParser::new(demos::listed().map(|demo| demo.name))
    )]
    pub(super) demo: String,
    /// When to use colour: auto, always or never
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true
    )]
    pub(super) color: ColorChoice,
}

#[derive(Args, Debug)]
pub(super) struct SchemaOptions {
    /// Which document's schema to print
    #[arg(value_enum, default_value = "run")]
    pub(super) document: Document,
}

#[derive(Args, Debug)]
pub(super) struct CheckOptions {
    /// The demos to check; all of them where none is named
    #[arg(value_name = "DEMO", value_parser = PossibleValuesParser::new(checkable()))]
    pub(super) demos: Vec<String>,
    /// Form of the output: text, tap, junit or json
    #[arg(
        long,
        value_enum,
        default_value = "text",
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub(super) format: CheckFormat,
    /// When to use colour: auto, always or never
    #[arg(
        long,
        value_enum,
        default_value = "auto",
        value_name = "WHEN",
        hide_possible_values = true
    )]
    pub(super) color: ColorChoice,
    /// How long one variant may take; then it has failed
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = options::duration)]
    pub(super) limit: Duration,
    /// End the whole command after this time (exit code 124)
    #[arg(long, value_name = "DURATION", value_parser = options::duration)]
    pub(super) timeout: Option<Duration>,
}

/// What `check` takes as names: a hidden demo is checked only where it is named.
fn checkable() -> impl Iterator<Item = PossibleValue> {
    demos::DEMOS
        .iter()
        .map(|demo| PossibleValue::new(demo.name).hide(demo.hidden))
}

#[derive(Args, Debug)]
pub(super) struct CompletionsOptions {
    /// The shell to complete in
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManOptions {
    /// The command whose page to print; the program's own where none is named
    pub(super) command: Option<String>,
}

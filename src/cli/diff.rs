//! Comparing two saved runs: the options of `diff`, and what they mean.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum, ValueHint};

use super::color::{Color, ColorChoice};
use super::format::Format;
use super::help;
use super::run::ratio;

/// Two saved runs to compare.
pub struct DiffRequest {
    /// The file of the earlier run.
    pub old: PathBuf,
    /// The file of the later run.
    pub new: PathBuf,
    /// The maximum slowdown allowed for each variant.
    pub max_slowdown: Option<f64>,
    /// The form of the output.
    pub format: DiffFormat,
    /// Whether to color it.
    pub color: ColorChoice,
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// A table for people
    Text,
    /// One JSON document
    Json,
    /// A table in Markdown
    Markdown,
    /// A row for each variant as comma-separated values
    Csv,
}

#[derive(Args, Debug)]
struct DiffOptions {
    /// The earlier run, as --save or --format json wrote it
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The later run
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    new: PathBuf,
    /// Require each variant to take at most RATIO times as long as before: exit 0 yes, 1 no, 3 too
    /// close to call
    #[arg(long, value_name = "RATIO", value_parser = ratio, allow_hyphen_values = true)]
    max_slowdown: Option<f64>,
    #[command(flatten)]
    format: Format<DiffFormat>,
    #[command(flatten)]
    color: Color,
}

/// Adds its options to the command.
pub(super) fn complete(bare: Command) -> Command {
    DiffOptions::augment_args(bare).after_help(help::DIFF)
}

/// What its options mean.
pub(super) fn request(matches: &ArgMatches) -> anyhow::Result<DiffRequest> {
    let options = DiffOptions::from_arg_matches(matches)?;
    Ok(DiffRequest {
        old: options.old,
        new: options.new,
        max_slowdown: options.max_slowdown,
        format: options.format.form,
        color: options.color.when,
    })
}

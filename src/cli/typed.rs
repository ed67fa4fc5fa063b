//! The arguments of the smaller commands.

use clap::{Args, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::format::Format;
use report::schema::Document;

/// The form of the list of demos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table for people
    Text,
    /// One JSON document
    Json,
}

#[derive(Args, Debug)]
pub(super) struct ListOptions {
    #[command(flatten)]
    pub(super) format: Format<ListFormat>,
}

#[derive(Args, Debug)]
pub(super) struct SchemaOptions {
    /// Which document's schema to print
    #[arg(value_enum, default_value = "run")]
    pub(super) document: Document,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsOptions {
    /// The shell to complete in
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManOptions {
    /// The command whose page to print; the program's own if none is named
    #[arg(value_name = "COMMAND", value_hint = ValueHint::Other)]
    pub(super) command: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct HelpOptions {
    /// The command whose help to print; the program's own if none is named
    #[arg(value_name = "COMMAND", value_hint = ValueHint::Other)]
    command: Vec<String>,
}

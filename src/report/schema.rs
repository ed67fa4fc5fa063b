//! The JSON Schemas of the documents, derived from the types that are written.

use std::io::{self, Write};

use clap::ValueEnum;

use super::{check, json, list};

/// One of the JSON documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// What a run prints with --format json
    Run,
    /// What list prints with --format json
    List,
    /// What check prints with --format json
    Check,
}

/// Writes the document's schema.
pub fn write(document: Document, out: &mut dyn Write) -> io::Result<()> {
    let schema = match document {
        Document::Run => schemars::schema_for!(json::Document),
        Document::List => schemars::schema_for!(list::List),
        Document::Check => schemars::schema_for!(check::Document),
    };
    serde_json::to_writer_pretty(&mut *out, &schema)?;
    writeln!(out)
}

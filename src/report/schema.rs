//! The JSON Schemas of the documents, derived from the types that are serialized.

use std::io::{self, Write};

use clap::ValueEnum;
use schemars::generate::SchemaSettings;

use super::{check, diff, explore, json, list};

/// One of the JSON documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// What a run prints with --format json
    Run,
    /// What list prints with --format json
    List,
    /// What check prints with --format json
    Check,
    /// What diff prints with --format json
    Diff,
    /// What explore prints of a demo with --format json
    Explore,
    /// What explore prints of a Python file with --format json
    ExploreFile,
}

/// Writes the document's schema.
pub fn write(document: Document, out: &mut dyn Write) -> io::Result<()> {
    // Documents are only written, never read, so a field that is always present is required, null or not.
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let generator = settings.into_generator();
    let schema = match document {
        Document::Run => generator.into_root_schema_for::<json::RunDocument>(),
        Document::List => generator.into_root_schema_for::<list::List>(),
        Document::Check => generator.into_root_schema_for::<check::CheckDocument>(),
        Document::Diff => generator.into_root_schema_for::<diff::DiffDocument>(),
        Document::ExploreFile => generator.into_root_schema_for::<explore::python::FileDocument>(),
        Document::Explore => generator.into_root_schema_for::<explore::ExploreDocument>(),
    };
    serde_json::to_writer_pretty(&mut *out, &schema)?;
    writeln!(out)
}

//! The list of demos.

use std::io::{self, Write};

use serde::Serialize;

use demos::{Demo, listed};

/// The schema version of the list document.
pub const SCHEMA_VERSION: u32 = 1;

/// The list of demos, as a JSON document.
#[derive(Serialize, schemars::JsonSchema)]
pub struct List {
    schema_version: u32,
    demos: Vec<Entry>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Entry {
    /// The demo's name, which is its subcommand
    name: &'static str,
    /// What it teaches, in a line
    about: &'static str,
    /// What it compares
    variants: Vec<Variant>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Variant {
    name: &'static str,
    about: &'static str,
    /// Whether it runs if none is chosen
    default: bool,
}

impl From<&Demo> for Entry {
    fn from(demo: &Demo) -> Self {
        let variants = demo.variants.iter().map(|row| Variant {
            name: row.name,
            about: row.about,
            default: row.default,
        });
        Self {
            name: demo.name,
            about: demo.about,
            variants: variants.collect(),
        }
    }
}

/// One line for each demo, wrapped to this many columns; without a number, as in a pipe that is searched
/// line by line, lines are never wrapped.
pub fn text(columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    /// The minimum width, even if the terminal is narrower.
    const NARROWEST: usize = 20;
    let width = listed().map(|demo| demo.name.len()).max().unwrap_or(0);
    let room = columns.map_or(usize::MAX, |columns| {
        columns.saturating_sub(width + 2).max(NARROWEST)
    });
    for demo in listed() {
        let mut name = demo.name;
        for line in textwrap::wrap(demo.about, room) {
            writeln!(out, "{name:width$}  {line}")?;
            name = "";
        }
    }
    Ok(())
}

/// The list as JSON.
pub fn json(out: &mut dyn Write) -> io::Result<()> {
    let list = List {
        schema_version: SCHEMA_VERSION,
        demos: listed().map(Entry::from).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

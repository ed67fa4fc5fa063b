//! The two tasks of `numbers-letters`, and how much each of them prints.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::kit::{json, options};
use engine::plan::TaskError;
use engine::record::Lane;
use words::column_letters;

// Not a doc comment: clap would take it for the command's description. How many lines there are, and how
// fast.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(super) struct Options {
    /// How many numbers and letters there are
    #[arg(long, value_name = "N", default_value = "5", value_parser = options::count)]
    pub(super) count: usize,
    /// How long to wait before each line
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    pub(super) delay: Duration,
}

/// One of the two tasks.
pub(super) struct Series {
    pub(super) name: &'static str,
    /// Its mark in the order of the lines.
    pub(super) mark: char,
    /// Its line at this position, counted from 1.
    pub(super) line: fn(usize) -> String,
}

/// The two tasks.
pub(super) const SERIES: [Series; 2] = [
    Series {
        name: "numbers",
        mark: 'N',
        line: |place| format!("Number: {place}"),
    },
    Series {
        name: "letters",
        mark: 'L',
        line: |place| format!("Letter: {}", column_letters(place - 1)),
    },
];

impl Series {
    /// The task: wait and print, once for each position.
    pub(super) fn recite(&self, lane: &mut Lane, options: Options) -> Result<Value, TaskError> {
        for place in 1..=options.count {
            lane.sleep(options.delay)?;
            lane.say((self.line)(place));
        }
        Ok(json!(options.count))
    }
}

//! The options of `readers-writers`, and which thread is on which side.

use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::kit::{json, options};
use sync::read_write_lock::Side;

// Not a doc comment: clap would take it for the command's description. How many read and write, how
// often, and how long it takes.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(super) struct Options {
    /// Number of threads that read
    #[arg(long, value_name = "N", default_value = "4", value_parser = options::count)]
    pub(super) readers: usize,
    /// Number of threads that write
    #[arg(long, value_name = "N", default_value = "1", value_parser = options::count)]
    pub(super) writers: usize,
    /// How many times each of them does so
    #[arg(long, value_name = "N", default_value = "5", value_parser = options::count)]
    pub(super) rounds: usize,
    /// How long a read or a write takes
    #[arg(long, value_name = "DURATION", default_value = "20ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    pub(super) delay: Duration,
}

impl Options {
    /// The side of the thread at this place: readers come first.
    pub(super) fn side(self, place: usize) -> Side {
        if place < self.readers {
            Side::Reader
        } else {
            Side::Writer
        }
    }

    /// How many threads there are.
    pub(super) fn threads(self) -> usize {
        self.readers + self.writers
    }
}

//! The options of `cache-line`.

use clap::Args;
use serde::Serialize;

use crate::kit::options;

// Not a doc comment: clap would take it for the command's description. How many count, and how often.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(super) struct Options {
    /// Number of threads, each with a counter that no other one touches
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    pub(super) workers: usize,
    /// How many times each of them adds 1
    #[arg(long, value_name = "N", default_value = "20000000", value_parser = options::increments)]
    pub(super) increments: u64,
}

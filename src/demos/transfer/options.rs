//! The options of `transfer`, and the initial balances.

use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::kit::{json, options};

// Not a doc comment: clap would take it for the command's description. How many transfer, how often, and
// how long a deadlock lasts.
#[derive(Args, Clone, Copy, Debug, Serialize)]
pub(super) struct Options {
    /// Number of threads that transfer money, every other one the opposite way
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    pub(super) workers: usize,
    /// Number of transfers that each of them makes, of 1 each
    #[arg(long, value_name = "N", default_value = "100", value_parser = options::count)]
    pub(super) transfers: usize,
    /// How long the deadlock of `naive` lasts before it is named and ended
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = options::duration)]
    #[serde(rename = "hold_s", serialize_with = "json::seconds")]
    pub(super) hold: Duration,
}

impl Options {
    /// The initial balance of each account: enough for all transfers to go the same way.
    pub(super) fn each(self) -> u64 {
        self.workers as u64 * self.transfers as u64
    }

    /// How many of the workers take from this account.
    pub(super) fn taking_from(self, account: usize) -> u64 {
        (self.workers as u64 + 1 - account as u64) / 2
    }
}

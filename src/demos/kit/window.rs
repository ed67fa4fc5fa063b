//! The window between two steps that should be one, in which several lessons make threads meet.

use clap::ValueEnum;
use serde::Serialize;

/// What happens between the two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Window {
    /// Threads meet there once, so that the fault is sure to show
    Rendezvous,
    /// No meeting: whether the fault shows is pure luck
    None,
}

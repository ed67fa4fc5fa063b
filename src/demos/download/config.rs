//! The configuration of the embedded server of `download`, including planned faults.

use std::time::Duration;

use clap::ValueEnum;

/// How the embedded server treats a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fault {
    /// As it should be
    None,
    /// Answered with 404
    Missing,
    /// Asked for where nothing listens
    Refused,
    /// The connection is reset in the middle of the body
    Reset,
    /// The body ends before its promised length
    Short,
    /// No answer, ever
    Silent,
}

/// The server's files, and how it responds.
#[derive(Clone, Debug)]
pub(super) struct ServerConfig {
    /// How long it waits before it responds.
    pub(super) latency: Duration,
    /// The size of each file.
    pub(super) size: u64,
    /// The faults of the files, in order.
    pub(super) faults: Vec<Fault>,
}

//! What the embedded server of `download` has, and what goes wrong with it on request.

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

/// What the server has, and how it answers.
#[derive(Clone, Debug)]
pub(super) struct ServerConfig {
    /// How long it waits before it answers.
    pub(super) latency: Duration,
    /// How large each file is.
    pub(super) size: u64,
    /// What goes wrong with each file, in their order.
    pub(super) faults: Vec<Fault>,
}

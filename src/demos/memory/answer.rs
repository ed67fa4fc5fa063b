//! What the workers of `memory` set, print and find.

use std::fmt::Display;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The initial values.
pub(super) const BEFORE: u64 = 1;
/// What Worker-0 sets them to.
pub(super) const AFTER: u64 = 42;
/// How long a process waits for a signal that another one gives in its own memory.
pub(super) const TIMEOUT: Duration = Duration::from_millis(200);

/// What a worker found, as its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WorkerAnswer {
    pub(super) process: u32,
    /// `None` if the system doesn't number threads.
    pub(super) thread: Option<u32>,
    /// Addresses are text, since JSON's numbers are exact only up to 2^53.
    pub(super) function: String,
    pub(super) in_static: String,
    pub(super) on_heap: String,
    pub(super) local: String,
    /// The address of a thread-local value.
    pub(super) thread_local: String,
    /// How much of this process is in memory, in bytes.
    #[serde(default)]
    pub(super) resident: Option<u64>,
    /// The value of the static and of the heap, after the change or the wait for it.
    pub(super) saw: [u64; 2],
}

/// What Worker-0 prints when it has set the values.
pub(super) fn sets() -> impl Display {
    format!("sets both values to {AFTER} and signals")
}

/// What a thread prints that sees these values.
pub(super) fn sees([in_static, on_heap]: [u64; 2]) -> String {
    format!("sees {in_static} in the static and {on_heap} on the heap")
}

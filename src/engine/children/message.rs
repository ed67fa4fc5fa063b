//! The messages between a parent and its child, in both directions.

use serde::{Deserialize, Serialize};

use crate::plan::{Setup, TaskResult};
use crate::record::{Entry, Stamp};
use system::ThreadUsage;

/// The first argument of a child; the second is its [`Assignment`] as JSON.
pub const CHILD_FLAG: &str = "--child";

/// The byte that opens a child's gate.
pub(super) const GO: &[u8] = b"g";

/// What one child should do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assignment {
    /// The place of the variant in the plan.
    pub variant: usize,
    /// The place of the task in the job.
    pub task: usize,
    /// The epoch of the parent's clock.
    pub epoch: u64,
    /// The parent's process id.
    pub parent: u32,
    /// What the parent prepared.
    pub setup: Setup,
}

/// The messages that a child sends, one JSON line each. Lanes are numbered in the order they are opened.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Message {
    /// It has made its job and waits at the gate.
    Ready,
    /// It opened its next lane, for the thread with this name.
    Lane(String),
    /// It recorded something other than a line on this lane.
    Entry(usize, Entry),
    /// It printed a line on this lane.
    Line(usize, Stamp, String),
    /// What the thread with this lane has used.
    Usage(usize, Option<ThreadUsage>),
    /// Its task ended; also the process's peak memory in bytes.
    Ended(TaskResult, Option<u64>),
}

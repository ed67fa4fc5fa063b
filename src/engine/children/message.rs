//! What a child receives and what it sends: the messages between the two sides.

use serde::{Deserialize, Serialize};

use crate::engine::plan::{Setup, TaskResult};
use crate::engine::record::{Entry, Stamp};
use crate::system::ThreadUsage;

/// The first argument of a child; the second is its [`Assignment`] as JSON.
pub const CHILD_FLAG: &str = "--child";

/// The byte that opens a child's gate.
pub(super) const GO: &[u8] = b"g";

/// What one child is for.
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

/// What a child says, one JSON line each. Lanes are numbered in the order of their opening.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Message {
    /// It has made its job and waits at the gate.
    Ready,
    /// It opened its next lane, for the thread of this name.
    Lane(String),
    /// It recorded something other than a line on this lane.
    Entry(usize, Entry),
    /// It said a line on this lane.
    Line(usize, Stamp, String),
    /// What the thread of this lane has used.
    Usage(usize, Option<ThreadUsage>),
    /// Its task ended; this was the process's peak memory in bytes.
    Ended(TaskResult, Option<u64>),
}

//! This program as a child: its assignment, its entries on a pipe, its end.
//!
//! Closures don't travel, so a child gets the parent's arguments and the place of one task; it
//! makes the same plan, does that task alone, and sends what it records as JSON lines on its
//! stdout. Its stdin is a lifeline: a byte on it opens the gate, its end is the stop signal. So a
//! child ends with its parent, however that ends.

mod child;
mod sender;

pub use child::{Child, ChildState};
pub use sender::Sender;

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use serde::{Deserialize, Serialize};

use crate::engine::plan::{Setup, TaskResult};
use crate::engine::record::{Clock, Entry, Stamp};
use crate::system::ThreadUsage;
use crate::system::children::own_program;

/// The first argument of a child; the second is its [`Assignment`] as JSON.
pub const CHILD_FLAG: &str = "--child";

/// The byte that opens a child's gate.
const GO: &[u8] = b"g";

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
enum Message {
    /// It has made its job and stands at the gate.
    Ready,
    /// It opened its next lane, for the thread of this name.
    Lane(String),
    /// It recorded something other than a line on this lane.
    Entry(usize, Entry),
    /// It said a line on this lane.
    Line(usize, Stamp, String),
    /// The thread of this lane has used so much.
    Usage(usize, Option<ThreadUsage>),
    /// Its task ended; this was the process's peak memory in bytes.
    Ended(TaskResult, Option<u64>),
}

/// How this program is started again for one variant.
#[derive(Clone, Debug)]
pub struct ChildCommand {
    arguments: Vec<OsString>,
    variant: usize,
    setup: Setup,
}

impl ChildCommand {
    /// This program, with these arguments, for the variant at this place of the plan.
    pub fn new(arguments: Vec<OsString>, variant: usize, setup: Setup) -> Self {
        Self {
            arguments,
            variant,
            setup,
        }
    }

    /// Starts a child for the task, which Ctrl-Z and `fg` reach as they do the parent. It never
    /// hears Ctrl-C, which reaches all of them too: the parent tells its children. A SIGTERM that
    /// comes before it can end in good order waits until then.
    pub fn start(&self, task: usize, clock: Clock) -> io::Result<Child> {
        let assignment = Assignment {
            variant: self.variant,
            task,
            epoch: clock.epoch(),
            parent: process::id(),
            setup: self.setup.clone(),
        };
        let mut command = Command::new(own_program()?);
        command
            .arg0(env!("CARGO_PKG_NAME"))
            .arg(CHILD_FLAG)
            .arg(serde_json::to_string(&assignment)?)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        // A child starts with what is held back here, from its first moment on.
        let unheard: SigSet = [Signal::SIGINT, Signal::SIGTERM].into_iter().collect();
        let before = unheard.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
        let process = command.spawn();
        before.thread_set_mask()?;
        Child::of(process?)
    }
}

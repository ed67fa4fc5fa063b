//! This program, started again as a child.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{self, Command, Stdio};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};

use super::child::Child;
use super::message::{Assignment, CHILD_FLAG};
use crate::plan::Setup;
use crate::record::Clock;
use system::children::own_program;

/// How to start this program again for one variant.
#[derive(Clone, Debug)]
pub struct ChildCommand {
    arguments: Vec<OsString>,
    variant: usize,
    setup: Setup,
}

impl ChildCommand {
    /// This program, with these arguments, for the variant at this place in the plan.
    pub fn new(arguments: Vec<OsString>, variant: usize, setup: Setup) -> Self {
        Self {
            arguments,
            variant,
            setup,
        }
    }

    /// Starts a child for the task; Ctrl-Z and `fg` affect it like the parent. Ctrl-C and SIGHUP, which
    /// reach the whole group, are blocked in it: the parent tells its children to stop. A SIGTERM that
    /// arrives before the child can end in an orderly way stays pending until then.
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
            .arg0(system::PROGRAM)
            .arg(CHILD_FLAG)
            .arg(serde_json::to_string(&assignment)?)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        // A child inherits the blocked signals, from its very first moment.
        let unheard: SigSet = [Signal::SIGHUP, Signal::SIGINT, Signal::SIGTERM]
            .into_iter()
            .collect();
        let before = unheard.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
        let process = command.spawn();
        before.thread_set_mask()?;
        Child::of(process?)
    }
}

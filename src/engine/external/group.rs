//! A command's process group: the command and everything it starts, unless that leaves the group.

use std::process::Child;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// The time between asking a command to end and killing it.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// A process group, identified by its leader's process id. It may be signaled until the leader is reaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group(Pid);

impl Group {
    /// The group of a child that was started as a group leader.
    pub(super) fn of(leader: &Child) -> Self {
        Self(Pid::from_raw(leader.id().cast_signed()))
    }

    pub(super) fn leader(self) -> Pid {
        self.0
    }

    /// Asks it to end.
    pub(super) fn terminate(self) {
        self.signal(Signal::SIGTERM);
    }

    /// Kills it.
    pub(super) fn kill(self) {
        self.signal(Signal::SIGKILL);
    }

    fn signal(self, signal: Signal) {
        // A group that no longer exists has ended.
        let _gone = killpg(self.0, signal);
    }
}

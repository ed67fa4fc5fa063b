//! A command's process group: itself and all that it starts, unless that leaves the group.

use std::process::Child;
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

/// What a command has from being told to end until it is killed.
pub(super) const GRACE: Duration = Duration::from_millis(500);

/// A process group, which has the number of its leader. It may be signalled until the leader is reaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Group(Pid);

impl Group {
    /// That of a child which was started as the leader of one.
    pub(super) fn of(leader: &Child) -> Self {
        Self(Pid::from_raw(leader.id().cast_signed()))
    }

    pub(super) fn leader(self) -> Pid {
        self.0
    }

    /// Tells it to end.
    pub(super) fn terminate(self) {
        self.signal(Signal::SIGTERM);
    }

    /// Ends it.
    pub(super) fn kill(self) {
        self.signal(Signal::SIGKILL);
    }

    fn signal(self, signal: Signal) {
        // A group that is gone has ended.
        let _gone = killpg(self.0, signal);
    }
}

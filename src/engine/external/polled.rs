//! Waiting for a command and other things at once: its lines, the stop signal, and a silence in which all
//! of its threads wait for each other.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::{Child, ExitStatus};
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use wait4::{ResUse, Wait4};

use super::group::{GRACE, Group};
use super::lines::{Lines, Stream, read_lines};
use super::stderr::forget;
use crate::stop::Stop;

/// The pause between two checks of a child, if the system can't signal when it ends.
const PAUSE: Duration = Duration::from_millis(1);
/// How long a command must be silent before its threads' waits are examined, in milliseconds.
const LOOK: u8 = 250;
/// The pause between two checks of how much a command has written to stderr, in milliseconds.
const FORGET: u8 = 50;
/// If all threads waited for each other in this many checks in a row, they always will.
const STILL: u32 = 3;

/// Why waiting for a command ended; the command has been reaped.
pub(super) enum End {
    /// It ended, and used this.
    Own(ResUse),
    /// It was ended, since all of its threads waited for each other.
    Deadlocked(ExitStatus),
    /// It was ended, since everything has to stop.
    Stopped,
}

/// Waits for it to end; only a `watched` command is ended because its threads wait for each other.
pub(super) fn wait(
    mut child: Child,
    stderr: Option<&File>,
    watched: bool,
    stop: &Stop,
    lines: &mut Vec<Lines>,
    say: &mut impl FnMut(Stream, &str),
) -> io::Result<End> {
    // The reader becomes readable once the writer is dropped.
    let (stopped, writer) = io::pipe()?;
    let registration = stop.on_raise(move || drop(writer));
    let ended = pidfd(&child);
    let mut still = 0;
    while still < STILL && stop.cause().is_none() {
        match &ended {
            Some(ended) => {
                let both = [ended.as_fd(), stopped.as_fd()].into_iter();
                let timeout = match stderr {
                    Some(_) => PollTimeout::from(FORGET),
                    None if watched => PollTimeout::from(LOOK),
                    None => PollTimeout::NONE,
                };
                let silent = !wait_for_any(both.chain(lines.iter().map(Lines::as_fd)), timeout)?;
                if silent {
                    stderr.into_iter().for_each(forget);
                }
                let waits = silent && watched && system::waits_forever(child.id());
                still = if waits { still + 1 } else { 0 };
            }
            None => drop(stop.sleep(PAUSE)),
        }
        read_lines(lines, say)?;
        // After this the child no longer exists: it is neither waited for nor signaled again.
        if let Some(used) = child.try_wait4()? {
            return Ok(End::Own(used));
        }
    }
    drop(registration);
    let status = end_group(&mut child, ended.as_ref())?;
    Ok(if still == STILL {
        End::Deadlocked(status)
    } else {
        End::Stopped
    })
}

/// Asks a child's group to end, and kills it if the child has not ended a while later.
fn end_group(child: &mut Child, ended: Option<&OwnedFd>) -> io::Result<ExitStatus> {
    let group = Group::of(child);
    group.terminate();
    match ended {
        Some(ended) => {
            let mut end = [PollFd::new(ended.as_fd(), PollFlags::POLLIN)];
            let timeout = PollTimeout::try_from(GRACE).unwrap_or(PollTimeout::ZERO);
            let _interrupted = poll(&mut end, timeout);
        }
        None => std::thread::sleep(GRACE),
    }
    group.kill();
    child.wait()
}

/// Waits until one of these is readable or has ended; false if the time runs out first.
fn wait_for_any<'a>(
    ends: impl Iterator<Item = BorrowedFd<'a>>,
    timeout: PollTimeout,
) -> io::Result<bool> {
    let mut ends: Vec<_> = ends
        .map(|end| PollFd::new(end, PollFlags::POLLIN))
        .collect();
    match poll(&mut ends, timeout) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::EINTR) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// A descriptor that becomes readable when the child ends; `None` if the system has no such thing.
#[cfg(target_os = "linux")]
fn pidfd(child: &Child) -> Option<OwnedFd> {
    use rustix::process::{PidfdFlags, pidfd_open};
    let pid = rustix::process::Pid::from_child(child);
    pidfd_open(pid, PidfdFlags::empty()).ok()
}

#[cfg(not(target_os = "linux"))]
fn pidfd(_: &Child) -> Option<OwnedFd> {
    None
}

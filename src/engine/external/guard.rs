//! Waiting for a command in the kernel, which is faster than waiting for several things at once. Another
//! thread ends the command's group when everything has to stop, and truncates what the command writes to
//! stderr.
//!
//! A group is signaled only while it is in the list, and its leader is reaped only after it was removed,
//! so that a process id that may have been reused is never signaled.

use std::fs::File;
use std::io;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::wait::{Id, WaitPidFlag, waitid};

use super::group::{GRACE, Group};
use super::stderr::forget;
use crate::stop::Stop;
use crate::thread_group::{HELPER_STACK, start};

/// The time between two checks of the commands.
const LOOK: Duration = Duration::from_millis(50);

/// A running command.
struct Running {
    group: Group,
    stop: Stop,
    stderr: Option<Arc<File>>,
    /// How long ago it was asked to end.
    told: Option<Duration>,
}

static RUNNING: Mutex<Vec<Running>> = Mutex::new(Vec::new());
/// Notified when everything has to stop.
static STOPPED: Condvar = Condvar::new();

fn running() -> MutexGuard<'static, Vec<Running>> {
    // Commands are added and removed atomically, so the list is intact.
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the thread, unless it exists; false if none can be started.
pub(super) fn is_there() -> bool {
    static STARTED: OnceLock<bool> = OnceLock::new();
    *STARTED.get_or_init(|| start("commands", HELPER_STACK, 0, watch).is_ok())
}

/// Checks the commands for as long as the process lives.
fn watch() {
    let mut commands = running();
    loop {
        let waited = STOPPED.wait_timeout(commands, LOOK);
        let (locked, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        commands = locked;
        let passed = if waited.timed_out() {
            LOOK
        } else {
            Duration::ZERO
        };
        for command in &mut *commands {
            command.look(passed);
        }
    }
}

impl Running {
    /// Asks it to end if everything has to stop, and kills it if it hasn't ended a while later.
    fn look(&mut self, passed: Duration) {
        if let Some(told) = &mut self.told {
            *told += passed;
            if *told >= GRACE {
                self.group.kill();
            }
        } else if self.stop.cause().is_some() {
            self.group.terminate();
            self.told = Some(Duration::ZERO);
        }
        self.stderr.as_deref().into_iter().for_each(forget);
    }
}

/// Waits until this child has ended, without reaping it, and returns whether it and everything it started
/// were ended because `stop` was raised.
pub(super) fn wait(child: &Child, stop: &Stop, stderr: Option<&Arc<File>>) -> io::Result<bool> {
    let group = Group::of(child);
    running().push(Running {
        group,
        stop: stop.clone(),
        stderr: stderr.cloned(),
        told: None,
    });
    let registration = stop.on_raise(|| {
        // Under the lock, since the thread could be just about to wait.
        let _commands = running();
        STOPPED.notify_one();
    });
    let ended = loop {
        match waitid(
            Id::Pid(group.leader()),
            WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT,
        ) {
            Err(Errno::EINTR) => {}
            ended => break ended,
        }
    };
    drop(registration);
    let mut commands = running();
    let place = commands.iter().position(|one| one.group == group);
    let stopped = place.is_some_and(|place| commands.swap_remove(place).told.is_some());
    if stopped {
        // The processes it has left behind.
        group.kill();
    }
    ended?;
    Ok(stopped)
}

//! Locks that know their holders, taken and released on the record.
//!
//! In the demos that use them, a lock has the same place in its group as in the record's list of objects,
//! and a task locks under its own number, so that a wait can say which task it waits for.

use std::time::Duration;

use engine::plan::TaskError;
use engine::record::Lane;
use sync::locks::{Guard, Locks, Refused, Tried};

/// Takes a lock; it is a wait only if another thread holds it.
pub(crate) fn take<'a>(
    lane: &mut Lane,
    locks: &'a Locks,
    task: usize,
    which: usize,
) -> Result<Guard<'a>, Refused> {
    take_lingering(lane, locks, task, which, Duration::ZERO)
}

/// Like [`take`], but a cycle of waits stays closed for this long, so that it can be seen, before all in
/// it are told.
pub(crate) fn take_lingering<'a>(
    lane: &mut Lane,
    locks: &'a Locks,
    task: usize,
    which: usize,
    hold: Duration,
) -> Result<Guard<'a>, Refused> {
    let stop = lane.stop().clone();
    let linger = move || {
        // Raising the signal also closes the locks, which then refuse.
        let _ended = (!hold.is_zero()).then(|| stop.sleep(hold));
    };
    let holder = match locks.try_lock(task, which)? {
        Tried::Taken(guard) => return Ok(guard),
        Tried::HeldBy(holder) => holder,
    };
    lane.wait_for_lock(object(which), holder, || {
        let taken = locks.lock_lingering(task, which, linger);
        let follows = taken.as_ref().ok().and_then(Guard::follows);
        // Numbers in the record begin at 1.
        (taken, follows.map_or(0, |number| number + 1))
    })
}

/// Releases a lock, recorded before another thread can take it.
pub(crate) fn release(lane: &mut Lane, guard: Guard<'_>) {
    lane.gave(object(guard.which()), guard.number() + 1);
    drop(guard);
}

/// The error for a lock that was refused, in a demo that plans no deadlock.
pub(crate) fn unplanned(
    refused: Refused,
    locks: &Locks,
    name: impl Fn(usize) -> String,
) -> TaskError {
    match refused {
        Refused::Closed => TaskError::Stopped,
        Refused::Deadlock(cycle) => TaskError::Deadlock(locks.describe(&cycle, name)),
    }
}

/// The place in the record's list of objects; a demo that makes a group keeps it within bounds.
pub(crate) fn object(which: usize) -> u16 {
    u16::try_from(which).unwrap_or(u16::MAX)
}

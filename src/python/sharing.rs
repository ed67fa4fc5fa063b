//! What threads share, found from the program's schedules: a location that two threads touch without a
//! start or a join between them, at least one of them writing.

use std::collections::{HashMap, HashSet};

use super::growth::room_in;
use super::hashing::Hashing;
use super::numbers::Numbers;
use super::state::Birth;
use explore::Cut;

/// A place that can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Location {
    /// A global of a process.
    Global(u8, u32),
    /// A captured variable.
    Cell(Birth),
    /// An attribute, by the number of its name.
    Attr(Birth, u32),
    /// An element, by index or by the hash of its key.
    Element(Birth, u64),
    /// Length, order and keys of a container.
    Shape(Birth),
    /// Whether a thread is alive.
    Alive(Birth),
    /// Whether a future is done.
    Done(Birth),
}

/// Locations that are shared.
pub(super) type Shared = HashSet<Location, Hashing>;

/// One access: by which thread, in which part of its life, with which clock, and whether it wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Touch {
    thread: u8,
    clock: u32,
    write: bool,
}

/// The accesses so far in one search.
#[derive(Default)]
pub(super) struct Touches {
    seen: HashMap<Location, Vec<Touch>, Hashing>,
    /// Vector clocks: for each thread, the part of its life that is known to be over or running.
    clocks: Numbers<Vec<u32>>,
    /// The locations found to be shared.
    pub(super) found: Vec<Location>,
}

impl Touches {
    /// Makes room for more.
    pub(super) fn make_room(&mut self) -> Result<(), Cut> {
        room_in(&mut self.seen)?;
        self.clocks.make_room()
    }

    /// The number of a clock; the first is main's at the start.
    pub(super) fn number(&mut self, clock: &[u32]) -> u32 {
        self.clocks.number(clock)
    }

    /// The clock with that number.
    pub(super) fn clock(&self, number: u32) -> &[u32] {
        self.clocks.get(number).map_or(&[], Vec::as_slice)
    }

    /// Which part of its life a thread with that clock is in.
    pub(super) fn part(&self, thread: u8, clock: u32) -> u32 {
        self.clock(clock)
            .get(usize::from(thread))
            .copied()
            .unwrap_or(0)
    }

    /// Records an access.
    pub(super) fn touch(&mut self, location: Location, thread: u8, clock: u32, write: bool) {
        let touches = self.seen.entry(location).or_default();
        let known = touches
            .iter()
            .any(|old| old.thread == thread && old.clock == clock && (old.write || !write));
        if known {
            return;
        }
        let new = Touch {
            thread,
            clock,
            write,
        };
        let clocks = &self.clocks;
        let races = touches.iter().any(|old| {
            old.thread != thread
                && (old.write || write)
                && !before(clocks, *old, new)
                && !before(clocks, new, *old)
        });
        touches.push(new);
        if races {
            self.found.push(location);
        }
    }
}

/// Whether starts and joins alone order one access before another.
fn before(clocks: &Numbers<Vec<u32>>, one: Touch, two: Touch) -> bool {
    let at = usize::from(one.thread);
    let part = |clock: u32| {
        clocks
            .get(clock)
            .and_then(|clock| clock.get(at))
            .copied()
            .unwrap_or(0)
    };
    part(two.clock) >= part(one.clock)
}

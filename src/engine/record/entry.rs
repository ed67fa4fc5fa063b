//! Entries: what is recorded, one event each.

use serde::{Deserialize, Serialize};

use super::clock::Stamp;

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wait {
    /// Time to pass.
    Sleep,
    /// A lock.
    Lock,
    /// A permit of a semaphore.
    Permit,
    /// A signal.
    Signal,
    /// An item, or room for one.
    Item,
    /// The end of a thread or child.
    Join,
    /// A CPU: the thread was ready to run, and none was free.
    Queued,
}

impl Wait {
    /// The name that every report shows.
    pub fn name(self) -> &'static str {
        match self {
            Wait::Sleep => "sleep",
            Wait::Lock => "lock",
            Wait::Permit => "permit",
            Wait::Signal => "signal",
            Wait::Item => "item",
            Wait::Join => "join",
            Wait::Queued => "queued",
        }
    }

    /// Whether it waits for one of the record's objects, which another thread gives.
    pub fn has_object(self) -> bool {
        match self {
            Wait::Lock | Wait::Permit | Wait::Signal | Wait::Item => true,
            Wait::Sleep | Wait::Join | Wait::Queued => false,
        }
    }
}

/// What happened. Objects and tasks are given by their place in the record's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// The task at this place began on this lane.
    Begin(u32),
    /// The task that began last ended.
    End,
    /// A line was printed, with this many bytes in its chunk's text.
    Line(u32),
    /// The beginning of a line was printed, and another piece follows; with this many bytes.
    Piece(u32),
    /// A wait began; one that never ends stays open.
    Wait {
        /// What is waited for.
        wait: Wait,
        /// The object; 0 if there is none.
        object: u16,
        /// What is waited for: the task that held the object at that time, if it is a lock that tracks
        /// its holder; for a join, the lane of the thread, as a place in the record.
        holder: Option<u32>,
    },
    /// The wait ended, by the release, put or set with this number; 0 if no thread's act ended it.
    Woke(u64),
    /// This thread released, put or set the object; the number is the one in [`EntryKind::Woke`].
    Gave(u16, u64),
    /// The level of the object from now on: items inside, permits in use.
    Level(u16, u32),
    /// This thread started the thread with this lane, a place in the record.
    Spawn(u32),
    /// This thread has reached this line of the program's text, counted from 1.
    Reached(u32),
}

/// One recorded event. A lane stores it in 16 bytes, plus a line's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Stamp,
    /// What.
    pub kind: EntryKind,
}

//! Entries: what is recorded, one thing each.

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
    /// A CPU: the thread could have run, and none was free.
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

    /// Whether it is for one of the record's objects, which another thread gives.
    pub fn has_object(self) -> bool {
        match self {
            Wait::Lock | Wait::Permit | Wait::Signal | Wait::Item => true,
            Wait::Sleep | Wait::Join | Wait::Queued => false,
        }
    }
}

/// What happened. Objects and tasks are places in the record's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// The task of this place began on this lane.
    Begin(u32),
    /// The task that began last ended.
    End,
    /// A line was said: that many bytes of its chunk's text.
    Line(u32),
    /// The beginning of a line was said, which another piece follows: as many bytes.
    Piece(u32),
    /// A wait began; one that never ends stays open.
    Wait {
        /// What is waited for.
        wait: Wait,
        /// The object; 0 if the wait is for none.
        object: u16,
        /// Who is waited for: the task that held the object then, if it is a lock that knows; for a
        /// join, the lane of the thread, as a place in the record.
        holder: Option<u32>,
    },
    /// The wait ended, by the release, put or set of this number; 0 if no thread's act ended it.
    Woke(u64),
    /// This thread released, put or set the object; the number is what [`EntryKind::Woke`] repeats.
    Gave(u16, u64),
    /// The object is at this level from now on: items inside, permits out.
    Level(u16, u32),
    /// This thread started the thread of this lane, a place in the record.
    Spawn(u32),
    /// This thread has come to this line of the program's text, 1 for the first.
    Reached(u32),
}

/// One thing recorded. A lane keeps it in 16 bytes, and a line's text beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Stamp,
    /// What.
    pub kind: EntryKind,
}

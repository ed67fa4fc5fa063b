//! Entries, and what is left of a lane in the record: its entries in chunks.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Line, Stamp};
use crate::system::ThreadUsage;

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
        }
    }
}

/// What happened, in 16 bytes. Objects and tasks are places in the record's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// The task of this place began on this lane.
    Begin(u32),
    /// The task that began last ended.
    End,
    /// A line was said: that many bytes of its chunk's text.
    Line(u32),
    /// A wait began; one that never ends stays open.
    Wait {
        /// What is waited for.
        wait: Wait,
        /// The object; for a sleep there is none, and this is 0.
        object: u16,
        /// The task that held the object then, where it is a lock that knows.
        holder: Option<u32>,
    },
    /// The wait ended, by the release, put or set of this number; 0 where nobody's act ended it.
    Woke(u64),
    /// This thread released, put or set the object; the number is what [`EntryKind::Woke`] repeats.
    Gave(u16, u64),
    /// The object stands at this level from now on: items inside, permits out.
    Level(u16, u32),
}

/// One thing recorded. 24 bytes each, and a line's text beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Stamp,
    /// What.
    pub kind: EntryKind,
}

/// Entries that were recorded one after another, and the text of their lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    entries: Vec<Entry>,
    text: String,
}

/// A chunk is closed when it holds this many entries, so that none is ever copied to grow.
const MOST_ENTRIES: usize = 1024;
/// The first chunk is small: a program with 10,000 lanes has 10,000 of them.
const FIRST_ENTRIES: usize = 16;

/// An entry as it is read back, with the text of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment<'a> {
    /// When.
    pub at: Stamp,
    /// What.
    pub kind: EntryKind,
    /// The line, where it was one.
    pub line: &'a str,
}

/// Where a line is on its lane: its chunk, and its bytes in the text of that.
#[derive(Clone, Debug)]
pub(super) struct LinePlace {
    chunk: usize,
    text: Range<usize>,
}

/// All that one thread recorded.
#[derive(Clone, Debug, Default)]
pub struct LaneRecord {
    /// The thread's name.
    pub name: String,
    /// The process that the thread belongs to.
    pub process: u32,
    /// What the system says that the thread used, read by the thread at its end.
    pub usage: Option<ThreadUsage>,
    /// Whether its thread still held it when the record was gathered: it was not joined.
    pub in_use: bool,
    chunks: Vec<Chunk>,
}

impl LaneRecord {
    pub(super) fn new(name: String, process: u32) -> Self {
        Self {
            name,
            process,
            usage: None,
            in_use: false,
            chunks: Vec::new(),
        }
    }

    /// The entries in the order in which they were recorded.
    pub fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        self.chunks.iter().flat_map(|chunk| {
            let mut from = 0;
            chunk.entries.iter().map(move |entry| {
                let line = match entry.kind {
                    EntryKind::Line(length) => {
                        let begin = from;
                        from += length as usize;
                        &chunk.text[begin..from]
                    }
                    _ => "",
                };
                Moment {
                    at: entry.at,
                    kind: entry.kind,
                    line,
                }
            })
        })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.entries.len()).sum()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lines, each with the task that was running; `lane` is this lane's place.
    pub(super) fn lines(&self, lane: usize) -> impl Iterator<Item = Line<'_>> {
        let mut task = None;
        self.moments().filter_map(move |moment| {
            match moment.kind {
                EntryKind::Begin(index) => task = Some(index as usize),
                EntryKind::End => task = None,
                EntryKind::Line(_) => {
                    return Some(Line {
                        at: moment.at,
                        lane,
                        task,
                        text: moment.line,
                    });
                }
                _ => {}
            }
            None
        })
    }

    /// Where the lines are that tasks said, each with its task.
    pub(super) fn places_of_lines(&self) -> Vec<(usize, LinePlace)> {
        let (mut task, mut places) = (None, Vec::new());
        for (chunk, held) in self.chunks.iter().enumerate() {
            let mut begin = 0;
            for entry in &held.entries {
                match entry.kind {
                    EntryKind::Begin(index) => task = Some(index as usize),
                    EntryKind::End => task = None,
                    EntryKind::Line(length) => {
                        let text = begin..begin + length as usize;
                        begin = text.end;
                        places.extend(task.map(|task| (task, LinePlace { chunk, text })));
                    }
                    _ => {}
                }
            }
        }
        places
    }

    /// The line at this place.
    pub(super) fn line_at(&self, place: &LinePlace) -> &str {
        &self.chunks[place.chunk].text[place.text.clone()]
    }

    /// The chunk that takes the next entry.
    #[inline]
    fn chunk(&mut self) -> &mut Chunk {
        let full = self
            .chunks
            .last()
            .is_none_or(|last| last.entries.len() == last.entries.capacity());
        if full {
            self.open_chunk();
        }
        // There is one now, and `last_mut` would ask again.
        let last = self.chunks.len() - 1;
        &mut self.chunks[last]
    }

    #[cold]
    fn open_chunk(&mut self) {
        let entries = match self.chunks.last() {
            None => FIRST_ENTRIES,
            Some(last) => (last.entries.capacity() * 4).min(MOST_ENTRIES),
        };
        self.chunks.push(Chunk {
            entries: Vec::with_capacity(entries),
            text: String::new(),
        });
    }

    #[inline]
    pub(super) fn push(&mut self, entry: Entry) {
        self.chunk().entries.push(entry);
    }

    pub(super) fn push_line(&mut self, at: Stamp, line: &str) {
        // A line of 4 GiB is nobody's; it would be cut.
        let length = u32::try_from(line.len()).unwrap_or(0);
        let chunk = self.chunk();
        chunk.text.push_str(&line[..length as usize]);
        chunk.entries.push(Entry {
            at,
            kind: EntryKind::Line(length),
        });
    }
}

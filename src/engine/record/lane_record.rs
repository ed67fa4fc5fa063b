//! All that one thread recorded: its entries in chunks, and the text of its lines.

use std::ops::Range;

use super::budget::Budget;
use super::clock::Stamp;
use super::entry::{Entry, EntryKind};
use crate::system::ThreadUsage;

/// Entries that were recorded one after another, and the text of their lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    entries: Vec<Entry>,
    text: String,
}

impl Chunk {
    /// Keeps the text of a line, and returns whether there was memory for it.
    fn hold(&mut self, line: &str, budget: &Budget) -> bool {
        /// The least that is asked for, in bytes.
        const LEAST: usize = 64;
        let (length, room) = (self.text.len(), self.text.capacity());
        if room - length < line.len() {
            // At least twice as much as before: what was copied once isn't copied often.
            let more = line.len().max(room).max(LEAST);
            let had = budget.take(more) && budget.got(&self.text.try_reserve_exact(more));
            if !had {
                return false;
            }
        }
        self.text.push_str(line);
        true
    }
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
    /// The line, if it was one.
    pub line: &'a str,
}

/// One line of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// When it was said.
    pub at: Stamp,
    /// The place of its lane in the record.
    pub lane: usize,
    /// The task that said it.
    pub task: Option<usize>,
    /// Its text.
    pub text: &'a str,
    /// Whether it is only the beginning of a line: another piece follows.
    pub open: bool,
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
                    EntryKind::Line(length) | EntryKind::Piece(length) => {
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
                EntryKind::Line(_) | EntryKind::Piece(_) => {
                    return Some(Line {
                        at: moment.at,
                        lane,
                        task,
                        text: moment.line,
                        open: matches!(moment.kind, EntryKind::Piece(_)),
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
                    EntryKind::Line(length) | EntryKind::Piece(length) => {
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

    /// The chunk that takes the next entry; `None` if there is no memory for another one.
    #[inline]
    fn chunk(&mut self, budget: &Budget) -> Option<&mut Chunk> {
        let full = self
            .chunks
            .last()
            .is_none_or(|last| last.entries.len() == last.entries.capacity());
        if full && !self.open_chunk(budget) {
            return None;
        }
        // There is one now, and `last_mut` would ask again.
        let last = self.chunks.len() - 1;
        Some(&mut self.chunks[last])
    }

    #[cold]
    fn open_chunk(&mut self, budget: &Budget) -> bool {
        let count = match self.chunks.last() {
            None => FIRST_ENTRIES,
            Some(last) => (last.entries.capacity() * 4).min(MOST_ENTRIES),
        };
        let mut entries = Vec::new();
        let had = budget.take(count * size_of::<Entry>())
            && budget.got(&entries.try_reserve_exact(count))
            && budget.got(&self.chunks.try_reserve(1));
        if had {
            self.chunks.push(Chunk {
                entries,
                text: String::new(),
            });
        }
        had
    }

    /// Adds an entry that is no line, and returns whether there was memory for it.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry, budget: &Budget) -> bool {
        match self.chunk(budget) {
            Some(chunk) => chunk.entries.push(entry),
            None => return false,
        }
        true
    }

    /// Adds a line, or its beginning if it is `open`, and returns whether there was memory for it.
    pub(super) fn push_line(
        &mut self,
        at: Stamp,
        (line, open): (&str, bool),
        budget: &Budget,
    ) -> bool {
        // No task prints a line of 4 GiB; it would be cut.
        let length = u32::try_from(line.len()).unwrap_or(0);
        let line = &line[..length as usize];
        let Some(chunk) = self.chunk(budget) else {
            return false;
        };
        if !chunk.hold(line, budget) {
            return false;
        }
        chunk.entries.push(Entry {
            at,
            kind: if open {
                EntryKind::Piece(length)
            } else {
                EntryKind::Line(length)
            },
        });
        true
    }
}

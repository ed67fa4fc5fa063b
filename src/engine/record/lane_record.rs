//! Everything that one thread recorded: its entries in chunks, and the text of its lines. Writing them is
//! left to `writer`.

use std::collections::TryReserveError;
use std::ops::Range;
use std::sync::Arc;

use super::chunk::Chunk;
use super::clock::Stamp;
use super::entry::{Entry, EntryKind};
use system::ThreadUsage;

/// A reader's view of a chunk.
#[derive(Clone, Debug)]
struct Part {
    chunk: Arc<Chunk>,
    /// How many entries there were when the record was gathered; a thread that is still running adds
    /// more.
    count: usize,
    /// The text of its lines, once gathered.
    text: String,
}

impl Part {
    fn entries(&self) -> impl Iterator<Item = Entry> {
        (0..self.count).map(|place| Entry::unpack(self.chunk.entry(place)))
    }
}

/// An entry as read back, with the text of its line.
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
    /// When it was printed.
    pub at: Stamp,
    /// The place of its lane in the record.
    pub lane: usize,
    /// The task that printed it.
    pub task: Option<usize>,
    /// Its text.
    pub text: &'a str,
    /// Whether it is only the beginning of a line: another piece follows.
    pub open: bool,
}

/// Where a line is on its lane: its chunk, and its bytes in the chunk's text.
#[derive(Clone, Debug)]
pub(super) struct LinePlace {
    chunk: usize,
    text: Range<usize>,
}

/// Everything that one thread recorded.
#[derive(Clone, Debug, Default)]
pub struct LaneRecord {
    /// The thread's name.
    pub name: String,
    /// The process that the thread belongs to.
    pub process: u32,
    /// The system's report of what the thread used, read by the thread at its end.
    pub usage: Option<ThreadUsage>,
    /// Whether its thread was still using it when the record was gathered, so was not joined.
    pub in_use: bool,
    parts: Vec<Part>,
}

impl LaneRecord {
    pub(super) fn new(name: String, process: u32) -> Self {
        Self {
            name,
            process,
            usage: None,
            in_use: false,
            parts: Vec::new(),
        }
    }

    /// Makes room for one more chunk; an error if there is no memory for it.
    pub(super) fn reserve(&mut self) -> Result<(), TryReserveError> {
        self.parts.try_reserve(1)
    }

    /// Adds a chunk, for which there must be room.
    pub(super) fn add(&mut self, chunk: Arc<Chunk>) {
        self.parts.push(Part {
            chunk,
            count: 0,
            text: String::new(),
        });
    }

    /// Takes in the entries so far. If the thread is still running, its text is copied.
    pub(super) fn gather(&mut self, in_use: bool) {
        self.in_use = in_use;
        for part in &mut self.parts {
            // In this order, so that every counted entry has its text.
            part.count = part.chunk.count();
            let mut text = part.chunk.text();
            part.text = if in_use {
                text.clone()
            } else {
                std::mem::take(&mut *text)
            };
        }
    }

    /// The entries in the order they were recorded.
    pub fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        self.parts.iter().flat_map(|part| {
            let mut from = 0;
            part.entries().map(move |entry| {
                let line = match entry.kind {
                    EntryKind::Line(length) | EntryKind::Piece(length) => {
                        let begin = from;
                        from += length as usize;
                        &part.text[begin..from]
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
        self.parts.iter().map(|part| part.count).sum()
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

    /// The places of the lines that tasks printed, each with its task.
    pub(super) fn places_of_lines(&self) -> Vec<(usize, LinePlace)> {
        let (mut task, mut places) = (None, Vec::new());
        for (chunk, part) in self.parts.iter().enumerate() {
            let mut begin = 0;
            for entry in part.entries() {
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
        &self.parts[place.chunk].text[place.text.clone()]
    }
}

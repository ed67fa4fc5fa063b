//! The writing side of a lane: entries go into chunks, whose memory is requested before it is used.

use std::sync::{Arc, Mutex};

use super::budget::Budget;
use super::chunk::{Chunk, Words};
use super::clock::Stamp;
use super::entry::{Entry, EntryKind};
use super::lane_record::LaneRecord;
use super::shared::lock;
use system::ThreadUsage;

/// A chunk's capacity in entries; it is fixed, so that no entry is ever copied to grow.
const MOST_ENTRIES: usize = 1024;
/// The first chunk is small: a program with 10,000 lanes has 10,000 of them.
const FIRST_ENTRIES: usize = 16;

/// What a thread writes its entries with. Everything it has written can be read while it continues.
pub(super) struct Writer {
    record: Arc<Mutex<LaneRecord>>,
    /// Receives the next entry; before the first one, a chunk without room.
    chunk: Arc<Chunk>,
}

impl Writer {
    pub(super) fn new(record: Arc<Mutex<LaneRecord>>) -> Self {
        Self {
            record,
            chunk: Arc::default(),
        }
    }

    /// Adds an entry other than a line, and returns whether there was memory for it.
    #[inline]
    pub(super) fn push(&mut self, entry: Entry, budget: &Budget) -> bool {
        let words = entry.pack();
        self.chunk.push(words) || self.push_in_next(words, budget)
    }

    #[cold]
    fn push_in_next(&mut self, words: Words, budget: &Budget) -> bool {
        self.open_chunk(budget) && self.chunk.push(words)
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
        let kind = if open {
            EntryKind::Piece(length)
        } else {
            EntryKind::Line(length)
        };
        let grow = |text: &mut String, more| {
            budget.take(more) && budget.got(&text.try_reserve_exact(more))
        };
        (!self.chunk.is_full() || self.open_chunk(budget))
            && self.chunk.hold(line, grow)
            && self.chunk.push(Entry { at, kind }.pack())
    }

    /// Stores the system's report of what the thread used.
    pub(super) fn close(&self, usage: Option<ThreadUsage>) {
        lock(&self.record).usage = usage;
    }

    /// Begins the next chunk, and returns whether there was memory for it.
    #[cold]
    fn open_chunk(&mut self, budget: &Budget) -> bool {
        let room = (self.chunk.room() * 4).clamp(FIRST_ENTRIES, MOST_ENTRIES);
        let bytes = room * size_of::<Words>() + size_of::<Chunk>();
        let mut record = lock(&self.record);
        if !budget.take(bytes) || !budget.got(&record.reserve()) {
            return false;
        }
        let chunk = Chunk::with_room(room);
        let had = budget.got(&chunk);
        if let Ok(chunk) = chunk {
            self.chunk = Arc::new(chunk);
            record.add(Arc::clone(&self.chunk));
        }
        had
    }
}

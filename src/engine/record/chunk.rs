//! A chunk of a lane: one thread adds entries, and any thread may read them meanwhile.
//!
//! No lock is taken for an entry. It is stored before it is counted, so a reader finds each entry that
//! it counts whole, also if the writer never ends. An entry is two words here; `packed` says what they
//! mean, and how much memory there may be is left to the caller.

use std::collections::TryReserveError;

use super::primitives::{AtomicU64, AtomicUsize, Mutex, MutexGuard, Ordering, PoisonError};

/// An entry as a chunk holds it.
pub(crate) type Words = [u64; 2];

/// Entries that were recorded one after another, and the text of their lines.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// All there is room for; entries are written from the first on.
    slots: Vec<[AtomicU64; 2]>,
    /// How many of them are entries.
    count: AtomicUsize,
    text: Mutex<String>,
}

impl Chunk {
    /// An empty chunk with room for this many entries.
    pub(crate) fn with_room(entries: usize) -> Result<Self, TryReserveError> {
        let mut slots = Vec::new();
        slots.try_reserve_exact(entries)?;
        slots.resize_with(entries, Default::default);
        Ok(Self {
            slots,
            ..Self::default()
        })
    }

    /// How many entries it has room for.
    pub(crate) fn room(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no room for another one; asked by the lane's own thread.
    pub(crate) fn is_full(&self) -> bool {
        self.count.load(Ordering::Relaxed) == self.room()
    }

    /// How many entries there are by now.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// The entry at this place, one of those that were counted.
    pub(crate) fn entry(&self, place: usize) -> Words {
        let slot = &self.slots[place];
        [
            slot[0].load(Ordering::Relaxed),
            slot[1].load(Ordering::Relaxed),
        ]
    }

    /// Adds an entry, unless the chunk is full. Only the lane's own thread does.
    #[inline]
    pub(crate) fn push(&self, words: Words) -> bool {
        let count = self.count.load(Ordering::Relaxed);
        let Some(slot) = self.slots.get(count) else {
            return false;
        };
        slot[0].store(words[0], Ordering::Relaxed);
        slot[1].store(words[1], Ordering::Relaxed);
        self.count.store(count + 1, Ordering::Release);
        true
    }

    /// Keeps the text of a line whose entry is to follow; `grow` makes room for as many more bytes, or
    /// returns false.
    pub(crate) fn hold(&self, line: &str, grow: impl FnOnce(&mut String, usize) -> bool) -> bool {
        /// The least that is asked for, in bytes.
        const LEAST: usize = 64;
        let mut text = self.text();
        let room = text.capacity();
        if room - text.len() < line.len() {
            // At least twice as much as before: what was copied once isn't copied often.
            let more = line.len().max(room).max(LEAST);
            if !grow(&mut text, more) {
                return false;
            }
        }
        text.push_str(line);
        true
    }

    /// The text of the lines so far. Of entries that were counted before, it has every line.
    pub(crate) fn text(&self) -> MutexGuard<'_, String> {
        // Nothing that can panic runs under this lock.
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

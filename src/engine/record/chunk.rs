//! A chunk of a lane: one thread adds entries, and any thread may read them meanwhile.
//!
//! Adding an entry takes no lock. The entry is stored before it is counted, so every entry that a reader
//! counts is complete, even if the writer never ends. Here an entry is two words; `packed` defines what
//! they mean, and the amount of memory is left to the caller.

use std::collections::TryReserveError;

use super::primitives::{AtomicU64, AtomicUsize, Mutex, MutexGuard, Ordering, PoisonError};

/// An entry as stored in a chunk.
pub(crate) type Words = [u64; 2];

/// Consecutive entries, and the text of their lines.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// All slots; entries are written from the first on.
    slots: Vec<[AtomicU64; 2]>,
    /// How many of them hold entries.
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

    /// Whether it is full; called by the lane's own thread.
    pub(crate) fn is_full(&self) -> bool {
        self.count.load(Ordering::Relaxed) == self.room()
    }

    /// How many entries there are so far.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// The entry at this place, which must have been counted.
    pub(crate) fn entry(&self, place: usize) -> Words {
        let slot = &self.slots[place];
        [
            slot[0].load(Ordering::Relaxed),
            slot[1].load(Ordering::Relaxed),
        ]
    }

    /// Adds an entry, unless the chunk is full. Only the lane's own thread may call this.
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

    /// Stores the text of a line whose entry will follow; `grow` makes room for this many more bytes, or
    /// returns false.
    pub(crate) fn hold(&self, line: &str, grow: impl FnOnce(&mut String, usize) -> bool) -> bool {
        /// The minimum to request, in bytes.
        const LEAST: usize = 64;
        let mut text = self.text();
        let room = text.capacity();
        if room - text.len() < line.len() {
            // At least doubles the size, so that text is rarely copied.
            let more = line.len().max(room).max(LEAST);
            if !grow(&mut text, more) {
                return false;
            }
        }
        text.push_str(line);
        true
    }

    /// The text of the lines so far. It includes every line of entries that were counted before.
    pub(crate) fn text(&self) -> MutexGuard<'_, String> {
        // Nothing that can panic runs under this lock.
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

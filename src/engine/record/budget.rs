//! The memory that a run's record may take: asked for before it is used.
//!
//! A record grows for as long as its run does. Memory that is refused aborts the process, and in a
//! container the kernel kills it, so all records that are kept take at most a quarter of what is left
//! under the nearest limit: the rest is for what checks and reports make of them.

use std::collections::TryReserveError;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::system::memory;

/// No record takes more, however much memory there is: 60 million entries, which no picture shows.
const MOST: u64 = 1 << 30;
/// Taken without a look at the limits, so that a small run pays nothing.
const FREE: u64 = 256 << 10;
/// The system is asked this seldom, in bytes of record.
const STEP: u64 = 1 << 20;

/// Left to all else, in bytes.
const RESERVE: u64 = 4 << 20;

/// The bytes of all records that are kept: one of each variant, and that of the run that continues.
static KEPT: AtomicU64 = AtomicU64::new(0);

/// What a run's record may still take.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes that may be taken without asking.
    ready: AtomicU64,
    /// All bytes that were ever made ready.
    granted: AtomicU64,
    /// Why there are no more.
    spent: OnceLock<String>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            ready: AtomicU64::new(FREE),
            granted: AtomicU64::new(FREE),
            spent: OnceLock::new(),
        }
    }
}

impl Budget {
    /// Takes this many bytes, unless a limit is in the way.
    pub(super) fn take(&self, bytes: usize) -> bool {
        let bytes = bytes as u64;
        loop {
            let rest = |ready: u64| ready.checked_sub(bytes);
            let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
            if self.ready.fetch_update(set, fetch, rest).is_ok() {
                return true;
            }
            if !self.grow(bytes.max(STEP)) {
                return false;
            }
        }
    }

    /// Why nothing more is recorded, once that is so.
    pub(super) fn spent(&self) -> Option<&str> {
        self.spent.get().map(String::as_str)
    }

    /// Whether an allocation was made; one that was refused ends the record.
    pub(super) fn got<T>(&self, allocated: &Result<T, TryReserveError>) -> bool {
        let refused = allocated.is_err();
        if refused {
            let name = memory::left().map_or_else(|| "the system".to_owned(), |room| room.name);
            self.end(name);
        }
        !refused
    }

    fn end(&self, limit: String) {
        let _earlier = self.spent.set(limit);
    }

    /// Makes more bytes ready, if the limits have room for them.
    fn grow(&self, bytes: u64) -> bool {
        if self.spent().is_some() {
            return false;
        }
        let granted = self.granted.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let kept = KEPT.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let limit = if granted > MOST {
            Some(format!("the limit on one record ({} MiB)", MOST >> 20))
        } else {
            let needed = bytes + 3 * kept + RESERVE;
            let near = memory::left().filter(|room| room.left < needed);
            near.map(|room| room.name)
        };
        if let Some(limit) = limit {
            self.end(limit);
            return false;
        }
        self.ready.fetch_add(bytes, Ordering::Relaxed);
        true
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        let grown = *self.granted.get_mut() - FREE;
        KEPT.fetch_sub(grown, Ordering::Relaxed);
    }
}

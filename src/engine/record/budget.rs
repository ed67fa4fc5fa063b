//! The memory that a run's record may take, requested before it is used.
//!
//! A record grows as long as its run lasts. If memory is refused, the process aborts, and in a container
//! the kernel kills it. So all records kept take at most a quarter of what is left under the nearest
//! limit; the rest is for what checks and reports make of them.

use std::collections::TryReserveError;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use system::memory;

/// The maximum for any record, however much memory there is: 60 million entries, more than any picture
/// can show.
const MOST: u64 = 1 << 30;
/// Taken without checking the limits, so that a small run pays nothing.
const FREE: u64 = 256 << 10;
/// The system is asked once for this many bytes of record.
const STEP: u64 = 1 << 20;

/// Left for everything else, in bytes.
const RESERVE: u64 = 4 << 20;

/// The bytes of all records kept: one of each variant, and that of the current run.
static KEPT: AtomicU64 = AtomicU64::new(0);

/// What a run's record may still take.
#[derive(Debug)]
pub(super) struct Budget {
    /// Bytes that may be taken without asking.
    ready: AtomicU64,
    /// The total ever granted, in bytes.
    granted: AtomicU64,
    /// Why no more is granted.
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
    /// Takes this many bytes, unless a limit prevents it.
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

    /// Why nothing more is recorded, if that is so.
    pub(super) fn spent(&self) -> Option<&str> {
        self.spent.get().map(String::as_str)
    }

    /// Whether an allocation succeeded; a refused one ends the record.
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

    /// Grants more bytes, if the limits leave room for them.
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

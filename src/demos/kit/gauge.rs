//! Levels over time: how many are inside, how full a buffer is.
//!
//! Owns the order of the entries; what is counted is left to the demo.

use std::sync::{Mutex, PoisonError};

use engine::record::Lane;

/// Records an object's level, in the order in which it was read.
///
/// Each change of the level is followed by a reading, and readings are never reordered, so every entry is
/// a level that really occurred, and the last entry is the last level.
#[derive(Debug)]
pub(crate) struct Gauge {
    object: u16,
    /// Held from the reading to its entry, so that stamps have the order of the readings.
    order: Mutex<()>,
}

impl Gauge {
    /// A gauge for the object at this place of the job's list.
    pub(crate) fn new(object: u16) -> Self {
        Self {
            object,
            order: Mutex::new(()),
        }
    }

    /// Reads the level and records it.
    pub(crate) fn read(&self, lane: &mut Lane, level: impl FnOnce() -> usize) {
        // It guards an order and no data, so a panic can't leave anything half changed.
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        lane.level(self.object, level());
    }
}

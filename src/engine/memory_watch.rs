//! Whether a search that takes ever more memory should end because little of it is left.

use std::time::Duration;

use crate::system::{Headroom, memory};

/// Memory that is left to all else, in bytes, and at most this part of what there is.
const SPARE: u64 = 128 << 20;
const SPARE_PART: u64 = 4;

/// Memory can't fill up faster than this, in bytes a second.
const RATE: f64 = 4e9;

/// Time between two checks of the memory that is left, however much or little that is; a check takes
/// 0.1 ms.
const LOOKS: (f64, f64) = (0.002, 0.1);

/// Checks how much memory is left, more often the less there is.
#[derive(Debug)]
pub struct MemoryWatch {
    left: fn() -> Option<Headroom>,
    /// When memory is to be looked at.
    look: Duration,
    /// What is to be left of it, in bytes, once that is known.
    spare: Option<u64>,
    /// The limit that was found to leave too little.
    limit: Option<String>,
}

impl MemoryWatch {
    /// Of a search that asks for memory before it uses it: limits that refuse it don't count.
    pub fn until_killed() -> Self {
        Self::of(memory::left_until_killed)
    }

    /// Of a search that uses memory without asking.
    pub fn until_refused() -> Self {
        Self::of(memory::left)
    }

    fn of(left: fn() -> Option<Headroom>) -> Self {
        Self {
            left,
            look: Duration::from_secs_f64(LOOKS.0),
            spare: None,
            limit: None,
        }
    }

    /// Whether too little is left for this many bytes more, this long after the start.
    pub fn is_full(&mut self, more: usize, elapsed: Duration) -> bool {
        if more == 0 && elapsed < self.look {
            return false;
        }
        let Some(room) = (self.left)() else {
            self.look = elapsed + Duration::from_secs_f64(LOOKS.1);
            return false;
        };
        let most = SPARE.min(room.left / SPARE_PART);
        let spare = *self.spare.get_or_insert(most);
        let free = room.left.saturating_sub(spare);
        if free <= more as u64 {
            self.limit = Some(room.name);
            return true;
        }
        let time = (free as f64 / RATE).clamp(LOOKS.0, LOOKS.1);
        self.look = elapsed + Duration::from_secs_f64(time);
        false
    }

    /// The limit that leaves least now.
    pub fn nearest(&self) -> Option<String> {
        (self.left)().map(|room| room.name)
    }

    /// The limit that left too little, if one did.
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }
}

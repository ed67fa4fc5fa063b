//! Decides whether a search that takes more and more memory should end because little is left.

use std::time::Duration;

use system::{Headroom, memory};

/// Memory reserved for everything else, in bytes, and its maximum share of what is available.
const SPARE: u64 = 128 << 20;
const SPARE_PART: u64 = 4;

/// Memory can't fill up faster than this, in bytes per second.
const RATE: f64 = 4e9;

/// The minimum and maximum time between two checks of the remaining memory; a check takes 0.1 to
/// 0.5 ms.
const LOOKS: (f64, f64) = (0.002, 0.1);

/// When the first check is due, in seconds: later than a program of a lesson's size takes.
const FIRST: f64 = 0.01;

/// Checks how much memory is left, more often the less there is.
#[derive(Debug)]
pub struct MemoryWatch {
    left: fn() -> Option<Headroom>,
    /// When to check memory next.
    look: Duration,
    /// How much must remain, in bytes, once that is known.
    spare: Option<u64>,
    /// The limit that was found to leave too little.
    limit: Option<String>,
}

impl MemoryWatch {
    /// For a search that requests memory before it uses it: limits that refuse memory don't count.
    pub fn until_killed() -> Self {
        Self::of(memory::left_until_killed)
    }

    /// For a search that uses memory without asking.
    pub fn until_refused() -> Self {
        let mut watch = Self::of(memory::left);
        // The process's own limit may leave very little.
        if memory::is_limited() {
            watch.look = Duration::from_secs_f64(LOOKS.0);
        }
        watch
    }

    fn of(left: fn() -> Option<Headroom>) -> Self {
        Self {
            left,
            look: Duration::from_secs_f64(FIRST),
            spare: None,
            limit: None,
        }
    }

    /// Whether too little remains for this many more bytes, at this time since the start.
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

    /// The limit that currently leaves the least.
    pub fn nearest(&self) -> Option<String> {
        (self.left)().map(|room| room.name)
    }

    /// The limit that left too little, if one did.
    pub fn limit(&self) -> Option<&str> {
        self.limit.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_search_asks_nothing_unless_it_needs_much() {
        let room = || {
            let (name, left) = ("the room".into(), 1 << 30);
            Some(Headroom { name, left })
        };
        let mut watch = MemoryWatch::of(room);
        let at = |seconds| Duration::from_secs_f64(seconds);
        assert!(!watch.is_full(0, at(0.9 * FIRST)));
        assert_eq!(watch.spare, None);
        assert!(!watch.is_full(0, at(1.1 * FIRST)));
        assert_eq!(watch.spare, Some(SPARE));
        let mut watch = MemoryWatch::of(room);
        assert!(watch.is_full(2 << 30, at(0.0)));
        assert_eq!(watch.limit(), Some("the room"));
    }
}

//! The one clock, which is read only here.

use std::time::{Duration, SystemTime};

use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// A moment, in nanoseconds since the run began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Stamp(pub u64);

impl Stamp {
    /// The moment in seconds since the run began.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The moment that is `time` later.
    #[must_use]
    pub fn after(self, time: Duration) -> Stamp {
        Stamp(
            self.0
                .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
        )
    }

    /// The time from `earlier` to this; zero if `earlier` is the later one.
    pub fn since(self, earlier: Stamp) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// The one clock, `CLOCK_MONOTONIC`, counted from the moment a run began.
///
/// All processes on the machine have the same clock, so a child that is given the parent's
/// [`Clock::epoch`] stamps its entries on the parent's scale.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    epoch: u64,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { epoch: monotonic() }
    }

    /// The clock of a run that began elsewhere.
    pub fn at_epoch(epoch: u64) -> Self {
        Self { epoch }
    }

    /// The system's monotonic time at which this clock was at zero, in nanoseconds.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The time now.
    #[inline]
    pub fn now(&self) -> Stamp {
        Stamp(monotonic().saturating_sub(self.epoch))
    }
}

/// The time of day, for what is read on another day; nothing is measured with it.
pub fn time_of_day() -> SystemTime {
    let now = clock_gettime(ClockId::CLOCK_REALTIME).map_or(Duration::ZERO, Duration::from);
    SystemTime::UNIX_EPOCH + now
}

/// Nanoseconds of `CLOCK_MONOTONIC`; by POSIX it fails only for a clock that doesn't exist.
#[inline]
fn monotonic() -> u64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(0, |time| {
        time.tv_sec().cast_unsigned() * 1_000_000_000 + time.tv_nsec().cast_unsigned()
    })
}

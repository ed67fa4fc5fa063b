//! What real threads need besides a state: a clock, random numbers, waits with durations, and what the
//! last instruction leaves for others to do. The instructions are in the files beside this one.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

use super::super::source::{Fault, Span};
use super::super::value::Value;
use engine::record::Clock;

/// The longest possible wait: thirty years.
const LONGEST: f64 = 1e9;

/// What a run on real threads has besides its state.
pub(crate) struct Real {
    pub(super) clock: Clock,
    /// Seconds between 1970 and the start of the clock.
    pub(super) wall: f64,
    seed: u64,
    /// Whether steps are held until they are granted, like the explorer's.
    pub(crate) gated: bool,
    pub(super) sleep: Option<Duration>,
    /// How long the instruction would wait, and whether that time is over.
    pub(super) timeout: Option<Duration>,
    pub(super) expired: bool,
    /// Objects that changed, for which threads may be waiting.
    pub(crate) changed: Vec<u32>,
    /// Texts to write, to stderr (`true`) or stdout.
    pub(crate) written: Vec<(String, bool)>,
    /// Exceptions that were not caught.
    pub(crate) uncaught: Vec<Uncaught>,
    /// The exit code of `sys.exit` in main.
    pub(crate) exit: i64,
    pub(super) intervals: HashMap<u32, Value>,
    pub(super) traces: HashMap<usize, Trace>,
}

/// An exception that was not caught.
pub(crate) struct Uncaught {
    pub(crate) thread: usize,
    /// The last line of Python's report.
    pub(crate) line: String,
    /// The calls that it left, outermost first: the place in the text and the function.
    pub(crate) calls: Vec<(u32, String)>,
}

/// The calls that an exception has left, innermost first.
pub(super) struct Trace {
    pub(super) exception: Value,
    /// For each call its depth, its code and its place in the text.
    pub(super) calls: Vec<(usize, u32, Span)>,
}

/// The state of a thread after one instruction.
pub(crate) enum Progress {
    /// It can continue.
    Goes,
    /// It has ended.
    Ended,
    /// It waits for an object to change, or for the end of a thread or task.
    Waits {
        on: Option<u32>,
        joins: bool,
        timeout: Option<Duration>,
    },
    /// It sleeps.
    Sleeps(Duration),
    /// It is at a step that was not granted.
    Held,
    /// It needs more memory than there is.
    Full,
    /// It reached something that can't be run.
    Refused(Fault),
}

impl Real {
    pub(crate) fn new(clock: Clock, gated: bool) -> Self {
        let since_1970 = seconds_of(ClockId::CLOCK_REALTIME);
        Self {
            wall: since_1970 - clock.now().seconds(),
            clock,
            seed: RandomState::new().hash_one(clock.epoch()) | 1,
            gated,
            sleep: None,
            timeout: None,
            expired: false,
            changed: Vec::new(),
            written: Vec::new(),
            uncaught: Vec::new(),
            exit: 0,
            intervals: HashMap::new(),
            traces: HashMap::new(),
        }
    }

    /// The next random number, by xorshift (Marsaglia, 2003).
    fn random(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    /// A random number from 0 up to but not including 1.
    pub(super) fn fraction(&mut self) -> f64 {
        (self.random() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Seeds the random numbers.
    pub(super) fn sow(&mut self, seed: i64) {
        // Xorshift requires a nonzero state.
        self.seed = seed.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    }

    /// A random number below this one.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.random() % bound.max(1)
    }
}

pub(super) fn seconds_of(clock: ClockId) -> f64 {
    clock_gettime(clock).map_or(0.0, |time| {
        time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9
    })
}

/// A number that stands in for an object's address.
pub(super) fn address(object: u32) -> i64 {
    0x7f00_0000_0000 + i64::from(object) * 0x40
}

/// A wait of so many seconds; NaN is none, since no time is below it.
pub(super) fn bounded(seconds: f64) -> Duration {
    if seconds.is_nan() {
        return Duration::ZERO;
    }
    Duration::from_secs_f64(seconds.clamp(0.0, LONGEST))
}

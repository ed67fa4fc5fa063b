//! Counters that threads don't share, and how far apart they are: in one cache line, or each in its own.
//!
//! Owns the counters and their layout in memory; who counts, and for how long, is left to the caller.

use super::{AtomicU64, Ordering};

/// The counters that one cache line holds.
const IN_A_LINE: usize = 8;

/// A cache line, as on most processors.
#[derive(Debug, Default)]
#[repr(align(64))]
struct CacheLine([AtomicU64; IN_A_LINE]);

/// Alone in two cache lines: processors prefetch the next one, and some have lines of 128 bytes.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Padded(AtomicU64);

/// A counter for each of several threads (in C++ one would align each to
/// `std::hardware_destructive_interference_size`; crossbeam has `CachePadded`).
///
/// ```
/// use sync::tallies::Tallies;
///
/// let tallies = Tallies::together(2);
/// tallies.add(0, 3);
/// assert_eq!([tallies.total(0), tallies.total(1)], [3, 0]);
/// assert_eq!(tallies.distance(), Some(8));
/// assert_eq!(Tallies::apart(2).distance(), Some(128));
/// ```
#[derive(Debug)]
pub struct Tallies(Places);

#[derive(Debug)]
enum Places {
    Together(Vec<CacheLine>),
    Apart(Vec<Padded>),
}

impl Tallies {
    /// Counters side by side, eight in each cache line.
    pub fn together(threads: usize) -> Self {
        let lines = std::iter::repeat_with(CacheLine::default);
        Self(Places::Together(
            lines.take(threads.div_ceil(IN_A_LINE)).collect(),
        ))
    }

    /// Counters that share no cache line.
    pub fn apart(threads: usize) -> Self {
        let padded = std::iter::repeat_with(Padded::default);
        Self(Places::Apart(padded.take(threads).collect()))
    }

    /// Adds 1 to this thread's counter this many times.
    pub fn add(&self, thread: usize, times: u64) {
        let tally = self.of(thread);
        for _ in 0..times {
            tally.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// This thread's count.
    pub fn total(&self, thread: usize) -> u64 {
        self.of(thread).load(Ordering::Relaxed)
    }

    /// The distance in bytes between the first two counters; `None` if there is only one.
    pub fn distance(&self) -> Option<usize> {
        let there = match &self.0 {
            Places::Together(lines) => lines.len() * IN_A_LINE,
            Places::Apart(padded) => padded.len(),
        };
        let address = |thread: usize| std::ptr::from_ref(self.of(thread)).addr();
        (there > 1).then(|| address(1) - address(0))
    }

    fn of(&self, thread: usize) -> &AtomicU64 {
        match &self.0 {
            Places::Together(lines) => &lines[thread / IN_A_LINE].0[thread % IN_A_LINE],
            Places::Apart(padded) => &padded[thread].0,
        }
    }
}

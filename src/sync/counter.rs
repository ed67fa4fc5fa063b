//! The counters of the counter demo: one shared number, and the ways to add to it from many threads.
//!
//! Owns the loops, which match what you would write by hand: nothing is recorded per increment, and the
//! compiler can't fold them into one addition. Timing them is left to the demo and the bench; the
//! channel's counter is the demo's own.

use std::hint::black_box;

use super::rendezvous::{Meeting, Seat};
use super::{AtomicU64, Closed, Mutex, Ordering, PoisonError, RwLock};

/// A number that many threads add to, and what protects it.
///
/// Its Python counterpart is an `int` with or without a `threading.Lock` around `+= 1`.
///
/// ```
/// use sync::counter::Counter;
///
/// let counter = Counter::mutex();
/// std::thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| counter.add(1_000));
///     }
/// });
/// assert_eq!(counter.total(), 2_000);
/// ```
#[derive(Debug)]
pub enum Counter {
    /// No protection: each update is a read and a write, and whatever comes between them is lost.
    ///
    /// Both are atomic, so this is a lost update, not undefined behavior. They are relaxed, which costs
    /// no more than a plain integer's: a thread counting on its own uses them too.
    Unlocked(AtomicU64),
    /// A lock that one thread holds at a time.
    Mutex(Mutex<u64>),
    /// The processor: one indivisible read-modify-write.
    Atomic(AtomicU64),
    /// A lock that many may hold to read and one to write; here all write.
    RwLock(RwLock<u64>),
    /// Separation: each thread counts on its own and adds its sum once, at the end.
    Local(AtomicU64),
}

impl Counter {
    /// A counter at 0 with nothing to protect it.
    pub fn unlocked() -> Self {
        Self::Unlocked(AtomicU64::new(0))
    }

    /// A counter at 0 behind a mutex.
    pub fn mutex() -> Self {
        Self::Mutex(Mutex::new(0))
    }

    /// A counter at 0 whose increment is indivisible.
    pub fn atomic() -> Self {
        Self::Atomic(AtomicU64::new(0))
    }

    /// A counter at 0 behind a readers-writer lock.
    pub fn rwlock() -> Self {
        Self::RwLock(RwLock::new(0))
    }

    /// A counter at 0 to which each thread adds its own sum.
    pub fn local() -> Self {
        Self::Local(AtomicU64::new(0))
    }

    /// Adds 1 to the counter this many times; if it is unlocked, other threads' updates may be
    /// overwritten.
    #[inline]
    pub fn add(&self, times: u64) {
        self.add_while(times, || true);
    }

    /// [`Counter::add`], but only while `go_on`, called now and then, returns true; returns how many
    /// increments were made.
    #[inline]
    pub fn add_while(&self, times: u64, go_on: impl FnMut() -> bool) -> u64 {
        match self {
            Self::Unlocked(count) => in_pieces(WAIT_FREE, times, go_on, |piece| {
                for _ in 0..piece {
                    update(count);
                }
            }),
            Self::Mutex(count) => in_pieces(LOCKED, times, go_on, |piece| {
                for _ in 0..piece {
                    *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
                }
            }),
            Self::Atomic(count) => in_pieces(WAIT_FREE, times, go_on, |piece| {
                for _ in 0..piece {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }),
            Self::RwLock(count) => in_pieces(LOCKED, times, go_on, |piece| {
                for _ in 0..piece {
                    *count.write().unwrap_or_else(PoisonError::into_inner) += 1;
                }
            }),
            Self::Local(count) => {
                // Kept in memory like the shared counters: with a register, the comparison would measure
                // memory access, not the lock.
                let own = AtomicU64::new(0);
                let added = in_pieces(WAIT_FREE, times, go_on, |piece| {
                    for _ in 0..piece {
                        update(&own);
                    }
                });
                count.fetch_add(own.load(Ordering::Relaxed), Ordering::Relaxed);
                added
            }
        }
    }

    /// Makes this thread's first update, with a meeting between its read and its write, and returns how
    /// the meeting went: [`Meeting::updates`] of the thread's increments are then done.
    ///
    /// Of all the seats at one rendezvous exactly two meet. Both have read before either writes, so one
    /// of their updates is lost whatever the other threads do. To see why, follow the final value back
    /// through the updates it was computed from: at most one of the two can be on that path, because each
    /// has read before the other wrote, and all threads see the writes to one atomic in one order,
    /// relaxed or not. A protected counter's update can't be split, so no threads meet there.
    pub fn first_update(&self, seat: &mut Seat) -> Result<Meeting, Closed> {
        let Self::Unlocked(count) = self else {
            return Ok(Meeting::Spare);
        };
        let seen = count.load(Ordering::Relaxed);
        let meeting = seat.meet()?;
        if meeting == Meeting::Met {
            count.store(seen + 1, Ordering::Relaxed);
        }
        Ok(meeting)
    }

    /// The current count; it is final once all adding threads are joined.
    pub fn total(&self) -> u64 {
        match self {
            Self::Unlocked(count) | Self::Atomic(count) | Self::Local(count) => {
                count.load(Ordering::Relaxed)
            }
            Self::Mutex(count) => *count.lock().unwrap_or_else(PoisonError::into_inner),
            Self::RwLock(count) => *count.read().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// The increments between two calls of `go_on` if threads wait for each other: a thousand of them still
/// finish within a tenth of a second.
pub const LOCKED: u64 = 1 << 10;

/// The same if no thread waits and an increment takes a few cycles: smaller pieces would slow it down
/// measurably.
pub const WAIT_FREE: u64 = 1 << 14;

/// Adds 1 in two steps: a read, then a write. Without `black_box` the compiler could merge them into one
/// instruction, and the two steps are what the lesson is about.
#[inline]
fn update(count: &AtomicU64) {
    let seen = black_box(count.load(Ordering::Relaxed));
    count.store(seen + 1, Ordering::Relaxed);
}

/// Makes `times` increments in pieces, calling `go_on` before each piece, so that a long count can be
/// stopped at no measurable cost. Returns how many were made.
#[inline]
pub fn in_pieces(
    piece: u64,
    times: u64,
    mut go_on: impl FnMut() -> bool,
    mut increment: impl FnMut(u64),
) -> u64 {
    let mut made = 0;
    while made < times && go_on() {
        let some = piece.min(times - made);
        increment(some);
        made += some;
    }
    made
}

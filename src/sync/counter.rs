//! The counters of the counter demo: one shared number, and the ways to add to it from many threads.
//!
//! Owns the loops, which are what a hand-written program would have: nothing is recorded per increment,
//! and nothing in them can be folded into one addition. Timing them is left to the demo and the bench; the
//! channel's counter is the demo's own.

use std::hint::black_box;

use super::rendezvous::{Meeting, Seat};
use super::{AtomicU64, Closed, Mutex, Ordering, PoisonError, RwLock};

/// A number that many threads add to, and what protects it.
///
/// The cousin in Python is an `int` with or without a `threading.Lock` around `+= 1`.
///
/// ```
/// use threaddemo::sync::counter::Counter;
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
    /// Nothing: each update is a read and a write, and what comes between them is lost.
    ///
    /// Both are atomic, so this is a lost update and not undefined behaviour. They are relaxed, which
    /// costs no more than a plain integer's would: one thread alone counts like this too.
    Unlocked(AtomicU64),
    /// A lock that one thread holds at a time.
    Mutex(Mutex<u64>),
    /// The processor: one indivisible read-and-write.
    Atomic(AtomicU64),
    /// A lock that many may read under and one may write under; here all write.
    RwLock(RwLock<u64>),
    /// Distance: each thread counts on its own and adds its sum once, at the end.
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

    /// Adds 1 to the counter this many times; another thread's updates may be overwritten where it is
    /// unlocked.
    #[inline]
    pub fn add(&self, times: u64) {
        self.add_while(times, || true);
    }

    /// [`Counter::add`], as long as `go_on` says so, which is asked now and then: how many were made.
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
                // In memory as well: a register would make the lock's price of memory's.
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

    /// Makes this thread's first update with a meeting between its read and its write, and says whether
    /// there was one: [`Meeting::updates`] of the thread's increments are then done.
    ///
    /// Of all the seats at one rendezvous exactly two meet. Both have read before either writes, so one
    /// of their updates is lost whatever the other threads do: follow the final value back through the
    /// updates that each one read from, and at most one of the two can be on that way: each has read before
    /// the other wrote, and all threads see the writes to one atomic in one order, relaxed or not. A protected
    /// counter's update can't be parted, so no threads meet there.
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

    /// The count now; the final one once all threads that add are joined.
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

/// The increments between two questions whether to go on, where threads wait for each other: a thousand of
/// them still get there in a tenth of a second.
pub const LOCKED: u64 = 1 << 10;

/// The same if no thread waits and an increment takes a few cycles: fewer would be seen in the time.
pub const WAIT_FREE: u64 = 1 << 14;

/// Adds 1 in two steps: a read, then a write. The compiler could make one instruction of them, in
/// which the two steps that the lesson is about can't be told apart; this keeps it from that.
#[inline]
fn update(count: &AtomicU64) {
    let seen = black_box(count.load(Ordering::Relaxed));
    count.store(seen + 1, Ordering::Relaxed);
}

/// Makes `times` increments in pieces, and asks before each piece whether to go on: so a long count can be
/// stopped, and the question costs nothing that could be measured. Says how many were made.
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

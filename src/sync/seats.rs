//! Seats for sale: check whether one is left, then sell it, as one atomic step or as two.
//!
//! Owns the count and what protects it; who buys, and what happens between a check and its sale, is
//! left to the caller.

use super::{AtomicU64, Mutex, MutexGuard, Ordering, PoisonError};

/// A number of seats, sold one at a time in one of four ways.
///
/// ```
/// use sync::seats::Seats;
///
/// let seats = Seats::locked(1);
/// let sell = || seats.sell(|| Ok::<(), ()>(()));
/// assert_eq!((sell(), sell()), (Ok(true), Ok(false)));
/// assert_eq!(seats.sold(), 1);
/// ```
#[derive(Debug)]
pub struct Seats {
    all: u64,
    sold: Sold,
}

/// How many were sold, and what protects the check and the sale.
#[derive(Debug)]
enum Sold {
    /// No protection: each is one step, and another thread may come between them.
    Bare(AtomicU64),
    /// A lock around each of the two, released in between.
    Halves(Mutex<u64>),
    /// One lock around both.
    Locked(Mutex<u64>),
    /// One step: a compare-and-swap that fails if the count has changed since the check.
    Swapped(AtomicU64),
}

impl Seats {
    /// Seats whose check and sale are not kept together.
    pub fn bare(all: u64) -> Self {
        let sold = Sold::Bare(AtomicU64::new(0));
        Self { all, sold }
    }

    /// Seats whose check and sale are locked separately.
    pub fn halves(all: u64) -> Self {
        let sold = Sold::Halves(Mutex::new(0));
        Self { all, sold }
    }

    /// Seats whose check and sale are locked together.
    pub fn locked(all: u64) -> Self {
        let sold = Sold::Locked(Mutex::new(0));
        Self { all, sold }
    }

    /// Seats sold by compare-and-swap, retried while seats are left.
    pub fn swapped(all: u64) -> Self {
        let sold = Sold::Swapped(AtomicU64::new(0));
        Self { all, sold }
    }

    /// Sells a seat if one is left, and returns whether it did. `between` runs after a check that found a
    /// seat and before its sale, if nothing keeps the two together; an error from it cancels the sale.
    pub fn sell<E>(&self, between: impl FnOnce() -> Result<(), E>) -> Result<bool, E> {
        match &self.sold {
            Sold::Bare(sold) => {
                if sold.load(Ordering::Relaxed) >= self.all {
                    return Ok(false);
                }
                between()?;
                sold.fetch_add(1, Ordering::Relaxed);
                Ok(true)
            }
            Sold::Halves(sold) => {
                if *locked(sold) >= self.all {
                    return Ok(false);
                }
                between()?;
                *locked(sold) += 1;
                Ok(true)
            }
            Sold::Locked(sold) => {
                let mut sold = locked(sold);
                let left = *sold < self.all;
                *sold += u64::from(left);
                Ok(left)
            }
            Sold::Swapped(sold) => {
                let mut seen = sold.load(Ordering::Relaxed);
                while seen < self.all {
                    let swapped =
                        sold.compare_exchange(seen, seen + 1, Ordering::Relaxed, Ordering::Relaxed);
                    match swapped {
                        Ok(_) => return Ok(true),
                        Err(now) => seen = now,
                    }
                }
                Ok(false)
            }
        }
    }

    /// How many were sold; more than there are if the last one was sold twice.
    pub fn sold(&self) -> u64 {
        match &self.sold {
            Sold::Bare(sold) | Sold::Swapped(sold) => sold.load(Ordering::Relaxed),
            Sold::Halves(sold) | Sold::Locked(sold) => *locked(sold),
        }
    }
}

fn locked(sold: &Mutex<u64>) -> MutexGuard<'_, u64> {
    sold.lock().unwrap_or_else(PoisonError::into_inner)
}

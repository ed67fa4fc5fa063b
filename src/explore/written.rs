//! Threads as letters, and how the findings' own types are serialized: numbers of schedules as digits.

#![expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference to the field"
)]

use num_bigint::BigUint;
use serde::{Serialize, Serializer};

/// The number of letters, and so of threads.
pub const MOST_THREADS: usize = 26;

/// A thread's letter: A for the first that starts, and a for its store queue.
pub fn letter(thread: usize) -> char {
    let (first, place) = match thread.checked_sub(MOST_THREADS) {
        None => (b'A', thread),
        Some(owner) => (b'a', owner),
    };
    u8::try_from(place).map_or('?', |place| char::from(first.saturating_add(place)))
}

/// The thread in whose column a move is shown: the mover itself, or the owner of the store queue.
pub fn lane(thread: usize) -> usize {
    thread % MOST_THREADS
}

/// A thread as its letter.
pub(super) fn thread<S: Serializer>(thread: &usize, out: S) -> Result<S::Ok, S::Error> {
    letter(*thread).serialize(out)
}

/// A thread as its letter, if there is one.
pub(super) fn one_thread<S: Serializer>(on: &Option<usize>, out: S) -> Result<S::Ok, S::Error> {
    on.map(letter).serialize(out)
}

/// Threads as their letters.
pub(super) fn threads<S: Serializer>(threads: &[usize], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(threads.iter().map(|&thread| letter(thread)))
}

/// A number that can exceed 2^53, as digits.
pub(super) fn digits<S: Serializer>(number: &Option<BigUint>, out: S) -> Result<S::Ok, S::Error> {
    number.as_ref().map(ToString::to_string).serialize(out)
}

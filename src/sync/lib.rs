//! The shared-memory parts that the lessons teach, one file for each.
//!
//! Each part that blocks can be closed: [`Closed`] then ends every wait, current and future, which is
//! how the program's stop signal reaches threads that wait for each other. None of the parts reads a
//! clock, prints or records; that is left to the demos.
//!
//! The files take their primitives from here (`use super::{Condvar, Mutex}`) and name nothing else of
//! ours, so that `tests/model` can mount the very same files on a controlled scheduler.
//!
//! No caller's code runs while a part's own lock is held, so a panic can't leave its state half changed.
//! That is why the parts ignore lock poisoning (`PoisonError::into_inner`) and stay usable after a task
//! panics while holding a guard.

pub mod accounts;
pub mod barrier;
pub mod buffer;
mod closed;
pub mod counter;
pub mod event;
pub mod locks;
pub mod read_write_lock;
pub mod rendezvous;
pub mod seats;
pub mod semaphore;
pub mod tallies;
mod waits;

#[cfg(test)]
mod tests;

pub use closed::Closed;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};

//! The primitives of a chunk, in a separate file so that the model checks can replace them with those of
//! a controlled scheduler.

pub(super) use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
pub(super) use std::sync::{Mutex, MutexGuard, PoisonError};

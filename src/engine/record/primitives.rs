//! What a chunk is made of, in a file of its own: the model checks put that of a controlled scheduler in
//! its place.

pub(super) use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
pub(super) use std::sync::{Mutex, MutexGuard, PoisonError};

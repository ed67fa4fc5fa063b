//! The chunk of `src/engine/record`, mounted on primitives that the search controls.

// Not all of it is used here.
#![allow(dead_code)]

#[path = "../../../src/engine/record/chunk.rs"]
pub(crate) mod chunk;

mod primitives {
    pub(super) use std::sync::PoisonError;

    pub(super) use crate::sync::{Mutex, MutexGuard};
    pub(super) use shuttle::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
}

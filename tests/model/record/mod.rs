//! The chunk of `src/engine/record`, mounted on primitives that the search controls.

// Not all of it is used here.
#![allow(dead_code)]

use std::sync::PoisonError;

use crate::sync::{Mutex, MutexGuard};
use shuttle::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

#[path = "../../../src/engine/record/chunk.rs"]
pub(crate) mod chunk;

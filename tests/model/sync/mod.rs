//! The parts of `src/sync`, mounted on primitives that the search controls.

// What is public in the library is not reachable from outside a test, and not all of it is used here.
#![allow(unreachable_pub, unused_imports, dead_code)]

mod primitives;

use shuttle::sync::RwLock;
use shuttle::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

pub use closed::Closed;
pub(crate) use primitives::{Condvar, Mutex, MutexGuard, expire, forget, waiting};

#[path = "../../../src/sync/accounts.rs"]
pub mod accounts;
#[path = "../../../src/sync/barrier.rs"]
pub mod barrier;
#[path = "../../../src/sync/buffer.rs"]
pub mod buffer;
#[path = "../../../src/sync/closed.rs"]
mod closed;
#[path = "../../../src/sync/counter.rs"]
pub mod counter;
#[path = "../../../src/sync/event.rs"]
pub mod event;
#[path = "../../../src/sync/locks.rs"]
pub mod locks;
#[path = "../../../src/sync/read_write_lock.rs"]
pub mod read_write_lock;
#[path = "../../../src/sync/rendezvous.rs"]
pub mod rendezvous;
#[path = "../../../src/sync/seats.rs"]
pub mod seats;
#[path = "../../../src/sync/semaphore.rs"]
pub mod semaphore;
#[path = "../../../src/sync/tallies.rs"]
pub mod tallies;
#[path = "../../../src/sync/waits.rs"]
mod waits;

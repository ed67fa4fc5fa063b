//! What the lanes of one run share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::budget::Budget;
use super::clock::Clock;
use super::lane_record::LaneRecord;
use super::outlet::Outlet;
use crate::stop::Stop;

/// What the lanes of one run share.
pub(super) struct Shared {
    pub(super) clock: Clock,
    pub(super) stop: Stop,
    pub(super) outlet: Outlet,
    pub(super) tasks: Vec<String>,
    pub(super) objects: Vec<String>,
    pub(super) lanes: Mutex<Vec<Arc<Mutex<LaneRecord>>>>,
    pub(super) budget: Arc<Budget>,
}

/// Nothing that can panic runs under a lock of this module, so its data is intact.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! threaddemo lets people see concurrency.

pub mod explore;
pub mod stats;
pub mod sync;
pub mod system;

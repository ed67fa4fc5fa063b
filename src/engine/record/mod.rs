//! The record: what every thread did, stamped by one clock.
//!
//! Only [`Clock`] reads the clock. A thread writes its entries on its own [`Lane`], without a lock, so an
//! entry costs little more than reading the clock; and because the [`Recorder`] can read the lane
//! meanwhile, what a stuck or stopped thread did is known too. Printing lines is left to `live`, sending
//! them to a parent process to `children`: both receive them through an [`Outlet`].

mod budget;
mod chunk;
mod clock;
mod entry;
mod lane;
mod lane_record;
mod outlet;
mod packed;
mod primitives;
mod recorder;
mod run_record;
mod shared;
mod writer;

pub use clock::{Clock, Stamp, time_of_day};
pub use entry::{Entry, EntryKind, Wait};
pub use lane::Lane;
pub use lane_record::{LaneRecord, Line, Moment};
pub use outlet::{Event, EventOutlet, LineOutlet, LiveLine, Outlet, StderrOutlet};
pub use recorder::Recorder;
pub use run_record::Record;

#[cfg(test)]
mod tests;

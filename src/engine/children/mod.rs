//! This program as a child: what it is to do, its entries on a pipe, its end.
//!
//! Closures don't travel, so a child gets the parent's arguments and the place of one task; it
//! makes the same plan, does that task alone, and sends what it records as JSON lines on its
//! stdout. Its stdin is a lifeline: a byte on it opens the gate, its end is the stop signal. So a
//! child ends with its parent, however that ends.

mod child;
mod command;
mod message;
mod sender;

pub use child::{Child, ChildState};
pub use command::ChildCommand;
pub use message::{Assignment, CHILD_FLAG};
pub use sender::Sender;

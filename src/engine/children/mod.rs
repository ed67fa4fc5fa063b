//! This program as a child: its assignment, its entries on a pipe, its end.
//!
//! Closures can't be sent to another process, so a child gets the parent's arguments and the place of one
//! task; it makes the same plan, does only that task, and sends what it records as JSON lines on its
//! stdout. Its stdin is a lifeline: a byte on it opens the gate, its end is the stop signal. So a child
//! ends with its parent, however that ends.

mod child;
mod command;
mod message;
mod sender;

pub use child::{Child, ChildState};
pub use command::ChildCommand;
pub use message::{Assignment, CHILD_FLAG};
pub use sender::Sender;

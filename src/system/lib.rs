//! Everything that is asked of the operating system: its limits, its CPUs, what a thread or a child used,
//! how a child is tied to its parent, what the terminal is like.
//!
//! Linux-only code lives here alone. Most of it reads files under `/proc` and `/sys`, which other Unixes
//! lack, so they get `None` or "no limit known" without extra code; the few Linux-only calls are behind a
//! `cfg`. Nothing here starts a thread or prints.

pub mod children;
pub mod cpus;
pub mod input;
pub mod keys;
pub mod limits;
pub mod machine;
pub mod memory;
pub mod programs;
pub mod signals;
pub mod terminal;
pub mod threads;
pub mod usage;

mod address_space;
mod cgroup;
mod descriptors;
mod headroom;
mod proc;
mod tasks;
mod waits;

pub use headroom::Headroom;
pub use limits::{
    Limit, children, diagnose_children, diagnose_memory, diagnose_threads, memory_for, open_files,
    threads,
};
pub use machine::Machine;
pub use usage::ThreadUsage;
pub use waits::waits_forever;

/// The name of this program.
pub const PROGRAM: &str = "threaddemo";

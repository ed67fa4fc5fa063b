//! How much room a limit leaves: its name, and how many more of something fit under it.

use std::fmt;

/// How many more of something one limit leaves room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// What is limited and by which setting: `the limit on data memory (RLIMIT_DATA = 64 MiB)`.
    pub name: String,
    /// How many more there could be: threads, children, bytes, whatever was asked about.
    pub left: u64,
}

impl Headroom {
    pub(super) fn new(what: &str, setting: &str, value: impl fmt::Display, left: u64) -> Self {
        let name = format!("the limit on {what} ({setting} = {value})");
        Headroom { name, left }
    }
}

/// The room under the limit that will be reached first.
pub(super) fn nearest(rooms: impl IntoIterator<Item = Headroom>) -> Option<Headroom> {
    rooms.into_iter().min_by_key(|room| room.left)
}

/// Bytes in whole MiB, as reports show limits.
pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}

//! What a deadlock consists of: threads that hold and wait, and the cycle in which some of them wait for
//! each other.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::written::{self, letter};

/// A thread that can never move again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
// The name that readers of the schema know.
#[schemars(rename = "Waiting")]
pub struct Stuck {
    /// The thread, 0 for A.
    #[serde(serialize_with = "written::thread")]
    #[schemars(with = "String", description = "The letter of the thread")]
    pub thread: usize,
    /// The locks that it holds.
    pub holds: Vec<String>,
    /// What it waits for, in words.
    pub waits_for: String,
    /// The thread that it waits for, if there is exactly one.
    #[serde(serialize_with = "written::one_thread")]
    #[schemars(with = "Option<String>")]
    pub on: Option<usize>,
}

/// Which thread it is, what it holds and what it waits for: `A holds fork 1 and waits for fork 2, which B
/// holds`.
impl fmt::Display for Stuck {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ", letter(self.thread))?;
        if !self.holds.is_empty() {
            write!(formatter, "holds {} and ", self.holds.join(", "))?;
        }
        write!(formatter, "waits for {}", self.waits_for)?;
        match self.on {
            Some(on) if !self.waits_for.starts_with("the end") => {
                write!(formatter, ", which {} holds", letter(on))
            }
            _ => Ok(()),
        }
    }
}

/// The threads that wait for each other in a cycle, starting with the first letter; empty if no such
/// cycle exists.
pub(super) fn cycle(stuck: &[Stuck]) -> Vec<usize> {
    let on = |thread: usize| stuck.iter().find(|one| one.thread == thread)?.on;
    for one in stuck {
        let mut ring = vec![one.thread];
        let mut next = on(one.thread);
        while let Some(thread) = next.filter(|thread| !ring.contains(thread)) {
            ring.push(thread);
            next = on(thread);
        }
        if next == Some(one.thread) {
            return ring;
        }
    }
    Vec::new()
}

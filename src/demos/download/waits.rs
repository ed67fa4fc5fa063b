//! What the client of `download` waits for, and for how long.

use std::fmt::Display;
use std::time::Duration;

use engine::plan::TaskError;

/// The objects that the client waits for, by their place in the record.
pub(super) const OBJECTS: [&str; 3] = ["a connection", "the answer", "the body"];
pub(super) const CONNECTION: u16 = 0;
pub(super) const ANSWER: u16 = 1;
pub(super) const BODY: u16 = 2;

/// The error for a server that was silent for too long.
pub(super) fn too_long(what: impl Display, patience: Duration) -> TaskError {
    let time = humantime::format_duration(patience);
    TaskError::Failed(format!("{what} within {time} (see --patience)"))
}

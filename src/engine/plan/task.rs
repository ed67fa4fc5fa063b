//! A task, and its outcome.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record::Lane;
use crate::stop::Stopped;

/// Why a task ended without returning a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskError {
    /// The stop signal ended one of its waits.
    Stopped,
    /// It failed; the reason says what failed and what to do about it.
    Failed(String),
    /// It came to something that isn't run here; the reason says what and where, and what to do about it.
    Unsupported(String),
    /// The system refused it something; the reason names the limit.
    Refused(String),
    /// It waited in a cycle that no lesson planned; the text says who holds what and waits for what.
    Deadlock(String),
}

impl From<Stopped> for TaskError {
    fn from(_: Stopped) -> Self {
        TaskError::Stopped
    }
}

/// What a task does on its lane; its answer travels between processes, so it is plain data.
pub type Body = Box<dyn FnOnce(&mut Lane) -> Result<Value, TaskError> + Send>;

/// A named unit of work.
pub struct Task {
    /// The name; if it gets its own thread, the thread has this name too.
    pub name: String,
    /// The work.
    pub body: Body,
}

impl Task {
    /// A task with this name that does `body`.
    pub fn new(
        name: impl Into<String>,
        body: impl FnOnce(&mut Lane) -> Result<Value, TaskError> + Send + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            body: Box::new(body),
        }
    }
}

/// The outcome of a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
// The name that readers of the schema know.
#[schemars(rename = "Outcome")]
pub enum TaskResult {
    /// It returned this value.
    #[serde(rename = "answered")]
    Returned(Value),
    /// It says that the stop signal ended it.
    Stopped,
    /// It failed, for this reason.
    Failed(String),
    /// It came to something that isn't run here, at this place.
    Unsupported(String),
    /// The system refused it something: this limit was met.
    Refused(String),
    /// It was found in a circle of waits: who holds what and waits for what.
    Deadlock(String),
    /// It panicked, with this message.
    Panicked(String),
    /// Its process ended without an answer; how it ended.
    Lost(String),
    /// It did not end when it was told to, and was given up.
    Stuck,
    /// It never began.
    NotStarted,
}

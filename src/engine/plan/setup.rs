//! What a parent process passes on to its children.

use serde::{Deserialize, Serialize};

/// What a parent process passes on to its children, so that they make the same job.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Setup {
    /// The port of the embedded server, if one is running.
    pub port: Option<u16>,
}

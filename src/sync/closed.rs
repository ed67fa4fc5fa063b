//! What a wait returns once its part is closed.

use std::error::Error;
use std::fmt;

/// The part was closed: no thread is waiting on it any more, and none will.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the wait was ended because the run is being stopped")
    }
}

impl Error for Closed {}

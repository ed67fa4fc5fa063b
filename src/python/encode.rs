//! A state as bytes, and back. Equal states have equal bytes: an object is identified by the place that
//! its birth gives it in all states, and unreachable objects are left out.

mod objects;
mod parts;
mod reader;
mod sketch;
mod states;
mod writer;

pub(super) use parts::Parts;
pub(super) use sketch::{HEAD, OUT, Sketch};
pub(super) use writer::{Digest, frames, reached};

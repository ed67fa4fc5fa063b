//! A state as bytes, and back. Equal states have equal bytes: an object is identified by the place that
//! its birth gives it in all states, and unreachable objects are left out.

mod collapsed;
mod objects;
mod parts;
mod reader;
mod states;
mod writer;

pub(super) use collapsed::{Collapsed, HEAD, OUT};
pub(super) use parts::Parts;
pub(super) use writer::{Digest, frames, reached};

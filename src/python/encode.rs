//! A state as bytes, and back. Equal states have equal bytes: objects are numbered in the order in
//! which they are met, and what nothing refers to is left out.

mod objects;
mod reader;
mod writer;

pub(super) use reader::read;
pub(super) use writer::{frames, reached, write};

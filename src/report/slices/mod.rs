//! Turns a record into slices of time, once for all pictures: what each lane did from when to when.
//!
//! An entry takes 16 bytes in the record (plus its line's text), whether or not a picture is requested; a
//! slice takes another 40 while a picture is drawn. Drawing is left to `timeline`, `trace` and `page`,
//! fitting slices into columns to `fold`.

pub(super) mod arrows;
pub(super) mod cycle;
pub(super) mod fold;
mod picture;
mod strip;

pub(super) use picture::{Picture, kinds, pictures};
pub(super) use strip::{Slice, Strip};

//! A record made into slices of time, once for all pictures: what each lane did from when to when.
//!
//! An entry takes 16 bytes in the record (and its line's text besides), whether a picture is asked
//! for or not; a slice takes 40 more while a picture is drawn. Drawing is left to `timeline`,
//! `trace` and `page`; how many slices share a column, to `fold`.

pub(super) mod arrows;
pub(super) mod circle;
pub(super) mod fold;
mod picture;
mod strip;

pub(super) use picture::{Picture, kinds, pictures};
pub(super) use strip::{Slice, Strip};

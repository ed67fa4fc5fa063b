//! The forms of output: each a function from data to bytes.

pub mod check;
pub mod explain;
pub mod explore;
pub mod json;
pub mod line;
pub mod list;
pub mod page;
pub mod palette;
pub mod results;
pub mod schema;
mod slices;
pub mod text;
pub mod timeline;
pub mod trace;

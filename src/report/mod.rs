//! The forms of output: each a function from data to bytes.

pub mod check;
pub mod explain;
pub mod explore;
pub mod json;
pub mod line;
pub mod list;
pub mod palette;
pub mod schema;
pub mod text;

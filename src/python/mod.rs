//! Programs in Python: what their numbers and texts do.

pub mod failure;
pub mod number;
pub mod text;

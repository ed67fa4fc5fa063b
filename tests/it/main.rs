//! The real program, run from outside: what it prints, how it ends, what it leaves behind.
//!
//! [`runner`] starts it; each other file holds one part of the program to its promises.

#[allow(
    dead_code,
    reason = "the tests that use the rest of it are on their way"
)]
mod runner;
mod shared;
mod square_cube;

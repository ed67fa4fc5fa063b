//! The user's own programs: a subset of Python that means the same here as under `CPython`. They are
//! parsed, checked and compiled; also what they may use of Python's library, and how their numbers and
//! texts behave.

mod code;
mod compile;
mod copy_on_write;
mod encode;
mod expected;
pub mod failure;
mod growth;
mod hashing;
mod library;
mod literals;
mod live;
mod machine;
mod model;
pub mod number;
mod numbers;
mod outputs;
mod parse;
mod run;
mod sharing;
mod source;
mod state;
mod steps;
pub mod text;
mod thread;
mod value;
mod watched;

pub use expected::matches;
pub use machine::{Observed, Settings};
pub use model::{Python, PythonWalk};
pub use run::{About, Interpreter, NoSchedule, Runnable};
pub use source::{Refusal, Source};

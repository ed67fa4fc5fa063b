//! Programs of the user's own: a subset of Python that means the same here as under `CPython`. Parsed,
//! checked, compiled; what of Python's library they may use; what their numbers and texts do.

mod code;
mod compile;
mod encode;
mod expected;
pub mod failure;
mod kept;
mod library;
mod live;
mod machine;
mod model;
pub mod number;
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

//! Programs of the user's own: a subset of Python that means the same here as under CPython. Parsed,
//! checked, compiled; what of Python's library they may use; what their numbers and texts do.

mod code;
mod compile;
mod encode;
mod expected;
pub mod failure;
mod library;
mod machine;
mod model;
pub mod number;
mod parse;
mod sharing;
mod source;
mod state;
pub mod text;
mod value;

pub use compile::Options;
pub use expected::matches;
pub use machine::{Outcome, Settings};
pub use model::{Python, PythonWalk};
pub use source::{Refusal, Source};

use code::Program;

/// Compiles a file's bytes under its name.
pub fn compile(
    name: &str,
    bytes: Vec<u8>,
    options: &Options,
) -> Result<(Source, Program), Refusal> {
    let source = parse::decode(name, bytes)?;
    let module = parse::parse(&source)?;
    let program =
        compile::compile(&module, &source, options).map_err(|fault| source.refuse(&fault))?;
    Ok((source, program))
}

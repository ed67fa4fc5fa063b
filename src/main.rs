//! Hands the arguments to the library and answers with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    threaddemo::app::run(std::env::args_os().skip(1).collect()).into()
}

//! Hands the arguments to the library and returns its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    threaddemo::app::run(std::env::args_os().skip(1).collect()).into()
}

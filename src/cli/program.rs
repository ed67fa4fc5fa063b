//! A Python program named on the command line: which arguments name one, and its text.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;

use super::extent::is_option;
use error::refused;
use system::input;

/// Reading stops after this many bytes.
const MOST_BYTES: u64 = 1 << 21;

/// The file's name for errors, and its bytes, up to `MOST_BYTES` of them.
pub fn read_program(file: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let stdin = file == Path::new("-");
    let result = if stdin {
        io::stdin().take(MOST_BYTES).read_to_end(&mut bytes)
    } else {
        input::open(file).and_then(|open| open.take(MOST_BYTES).read_to_end(&mut bytes))
    };
    result.map_err(|error| refused(format!("can't read {}: {error}", file.display())))?;
    let name = if stdin {
        "<stdin>".into()
    } else {
        file.to_string_lossy().into_owned()
    };
    Ok((name, bytes))
}

/// Parses `NAME=NUMBER`.
pub(super) fn setting(text: &str) -> Result<(String, i64), String> {
    let (name, number) = text.split_once('=').ok_or("expected NAME=NUMBER")?;
    let number = number
        .parse()
        .map_err(|_| format!("expected a whole number after {name}="))?;
    Ok((name.to_string(), number))
}

/// Whether the arguments of `explore` name a file, first or after options: its name ends in `.py`,
/// contains `/` or is `-`.
pub(super) fn names_file(arguments: &[OsString]) -> bool {
    let named = |argument: &OsString| !is_option(argument) && is_file(&argument.to_string_lossy());
    match arguments.first() {
        Some(first) if is_option(first) => arguments.iter().any(named),
        first => first.is_some_and(named),
    }
}

pub(super) fn is_file(name: &str) -> bool {
    name == "-" || name.contains('/') || name.to_ascii_lowercase().ends_with(".py")
}

//! Output to stderr: each message in a single write, so that messages of several processes or threads are
//! never mixed, and bounded in time once everything has to stop.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::sync::OnceLock;

use super::output::Output;
use crate::stop::Stop;
use system::terminal::Stream;

/// The signal after which an unread message is given up.
static STOP: OnceLock<Stop> = OnceLock::new();

/// From now on no message waits longer than a second once this signal is raised; only the first call
/// counts.
pub fn bound_stderr(stop: &Stop) {
    let _first = STOP.set(stop.clone());
}

/// Writes a message and a newline to stderr. If stderr is gone, nobody can be told.
pub fn message(what: impl Display) {
    to_stderr(format!("{what}\n").as_bytes());
}

/// Writes these bytes to stderr in a single piece.
pub fn to_stderr(bytes: &[u8]) {
    let never = Stop::new();
    let stop = STOP.get().unwrap_or(&never);
    let _gone = match Output::open(Stream::Stderr, stop) {
        Ok(output) => write_all(output, bytes),
        Err(_) => io::stderr().write_all(bytes),
    };
}

fn write_all(mut output: Output, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match output.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => output.flush()?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

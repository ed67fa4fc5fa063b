//! The destination of a game on a terminal: stdout, which only the live output owns.

use std::io::{self, ErrorKind, Write};

use engine::live::Live;
use engine::stop::Stop;

/// Stdout for a game; writes fail once everything has to stop.
pub(super) struct GameOutput<'a> {
    /// The owner of stdout.
    pub(super) live: &'a Live,
    /// The signal that ends the game.
    pub(super) stop: &'a Stop,
}

impl Write for GameOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.live.write(|buffer| buffer.extend_from_slice(bytes));
        match self.stop.check() {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

//! Buffers printed output on its way to stdout; when it is written is left to `live`.

use std::io::{self, ErrorKind, Write};

use crate::stop::Cause;

/// What happens to lines when everything has to stop and their reader lags.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenFull {
    /// They stay in the buffer, so that no task that should end is held up.
    Keep,
    /// They wait for the reader.
    Wait,
}

/// A writer for something long, which is written whenever this many bytes have accumulated.
pub(super) struct Pieces<'a> {
    sink: &'a mut BufferedSink,
    /// The cause to be raised.
    cause: Option<Cause>,
}

impl<'a> Pieces<'a> {
    const PIECE: usize = 64 << 10;

    pub(super) fn of(sink: &'a mut BufferedSink) -> Self {
        Self { sink, cause: None }
    }

    /// Writes the rest; returns the cause to be raised.
    pub(super) fn end(mut self) -> Option<Cause> {
        self.drain();
        self.cause
    }

    fn drain(&mut self) {
        let cause = self.sink.drain(WhenFull::Wait);
        self.cause = self.cause.or(cause);
    }
}

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !matches!(self.sink.health, Health::Good) {
            return Err(ErrorKind::BrokenPipe.into());
        }
        let room = Self::PIECE.saturating_sub(self.sink.buffer.len()).max(1);
        let bytes = &bytes[..bytes.len().min(room)];
        self.sink.buffer.extend_from_slice(bytes);
        if self.sink.buffer.len() >= Self::PIECE {
            // Whole lines, so that none is torn if the program is ended in between.
            let end = self.sink.buffer.iter().rposition(|&byte| byte == b'\n');
            let end = end.map_or(Self::PIECE, |last| last + 1);
            let rest = self.sink.buffer.split_off(end);
            self.drain();
            self.sink.buffer.extend_from_slice(&rest);
        }
        Ok(bytes.len())
    }

    /// Most of what is written is a few bytes that fit: what JSON consists of.
    fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let buffer = &mut self.sink.buffer;
        if buffer.len() + bytes.len() < Self::PIECE && matches!(self.sink.health, Health::Good) {
            buffer.extend_from_slice(bytes);
            return Ok(());
        }
        while !bytes.is_empty() {
            let written = self.write(bytes)?;
            bytes = &bytes[written..];
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether stdout still accepts output.
#[derive(Debug)]
enum Health {
    Good,
    /// Its reader is gone.
    Closed,
    Failed(io::Error),
}

/// The buffer and where it goes.
pub(super) struct BufferedSink {
    sink: Box<dyn Write + Send>,
    health: Health,
    /// Gathered but not yet written.
    pub(super) buffer: Vec<u8>,
}

impl BufferedSink {
    pub(super) fn new(sink: Box<dyn Write + Send>) -> Self {
        Self {
            sink,
            health: Health::Good,
            buffer: Vec::new(),
        }
    }

    /// Writes the buffer; once output can't be written, it is dropped for good. Returns the cause to be
    /// raised when that begins.
    pub(super) fn drain(&mut self, when_full: WhenFull) -> Option<Cause> {
        let written = match self.health {
            Health::Good => self.write(when_full),
            Health::Closed | Health::Failed(_) => {
                self.buffer.clear();
                Ok(())
            }
        };
        let error = written.err()?;
        self.buffer.clear();
        let (ill, cause) = match error.kind() {
            ErrorKind::BrokenPipe => (Health::Closed, Cause::OutputClosed),
            _ => (Health::Failed(error), Cause::OutputFailed),
        };
        self.health = ill;
        Some(cause)
    }

    /// Writes the buffer and empties it.
    fn write(&mut self, when_full: WhenFull) -> io::Result<()> {
        let mut written = 0;
        let mut ended = Ok(());
        while ended.is_ok() && written < self.buffer.len() {
            match self.sink.write(&self.buffer[written..]) {
                Ok(0) => ended = Err(ErrorKind::WriteZero.into()),
                Ok(more) => written += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => match when_full {
                    WhenFull::Keep => break,
                    WhenFull::Wait => ended = self.sink.flush(),
                },
                Err(error) => ended = Err(error),
            }
        }
        self.buffer.drain(..written);
        ended
    }

    /// Whether its reader is gone, or counts as gone.
    pub(super) fn closed(&self) -> bool {
        matches!(self.health, Health::Closed)
    }

    /// Whether it could not be written.
    pub(super) fn failed(&self) -> bool {
        matches!(self.health, Health::Failed(_))
    }

    /// Stops accepting output; an error if it could not be written.
    pub(super) fn close(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.health, Health::Closed) {
            Health::Failed(error) => Err(error),
            Health::Good | Health::Closed => Ok(()),
        }
    }
}

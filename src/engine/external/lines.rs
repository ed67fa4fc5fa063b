//! Splits a command's output into lines. Which pipe or terminal it comes through is left to the file
//! above.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};

/// Where a command printed a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// On stdout, or on the terminal in its place.
    Stdout,
    /// On stderr.
    Stderr,
}

/// One output stream of a command, read as it comes.
pub(super) struct Lines {
    from: File,
    stream: Stream,
    /// The start of a line whose end has not arrived.
    begun: Vec<u8>,
}

impl Lines {
    pub(super) fn of(end: impl Into<OwnedFd>, stream: Stream) -> io::Result<Self> {
        let from = File::from(end.into());
        fcntl(&from, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        Ok(Self {
            from,
            stream,
            begun: Vec::new(),
        })
    }

    pub(super) fn as_fd(&self) -> BorrowedFd<'_> {
        self.from.as_fd()
    }

    /// Reads what is available, and returns whether more may come.
    fn read(&mut self, say: &mut impl FnMut(Stream, &str)) -> io::Result<bool> {
        /// Longer lines are passed on in parts: their end may never come.
        const LONGEST: usize = 64 << 10;
        let mut bytes = [0; 8 << 10];
        loop {
            let read = match self.from.read(&mut bytes) {
                Ok(0) => return Ok(false),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                // This is how a terminal ends that no process has open any more.
                Err(error) if error.raw_os_error() == Some(Errno::EIO as i32) => return Ok(false),
                Err(error) => return Err(error),
            };
            for part in bytes[..read].split_inclusive(|&byte| byte == b'\n') {
                let (line, whole) = match part {
                    [line @ .., b'\n'] => (line, true),
                    line => (line, false),
                };
                self.begun.extend_from_slice(line);
                if whole || self.begun.len() >= LONGEST {
                    say(self.stream, &String::from_utf8_lossy(&self.begun));
                    self.begun.clear();
                }
            }
        }
    }

    /// Passes on a last line without a newline.
    pub(super) fn finish(&mut self, say: &mut impl FnMut(Stream, &str)) {
        if !self.begun.is_empty() {
            say(self.stream, &String::from_utf8_lossy(&self.begun));
            self.begun.clear();
        }
    }
}

/// Reads what is available; a stream that has ended is not read again.
pub(super) fn read_lines(
    lines: &mut Vec<Lines>,
    say: &mut impl FnMut(Stream, &str),
) -> io::Result<()> {
    let mut open = Vec::with_capacity(lines.len());
    for mut stream in lines.drain(..) {
        if stream.read(say)? {
            open.push(stream);
        } else {
            stream.finish(say);
        }
    }
    *lines = open;
    Ok(())
}

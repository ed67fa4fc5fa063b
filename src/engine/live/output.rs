//! This process's stdout and stderr, unbuffered; a write gives up when everything has to stop.
//!
//! A pipe that is never read eventually fills up, and a terminal can be held with Ctrl-S. A plain write
//! would then block forever, in a thread that holds the one lock on all lines, and neither Ctrl-C nor
//! `--timeout` could be reported.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, send};
use nix::unistd::tcgetpgrp;

use crate::stop::{Registration, Stop};
use system::terminal::Stream;

/// How long a reader may take nothing once everything has to stop, in milliseconds.
const GRACE_MS: u16 = 1000;

/// How many bytes a pipe with room accepts atomically: Linux's `PIPE_BUF`, or the minimum that POSIX
/// allows. Processes that share a pipe then never tear each other's lines.
const PIECE: usize = if cfg!(target_os = "linux") { 4096 } else { 512 };

/// Stdout or stderr.
pub(super) struct Output {
    file: File,
    /// A socket can't be reopened: each write specifies that it must not block.
    socket: bool,
    /// A pipe is written in pieces of whole lines.
    pipe: bool,
    /// A pipe that could not be reopened is polled before each write.
    blocks: bool,
    /// Becomes readable when the stop signal is raised.
    stopped: io::PipeReader,
    _registration: Registration,
}

impl Output {
    pub(super) fn open(stream: Stream, stop: &Stop) -> io::Result<Self> {
        let own = match stream {
            Stream::Stdout => io::stdout().as_fd().try_clone_to_owned()?,
            Stream::Stderr => io::stderr().as_fd().try_clone_to_owned()?,
        };
        let own = File::from(own);
        let (stopped, writer) = io::pipe()?;
        let registration = stop.on_raise(move || drop(writer));
        let kind = own.metadata()?.file_type();
        let may_block = kind.is_fifo() || kind.is_char_device();
        let opened = may_block.then(|| not_blocking(&own, stream)).flatten();
        Ok(Self {
            pipe: kind.is_fifo(),
            blocks: kind.is_fifo() && opened.is_none(),
            socket: kind.is_socket(),
            file: opened.unwrap_or(own),
            stopped,
            _registration: registration,
        })
    }

    /// Writes as much as there is room for.
    fn write_now(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.socket {
            let sent = send(self.file.as_raw_fd(), bytes, MsgFlags::MSG_DONTWAIT);
            return sent.map_err(io::Error::from);
        }
        self.file.write(bytes)
    }

    fn room(&self) -> PollFd<'_> {
        PollFd::new(self.file.as_fd(), PollFlags::POLLOUT)
    }

    /// Waits until there is room; an error if everything has to stop and no room has appeared.
    fn wait_for_room(&self) -> io::Result<()> {
        let stopped = PollFd::new(self.stopped.as_fd(), PollFlags::POLLIN);
        let mut both = [self.room(), stopped];
        retried(|| poll(&mut both, PollTimeout::NONE))?;
        if both[0].any().unwrap_or(false) {
            Ok(())
        } else {
            Err(ErrorKind::WouldBlock.into())
        }
    }
}

impl Write for Output {
    /// Writes as much as there is room for, waiting for room if necessary; once everything has to stop,
    /// returns `WouldBlock` instead of waiting.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut bytes = bytes;
        if self.pipe {
            bytes = whole_lines(bytes);
        }
        if self.blocks {
            self.wait_for_room()?;
        }
        loop {
            match self.write_now(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_for_room()?,
                written => return written,
            }
        }
    }

    /// Waits for a reader that lags; one that takes too long counts as gone.
    fn flush(&mut self) -> io::Result<()> {
        match retried(|| poll(&mut [self.room()], GRACE_MS))? {
            0 => Err(ErrorKind::BrokenPipe.into()),
            _ => Ok(()),
        }
    }
}

/// As many whole lines from the start of `bytes` as a pipe accepts atomically, or else that much of the
/// first line.
fn whole_lines(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= PIECE {
        return bytes;
    }
    let end = bytes[..PIECE].iter().rposition(|&byte| byte == b'\n');
    &bytes[..end.map_or(PIECE, |end| end + 1)]
}

/// The pipe or terminal reopened, so that it is non-blocking here but not for other processes that share
/// it. `None` if that fails: on systems other than Linux, or if it belongs to another user, as after su;
/// then still for this session's terminal.
fn not_blocking(own: &File, stream: Stream) -> Option<File> {
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(flags.bits());
    let path = match stream {
        Stream::Stdout => "/proc/self/fd/1",
        Stream::Stderr => "/proc/self/fd/2",
    };
    let own_again = options.open(path).ok();
    own_again.or_else(|| {
        // Only the session's own terminal has a foreground group.
        tcgetpgrp(own).ok()?;
        options.open("/dev/tty").ok()
    })
}

/// Retries a call that was interrupted by a signal.
fn retried<T>(mut call: impl FnMut() -> nix::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(Errno::EINTR) => {}
            done => return done.map_err(io::Error::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, whole_lines};

    #[test]
    fn a_pipe_is_given_whole_lines_and_a_longer_line_in_pieces() {
        let lines = "a line of twenty-six bytes\n".repeat(PIECE);
        let piece = whole_lines(lines.as_bytes());
        assert!(piece.len() <= PIECE && piece.len() > PIECE - 30);
        assert_eq!(piece.last(), Some(&b'\n'));
        let long = "x".repeat(3 * PIECE);
        assert_eq!(whole_lines(long.as_bytes()).len(), PIECE);
        assert_eq!(whole_lines(b"short"), b"short");
    }
}

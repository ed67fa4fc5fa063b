//! This process's stdout, unbuffered, on which a write ends when everything is to stop.
//!
//! A pipe that nobody reads is full at some time, and a terminal can be held with Ctrl-S. A plain
//! write would then block for ever, in a thread that holds the one lock of all lines: neither
//! Ctrl-C nor `--timeout` could be reported.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, send};
use nix::unistd::tcgetpgrp;

use crate::engine::stop::{Registration, Stop};

/// How long a reader may take none of the report once everything is to stop, in milliseconds.
const PATIENCE: u16 = 1000;

/// What a pipe with room takes without blocking, in bytes: the least `PIPE_BUF` that POSIX allows.
const PIECE: usize = 512;

/// Stdout.
pub(super) struct Stdout {
    file: File,
    /// A socket can't be opened anew: each write says that it is not to block.
    socket: bool,
    /// A pipe that could not be opened anew is waited for and written in pieces.
    blocks: bool,
    /// Ends when the stop signal is raised.
    stopped: io::PipeReader,
    _told: Registration,
}

/// Stdout as a sink for [`super::Live`]; without descriptors for it, std's own handle, whose
/// buffer is flushed at each line.
pub fn stdout(stop: &Stop) -> Box<dyn Write + Send> {
    match Stdout::open(stop) {
        Ok(stdout) => Box::new(stdout),
        Err(_) => Box::new(io::stdout()),
    }
}

/// Stdout for one whole document: nothing waits for its end but its own writer, and Ctrl-C ends that
/// as it ends every program.
pub fn plain_stdout() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

impl Stdout {
    fn open(stop: &Stop) -> io::Result<Self> {
        let own = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let (stopped, writer) = io::pipe()?;
        let told = stop.on_raise(move || drop(writer));
        let kind = own.metadata()?.file_type();
        let may_block = kind.is_fifo() || kind.is_char_device();
        let opened = may_block.then(|| not_blocking(&own)).flatten();
        Ok(Self {
            blocks: kind.is_fifo() && opened.is_none(),
            socket: kind.is_socket(),
            file: opened.unwrap_or(own),
            stopped,
            _told: told,
        })
    }

    /// Writes what there is room for.
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

    /// Waits until there is room; there is none once everything is to stop and none has come.
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

impl Write for Stdout {
    /// Writes what there is room for, and waits for room; once everything is to stop it would block
    /// instead.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut bytes = bytes;
        if self.blocks {
            bytes = &bytes[..bytes.len().min(PIECE)];
            self.wait_for_room()?;
        }
        loop {
            match self.write_now(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_for_room()?,
                written => return written,
            }
        }
    }

    /// Waits for a reader that is behind; one that takes too long is as good as gone.
    fn flush(&mut self) -> io::Result<()> {
        match retried(|| poll(&mut [self.room()], PATIENCE))? {
            0 => Err(ErrorKind::BrokenPipe.into()),
            _ => Ok(()),
        }
    }
}

/// The pipe or terminal opened anew, so that it doesn't block here and still does for everybody
/// who shares it. `None` where it can't be: not on Linux, nor where it is another user's, as after
/// su; then still this session's terminal.
fn not_blocking(own: &File) -> Option<File> {
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(flags.bits());
    let own_again = options.open("/proc/self/fd/1").ok();
    own_again.or_else(|| {
        // Only the session's terminal answers.
        tcgetpgrp(own).ok()?;
        options.open("/dev/tty").ok()
    })
}

/// A signal in between is no answer.
fn retried<T>(mut call: impl FnMut() -> nix::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(Errno::EINTR) => {}
            answer => return answer.map_err(io::Error::from),
        }
    }
}

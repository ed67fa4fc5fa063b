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

use crate::stop::{Registration, Stop};

/// How long a reader may hold up what is written once everything is to stop, in milliseconds: less
/// than tasks are given to end.
const PATIENCE: u16 = 100;

/// Stdout.
pub(super) struct Stdout {
    file: File,
    /// A socket can't be opened anew: each write says that it is not to block.
    socket: bool,
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
        let file = not_blocking(&own).unwrap_or(own);
        let socket = file.metadata()?.file_type().is_socket();
        Ok(Self {
            file,
            socket,
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

    /// Waits until there is room, or everything is to stop and the reader's time is out.
    fn wait_for_room(&self) -> io::Result<()> {
        let room = || PollFd::new(self.file.as_fd(), PollFlags::POLLOUT);
        let stopped = PollFd::new(self.stopped.as_fd(), PollFlags::POLLIN);
        let mut both = [room(), stopped];
        retried(|| poll(&mut both, PollTimeout::NONE))?;
        if both[0].any().unwrap_or(false) {
            return Ok(());
        }
        match retried(|| poll(&mut [room()], PATIENCE))? {
            // The reader is as good as gone.
            0 => Err(ErrorKind::BrokenPipe.into()),
            _ => Ok(()),
        }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.write_now(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.wait_for_room()?,
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The pipe or terminal opened anew, so that it doesn't block here and still does for everybody
/// who shares it. `None` where it can't be (not Linux, a socket) or need not be (a plain file).
fn not_blocking(own: &File) -> Option<File> {
    let kind = own.metadata().ok()?.file_type();
    if !(kind.is_fifo() || kind.is_char_device()) {
        return None;
    }
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    OpenOptions::new()
        .write(true)
        .custom_flags(flags.bits())
        .open("/proc/self/fd/1")
        .ok()
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

//! A pipe or a device that a picture is written to, whose reader may be late or slow.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, poll};

use crate::engine::stop::Stop;

/// It, open for writing. A reader is waited for until everything is to stop.
pub(super) struct Stream<'a> {
    file: File,
    stop: &'a Stop,
}

impl<'a> Stream<'a> {
    /// Opens it; a pipe needs somebody who reads.
    pub(super) fn open(place: &Path, stop: &'a Stop) -> io::Result<Self> {
        /// Between two looks whether somebody reads.
        const PAUSE: Duration = Duration::from_millis(20);
        let fifo = fs::metadata(place)?.file_type().is_fifo();
        let mut options = OpenOptions::new();
        options.write(true).custom_flags(OFlag::O_NONBLOCK.bits());
        let file = loop {
            match options.open(place) {
                Err(error) if fifo && error.raw_os_error() == Some(Errno::ENXIO as i32) => {
                    stop.sleep(PAUSE).map_err(|_| nobody())?;
                }
                opened => break opened?,
            }
        };
        Ok(Self { file, stop })
    }
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// A reader that takes nothing for so many milliseconds is given up once everything is to
        /// stop.
        const PATIENCE: u16 = 1000;
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let mut room = [PollFd::new(self.file.as_fd(), PollFlags::POLLOUT)];
                    if poll(&mut room, PATIENCE) == Ok(0) && self.stop.cause().is_some() {
                        return Err(nobody());
                    }
                }
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn nobody() -> io::Error {
    io::Error::other("nobody reads it")
}

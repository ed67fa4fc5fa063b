//! A pipe or a device that a picture is written to; its reader may be late or slow.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, poll};

use engine::live;
use engine::stop::Stop;

/// A pipe or device, open for writing. It waits for a reader until everything has to stop.
pub(super) struct PicturePipe<'a> {
    file: File,
    stop: &'a Stop,
}

impl<'a> PicturePipe<'a> {
    /// Opens one; a pipe needs a reader.
    pub(super) fn open(place: &Path, stop: &'a Stop) -> io::Result<Self> {
        /// The pause between two checks for a reader.
        const PAUSE: Duration = Duration::from_millis(20);
        /// After this many checks without a reader, a message says that one is being waited for.
        const PATIENT_LOOKS: u32 = 25;
        let fifo = fs::metadata(place)?.file_type().is_fifo();
        let mut options = OpenOptions::new();
        options.write(true).custom_flags(OFlag::O_NONBLOCK.bits());
        let mut looks = 0;
        let file = loop {
            match options.open(place) {
                Err(error) if fifo && error.raw_os_error() == Some(Errno::ENXIO as i32) => {
                    looks += 1;
                    if looks == PATIENT_LOOKS {
                        let name = place.to_string_lossy();
                        let name = name.escape_debug();
                        live::message(format_args!("waiting for a program that reads {name}"));
                    }
                    stop.sleep(PAUSE).map_err(|_| unread())?;
                }
                opened => break opened?,
            }
        };
        Ok(Self { file, stop })
    }
}

impl Write for PicturePipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        /// A reader that takes nothing for this many milliseconds is given up once everything has to
        /// stop.
        const GRACE_MS: u16 = 1000;
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let mut room = [PollFd::new(self.file.as_fd(), PollFlags::POLLOUT)];
                    if poll(&mut room, GRACE_MS) == Ok(0) && self.stop.cause().is_some() {
                        return Err(unread());
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

fn unread() -> io::Error {
    io::Error::other("no program reads it")
}

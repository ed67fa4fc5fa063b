//! A pipe or a device that a picture is written to.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};

use crate::stop::Stop;

/// Opens it for writing. A pipe that nobody reads yet is waited for until everything is to stop.
pub(super) fn open(place: &Path, stop: &Stop) -> io::Result<File> {
    /// Between two looks whether somebody reads.
    const PAUSE: Duration = Duration::from_millis(20);
    let fifo = fs::metadata(place)?.file_type().is_fifo();
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(OFlag::O_NONBLOCK.bits());
    let file = loop {
        match options.open(place) {
            Err(error) if fifo && error.raw_os_error() == Some(Errno::ENXIO as i32) => {
                let nobody = |_| io::Error::other("nobody reads it");
                stop.sleep(PAUSE).map_err(nobody)?;
            }
            opened => break opened?,
        }
    };
    // A reader that is slow is waited for.
    fcntl(&file, FcntlArg::F_SETFL(OFlag::empty()))?;
    Ok(file)
}

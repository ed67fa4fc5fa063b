//! A file that is read once, from start to end; it may be a pipe or a device. How much is read is left to
//! the caller.

use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, Read};
use std::os::fd::AsFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, poll};

/// How long to wait for a writer to a pipe, in milliseconds.
const WAIT_MS: u16 = 500;

/// Opens the file.
///
/// # Errors
///
/// Also if it is a pipe that no program opens for writing: reading it would wait forever.
pub fn open(path: &Path) -> io::Result<impl Read> {
    let mut begin = Vec::new();
    let file = if fs::metadata(path)?.file_type().is_fifo() {
        let without_wait = OFlag::O_NONBLOCK.bits();
        let mut file = File::options()
            .read(true)
            .custom_flags(without_wait)
            .open(path)?;
        let mut ready = [PollFd::new(file.as_fd(), PollFlags::POLLIN)];
        if poll(&mut ready, WAIT_MS) != Ok(1) {
            begin = first_bytes(&mut file)?;
        }
        fcntl(&file, FcntlArg::F_SETFL(OFlag::empty()))?;
        file
    } else {
        File::open(path)?
    };
    Ok(Cursor::new(begin).chain(file))
}

/// The first bytes of a pipe that had none so far: empty if a slow writer has it open, an error if none
/// does.
fn first_bytes(pipe: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; 4096];
    let read = match pipe.read(&mut bytes) {
        Ok(0) => {
            return Err(io::Error::other(
                "no program writes to this pipe; start the one that does first",
            ));
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => 0,
        read => read?,
    };
    bytes.truncate(read);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use nix::sys::stat::Mode;
    use nix::unistd::mkfifo;
    use tempfile::TempDir;

    use super::*;
    use deadline::Deadline;

    /// A new pipe in a folder of its own.
    fn pipe() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        mkfifo(&path, Mode::S_IRWXU).unwrap();
        (folder, path)
    }

    #[test]
    fn a_pipe_that_no_program_writes_to_is_refused() {
        let _deadline = Deadline::new();
        let (_folder, path) = pipe();
        let refused = open(&path).err().unwrap().to_string();
        assert!(refused.starts_with("no program writes"), "{refused}");
    }

    #[test]
    fn a_pipe_whose_writer_is_late_is_read_to_its_end() {
        let _deadline = Deadline::new();
        let (_folder, path) = pipe();
        let mut writer = File::options().read(true).write(true).open(&path).unwrap();
        let mut reader = open(&path).unwrap();
        let begin = std::thread::scope(|scope| {
            let reads = scope.spawn(|| {
                let mut begin = [0; 3];
                reader.read_exact(&mut begin).map(|()| begin)
            });
            writer.write_all(b"all").unwrap();
            reads.join().unwrap()
        });
        assert_eq!(begin.unwrap(), *b"all");
        writer.write_all(b" of it").unwrap();
        drop(writer);
        let mut rest = String::new();
        reader.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, " of it");
    }
}

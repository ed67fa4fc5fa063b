//! What a command writes to stderr while nothing reads it: an unnamed file, of which only the end is
//! kept.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How much of the end of a command's stderr is kept, in bytes.
const TAIL: u64 = 2048;

/// The file of an earlier command that wrote nothing to it: creating a new one takes longer than
/// everything else that a command needs.
static EMPTY: Mutex<Option<File>> = Mutex::new(None);

fn empty() -> MutexGuard<'static, Option<File>> {
    EMPTY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Leaves a file for the next command, if nothing was written to it.
pub(super) fn leave(file: File) {
    if file.metadata().is_ok_and(|about| about.len() == 0) {
        *empty() = Some(file);
    }
}

/// A file without a name, in memory.
#[cfg(target_os = "linux")]
pub(super) fn scratch() -> io::Result<File> {
    use nix::sys::memfd::{MFdFlags, memfd_create};
    if let Some(file) = empty().take() {
        return Ok(file);
    }
    let file = memfd_create(c"stderr", MFdFlags::MFD_CLOEXEC)?;
    Ok(File::from(file))
}

/// Frees the memory of what was written to this file, except for its end.
#[cfg(target_os = "linux")]
pub(super) fn forget(file: &File) {
    use nix::fcntl::{FallocateFlags, fallocate};
    /// Freeing less than this is not worth a call.
    const LITTLE: u64 = 1 << 20;
    let written = file.metadata().map_or(0, |about| about.len());
    if written > LITTLE {
        let hole = FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE;
        // A system without this call keeps all of it.
        let _kept = fallocate(file, hole, 0, (written - TAIL).cast_signed());
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn forget(_: &File) {}

#[cfg(not(target_os = "linux"))]
pub(super) fn scratch() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/null")
}

/// The last lines of what was written to this file.
pub(super) fn last_lines(mut file: &File) -> Vec<String> {
    const MOST: usize = 5;
    let mut bytes = Vec::new();
    let length = file.seek(SeekFrom::End(0)).unwrap_or(0);
    let from = length.saturating_sub(TAIL);
    // What can't be read is not reported.
    let read = file.seek(SeekFrom::Start(from));
    let _ = read.and_then(|_| file.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let rest = lines.len().saturating_sub(MOST);
    lines[rest..].iter().map(|&line| line.to_owned()).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn of_much_on_stderr_only_the_end_is_kept_in_memory() {
        let mut file = scratch().unwrap();
        file.write_all(&vec![b'.'; 16 << 20]).unwrap();
        writeln!(file, "\nthe last line").unwrap();
        forget(&file);
        let kept = file.metadata().unwrap().blocks() * 512;
        assert!(kept <= 64 << 10, "{kept}");
        // The command appends to what is there.
        writeln!(file, "one more").unwrap();
        let lines = last_lines(&file);
        assert_eq!(lines[lines.len() - 2..], ["the last line", "one more"]);
    }
}

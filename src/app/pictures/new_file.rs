//! A new file. If the system allows, it is written without a name, so that it disappears however the
//! program ends; otherwise under a temporary name that is removed.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::fcntl::{AT_FDCWD, AtFlags, OFlag};
use nix::unistd::linkat;

/// Named files that are not complete yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes half-written files; for an exit that runs nothing else.
pub(crate) fn discard_unfinished() {
    for path in unfinished().drain(..) {
        let _gone = fs::remove_file(path);
    }
}

/// The list is consistent even if a thread panicked while using it.
fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file being written, in the folder of the file that it will become. It disappears if dropped.
pub(super) struct NewFile {
    pub(super) file: File,
    folder: PathBuf,
    /// Its temporary name, if it has one.
    part: Option<TemporaryName>,
}

impl NewFile {
    /// An empty file in this folder.
    pub(super) fn within(folder: &Path) -> io::Result<Self> {
        let (file, part) = match unnamed(folder) {
            Some(file) => (file, None),
            None => TemporaryName::create(folder, |path| {
                let mut options = OpenOptions::new();
                options.write(true).create_new(true).open(path)
            })
            .map(|(file, part)| (file, Some(part)))?,
        };
        Ok(Self {
            file,
            folder: folder.to_owned(),
            part,
        })
    }

    /// Gives it the permissions of the file that it replaces: who may read and write it, but not the
    /// setuid and setgid bits.
    pub(super) fn set_permissions(&self, known: &Permissions) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let mode = known.mode() & 0o777;
        self.file.set_permissions(Permissions::from_mode(mode))
    }

    /// Atomically replaces `place`, which is in the same folder.
    pub(super) fn rename(mut self, place: &Path) -> io::Result<()> {
        let part = if let Some(part) = self.part.take() {
            part
        } else {
            let own = format!("/proc/self/fd/{}", self.file.as_raw_fd());
            let follow = AtFlags::AT_SYMLINK_FOLLOW;
            let link = |path: &Path| {
                linkat(AT_FDCWD, own.as_str(), AT_FDCWD, path, follow).map_err(io::Error::from)
            };
            TemporaryName::create(&self.folder, link)?.1
        };
        fs::rename(&part.0, place)
    }
}

/// A file without a name, which disappears with its last descriptor; `None` if the system or the file
/// system doesn't support this.
#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(OFlag::O_TMPFILE.bits());
    // It gets its name through this folder.
    let can_be_named = Path::new("/proc/self/fd").exists();
    can_be_named.then(|| options.open(folder).ok()).flatten()
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_folder: &Path) -> Option<File> {
    None
}

/// A temporary name, removed when this is dropped.
struct TemporaryName(PathBuf);

impl TemporaryName {
    /// The first free name in this folder at which `make` succeeds.
    fn create<T>(folder: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(T, Self)> {
        /// How many names may already be taken.
        const MOST: usize = 1000;
        let mut number = 0;
        loop {
            // Not derived from the file's own name, which may already have the maximum length.
            let (name, id) = (system::PROGRAM, std::process::id());
            let path = folder.join(format!(".{name}-{id}-{number}.part"));
            let mut unfinished = unfinished();
            match make(&path) {
                // In containers every program may have the same id, including ones that were killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST => {
                    number += 1;
                }
                made => {
                    let made = made?;
                    unfinished.push(path.clone());
                    return Ok((made, Self(path)));
                }
            }
        }
    }
}

impl Drop for TemporaryName {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
        // After `rename` it no longer exists.
        let _gone = fs::remove_file(&self.0);
    }
}

//! One file that a picture goes to: how it can be written is determined before the run, and it is written
//! that way after it.
//!
//! A file is written under another name and renamed, so that a reader never finds half of one. It is
//! written in place if that is impossible or would change its owner; a pipe, a device and an open
//! descriptor (`/dev/stdout`) are written to directly.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Seek, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use super::new_file::NewFile;
use super::stream::PicturePipe;
use engine::stop::Stop;
use error::refused;

/// One file.
#[derive(Debug)]
pub(crate) struct Target {
    /// The path as given.
    pub(super) named: PathBuf,
    /// Its actual place, links followed.
    pub(super) place: PathBuf,
    mode: WriteMode,
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriteMode {
    /// Under another name, then renamed.
    Replaced,
    /// In place: it belongs to another user, or its folder accepts no new file.
    InPlace,
    /// As a pipe or a device, whose reader may be late.
    Streamed,
    /// Through its open descriptor, after what was written to it before.
    Descriptor,
}

impl Target {
    /// Determines how this file can be written.
    ///
    /// # Errors
    ///
    /// A refusal that names the file if it can't be written.
    pub(crate) fn probe(named: &Path) -> anyhow::Result<Self> {
        Self::find(named).map_err(|error| complaint(named, &error))
    }

    /// Whether it accepts several pictures one after another.
    pub(super) fn takes_several(&self) -> bool {
        matches!(self.mode, WriteMode::Streamed | WriteMode::Descriptor)
    }

    fn find(named: &Path) -> io::Result<Self> {
        let (place, descriptor) = followed(named)?;
        let with = |mode| Self {
            named: named.to_owned(),
            place: place.clone(),
            mode,
        };
        match fs::metadata(&place) {
            Ok(known) if known.is_dir() => Err(ErrorKind::IsADirectory.into()),
            Ok(known) if !known.is_file() => Ok(with(WriteMode::Streamed)),
            Ok(_) if descriptor => Ok(with(WriteMode::Descriptor)),
            Ok(known) => {
                // A file that may not be written stays as it is, even if its folder would allow replacing
                // it.
                drop(OpenOptions::new().append(true).open(&place)?);
                let own = known.uid() == nix::unistd::geteuid().as_raw();
                let renamed = own && NewFile::within(folder(&place)).is_ok();
                Ok(with(if renamed {
                    WriteMode::Replaced
                } else {
                    WriteMode::InPlace
                }))
            }
            Err(error) if error.kind() == ErrorKind::NotFound && !descriptor => {
                drop(NewFile::within(folder(&place))?);
                Ok(with(WriteMode::Replaced))
            }
            Err(error) => Err(error),
        }
    }

    /// Writes it; an error is a refusal that names it.
    pub(crate) fn write(
        &self,
        stop: &Stop,
        content: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        let fill = |to: &mut dyn Write| {
            let mut out = BufWriter::with_capacity(256 * 1024, to);
            content(&mut out)?;
            out.flush()
        };
        let written = match self.mode {
            WriteMode::Replaced => self.replace(fill),
            WriteMode::InPlace => self.overwrite(fill),
            WriteMode::Streamed => {
                PicturePipe::open(&self.place, stop).and_then(|mut to| fill(&mut to))
            }
            WriteMode::Descriptor => self.descriptor().and_then(|mut to| fill(&mut to)),
        };
        written.map_err(|error| complaint(&self.named, &error))
    }

    fn replace(&self, fill: impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut new = NewFile::within(folder(&self.place))?;
        if let Ok(known) = fs::metadata(&self.place) {
            new.set_permissions(&known.permissions())?;
        }
        fill(&mut new.file)?;
        match new.rename(&self.place) {
            // A mounted file can't be replaced by renaming, and an immutable folder accepts no new name.
            Err(error) if self.place.exists() && !is_full(&error) => self.overwrite(fill),
            renamed => renamed,
        }
    }

    fn overwrite(&self, fill: impl Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut options = OpenOptions::new();
        // If it has become a link since it was checked, the link is not followed.
        options.write(true).custom_flags(OFlag::O_NOFOLLOW.bits());
        let mut file = options.open(&self.place)?;
        let filled = fill(&mut file);
        // The old text is lost, and half of the new one is useless.
        let length = if filled.is_ok() {
            file.stream_position()?
        } else {
            0
        };
        file.set_len(length)?;
        filled
    }

    /// The descriptor that it names, at the shared file position; stdout and stderr are the program's
    /// own, others are written at their end.
    fn descriptor(&self) -> io::Result<File> {
        let number = self.place.file_name().and_then(|name| name.to_str());
        match number {
            Some("1") => Ok(io::stdout().as_fd().try_clone_to_owned()?.into()),
            Some("2") => Ok(io::stderr().as_fd().try_clone_to_owned()?.into()),
            _ => OpenOptions::new().append(true).open(&self.place),
        }
    }
}

fn is_full(error: &io::Error) -> bool {
    let full = [Errno::ENOSPC, Errno::EDQUOT].map(|errno| errno as i32);
    error
        .raw_os_error()
        .is_some_and(|code| full.contains(&code))
}

/// Where this name leads, one link after another, and whether that is a descriptor of this process.
///
/// The system refuses to follow links that another user has put into a world-writable folder such as
/// `/tmp`; following them step by step must ask it first.
fn followed(named: &Path) -> io::Result<(PathBuf, bool)> {
    /// As many as Linux follows.
    const MOST: usize = 40;
    let mut place = named.to_owned();
    for step in 0..MOST {
        let parent = fs::canonicalize(folder(&place))?;
        let Some(name) = place.file_name() else {
            return Ok((fs::canonicalize(&place)?, false));
        };
        let here = parent.join(name);
        if is_descriptors(&parent) {
            return Ok((here, true));
        }
        let Ok(link) = fs::read_link(&here) else {
            return Ok((here, false));
        };
        if step == 0 {
            may_be_followed(&here)?;
        }
        place = parent.join(link);
    }
    Err(Errno::ELOOP.into())
}

/// Whether this is the folder of this process's descriptors.
fn is_descriptors(folder: &Path) -> bool {
    let own = |path: &str| fs::canonicalize(path).is_ok_and(|own| own == folder);
    folder.starts_with("/proc") && (own("/proc/self/fd") || own("/proc/thread-self/fd"))
}

/// An error if the system doesn't allow following this link.
fn may_be_followed(link: &Path) -> io::Result<()> {
    let flags = OFlag::O_NONBLOCK | OFlag::O_NOCTTY;
    let mut options = OpenOptions::new();
    let opened = options.append(true).custom_flags(flags.bits()).open(link);
    match opened {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(error),
        // If it leads nowhere, or to a pipe without a reader, that is found out later.
        _ => Ok(()),
    }
}

/// The folder that this path is in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn complaint(file: &Path, error: &io::Error) -> anyhow::Error {
    let file = file.to_string_lossy();
    refused(format!(
        "can't write {}: {error}; name a file that can be written",
        file.escape_debug()
    ))
}

#[cfg(test)]
mod tests;

//! The files that pictures are written to: found out before the run whether they can be written,
//! written beside their names after it, and renamed, so that a reader never finds half of one.

mod stream;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::cli::Pictures;
use crate::demos::Demo;
use crate::engine::stop::Stop;
use crate::error::{refused, usage};
use crate::report::results::Results;
use crate::report::{page, trace};
use crate::system::Machine;
use stream::Stream;

/// The files that are to be written.
#[derive(Debug, Default)]
pub(super) struct Files {
    trace: Option<Target>,
    html: Option<Target>,
}

impl Files {
    /// Where these pictures go, once it is clear that they can go there.
    ///
    /// # Errors
    ///
    /// A refusal that names the file where one can't be written; a usage error where both are the
    /// same.
    pub(super) fn probe(pictures: &Pictures) -> anyhow::Result<Self> {
        let target = |path: &Option<PathBuf>| path.as_deref().map(Target::probe).transpose();
        let files = Self {
            trace: target(&pictures.trace)?,
            html: target(&pictures.html)?,
        };
        match (&files.trace, &files.html) {
            (Some(trace), Some(html)) if trace.place == html.place && !trace.stream => {
                Err(usage(format!(
                    "--trace and --html name the same file, {}; name two",
                    trace.named.display()
                )))
            }
            _ => Ok(files),
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.trace.is_none() && self.html.is_none()
    }

    /// Writes them all; the answer is what went wrong. A pipe that nobody reads is given up when
    /// everything is to stop.
    pub(super) fn write(
        &self,
        results: &Results,
        demo: &Demo,
        arguments: &[OsString],
        stop: &Stop,
    ) -> Vec<anyhow::Error> {
        let command = typed(arguments);
        let trace = self
            .trace
            .as_ref()
            .map(|target| target.write(stop, |out| trace::write(out, results, &command)));
        let html = self.html.as_ref().map(|target| {
            let around = page::Around {
                about: demo.about,
                lesson: demo.explain.lesson,
                watch: demo.explain.watch,
                command: &command,
                machine: &Machine::read(),
            };
            target.write(stop, |out| page::write(out, results, &around))
        });
        let all = trace.into_iter().chain(html);
        all.filter_map(Result::err).collect()
    }
}

/// One file.
#[derive(Debug)]
struct Target {
    /// As it was named.
    named: PathBuf,
    /// Where it lies, links followed.
    place: PathBuf,
    /// Whether it is a pipe or a device, which is written to and not replaced.
    stream: bool,
}

impl Target {
    fn probe(named: &Path) -> anyhow::Result<Self> {
        Self::find(named).map_err(|error| complaint(named, &error))
    }

    fn find(named: &Path) -> io::Result<Self> {
        // A link is followed: its target is replaced, and not the link.
        let place = fs::canonicalize(named).unwrap_or_else(|_| named.to_owned());
        let mut target = Self {
            named: named.to_owned(),
            place,
            stream: false,
        };
        match fs::metadata(&target.place) {
            Ok(known) if known.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(known) if !known.is_file() => {
                target.stream = true;
                return Ok(target);
            }
            // A file that may not be written stays as it is, though its folder would allow more.
            Ok(_) => drop(OpenOptions::new().append(true).open(&target.place)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let folder = fs::canonicalize(folder(&target.place))?;
                if let Some(name) = target.place.file_name() {
                    target.place = folder.join(name);
                }
            }
            Err(error) => return Err(error),
        }
        let (file, beside) = target.beside()?;
        drop(file);
        fs::remove_file(beside)?;
        Ok(target)
    }

    /// A new file beside the place of this one.
    fn beside(&self) -> io::Result<(File, PathBuf)> {
        /// So many names may be taken.
        const MOST: usize = 1000;
        let mut number = 0;
        loop {
            // Not the file's own name and more: that name may be as long as names can be.
            let name = format!(
                ".{}-{}-{number}.part",
                env!("CARGO_PKG_NAME"),
                std::process::id()
            );
            let beside = folder(&self.place).join(name);
            let opened = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&beside);
            match opened {
                // In containers every program may have the same id, those that were killed too.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST => {
                    number += 1;
                }
                opened => return Ok((opened?, beside)),
            }
        }
    }

    fn write(
        &self,
        stop: &Stop,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<()> {
        self.replace(stop, content)
            .map_err(|error| complaint(&self.named, &error))
    }

    fn replace(
        &self,
        stop: &Stop,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let fill = |to: &mut dyn Write| {
            let mut out = BufWriter::with_capacity(256 * 1024, to);
            content(&mut out)?;
            out.flush()
        };
        if self.stream {
            return fill(&mut Stream::open(&self.place, stop)?);
        }
        let (mut new, beside) = self.beside()?;
        let replaced = fs::metadata(&self.place)
            .map_or(Ok(()), |known| new.set_permissions(known.permissions()))
            .and_then(|()| fill(&mut new))
            .and_then(|()| fs::rename(&beside, &self.place));
        if replaced.is_err() {
            // It may never have been there, and what went wrong first is what is said.
            let _gone = fs::remove_file(&beside);
        }
        replaced
    }
}

/// The folder in which this path lies.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn complaint(file: &Path, error: &io::Error) -> anyhow::Error {
    refused(format!(
        "can't write {}: {error}; name a file that can be written",
        file.display()
    ))
}

/// The command as it would be typed again.
fn typed(arguments: &[OsString]) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_=.,/:+@%".contains(letter);
    let words = arguments.iter().map(|word| {
        let word = word.to_string_lossy();
        if !word.is_empty() && word.chars().all(plain) {
            word.into_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    let program = std::iter::once(env!("CARGO_PKG_NAME").to_owned());
    program.chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let words = ["hash", "it's here", "", "--size=4MiB", "$(x)"];
        assert_eq!(
            typed(&words.map(OsString::from)),
            r"threaddemo hash 'it'\''s here' '' --size=4MiB '$(x)'"
        );
    }

    #[test]
    fn what_fails_half_way_leaves_the_old_file_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.json");
        fs::write(&path, "old").unwrap();
        let target = Target::probe(&path).unwrap();
        let failed = target.write(&Stop::new(), |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        let message = format!("{:#}", failed.unwrap_err());
        assert!(message.contains("trace.json") && message.contains("the disk is full"));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        target
            .write(&Stop::new(), |out| out.write_all(b"new"))
            .unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_another_of_the_same_process_id_left_behind_is_no_obstacle() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::probe(&folder.path().join("page.html")).unwrap();
        let (_, left) = target.beside().unwrap();
        let target = Target::probe(&folder.path().join("page.html")).unwrap();
        target
            .write(&Stop::new(), |out| out.write_all(b"new"))
            .unwrap();
        assert_eq!(fs::read(folder.path().join("page.html")).unwrap(), b"new");
        assert!(left.exists(), "it may be another's that is at work");
    }

    #[test]
    fn a_link_stays_and_what_it_names_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let target = Target::probe(&link).unwrap();
        target
            .write(&Stop::new(), |out| out.write_all(b"new"))
            .unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }

    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let target = Target::probe(Path::new("/dev/null")).unwrap();
        target
            .write(&Stop::new(), |out| out.write_all(b"gone"))
            .unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}

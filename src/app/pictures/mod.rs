//! The files that pictures and documents are written to. Before the run it is determined whether they can
//! be written; after it they are written under another name and renamed, so that a reader never finds
//! half a file.

mod new_file;
mod stream;
mod target;

pub(super) use new_file::discard_unfinished;
pub(super) use target::Target;

use std::ffi::OsString;
use std::path::Path;

use cli::Pictures;
use demos::Demo;
use engine::stop::Stop;
use error::usage;
use report::results::Results;
use report::{cast, json, page, trace};
use system::Machine;

/// The files to be written.
#[derive(Debug, Default)]
pub(super) struct Files {
    trace: Option<Target>,
    html: Option<Target>,
    save: Option<Target>,
    cast: Option<Target>,
}

impl Files {
    /// The destinations of these pictures and the document, verified to be writable.
    ///
    /// # Errors
    ///
    /// A refusal that names the file if one can't be written; a usage error if two are the same.
    pub(super) fn probe(pictures: &Pictures, save: Option<&Path>) -> anyhow::Result<Self> {
        let target = |path: Option<&Path>| path.map(Target::probe).transpose();
        let files = Self {
            trace: target(pictures.trace.as_deref())?,
            html: target(pictures.html.as_deref())?,
            cast: target(pictures.cast.as_deref())?,
            save: target(save)?,
        };
        let all = files.named();
        for (place, (option, one)) in all.iter().enumerate() {
            let same = |other: &&(&str, &Target)| other.1.place == one.place;
            if let Some((earlier, _)) = all[..place].iter().find(same)
                && !one.takes_several()
            {
                return Err(usage(format!(
                    "{earlier} and {option} name the same file, {}; name two",
                    one.named.display()
                )));
            }
        }
        Ok(files)
    }

    /// Those that were requested, each with its option.
    fn named(&self) -> Vec<(&'static str, &Target)> {
        let all = [
            ("--trace", &self.trace),
            ("--html", &self.html),
            ("--cast", &self.cast),
            ("--save", &self.save),
        ];
        let there = all.into_iter();
        there
            .filter_map(|(option, target)| Some((option, target.as_ref()?)))
            .collect()
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.named().is_empty()
    }

    /// Writes them all; returns what went wrong. A pipe that is never read is given up when everything
    /// has to stop.
    pub(super) fn write(
        &self,
        results: &Results,
        demo: &Demo,
        (arguments, width): (&[OsString], usize),
        stop: &Stop,
    ) -> Vec<anyhow::Error> {
        let command = typed(arguments);
        let trace = self
            .trace
            .as_ref()
            .map(|target| target.write(stop, |out| trace::write(out, results, &command)));
        let html = self.html.as_ref().map(|target| {
            let text = demo.explain.read();
            let watch: Vec<&str> = text.watch.iter().map(String::as_str).collect();
            let context = page::PageContext {
                about: demo.about,
                lesson: &text.lesson.join("\n\n"),
                watch: &watch,
                command: &command,
                machine: &Machine::read(),
            };
            target.write(stop, |out| page::write(out, results, &context))
        });
        let save = self
            .save
            .as_ref()
            .map(|target| target.write(stop, |out| json::write(results, &Machine::read(), out)));
        let cast = self
            .cast
            .as_ref()
            .map(|target| target.write(stop, |out| cast::write(out, results, &command, width)));
        let all = trace.into_iter().chain(html).chain(cast).chain(save);
        all.filter_map(Result::err).collect()
    }
}

/// The command as one would type it again.
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
    let program = std::iter::once(system::PROGRAM.to_owned());
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
}

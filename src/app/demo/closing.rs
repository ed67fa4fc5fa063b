//! The end of a demo: every report that was asked for, and the exit code.

use std::fmt::Display;

use super::{Session, Troubles};
use crate::app::{note, say, troubles};
use crate::cli::{Format, TimelineChoice};
use crate::engine::strategy;
use crate::error::Exit;
use crate::report::printer::Style;
use crate::report::results::Results;
use crate::report::{json, text, timeline};
use crate::stats::Gate;
use crate::system::Machine;
use crate::system::terminal::{self, Stream};

impl Session {
    /// Tells on stdout what was found out.
    fn tell(&self, results: &Results) {
        match self.request.format {
            Format::Text => self.live.write(|buffer| {
                if self.announced.get() {
                    buffer.push(b'\n');
                }
                let _ = text::write(buffer, results, self.style);
                if self.wants_timeline() {
                    let _ = timeline::write(buffer, results, self.style);
                }
            }),
            Format::Plain => {}
            Format::Json => self.live.write(|buffer| {
                let _ = json::write(results, &Machine::read(), buffer);
            }),
        }
    }

    /// Reports what was found out, and answers with the exit code.
    pub(super) fn report(&self, results: &Results, troubles: &Troubles) -> Exit {
        let mut exit = Exit::Shown;
        let mut fail = |trouble: &dyn Display, code| {
            say(trouble);
            exit = exit.or(code);
        };
        // A form that panics leaves the others as they are.
        if let Err(message) = strategy::catch_panic(|| self.tell(results)) {
            fail(
                &format_args!("the report panicked: {message}"),
                Exit::Failed,
            );
        }
        let demo = self.request.demo;
        match strategy::catch_panic(|| self.files.write(results, demo, &self.arguments, &self.stop))
        {
            Ok(errors) => errors
                .iter()
                .for_each(|error| fail(&format_args!("{error:#}"), Exit::Refused)),
            Err(message) => fail(&format_args!("a picture panicked: {message}"), Exit::Failed),
        }
        for (trouble, code) in troubles {
            fail(trouble, *code);
        }
        if let Some(asked) = &results.asked {
            // Of the formats, this one alone has no place on stdout for why a script stops here.
            if self.request.format == Format::Plain && asked.answer != Some(Gate::Met) {
                note(text::answer(asked));
            }
            exit = exit.or(match asked.answer {
                Some(Gate::Met) | None => Exit::Shown,
                Some(Gate::Missed) => Exit::Failed,
                Some(Gate::Inconclusive) => Exit::Inconclusive,
            });
        }
        if let Err(error) = self.live.finish() {
            say(format_args!("can't write to stdout: {error}"));
            let _ = text::write(&mut std::io::stderr(), results, Style::bare());
            exit = exit.or(Exit::Refused);
        }
        // Asked last: the time may run out while a pipe waits for its reader.
        exit.or(troubles::exit_of(self.stop.cause()))
    }

    fn wants_timeline(&self) -> bool {
        match self.request.pictures.timeline {
            TimelineChoice::Auto => terminal::is_terminal(Stream::Stdout),
            TimelineChoice::Always => true,
            TimelineChoice::Never => false,
        }
    }
}

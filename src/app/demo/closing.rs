//! The end of a demo: every report that was asked for, and the exit code.

use std::fmt::Display;

use super::session::{Session, Troubles};
use crate::app::console::{note, say};
use crate::app::troubles;
use crate::cli::{Format, TimelineChoice};
use crate::engine::strategy;
use crate::error::Exit;
use crate::report::printer::Style;
use crate::report::results::Results;
use crate::report::{json, text, timeline};
use crate::stats::Gate;
use crate::system::Machine;
use crate::system::terminal::{self, Stream};

/// Reports what was found out, and returns the exit code.
pub(super) fn report(session: &Session, results: &Results, troubles: &Troubles) -> Exit {
    let mut exit = Exit::Shown;
    let mut fail = |trouble: &dyn Display, code| {
        say(trouble);
        exit = exit.or(code);
    };
    // A form that panics leaves the others as they are.
    if let Err(message) = strategy::catch_panic(|| tell(session, results)) {
        fail(
            &format_args!("the report panicked: {message}"),
            Exit::Failed,
        );
    }
    let Session { files, request, .. } = session;
    let written = strategy::catch_panic(|| {
        files.write(results, request.demo, &session.arguments, &session.stop)
    });
    match written {
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
        if request.format == Format::Plain && asked.answer != Some(Gate::Met) {
            note(text::answer(asked));
        }
        exit = exit.or(match asked.answer {
            Some(Gate::Met) | None => Exit::Shown,
            Some(Gate::Missed) => Exit::Failed,
            Some(Gate::Inconclusive) => Exit::Inconclusive,
        });
    }
    if let Err(error) = session.live.finish() {
        say(format_args!("can't write to stdout: {error}"));
        let _ = text::write(&mut std::io::stderr(), results, Style::bare());
        exit = exit.or(Exit::Refused);
    }
    // Asked last: the time may run out while a pipe waits for its reader.
    exit.or(troubles::exit_of(session.stop.cause()))
}

/// Prints on stdout what was found out.
fn tell(session: &Session, results: &Results) {
    let style = session.style;
    match session.request.format {
        Format::Text => session.live.write(|buffer| {
            if session.announced.get() {
                buffer.push(b'\n');
            }
            // A buffer takes every byte, here and below.
            let _ = text::write(buffer, results, style);
            if wants_timeline(session) {
                let _ = timeline::write(buffer, results, style);
            }
        }),
        Format::Plain => {}
        Format::Json => session.live.write(|buffer| {
            let _ = json::write(results, &Machine::read(), buffer);
        }),
    }
}

fn wants_timeline(session: &Session) -> bool {
    match session.request.pictures.timeline {
        TimelineChoice::Auto => terminal::is_terminal(Stream::Stdout),
        TimelineChoice::Always => true,
        TimelineChoice::Never => false,
    }
}

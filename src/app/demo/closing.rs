//! The end of a demo: every requested report, and the exit code.

use std::fmt::Display;

use super::predict;
use super::session::Session;
use super::shares;
use crate::console::{note, say};
use crate::tour::GivenAnswer;
use crate::{baseline, problems};
use cli::{RunFormat, RunRequest, TimelineChoice};
use engine::stop::Cause;
use engine::{live, strategy};
use error::Exit;
use report::printer::Style;
use report::results::{Ended, Results};
use report::{against, csv, json, legend, markdown, text, timeline};
use stats::GateAnswer;
use system::Machine;
use system::terminal::{self, Stream};

/// Reports the results of runs that were stopped for `cause` or ran to their end, and returns the exit
/// code.
pub(super) fn report(
    session: &Session,
    (results, predicted): (&Results, Option<&GivenAnswer>),
    problems: &[(String, Exit)],
    cause: Option<Cause>,
) -> Exit {
    let mut exit = Exit::Shown;
    let mut fail = |problem: &dyn Display, code| {
        say(problem);
        exit = exit.or(code);
    };
    // A report that panics doesn't affect the others.
    if let Err(message) = strategy::catch_panic(|| tell(session, results, predicted)) {
        fail(
            &format_args!("the report panicked: {message}"),
            Exit::Failed,
        );
    }
    let Session { files, request, .. } = session;
    let written = strategy::catch_panic(|| {
        files.write(
            results,
            request.demo,
            (&session.arguments, session.style.width),
            &session.stop,
        )
    });
    let mut lost = session.live.closed();
    match written {
        Ok(errors) => {
            lost |= !errors.is_empty();
            for error in &errors {
                fail(&format_args!("{error:#}"), Exit::Refused);
            }
        }
        Err(message) => fail(&format_args!("a picture panicked: {message}"), Exit::Failed),
    }
    for (problem, code) in problems {
        fail(problem, *code);
    }
    exit = exit.or(gate(results, request.format));
    exit = exit.or(limit(results, request));
    if let Err(error) = session.live.finish() {
        say(format_args!("can't write to stdout: {error}"));
        let mut report = Vec::new();
        let _ = text::write(&mut report, results, Style::bare());
        live::to_stderr(&report);
        exit = exit.or(Exit::Refused);
    }
    exit.or(problems::exit_of(cause)).or(late(session, lost))
}

/// The exit code of a stop after the runs. A time-out that cut no report short is too late; a signal is
/// not, since a shell that received it too checks what the program died of.
fn late(session: &Session, lost: bool) -> Exit {
    let exit = problems::exit_of(session.stop.cause());
    if lost || exit.signal().is_some() {
        exit
    } else {
        Exit::Shown
    }
}

/// The exit code of the required speed-up.
fn gate(results: &Results, format: RunFormat) -> Exit {
    let Some(asked) = &results.asked else {
        return Exit::Shown;
    };
    // These formats have no place on stdout for the reason why a script stops here.
    if matches!(format, RunFormat::Plain | RunFormat::Csv) && asked.answer != Some(GateAnswer::Met)
    {
        note(text::answer(asked));
    }
    baseline::exit_of(asked.answer)
}

/// The exit code of the comparison of each variant with itself in an earlier run: a gate with nothing to
/// compare is not passed.
fn limit(results: &Results, request: &RunRequest) -> Exit {
    if request.limit.is_none() {
        return Exit::Shown;
    }
    let Some(limit) = results.against.as_ref().and_then(|one| one.limit.as_ref()) else {
        note("--max-slowdown can't tell: no variant was measured both then and now");
        return Exit::Inconclusive;
    };
    if matches!(request.format, RunFormat::Plain | RunFormat::Csv)
        && limit.answer != GateAnswer::Met
    {
        note(against::answer(limit));
    }
    baseline::exit_of(Some(limit.answer))
}

/// Prints the results on stdout.
fn tell(session: &Session, results: &Results, predicted: Option<&GivenAnswer>) {
    // The terminal may have been resized since the start.
    let style = Style {
        width: terminal::width(Stream::Stdout),
        ..session.style
    };
    match session.request.format {
        RunFormat::Text => session.live.write(|buffer| {
            if session.announced.get() {
                buffer.push(b'\n');
            }
            // Writing to a buffer can't fail, here and below.
            let _ = text::write(buffer, results, style);
            shares::write(
                buffer,
                session.request.demo,
                results,
                session.request.runs,
                style,
            );
            if session.request.teaching.legend {
                let mut plain = Vec::new();
                let _ = text::write(&mut plain, results, Style::bare());
                if !buffer.ends_with(b"\n\n") {
                    buffer.push(b'\n');
                }
                let _ = legend::write(buffer, &String::from_utf8_lossy(&plain), style);
            }
            if wants_timeline(session) {
                let _ = timeline::write(buffer, results, style);
                buffer.push(b'\n');
            }
            if results.ended == Ended::Complete {
                predict::compare(buffer, session, results, predicted, style);
            }
            let _ = text::next(buffer, results, style);
        }),
        RunFormat::Plain => {}
        RunFormat::Markdown => session.live.stream(|out| {
            let _ = markdown::write(results, out);
        }),
        RunFormat::Csv => session.live.stream(|out| {
            let _ = csv::write(results, out);
        }),
        // The longest of all, since every entry is in it. A closed output ends it early.
        RunFormat::Json => session.live.stream(|out| {
            let _ = json::write(results, &Machine::read(), out);
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

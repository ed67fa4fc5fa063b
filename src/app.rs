//! The one place that sees all layers: what was asked for is run, reported, and made into an exit
//! code.

mod child;
mod demo;
mod signals;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::panic::{self, AssertUnwindSafe};

use anyhow::Context;

use crate::cli::{self, ListFormat, Request};
use crate::error::Exit;
use crate::live;
use crate::relaunch;
use crate::report::{list, schema};
use crate::stop::Stop;

/// Runs what `arguments` ask for, the program's name left out, and answers with the exit code.
pub fn run(arguments: Vec<OsString>) -> Exit {
    // A panic that reaches this place is a fault of the program; its message has been printed.
    panic::catch_unwind(AssertUnwindSafe(|| dispatch(arguments))).unwrap_or(Exit::Failed)
}

fn dispatch(arguments: Vec<OsString>) -> Exit {
    let child = arguments
        .first()
        .is_some_and(|first| first == relaunch::FLAG);
    let done = if child {
        child::run(&arguments[1..])
    } else {
        answer(arguments)
    };
    done.unwrap_or_else(|error| report(&error))
}

fn answer(arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    match cli::parse(&arguments)? {
        Request::Run(request) => demo::run(*request, arguments),
        Request::List(ListFormat::Text) => print(list::text),
        Request::List(ListFormat::Json) => print(list::json),
        Request::Schema(document) => print(|out| schema::write(document, out)),
    }
}

/// Prints a whole document on stdout; a reader that doesn't want all of it is no error.
fn print(document: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<Exit> {
    let live = live::Live::new(live::stdout(), Stop::new(), false);
    let mut bytes = Vec::new();
    document(&mut bytes)?;
    live.write(|buffer| buffer.append(&mut bytes));
    live.finish().context("can't write to stdout")?;
    Ok(Exit::Shown)
}

/// Says on stderr what went wrong; help that was asked for goes to stdout.
fn report(error: &anyhow::Error) -> Exit {
    let Some(clap) = error.downcast_ref::<clap::Error>() else {
        say(format_args!("{error:#}"));
        return Exit::of(error);
    };
    let printed = clap.print();
    if !cli::asked_for(clap) {
        // With a stderr that is gone nobody is left to tell.
        return Exit::Usage;
    }
    match printed {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            say(format_args!("can't write to stdout: {error}"));
            Exit::Refused
        }
        Ok(()) | Err(_) => Exit::Shown,
    }
}

/// One line on stderr; with a stderr that is gone nobody is left to tell.
fn say(what: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "error: {what}");
}

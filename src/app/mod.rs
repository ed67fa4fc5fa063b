//! The one place that sees all layers: what was asked for is run, reported, and made into an exit
//! code.

mod bound;
mod check;
mod child;
mod demo;
mod doubts;
mod explore;
mod meter;
mod pictures;
mod play;
mod progress;
mod signals;
mod troubles;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::panic::{self, AssertUnwindSafe};

use anyhow::Context;

use crate::cli::{self, ColorChoice, ListFormat, Request};
use crate::engine::children;
use crate::engine::live;
use crate::engine::stop::Stop;
use crate::error::{Exit, usage};
use crate::report::palette::Palette;
use crate::report::printer::Style;
use crate::report::{explain, list, schema};
use crate::system::terminal::{self, Colour, Stream};

/// Runs what `arguments` ask for, the program's name left out, and answers with the exit code.
pub fn run(arguments: Vec<OsString>) -> Exit {
    // A panic that reaches this place is a fault of the program; its message has been printed.
    panic::catch_unwind(AssertUnwindSafe(|| dispatch(arguments))).unwrap_or(Exit::Failed)
}

fn dispatch(arguments: Vec<OsString>) -> Exit {
    let child = arguments
        .first()
        .is_some_and(|first| first == children::CHILD_FLAG);
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
        Request::List(ListFormat::Text) => {
            let fits =
                terminal::is_terminal(Stream::Stdout) || terminal::variable("COLUMNS").is_some();
            let columns = fits.then(|| terminal::width(Stream::Stdout));
            print(|out| list::text(columns, out))
        }
        Request::List(ListFormat::Json) => print(list::json),
        Request::Explain(demo, color) => {
            let style = style(color);
            print(|out| explain::write(out, demo, style))
        }
        Request::Check(request) => check::run(&request),
        Request::Explore(request) => explore::run(*request),
        Request::Completions(shell) => print(|out| {
            clap_complete::generate(shell, &mut cli::full_command(), env!("CARGO_PKG_NAME"), out);
            Ok(())
        }),
        Request::Man(name) => manual(name.as_deref()),
        Request::Schema(document) => print(|out| schema::write(document, out)),
    }
}

/// Prints the manual page of the program, or of one command.
fn manual(name: Option<&str>) -> anyhow::Result<Exit> {
    let mut program = cli::full_command();
    program.build();
    let page = match name {
        None => program,
        Some(name) => {
            let found = program
                .get_subcommands()
                .find(|command| command.get_name() == name);
            let unknown = || usage(format!("no command '{name}'; threaddemo --help lists them"));
            let page = found.cloned().ok_or_else(unknown)?;
            page.name(format!("threaddemo-{name}"))
        }
    };
    let version = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    print(|out| clap_mangen::Man::new(page).source(version).render(out))
}

/// How text is laid out on this stdout.
fn style(choice: ColorChoice) -> Style {
    let choice = match choice {
        ColorChoice::Auto => Colour::Auto,
        ColorChoice::Always => Colour::Always,
        ColorChoice::Never => Colour::Never,
    };
    Style {
        palette: Palette::new(terminal::wants_colour(choice, Stream::Stdout)),
        unicode: terminal::is_utf8(),
        width: terminal::width(Stream::Stdout),
    }
}

/// Prints a whole document on stdout; a reader that doesn't want all of it is no error.
fn print(document: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<Exit> {
    let live = live::Live::new(live::plain_stdout(), Stop::new(), false);
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

/// One line on stderr that is no error; with a stderr that is gone nobody is left to tell.
fn note(what: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// One line on stderr; with a stderr that is gone nobody is left to tell.
fn say(what: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "error: {what}");
}

//! The one place that sees all rooms: a request is run, reported, and turned into an exit code. This file
//! only chooses the part that does it.

mod baseline;
mod bound;
mod check;
mod child;
mod console;
mod demo;
mod doubts;
mod explore;
mod explore_page;
mod explore_python;
mod exploring;
mod kept_output;
mod manual;
mod meter;
mod pager;
mod pictures;
mod play;
mod problems;
mod progress;
mod searching;
mod signals;
mod tour;

use std::ffi::OsString;
use std::panic::{self, AssertUnwindSafe};

use cli::{self, Explained, ListFormat, Request};
use console::{document, style};
use engine::{children, strategy};
use error::{Exit, refused};
use report::{explain, list, schema};
use system::terminal::{self, Stream};
use system::{cpus, memory};

/// Runs what `arguments` request, without the program's name, and returns the exit code.
pub fn run(arguments: Vec<OsString>) -> Exit {
    signals::outlive_size_limit();
    strategy::set_panic_hook();
    // A panic that gets here is a bug in the program; its message has been printed.
    let exit = panic::catch_unwind(AssertUnwindSafe(|| dispatch(arguments)));
    let exit = exit.unwrap_or(Exit::Failed);
    if let Some(signal) = exit.signal() {
        signals::end_by(signal);
    }
    exit
}

fn dispatch(arguments: Vec<OsString>) -> Exit {
    if let Err(limit) = memory::enough_to_start() {
        console::say(format_args!("can't start: {limit}"));
        return Exit::Refused;
    }
    let child = arguments
        .first()
        .is_some_and(|first| first == children::CHILD_FLAG);
    let done = if child {
        child::run(&arguments[1..])
    } else {
        answer(arguments)
    };
    done.unwrap_or_else(|error| console::failed(&error))
}

fn answer(arguments: Vec<OsString>) -> anyhow::Result<Exit> {
    if let Some(cores) = cli::cores(&arguments) {
        cpus::use_only(cores)
            .map_err(|why| refused(format!("--cores can't be had: {why}; leave it out")))?;
    }
    match cli::parse(&arguments)? {
        Request::Run(request) => demo::run(*request, arguments),
        Request::List(ListFormat::Text) => {
            let fits =
                terminal::is_terminal(Stream::Stdout) || terminal::variable("COLUMNS").is_some();
            let columns = fits.then(|| terminal::width(Stream::Stdout));
            document(|out| list::text(columns, out))
        }
        Request::List(ListFormat::Json) => document(list::json),
        Request::Explain(request) => {
            let style = style(request.color);
            pager::document(|out| match &request.what {
                Explained::All => explain::list(out, style),
                Explained::Demo(demo, parts) => explain::demo(out, demo, parts, style),
                Explained::Topic(topic) => explain::topic(out, topic, style),
            })
        }
        Request::Tour(request) => tour::run(&request),
        Request::Diff(request) => baseline::diff(&request),
        Request::Check(request) => check::run(&request),
        Request::Explore(request) => explore::run(*request),
        Request::ExplorePython(request) => explore_python::run(*request),
        Request::Completions(shell) => document(|out| cli::completions(shell, out)),
        Request::Man(name) => manual::write(name.as_deref()),
        Request::Schema(name) => document(|out| schema::write(name, out)),
    }
}

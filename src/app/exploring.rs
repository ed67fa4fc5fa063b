//! What exploring a demo and exploring a file have in common: the stop signal and the output, the thread
//! of a search or a game, and the exit code of the whole command.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use crossbeam_channel::{bounded, select};

use super::console::{say, style};
use super::{signals, troubles};
use crate::cli::{ColorChoice, ExploreTask, Exploring};
use crate::engine::live::{self, Live};
use crate::engine::stop::{Cause, Stop};
use crate::engine::thread_group;
use crate::error::{Exit, refused};
use crate::explore::ScheduleEnd;
use crate::report::printer::Style;

/// The output and the signals that the work is given.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) style: Style,
    pub(super) live: Arc<Live>,
    pub(super) stop: Stop,
}

/// How the work is run.
pub(super) struct Terms {
    color: ColorChoice,
    /// The limit on the whole command.
    timeout: Option<Duration>,
    /// Whether a person plays.
    game: bool,
    /// The stack that the work needs, in bytes; `None` if any is enough.
    stack: Option<usize>,
}

impl Terms {
    /// The terms of what was asked for.
    pub(super) fn of(exploring: &Exploring, stack: Option<usize>) -> Self {
        Self {
            color: exploring.color,
            timeout: exploring.timeout,
            game: exploring.task == ExploreTask::Play,
            stack,
        }
    }
}

/// Runs the work to its end, or until everything is to stop.
pub(super) fn run(
    terms: &Terms,
    work: impl FnOnce(&Session) -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let timer = terms.timeout;
    let _timer = timer
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let session = Session {
        style: style(terms.color),
        live: Arc::clone(&live),
        stop: stop.clone(),
    };
    let exit = if terms.game || terms.stack.is_some() {
        beside(terms.stack, terms.game, &stop, move || work(&session))
    } else {
        work(&session)
    }?;
    live.finish().context("can't write to stdout")?;
    Ok(match stop.cause() {
        // Whatever was found, no one waits for it.
        Some(Cause::OutputClosed) => Exit::Shown,
        cause => exit.or(troubles::exit_of(cause)),
    })
}

/// Runs the work on a thread of its own. A game is left behind when everything is to stop, so that
/// Ctrl-C and `--timeout` end an unanswered question at once; a search ends by itself, with findings.
fn beside(
    stack: Option<usize>,
    game: bool,
    stop: &Stop,
    work: impl FnOnce() -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    /// A search that is stopped has this long to say what it found; one that doesn't listen is left
    /// behind.
    const GRACE: Duration = Duration::from_secs(5);
    /// Room for the stack of work that needs no more than others, in bytes.
    const STACK: usize = 2 << 20;
    let (done, ended) = bounded(1);
    let work = move || {
        // If no one receives it, it was given up.
        let _ = done.send(work());
    };
    thread_group::start("explorer", stack.unwrap_or(STACK), 0, work).map_err(refused)?;
    select! {
        recv(ended) -> exit => exit.unwrap_or(Ok(Exit::Failed)),
        recv(stop.channel()) -> _ => match stop.cause() {
            // The work itself met this, so it doesn't wait for a move.
            Some(Cause::OutputClosed | Cause::OutputFailed) => {
                ended.recv().unwrap_or(Ok(Exit::Failed))
            }
            _ if game => Ok(Exit::Shown),
            _ => ended.recv_timeout(GRACE).unwrap_or_else(|_| {
                say("stopped amid one long computation, or before the file was read; nothing is known of the program");
                Ok(Exit::Shown)
            }),
        },
    }
}

impl Session {
    /// Prints a document in one piece.
    pub(super) fn print(
        &self,
        document: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut bytes = Vec::new();
        document(&mut bytes)?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}

/// The exit code for one schedule that was walked.
pub(super) fn end_exit(end: Option<&ScheduleEnd>) -> Exit {
    match end {
        Some(ScheduleEnd::Deadlock(_)) => Exit::Deadlock,
        Some(ScheduleEnd::Done(ending) | ScheduleEnd::Endless(ending)) if !ending.good => {
            Exit::Failed
        }
        _ => Exit::Shown,
    }
}

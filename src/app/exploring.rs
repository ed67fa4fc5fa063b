//! What exploring a demo and exploring a file share: the stop signal and the output, the thread of a
//! search or a game, and the exit code of the whole command.

use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded, select};

use super::console::{say, style};
use super::{problems, signals};
use cli::{ColorChoice, ExploreTask, Exploring};
use engine::live::{self, Live};
use engine::stop::{Cause, Stop};
use engine::thread_group;
use error::{Exit, refused};
use explore::ScheduleEnd;
use report::printer::Style;
use system::memory;

/// The output and the signals passed to the work.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) style: Style,
    pub(super) live: Arc<Live>,
    pub(super) stop: Stop,
    /// What had stopped the work when its findings were complete; a time-out after that is too late.
    settled: Arc<OnceLock<Option<Cause>>>,
}

/// How the work is run.
pub(super) struct RunOptions {
    color: ColorChoice,
    /// The time limit on the whole command.
    timeout: Option<Duration>,
    /// Whether a person plays.
    game: bool,
    /// The stack that the work needs, in bytes; `None` if that of any thread will do.
    stack: Option<usize>,
}

impl RunOptions {
    /// What the request says about it.
    pub(super) fn of(exploring: &Exploring, stack: Option<usize>) -> Self {
        Self {
            color: exploring.color,
            timeout: exploring.timeout,
            game: exploring.task == ExploreTask::Play,
            stack,
        }
    }
}

/// Runs the work to its end, or until everything has to stop.
pub(super) fn run(
    options: &RunOptions,
    work: impl FnOnce(&Session) -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    /// The default stack size for a game, in bytes.
    const STACK: usize = 2 << 20;
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let timer = options.timeout;
    let _timer = timer
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let session = Session {
        style: style(options.color),
        live: Arc::clone(&live),
        stop: stop.clone(),
        settled: Arc::default(),
    };
    let settled = Arc::clone(&session.settled);
    let exit = match options.stack {
        stack if options.game => game(stack.unwrap_or(STACK), &stop, move || work(&session)),
        Some(stack) => on_stack(stack, &stop, move || work(&session)),
        None => work(&session),
    }?;
    live.finish().context("can't write to stdout")?;
    let cause = match stop.cause() {
        Some(Cause::Timeout) => settled.get().copied().unwrap_or(Some(Cause::Timeout)),
        cause => cause,
    };
    Ok(match cause {
        // Whatever was found, no one is waiting for it.
        Some(Cause::OutputClosed) => Exit::Shown,
        cause => exit.or(problems::exit_of(cause)),
    })
}

/// Runs the work on this thread with a stack of this many bytes. A thread of its own would begin on
/// another CPU, which wakes up for it with empty caches: a small search takes a tenth longer there.
///
/// The work ends by itself when everything has to stop, with findings. If it doesn't, the process ends.
fn on_stack(
    stack: usize,
    stop: &Stop,
    work: impl FnOnce() -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    let (_working, ended) = bounded::<Infallible>(0);
    let raised = stop.clone();
    let _watched = stop.on_raise(move || {
        let wait = move || {
            // Work that ran into a closed output responds.
            let output = [Cause::OutputClosed, Cause::OutputFailed].map(Some);
            let timely = ended.recv_timeout(GRACE) != Err(RecvTimeoutError::Timeout);
            if !timely && !output.contains(&raised.cause()) {
                say("stopped amid one long computation, or before the file was read; nothing is known of the program");
                signals::end(problems::exit_of(raised.cause()));
            }
        };
        // Without a thread for it, only a second signal ends work that doesn't respond.
        let _waiting = signals::beside("grace", wait);
    });
    // Only a new thread is told that there is no room for its stack.
    let fits = !memory::is_limited() && Vec::<u8>::new().try_reserve_exact(stack).is_ok();
    if fits {
        stacker::grow(stack, work)
    } else {
        let ended = beside(stack, work)?;
        ended.recv().unwrap_or(Ok(Exit::Failed))
    }
}

/// How long stopped work has to report its findings.
const GRACE: Duration = Duration::from_secs(5);

/// Runs a game on its own thread. It is abandoned when everything has to stop, so that Ctrl-C and
/// `--timeout` end an unanswered question at once.
fn game(
    stack: usize,
    stop: &Stop,
    work: impl FnOnce() -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    let ended = beside(stack, work)?;
    select! {
        recv(ended) -> exit => exit.unwrap_or(Ok(Exit::Failed)),
        recv(stop.channel()) -> _ => match stop.cause() {
            // The game itself ran into this, so it isn't waiting for a move.
            Some(Cause::OutputClosed | Cause::OutputFailed) => {
                ended.recv().unwrap_or(Ok(Exit::Failed))
            }
            _ => Ok(Exit::Shown),
        },
    }
}

/// Starts a thread for the work, with a stack of this many bytes.
fn beside(
    stack: usize,
    work: impl FnOnce() -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Receiver<anyhow::Result<Exit>>> {
    let (done, ended) = bounded(1);
    let work = move || {
        // If no one receives it, the work was abandoned.
        let _ = done.send(work());
    };
    thread_group::start("explorer", stack, 0, work).map_err(refused)?;
    Ok(ended)
}

impl Session {
    /// Says that the findings are complete, or cut short by what has stopped the work, if it has. From
    /// here on a time-out doesn't change the exit code.
    pub(super) fn settle(&self, cut: bool) -> Option<Cause> {
        let cause = || self.stop.cause().filter(|_| cut);
        *self.settled.get_or_init(cause)
    }

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

/// The exit code for one walked schedule.
pub(super) fn end_exit(end: Option<&ScheduleEnd>) -> Exit {
    match end {
        Some(ScheduleEnd::Deadlock(_)) => Exit::Deadlock,
        Some(ScheduleEnd::Done(ending) | ScheduleEnd::Endless(ending)) if !ending.good => {
            Exit::Failed
        }
        _ => Exit::Shown,
    }
}

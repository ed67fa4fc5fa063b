//! Explores a demo: searches, walks one schedule, or lets a person play; then the exit code.
//!
//! The work is done on a thread of its own, so that Ctrl-C and `--timeout` end a long search or an
//! unanswered question at once.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::thread::Builder;

use anyhow::Context;
use crossbeam_channel::{bounded, select};

use super::{note, signals, style};
use crate::cli::{ExploreFormat, ExploreRequest, ExploreTask};
use crate::error::{Exit, usage};
use crate::explore::{self, End, Findings, Verdict};
use crate::live::{self, Live};
use crate::report::explore as report;
use crate::report::text::Style;
use crate::stop::{Cause, Stop};
use crate::system::Machine;

/// Does what was asked for.
pub(super) fn run(request: ExploreRequest) -> anyhow::Result<Exit> {
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let _timer = request
        .timeout
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let searches = matches!(request.task, ExploreTask::Search);
    let explorer = Explorer {
        style: style(request.color),
        live: Arc::clone(&live),
        stop: stop.clone(),
        request,
    };
    let (done, ended) = bounded(1);
    Builder::new()
        .name("explorer".into())
        .spawn(move || done.send(explorer.run()))?;
    let exit = select! {
        recv(ended) -> exit => exit.unwrap_or(Ok(Exit::Failed))?,
        // Whatever it was doing is left behind: the process is about to end.
        recv(stop.channel()) -> _ => {
            if searches && stop.cause().is_some_and(|cause| cause != Cause::OutputClosed) {
                note("ended before the search was over; a smaller --max-states shows what it finds");
            }
            Exit::Shown
        }
    };
    live.finish().context("can't write to stdout")?;
    Ok(match stop.cause() {
        Some(Cause::Interrupt) => Exit::Interrupted,
        Some(Cause::Terminate) => Exit::Terminated,
        Some(Cause::Timeout) => Exit::TimedOut,
        _ => exit,
    })
}

struct Explorer {
    request: ExploreRequest,
    style: Style,
    live: Arc<Live>,
    stop: Stop,
}

impl Explorer {
    fn run(&self) -> anyhow::Result<Exit> {
        match &self.request.task {
            ExploreTask::Search => self.search(),
            ExploreTask::Walk(letters) => self.walk(letters),
            ExploreTask::Play => self.play(),
        }
    }

    fn search(&self) -> anyhow::Result<Exit> {
        let ExploreRequest {
            program, limits, ..
        } = &self.request;
        let findings = explore::explore(program, limits);
        let replay = findings.replay.as_ref();
        self.print(|out| match self.request.format {
            ExploreFormat::Text => report::text(&findings, self.style, out),
            ExploreFormat::Json => self.json(Some(&findings), replay, out),
        })?;
        Ok(exit(&findings))
    }

    fn walk(&self, letters: &str) -> anyhow::Result<Exit> {
        let program = &self.request.program;
        let replay = explore::replay(program, letters)
            .map_err(|refusal| usage(format!("--schedule: {refusal}")))?;
        self.print(|out| match self.request.format {
            ExploreFormat::Text => {
                let titles = [&*program.demo, &*program.variant, &*program.size];
                report::replayed(titles, &replay, self.style, out)
            }
            ExploreFormat::Json => self.json(None, Some(&replay), out),
        })?;
        Ok(match &replay.end {
            _ if program.planted => Exit::Shown,
            End::Deadlock(_) => Exit::Deadlock,
            End::Done(ending) if !ending.good => Exit::Failed,
            End::Done(_) | End::Open(_) => Exit::Shown,
        })
    }

    fn play(&self) -> anyhow::Result<Exit> {
        let ExploreRequest {
            program, limits, ..
        } = &self.request;
        let findings = explore::explore(program, limits);
        let stdin = io::stdin();
        let echo = !stdin.is_terminal();
        let out = BufWriter::new(Stdout(self));
        match explore::play(program, &findings, stdin.lock(), out, echo) {
            Ok(played) if played.reached => Ok(Exit::Shown),
            Ok(_) => Ok(Exit::Failed),
            // What became of stdout is known where it is finished.
            Err(_) if self.stop.cause().is_some() => Ok(Exit::Shown),
            Err(error) => Err(error).context("can't read moves from stdin"),
        }
    }

    fn json(
        &self,
        findings: Option<&Findings>,
        replay: Option<&explore::Replay>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let ExploreRequest {
            lesson,
            program,
            sizes,
            ..
        } = &self.request;
        let sizes = (lesson.options, *sizes);
        report::json(program, sizes, findings, replay, &Machine::read(), out)
    }

    fn print(&self, document: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        document(&mut bytes)?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}

/// Stdout for a game, whose writes fail once there is nobody to play with.
struct Stdout<'a>(&'a Explorer);

impl Write for Stdout<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.live.write(|buffer| buffer.extend_from_slice(bytes));
        match self.0.stop.check() {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A search that stopped proves nothing, whatever it has shown.
fn exit(findings: &Findings) -> Exit {
    let found = match findings.verdict() {
        Verdict::Proved | Verdict::Shown => Exit::Shown,
        Verdict::Broken => Exit::Failed,
        Verdict::Deadlocked => Exit::Deadlock,
        Verdict::Stopped => Exit::Inconclusive,
    };
    if findings.stopped() {
        found.or(Exit::Inconclusive)
    } else {
        found
    }
}

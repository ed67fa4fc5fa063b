//! Explores a demo: searches, walks one schedule, or lets a person play; then the exit code.
//!
//! A search asks the stop signal whether to go on, and reports what it knows when it is cut short. A
//! game is played on a thread of its own, so that Ctrl-C and `--timeout` end an unanswered question
//! at once.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread::Builder;

use anyhow::Context;
use crossbeam_channel::{bounded, select};

use super::console::{say, style};
use super::explore_page::PageFile;
use super::searching::Searching;
use super::{play, signals, troubles};
use crate::cli::{ExploreFormat, ExploreRequest, ExploreTask};
use crate::engine::live::{self, Live};
use crate::engine::stop::{Cause, Stop};
use crate::error::{Exit, usage};
use crate::explore::{self, Conclusion, Cut, End, Findings, StepModel, StepWalk};
use crate::report::explore as report;
use crate::report::printer::Style;
use crate::system::{self, Machine};
use crate::words::grouped;

/// Does what was asked for.
pub(super) fn run(request: ExploreRequest) -> anyhow::Result<Exit> {
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let _timer = request
        .timeout
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let explorer = Explorer {
        page: PageFile::probe(request.html.as_deref())?,
        style: style(request.color),
        live: Arc::clone(&live),
        stop: stop.clone(),
        request,
    };
    let exit = match &explorer.request.task {
        ExploreTask::Search => explorer.search()?,
        ExploreTask::Walk(letters) => explorer.walk(letters)?,
        ExploreTask::Play => game(explorer, &stop)?,
    };
    live.finish().context("can't write to stdout")?;
    Ok(match stop.cause() {
        // Whatever was found: no one wanted to hear it.
        Some(Cause::OutputClosed) => Exit::Shown,
        cause => exit.or(troubles::exit_of(cause)),
    })
}

/// Lets a person play until the game is over, or everything is to stop.
fn game(explorer: Explorer, stop: &Stop) -> anyhow::Result<Exit> {
    let (done, ended) = bounded(1);
    Builder::new()
        .name("explorer".into())
        .spawn(move || done.send(explorer.play()))?;
    select! {
        recv(ended) -> exit => exit.unwrap_or(Ok(Exit::Failed)),
        recv(stop.channel()) -> _ => match stop.cause() {
            // The game itself met this, so it doesn't wait for a move.
            Some(Cause::OutputClosed | Cause::OutputFailed) => {
                ended.recv().unwrap_or(Ok(Exit::Failed))
            }
            // Left behind: the process is about to end.
            _ => Ok(Exit::Shown),
        },
    }
}

struct Explorer {
    request: ExploreRequest,
    page: PageFile,
    style: Style,
    live: Arc<Live>,
    stop: Stop,
}

impl Explorer {
    /// What is known of the schedules when the search is over, or everything is to stop.
    fn findings(&self) -> Findings {
        let searching = Searching::new(self.stop.clone());
        let ExploreRequest {
            program, limits, ..
        } = &self.request;
        explore::explore_until(program, limits, &|progress| searching.told(progress))
    }

    fn search(&self) -> anyhow::Result<Exit> {
        let findings = self.findings();
        let replay = findings.replay.as_ref();
        self.print(|out| match self.request.format {
            ExploreFormat::Text => report::text(&findings, self.style, out),
            ExploreFormat::Json => self.json(Some(&findings), replay, out),
        })?;
        if self.live.failed() {
            // As with a demo: what is known is not lost with stdout.
            let mut found = Vec::new();
            report::text(&findings, Style::bare(), &mut found)?;
            live::to_stderr(&found);
        }
        if findings.cut == Some(Cut::Memory) {
            let states = grouped(findings.states);
            let limit = system::diagnose_memory(findings.memory);
            let further = if findings.whole {
                ", but not all that is counted in them"
            } else {
                "; raise it to go further"
            };
            say(format_args!("{limit} allows {states} states{further}"));
        }
        self.page(&findings)?;
        Ok(exit(&findings))
    }

    /// Writes the page, if one is wanted.
    fn page(&self, findings: &Findings) -> anyhow::Result<()> {
        let program = &self.request.program;
        let title = format!("{} · {}", program.demo, program.variant);
        let play = (&StepModel::new(program, false), &StepWalk::new(program));
        self.page
            .write([&title, &program.size], play, findings, &self.stop)
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
            Some(End::Deadlock(_)) => Exit::Deadlock,
            Some(End::Done(ending) | End::Endless(ending)) if !ending.good => Exit::Failed,
            _ => Exit::Shown,
        })
    }

    fn play(&self) -> anyhow::Result<Exit> {
        let program = &self.request.program;
        let findings = self.findings();
        if self.stop.cause().is_some() {
            return Ok(Exit::Shown);
        }
        let play = (&StepModel::new(program, false), StepWalk::new(program));
        play::at_terminal(play, &findings, &self.live, &self.stop)
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
        let sizes = (lesson.options, sizes);
        report::json(program, sizes, findings, replay, &Machine::read(), out)
    }

    fn print(&self, document: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        document(&mut bytes)?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}

/// A search that did not see all states proves nothing, whatever it has shown.
fn exit(findings: &Findings) -> Exit {
    let found = match findings.conclusion() {
        Conclusion::Proved | Conclusion::Shown => Exit::Shown,
        Conclusion::Broken => Exit::Failed,
        Conclusion::Deadlocked => Exit::Deadlock,
        Conclusion::Stopped => Exit::Inconclusive,
    };
    let found = if findings.whole {
        found
    } else {
        found.or(Exit::Inconclusive)
    };
    match findings.cut {
        Some(Cut::Memory) => found.or(Exit::Refused),
        _ => found,
    }
}

//! Explores a Python program of the user's own: reads the file, searches, walks one schedule or lets a
//! person play; then the exit code.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread::Builder;

use anyhow::Context;
use crossbeam_channel::{bounded, select};

use super::console::style;
use super::explore_page::PageFile;
use super::searching::Searching;
use super::{play, signals, troubles};
use crate::cli::{self, ExploreFormat, ExploreTask, PythonRequest};
use crate::engine::live::{self, Live};
use crate::engine::stop::{Cause, Stop};
use crate::error::{Exit, usage};
use crate::explore::{self, Cut, End, Ending, Findings};
use crate::python::{self, Outcome, Python, Refusal};
use crate::report::explore::python as report;
use crate::report::printer::Style;

/// The stack of the thread that parses and searches: values may nest deep.
const STACK: usize = 256 << 20;

/// Does what was asked for.
pub(super) fn run(request: PythonRequest) -> anyhow::Result<Exit> {
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
    let (done, ended) = bounded(1);
    let patient = matches!(explorer.request.task, ExploreTask::Play);
    Builder::new()
        .name("explorer".into())
        .stack_size(STACK)
        .spawn(move || done.send(explorer.all()))?;
    let exit = if patient {
        select! {
            recv(ended) -> exit => exit.unwrap_or(Ok(Exit::Failed)),
            recv(stop.channel()) -> _ => Ok(Exit::Shown),
        }
    } else {
        ended.recv().unwrap_or(Ok(Exit::Failed))
    }?;
    live.finish().context("can't write to stdout")?;
    Ok(match stop.cause() {
        Some(Cause::OutputClosed) => Exit::Shown,
        cause => exit.or(troubles::exit_of(cause)),
    })
}

struct Explorer {
    request: PythonRequest,
    page: PageFile,
    style: Style,
    live: Arc<Live>,
    stop: Stop,
}

/// Shows what can't be taken, as a compiler does: it begins with the file's name.
fn refuse(refusal: &Refusal) -> Exit {
    live::to_stderr(format!("{refusal}\n").as_bytes());
    Exit::Usage
}

impl Explorer {
    fn all(&self) -> anyhow::Result<Exit> {
        let (name, bytes) = cli::read_program(&self.request.file)?;
        let settings = self.request.settings.clone();
        let mut python = match Python::new(&name, bytes, settings) {
            Ok(python) => python,
            Err(refusal) => return Ok(refuse(&refusal)),
        };
        let searching = Searching::new(self.stop.clone());
        let told = |progress| searching.told(progress);
        let findings = match python.explore(&self.request.limits, &told) {
            Ok(findings) => findings,
            Err(refusal) => return Ok(refuse(&refusal)),
        };
        drop(searching);
        match &self.request.task {
            ExploreTask::Search => self.search(&python, &findings),
            ExploreTask::Walk(letters) => self.walk(&python, letters),
            ExploreTask::Play => self.play(&python, &findings),
        }
    }

    fn search(&self, python: &Python, findings: &Findings) -> anyhow::Result<Exit> {
        let first = findings.outcomes.first().map(|outcome| &outcome.schedule);
        let walk = python.walk();
        let replay = first
            .zip(walk)
            .and_then(|(schedule, walk)| explore::follow(walk, schedule).ok());
        let cuts = python.cuts();
        let found = report::Found {
            file: &python.source.name,
            cuts: &cuts,
            hidden_by_gil: python.hidden_by_gil(),
            findings,
            replay: replay.as_ref(),
            all: self.request.all_outcomes,
            named: !matches!(
                self.request.settings.outcome,
                Outcome::Output | Outcome::Last
            ),
        };
        self.print(|out| match self.request.format {
            ExploreFormat::Text => report::text(&found, self.style, out),
            ExploreFormat::Json => report::json(&found, out),
        })?;
        let unexpected = self.unexpected(findings);
        if let Some(ending) = unexpected {
            super::console::say(format_args!("not expected: {ending}"));
        }
        if let Some(walk) = python.walk() {
            let name = &python.source.name;
            self.page
                .write([name, ""], (python, &walk), findings, &self.stop)?;
        }
        Ok(exit(findings, unexpected.is_some()))
    }

    /// An ending that `--expect` doesn't allow.
    fn unexpected<'f>(&self, findings: &'f Findings) -> Option<&'f Ending> {
        let expect = &self.request.expect;
        if expect.is_empty() {
            return None;
        }
        let plain = |text: &str| text.strip_suffix('\n').unwrap_or(text).to_string();
        let wanted: Vec<String> = expect
            .iter()
            .map(|text| plain(&text.replace("\\n", "\n")))
            .collect();
        let allowed = |text: &str| wanted.iter().any(|wanted| python::matches(text, wanted));
        let expected = |ending: &Ending| {
            let output = plain(&ending.name);
            let value = output.split_once(" = ").map(|(_, value)| value);
            ending.notes.is_empty() && (allowed(&output) || value.is_some_and(allowed))
        };
        let outcomes = findings.outcomes.iter().filter(|one| !one.deadlock);
        let mut endings = outcomes.map(|outcome| &outcome.ending);
        endings.find(|ending| !expected(ending))
    }

    fn walk(&self, python: &Python, letters: &str) -> anyhow::Result<Exit> {
        let Some(walk) = python.walk() else {
            return Err(usage(
                "--schedule: the program goes several ways before its first step",
            ));
        };
        let replay = explore::follow(walk, letters)
            .map_err(|refusal| usage(format!("--schedule: {refusal}")))?;
        self.print(|out| match self.request.format {
            ExploreFormat::Text => report::replayed(&python.source.name, &replay, self.style, out),
            ExploreFormat::Json => report::json_walk(&python.source.name, &replay, out),
        })?;
        Ok(match &replay.end {
            Some(End::Deadlock(_)) => Exit::Deadlock,
            Some(End::Done(ending) | End::Endless(ending)) if !ending.good => Exit::Failed,
            _ => Exit::Shown,
        })
    }

    fn play(&self, python: &Python, findings: &Findings) -> anyhow::Result<Exit> {
        let Some(walk) = python.walk() else {
            return Err(usage(
                "--play: the program goes several ways before its first step",
            ));
        };
        play::at_terminal((python, walk), findings, &self.live, &self.stop)
    }

    fn print(&self, document: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut bytes = Vec::new();
        document(&mut bytes)?;
        self.live.write(|buffer| buffer.append(&mut bytes));
        Ok(())
    }
}

/// 5 for a deadlock; 1 for an exception, no end or an outcome that was not expected; 3 where the search
/// was cut short.
fn exit(findings: &Findings, unexpected: bool) -> Exit {
    let deadlock = findings.outcomes.iter().any(|one| one.deadlock);
    let bad = findings
        .outcomes
        .iter()
        .any(|one| !one.deadlock && !one.ending.good);
    let found = if deadlock {
        Exit::Deadlock
    } else if bad || unexpected {
        Exit::Failed
    } else if findings.whole {
        Exit::Shown
    } else {
        Exit::Inconclusive
    };
    match findings.cut {
        Some(Cut::Memory) => found.or(Exit::Refused),
        _ => found,
    }
}

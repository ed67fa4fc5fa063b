//! Explores a user's own Python program: reads the file, then searches, walks one schedule or lets a
//! person play; then the exit code.

use super::console::say;
use super::explore_page::PageFile;
use super::exploring::{self, RunOptions, Session, end_exit};
use super::play;
use super::searching::Searching;
use cli::{self, ExploreFormat, ExploreTask, PythonRequest};
use engine::live;
use engine::stop::Cause;
use error::{Exit, usage};
use explore::{Cut, Ending, Findings};
use python::{Observed, Python, Refusal};
use report::explore::python as printed;

/// The stack of the thread that parses and searches: values may be deeply nested.
const STACK: usize = 256 << 20;

/// Carries out the request.
pub(super) fn run(request: PythonRequest) -> anyhow::Result<Exit> {
    let options = RunOptions::of(&request.exploring, Some(STACK));
    exploring::run(&options, move |session| {
        let explorer = Explorer {
            page: PageFile::probe(request.exploring.html.as_deref())?,
            request: &request,
            session,
        };
        explorer.all()
    })
}

/// The maximum number of schedules examined for what the threads do.
const MOST_SHOWN: usize = 10;

struct Explorer<'e> {
    page: PageFile,
    request: &'e PythonRequest,
    session: &'e Session,
}

impl Explorer<'_> {
    /// Shows what can't be accepted in the format of a compiler, beginning with the file's name.
    fn refuse(&self, refusal: &Refusal) -> Exit {
        self.session.settle(false);
        live::to_stderr(format!("{refusal}\n").as_bytes());
        Exit::Usage
    }

    fn all(&self) -> anyhow::Result<Exit> {
        let file = &self.request.file;
        let (name, bytes) = match self.request.text {
            Some(text) => (file.to_string_lossy().into_owned(), text.into()),
            None => cli::read_program(file)?,
        };
        let settings = self.request.settings.clone();
        let mut python = match Python::new(&name, bytes, settings) {
            Ok(python) => python,
            Err(refusal) => return Ok(self.refuse(&refusal)),
        };
        let watch = Searching::of_own_program(self.session.stop.clone());
        python.ask(move || watch.reason());
        let searching = Searching::of_own_program(self.session.stop.clone());
        let told = |progress| searching.told(progress);
        let findings = match python.explore(&self.request.exploring.limits, &told) {
            Ok(findings) => findings,
            Err(refusal) => return Ok(self.refuse(&refusal)),
        };
        drop(searching);
        let exit = match &self.request.exploring.task {
            ExploreTask::Search => self.search(&python, findings),
            ExploreTask::Walk(letters) => self.walk(&python, letters),
            ExploreTask::Play => self.play(&python, &findings),
        };
        // The process ends anyway, sooner than it could free all that the search has kept.
        std::mem::forget(python);
        exit
    }

    fn search(&self, python: &Python, mut findings: Findings) -> anyhow::Result<Exit> {
        let first = findings.outcomes.first().map(|outcome| &outcome.schedule);
        let walk = python.walk();
        let replay = first
            .zip(walk.clone())
            .and_then(|(schedule, walk)| explore::follow(walk, schedule).ok());
        let cuts = python.cuts();
        self.say_what_ended_it(&mut findings);
        let found = printed::PythonFindings {
            file: &python.source.name,
            cuts: &cuts,
            roles: python.roles(walk.as_ref(), shown(&findings)),
            findings: &findings,
            replay: replay.as_ref(),
            all: self.request.all_outcomes,
            named: !matches!(
                self.request.settings.outcome,
                Observed::Output | Observed::Last
            ),
        };
        self.session
            .print(|out| match self.request.exploring.format {
                ExploreFormat::Text => printed::text(&found, self.session.style, out),
                ExploreFormat::Json => printed::json(&found, out),
            })?;
        let unexpected = self.unexpected(&findings);
        if let Some(ending) = unexpected {
            say(format_args!("not expected: {ending}"));
        }
        if self.page.is_wanted() {
            let walk = python.walk().ok_or_else(|| several_ways("--html"))?;
            let name = &python.source.name;
            self.page.write(
                [name, ""],
                (python, &walk),
                &findings,
                (
                    Searching::of_own_program(self.session.stop.clone()),
                    &self.session.stop,
                ),
            )?;
        }
        Ok(exit(&findings, unexpected.is_some()))
    }

    /// A search that met its bound, and was then stopped while it chose schedules to show, was ended by
    /// what stopped it: that is what its exit code says.
    fn say_what_ended_it(&self, findings: &mut Findings) {
        let cut = findings.cut.is_some();
        // A page is yet to be made.
        let cause = if self.page.is_wanted() {
            self.session.stop.cause()
        } else {
            self.session.settle(cut)
        };
        match cause {
            Some(Cause::Timeout) if cut => findings.cut = Some(Cut::OutOfTime),
            Some(_) if cut => findings.cut = Some(Cut::Interrupted),
            _ => {}
        }
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
        let walk = python.walk().ok_or_else(|| several_ways("--schedule"))?;
        let replay = explore::follow(walk, letters)
            .map_err(|refusal| usage(format!("--schedule: {refusal}")))?;
        self.session
            .print(|out| match self.request.exploring.format {
                ExploreFormat::Text => {
                    printed::replayed(&python.source.name, &replay, self.session.style, out)
                }
                ExploreFormat::Json => printed::json_walk(&python.source.name, &replay, out),
            })?;
        Ok(end_exit(replay.end.as_ref()))
    }

    fn play(&self, python: &Python, findings: &Findings) -> anyhow::Result<Exit> {
        let walk = python.walk().ok_or_else(|| several_ways("--play"))?;
        let Session { live, stop, .. } = self.session;
        play::at_terminal((python, walk), findings, live, stop)
    }
}

/// Schedules that show what the threads do.
fn shown(findings: &Findings) -> impl Iterator<Item = &str> {
    let outcomes = findings.outcomes.iter().take(MOST_SHOWN);
    outcomes.map(|outcome| &*outcome.schedule)
}

/// Refuses an option that needs a single first state.
fn several_ways(option: &str) -> anyhow::Error {
    usage(format!(
        "{option}: the program goes several ways before its first step"
    ))
}

/// 5 for a deadlock; 1 for an exception, an endless run or an unexpected outcome; 3 if the search was cut
/// short.
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

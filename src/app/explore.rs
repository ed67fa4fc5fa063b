//! Explores a demo: searches, walks one schedule, or lets a person play; then the exit code.
//!
//! A search asks the stop signal whether to continue, and reports what it knows if it is cut short.

use std::io::{self, Write};

use super::console::say;
use super::explore_page::PageFile;
use super::exploring::{self, RunOptions, Session, end_exit};
use super::play;
use super::searching::{self, Searching};
use cli::{ExploreFormat, ExploreRequest, ExploreTask};
use engine::live;
use error::{Exit, usage};
use explore::{Conclusion, Cut, Findings, Limits, StepModel, StepWalk};
use report::printer::Style;
use report::{explore as printed, legend};
use system::Machine;
use words::grouped;

/// Carries out the request.
pub(super) fn run(request: ExploreRequest) -> anyhow::Result<Exit> {
    exploring::run(&RunOptions::of(&request.exploring, None), move |session| {
        let explorer = Explorer {
            page: PageFile::probe(request.exploring.html.as_deref())?,
            request: &request,
            session,
        };
        match &request.exploring.task {
            ExploreTask::Search => explorer.search(),
            ExploreTask::Walk(letters) => explorer.walk(letters),
            ExploreTask::Play => explorer.play(),
        }
    })
}

struct Explorer<'e> {
    page: PageFile,
    request: &'e ExploreRequest,
    session: &'e Session,
}

impl Explorer<'_> {
    /// What is known of the schedules when the search is over or everything has to stop; and the memory
    /// limit that ended it, if it was noticed before memory was refused.
    fn findings(&self) -> (Findings, Option<String>) {
        let searching = Searching::new(self.session.stop.clone());
        let ExploreRequest {
            program, exploring, ..
        } = self.request;
        let limits = Limits {
            threads: searching::threads,
            ..exploring.limits
        };
        let findings =
            explore::explore_until(program, &limits, &|progress| searching.told(progress));
        (findings, searching.full())
    }

    fn search(&self) -> anyhow::Result<Exit> {
        let (findings, full) = self.findings();
        let replay = findings.replay.as_ref();
        self.session
            .print(|out| match self.request.exploring.format {
                ExploreFormat::Text => self.text(&findings, out),
                ExploreFormat::Json => self.json(Some(&findings), replay, out),
            })?;
        if self.session.live.failed() {
            // As with a demo: results are not lost along with stdout.
            let mut found = Vec::new();
            printed::text(&findings, Style::bare(), &mut found)?;
            live::to_stderr(&found);
        }
        if findings.cut == Some(Cut::Memory) {
            let states = grouped(findings.states);
            let limit = full.unwrap_or_else(|| system::diagnose_memory(findings.memory));
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

    fn text(&self, findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
        let style = self.session.style;
        printed::text(findings, style, out)?;
        if self.request.legend {
            let mut plain = Vec::new();
            printed::text(findings, Style::bare(), &mut plain)?;
            writeln!(out)?;
            legend::write(out, &String::from_utf8_lossy(&plain), style)?;
        }
        Ok(())
    }

    /// Writes the page, if requested.
    fn page(&self, findings: &Findings) -> anyhow::Result<()> {
        let program = &self.request.program;
        let title = format!("{} · {}", program.demo, program.variant);
        let play = (&StepModel::new(program, false), &StepWalk::new(program));
        self.page.write(
            [&title, &program.size],
            play,
            findings,
            (
                Searching::new(self.session.stop.clone()),
                &self.session.stop,
            ),
        )
    }

    fn walk(&self, letters: &str) -> anyhow::Result<Exit> {
        let program = &self.request.program;
        let replay = explore::replay(program, letters)
            .map_err(|refusal| usage(format!("--schedule: {refusal}")))?;
        self.session
            .print(|out| match self.request.exploring.format {
                ExploreFormat::Text => {
                    let titles = [&*program.demo, &*program.variant, &*program.size];
                    printed::replayed(titles, &replay, self.session.style, out)
                }
                ExploreFormat::Json => self.json(None, Some(&replay), out),
            })?;
        Ok(match &replay.end {
            _ if program.planted => Exit::Shown,
            end => end_exit(end.as_ref()),
        })
    }

    fn play(&self) -> anyhow::Result<Exit> {
        let program = &self.request.program;
        let (findings, _) = self.findings();
        if self.session.stop.cause().is_some() {
            return Ok(Exit::Shown);
        }
        let play = (&StepModel::new(program, false), StepWalk::new(program));
        play::at_terminal(play, &findings, &self.session.live, &self.session.stop)
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
        } = self.request;
        let sizes = (lesson.options, sizes);
        printed::json(program, sizes, findings, replay, &Machine::read(), out)
    }
}

/// A search that did not see all states proves nothing, whatever it has found.
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

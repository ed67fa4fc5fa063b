//! `check`: every variant of every demo at small sizes, for CI. How a single one is examined is left to
//! `case`.

mod case;
mod exam;

use std::sync::Arc;
use std::time::Duration;

use exam::{Candidate, candidates};

use super::console::{say, style};
use super::{problems, signals};
use cli::{CheckFormat, CheckRequest};
use engine::live::{self, Live};
use engine::record::{Clock, Stamp};
use engine::stop::Stop;
use error::Exit;
use report::check::{self, Total};
use report::printer::Style;
use report::results::{Case, Reached};
use system::Machine;

/// Checks what was requested; returns 0 if everything passed, else 1.
pub(super) fn run(request: &CheckRequest) -> anyhow::Result<Exit> {
    system::threads::finer_timers();
    let candidates: Vec<_> = request
        .demos
        .iter()
        .flat_map(|demo| candidates(demo))
        .collect();
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let _timer = request
        .timeout
        .map(|time| signals::time_out(time, stop.clone()))
        .transpose()?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let check = CheckRun {
        live,
        stop,
        limit: request.limit,
        format: request.format,
        style: style(request.color),
    };
    Ok(check.run(&candidates))
}

struct CheckRun {
    live: Arc<Live>,
    stop: Stop,
    limit: Duration,
    format: CheckFormat,
    style: Style,
}

impl CheckRun {
    fn run(&self, candidates: &[Candidate]) -> Exit {
        let clock = Clock::start();
        if self.format == CheckFormat::Tap {
            // Writing to a buffer can't fail, here and below.
            self.live
                .write(|buffer| drop(check::tap_plan(buffer, candidates.len())));
        }
        let cases = self.examine_all(candidates);
        let count = |holds: fn(&Case) -> bool| cases.iter().filter(|&case| holds(case)).count();
        let failed = count(Case::failed);
        // A stop from here on doesn't cut anything short.
        let cause = self.stop.cause();
        let total = Total {
            ended: problems::ended(cause, false),
            planned: candidates.len(),
            passed: count(Case::passed),
            failed,
            elapsed: clock.now().since(Stamp::default()),
        };
        self.live.write(|buffer| {
            let _ = match self.format {
                CheckFormat::Text => check::text_total(buffer, total, self.style),
                CheckFormat::Tap => check::tap_end(buffer, total),
                CheckFormat::Junit => check::junit(buffer, &cases, total),
                CheckFormat::Json => check::json(buffer, &cases, total, &Machine::read()),
                CheckFormat::Markdown => check::markdown(buffer, &cases, total),
                CheckFormat::Csv => check::csv(buffer, &cases),
            };
        });
        let mut exit = problems::exit_of(cause);
        exit = exit.or(if failed == 0 {
            Exit::Shown
        } else {
            Exit::Failed
        });
        if let Err(error) = self.live.finish() {
            say(format_args!("can't write to stdout: {error}"));
            // As with a demo: results are not lost along with stdout.
            let mut found = Vec::new();
            for case in &cases {
                let _ = check::text_case(&mut found, case, Style::bare());
            }
            let _ = check::text_total(&mut found, total, Style::bare());
            live::to_stderr(&found);
            exit = exit.or(Exit::Refused);
        }
        exit
    }

    /// Examines one case after another. Once everything has to stop, the running one is cut short, and
    /// the others never begin.
    fn examine_all(&self, candidates: &[Candidate]) -> Vec<Case> {
        let mut cases = Vec::with_capacity(candidates.len());
        for candidate in candidates {
            let case = self.examine(candidate);
            self.tell(cases.len() + 1, &case);
            cases.push(case);
        }
        cases
    }

    fn examine(&self, candidate: &Candidate) -> Case {
        let (demo, variant) = (candidate.demo, candidate.variant.clone());
        if self.stop.cause().is_some() {
            return Case::unfinished(demo, variant, Reached::NotRun);
        }
        let (exam, place) = match &candidate.exam {
            Ok(exam) => exam,
            Err(why) => return Case::failed_before(demo, variant, why.clone()),
        };
        let case = case::examine(exam, *place, self.limit, &self.stop);
        if self.stop.cause().is_some() && case.passed() {
            return Case {
                elapsed: case.elapsed,
                ..Case::unfinished(demo, variant, Reached::CutShort)
            };
        }
        case
    }

    /// Reports a case at once, if the format has a line for each.
    fn tell(&self, number: usize, case: &Case) {
        self.live.write(|buffer| {
            let _ = match self.format {
                CheckFormat::Text => check::text_case(buffer, case, self.style),
                CheckFormat::Tap => check::tap_case(buffer, number, case),
                CheckFormat::Junit
                | CheckFormat::Json
                | CheckFormat::Markdown
                | CheckFormat::Csv => Ok(()),
            };
        });
    }
}

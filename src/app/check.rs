//! `check`: every variant of every demo at small sizes, for CI.
//!
//! What is asserted is what a variant guarantees, and lower bounds of time only: a busy machine
//! makes things late, never early.

use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

use super::{say, signals, style, troubles};
use crate::cli::{self, CheckFormat, CheckRequest, Request, RunRequest};
use crate::demos::Demo;
use crate::error::{Exit, usage};
use crate::live::{self, Live};
use crate::plan::{Bound, Variant};
use crate::record::{Clock, Outlet, Recorder};
use crate::relaunch::Relaunch;
use crate::report::check::{self, Total};
use crate::report::text::Style;
use crate::results::Case;
use crate::stop::{Cause, Stop};
use crate::strategy::{self, Run};
use crate::system::{self, Machine};

/// How long one case may take; the longest needs a twentieth of it on an idle machine.
const LIMIT: Duration = Duration::from_secs(10);

/// A demo with its small plan, and the arguments that make it.
struct Exam {
    request: RunRequest,
    arguments: Vec<OsString>,
}

/// Checks what was asked for, and answers 0 where all passed, else 1.
pub(super) fn run(request: &CheckRequest) -> anyhow::Result<Exit> {
    system::threads::finer_timers();
    let exams: Vec<_> = request
        .demos
        .iter()
        .map(|demo| exam(demo))
        .collect::<Result<_, _>>()?;
    let stop = Stop::new();
    signals::listen(stop.clone())?;
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let desk = Desk {
        live,
        stop,
        format: request.format,
        style: style(request.color),
    };
    Ok(desk.run(&exams))
}

fn exam(demo: &'static Demo) -> anyhow::Result<Exam> {
    let own = demo.small.iter().copied();
    let arguments: Vec<OsString> = std::iter::once(demo.name)
        .chain(own)
        .chain(["--all"])
        .map(OsString::from)
        .collect();
    match cli::parse(&arguments)? {
        Request::Run(request) => Ok(Exam {
            request: *request,
            arguments,
        }),
        _ => Err(usage(format!("{} is no demo", demo.name))),
    }
}

struct Desk {
    live: Arc<Live>,
    stop: Stop,
    format: CheckFormat,
    style: Style,
}

impl Desk {
    fn run(&self, exams: &[Exam]) -> Exit {
        let clock = Clock::start();
        let planned = exams
            .iter()
            .map(|exam| exam.request.plan.variants.len())
            .sum();
        if self.format == CheckFormat::Tap {
            // A buffer takes every byte, here and below.
            self.live
                .write(|buffer| drop(check::tap_plan(buffer, planned)));
        }
        let mut cases = Vec::with_capacity(planned);
        for exam in exams {
            for (place, variant) in exam.request.plan.variants.iter().enumerate() {
                if self.stop.cause().is_some() {
                    break;
                }
                let case = self.examine(exam, place, variant);
                self.tell(cases.len() + 1, &case);
                cases.push(case);
            }
        }
        let failed = cases.iter().filter(|case| !case.passed()).count();
        let elapsed = clock.now().since(crate::record::Stamp::default());
        let total = Total {
            passed: cases.len() - failed,
            failed,
            elapsed,
        };
        self.live.write(|buffer| {
            let _ = match self.format {
                CheckFormat::Text => check::text_total(buffer, total, self.style),
                CheckFormat::Tap => Ok(()),
                CheckFormat::Junit => check::junit(buffer, &cases, total),
                CheckFormat::Json => check::json(buffer, &cases, total, &Machine::read()),
            };
        });
        let mut exit = troubles::exit_of(self.stop.cause());
        exit = exit.or(if failed == 0 {
            Exit::Shown
        } else {
            Exit::Failed
        });
        if let Err(error) = self.live.finish() {
            say(format_args!("can't write to stdout: {error}"));
            exit = exit.or(Exit::Refused);
        }
        exit
    }

    /// Tells a case at once, where the format is a line for each.
    fn tell(&self, number: usize, case: &Case) {
        self.live.write(|buffer| {
            let _ = match self.format {
                CheckFormat::Text => check::text_case(buffer, case, self.style),
                CheckFormat::Tap => check::tap_case(buffer, number, case),
                CheckFormat::Junit | CheckFormat::Json => Ok(()),
            };
        });
    }

    fn examine(&self, exam: &Exam, place: usize, variant: &Variant) -> Case {
        let stop = Stop::new();
        let whole = stop.clone();
        let _linked = self.stop.on_raise(move || whole.raise(Cause::Interrupt));
        let mut failures = Vec::new();
        let mut case = Case {
            demo: exam.request.demo.name,
            variant: variant.name.clone(),
            elapsed: Duration::ZERO,
            checked: Vec::new(),
            failures: Vec::new(),
        };
        let _limit = match signals::time_out(LIMIT, stop.clone()) {
            Ok(limit) => limit,
            Err(error) => {
                case.failures
                    .push(format!("can't start its time limit: {error}"));
                return case;
            }
        };
        let (job, prepared) = match variant.prepared() {
            Ok(prepared) => prepared,
            Err(error) => {
                case.failures.push(format!("can't be prepared: {error}"));
                return case;
            }
        };
        let names = job.tasks.iter().map(|task| task.name.clone()).collect();
        let relaunch = Relaunch::new(exam.arguments.clone(), place, prepared.setup);
        let objects = job.objects.clone();
        let recorder = Recorder::new(
            Clock::start(),
            stop.clone(),
            Outlet::default(),
            names,
            objects,
        );
        let run = strategy::run(variant.strategy, job, &recorder, &relaunch);
        drop(prepared.kept);
        if stop.cause() == Some(Cause::Timeout) {
            let limit = humantime::format_duration(LIMIT);
            failures.push(format!("did not end within its limit of {limit}"));
        }
        failures.extend(troubles::of(&run).into_iter().map(|(what, _)| what));
        failures.extend(too_early(&run, variant));
        case.elapsed = run.record.elapsed;
        if let Some(verdict) = run.verdict {
            case.checked = verdict
                .checks
                .into_iter()
                .filter(crate::plan::Check::holds)
                .map(|check| check.claim)
                .collect();
        }
        case.failures = failures;
        case
    }
}

/// A run that took less time than its waits did not wait for all of them.
fn too_early(run: &Run, variant: &Variant) -> Option<String> {
    let Bound::Waits(least) = variant.bound else {
        return None;
    };
    let elapsed = run.record.elapsed;
    (run.verdict.is_some() && elapsed < least)
        .then(|| format!("took {elapsed:?}, less than the {least:?} that its waits take"))
}

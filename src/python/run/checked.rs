//! What the explorer knows of a program, and what that says of a run of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::engine::plan::{Check, Checked};
use crate::engine::record::Clock;
use crate::engine::thread_group;
use crate::explore::{Cut, Findings, Limits, Note, Outcome};
use crate::python::machine::Settings;
use crate::python::model::Python;
use crate::words::{counted, grouped, percent};

/// The search is given up after this time.
const PATIENCE: Duration = Duration::from_secs(1);
/// And at this many states, or jumps without a step.
const MOST_STATES: usize = 2_000_000;
const MOST_JUMPS: u64 = 300_000;
/// The search's stack: values may nest deep.
const STACK: usize = 256 << 20;

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Ended {
    /// All that it printed, if that was kept.
    pub(super) output: Option<String>,
    /// For each exception that nobody caught, the thread's name and the last line.
    pub(super) errors: Vec<(String, String)>,
    /// What `sys.exit` was given.
    pub(super) exit: i64,
    /// The letters of the steps that it took, if they passed a gate.
    pub(super) letters: Option<String>,
    /// Whether they are other ones than were asked for.
    pub(super) strayed: bool,
}

/// What the explorer knows, found out when it is first asked.
pub(super) struct Known {
    name: String,
    bytes: Vec<u8>,
    settings: Settings,
    found: OnceLock<Result<Findings, String>>,
}

impl Known {
    pub(super) fn new(name: &str, bytes: Vec<u8>, settings: &Settings) -> Self {
        Self {
            name: name.to_owned(),
            bytes,
            settings: Settings {
                most_jumps: MOST_JUMPS,
                ..settings.clone()
            },
            found: OnceLock::new(),
        }
    }

    /// All that is possible; or why it isn't known.
    pub(super) fn found(&self) -> Result<&Findings, &str> {
        let found = self.found.get_or_init(|| {
            let (name, bytes) = (self.name.clone(), self.bytes.clone());
            let settings = self.settings.clone();
            let (done, found) = bounded(1);
            let over = Arc::new(AtomicBool::new(false));
            let asked = Arc::clone(&over);
            let search = move || {
                // Given up where nobody hears it.
                let _ = done.send(search(&name, bytes, settings, &asked));
            };
            thread_group::start("explorer", STACK, 0, search)?;
            let in_time = found.recv_timeout(PATIENCE);
            over.store(true, Ordering::Relaxed);
            // What it has found by then, unless it doesn't listen.
            let found = in_time.or_else(|_| found.recv_timeout(PATIENCE));
            found.unwrap_or_else(|_| Err("the search takes more than a second".to_owned()))
        });
        found.as_ref().map_err(String::as_str)
    }

    /// The program with all that its threads share, and the threads of a schedule in the order of their
    /// steps; without letters, no order.
    pub(super) fn scheduled(
        &self,
        letters: Option<&str>,
    ) -> Result<(Python, Option<Vec<usize>>), String> {
        let (name, bytes) = (&self.name, self.bytes.clone());
        let mut python = Python::new(name, bytes, self.settings.clone())
            .map_err(|refusal| first_line(&refusal.0))?;
        let over = Arc::new(AtomicBool::new(false));
        let clock = Clock::start();
        let told = |_| {
            let late = clock.now().seconds() > PATIENCE.as_secs_f64();
            late.then_some(Cut::OutOfTime)
        };
        python.give_up_at(over);
        let limits = Limits {
            max_states: MOST_STATES,
            ..Limits::default()
        };
        let findings = python
            .explore(&limits, &told)
            .map_err(|refusal| first_line(&refusal.0))?;
        if !findings.whole {
            return Err("what the threads share isn't known within a second of search".into());
        }
        let order = match letters {
            Some(letters) => Some(python.order_of(letters)?),
            None => None,
        };
        Ok((python, order))
    }

    /// What a run is checked for.
    pub(super) fn check(&self, ended: &Ended) -> Checked {
        let mut checked = Checked::default();
        if !ended.errors.is_empty() {
            let told = ended.errors.iter();
            let told: Vec<_> = told
                .map(|(name, error)| format!("{name}: {error}"))
                .collect();
            checked
                .checks
                .push(Check::that("no uncaught exception", false, || {
                    told.join("; ")
                }));
        }
        if ended.exit != 0 {
            checked.facts.push((
                "exit",
                format!("the program itself exits with {}", ended.exit),
            ));
        }
        let letters = ended.letters.clone();
        if ended.strayed {
            let came = letters.clone().unwrap_or_default();
            let claim = "the steps of the schedule";
            let check = Check::that(claim, false, || format!("they were {came}"));
            checked.checks.push(check);
        }
        checked
            .facts
            .extend(letters.map(|letters| ("schedule", letters)));
        let findings = match (self.found(), &ended.output) {
            (Ok(findings), Some(_)) => findings,
            (Err(why), _) => {
                checked.facts.push(("not checked", why.to_owned()));
                return checked;
            }
            (_, None) => {
                let why = "more than 1 MiB of output";
                checked.facts.push(("not checked", why.to_owned()));
                return checked;
            }
        };
        let outcomes = || findings.outcomes.iter().filter(|outcome| !outcome.deadlock);
        let seen = outcomes().find(|outcome| is(outcome, ended));
        let claim = match outcomes().count() {
            1 => "the only output that is possible".to_owned(),
            count => format!("one of the {} outputs that are possible", grouped(count)),
        };
        checked.checks.push(Check::that(claim, seen.is_some(), || {
            format!(
                "it printed {:?}",
                ended.output.as_deref().unwrap_or_default()
            )
        }));
        let share = seen
            .and_then(|seen| seen.share)
            .filter(|share| *share < 1.0);
        checked.luck =
            share.map(|share| format!("this one comes with {} of all schedules", fraction(share)));
        checked
    }
}

/// A share with as many decimals as it takes to see it.
fn fraction(share: f64) -> String {
    match share {
        share if share >= 0.001 => percent(share, 1),
        share if share >= 0.000_01 => percent(share, 3),
        _ => "less than 0.001 %".to_owned(),
    }
}

/// Whether a run ended as this outcome says.
fn is(outcome: &Outcome, ended: &Ended) -> bool {
    let mut expected: Vec<_> = outcome.ending.notes.iter().collect();
    let output = ended.output.as_deref().unwrap_or_default();
    for (name, last) in &ended.errors {
        let place = expected.iter().position(|note| match note {
            Note::Raised { thread, error } => thread == name && crate::python::matches(error, last),
            Note::NeverEnds(_) | Note::Cut => false,
        });
        match place {
            Some(place) => expected.remove(place),
            None => return false,
        };
    }
    expected.is_empty() && crate::python::matches(&outcome.ending.name, output)
}

fn search(
    name: &str,
    bytes: Vec<u8>,
    settings: Settings,
    over: &Arc<AtomicBool>,
) -> Result<Findings, String> {
    let mut python =
        Python::new(name, bytes, settings).map_err(|refusal| first_line(&refusal.0))?;
    python.give_up_at(Arc::clone(over));
    let limits = Limits {
        max_states: MOST_STATES,
        ..Limits::default()
    };
    let told = |_| over.load(Ordering::Relaxed).then_some(Cut::OutOfTime);
    let findings = python
        .explore(&limits, &told)
        .map_err(|refusal| first_line(&refusal.0))?;
    if findings.whole {
        return Ok(findings);
    }
    Err(format!("more than {}", counted(findings.states, "state")))
}

/// What a refusal is about, without the line that it shows.
fn first_line(refusal: &str) -> String {
    refusal.lines().next().unwrap_or_default().to_owned()
}

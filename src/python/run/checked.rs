//! What the explorer knows about a program, and what that says about a run of it.

use std::sync::{Arc, OnceLock};

use super::search::{
    LONG_TIME_LIMIT, MOST_JUMPS, TIME_LIMIT, Watch, beside, explore, first_line, search,
};
use crate::machine::{Observed, Settings};
use crate::model::Python;
use engine::plan::{Check, Checked, PossibleEnd, RunEnd};
use explore::{Findings, Note, Outcome};
use words::{grouped, percent};

/// How a run ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Finished {
    /// Everything it printed, if that was kept.
    pub(super) output: Option<String>,
    /// For each uncaught exception, the thread's name and the last line.
    pub(super) errors: Vec<(String, String)>,
    /// Whether no thread could move any more.
    pub(super) deadlock: bool,
    /// The exit code given to `sys.exit`.
    pub(super) exit: i64,
    /// The letters of the steps that it took, if they passed a gate.
    pub(super) letters: Option<String>,
    /// Whether a schedule was requested.
    pub(super) forced: bool,
    /// Whether the steps differ from the requested ones.
    pub(super) strayed: bool,
}

/// Why real threads can't be made to take the steps of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoSchedule {
    /// The program has no such schedule.
    Impossible(String),
    /// Not enough is known about the program.
    Unknown(String),
}

/// The explorer's knowledge, computed when first needed.
pub(super) struct Explored {
    name: String,
    bytes: Vec<u8>,
    settings: Settings,
    found: OnceLock<Result<Possible, String>>,
}

/// The result of a completed search: the outcomes, and the same for reports.
struct Possible {
    outcomes: Vec<Outcome>,
    possible: Arc<[PossibleEnd]>,
}

impl Explored {
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

    /// Everything that is possible; or why it isn't known.
    fn found(&self) -> Result<&Possible, &str> {
        let found = self.found.get_or_init(|| {
            let (name, bytes) = (self.name.clone(), self.bytes.clone());
            let settings = self.settings.clone();
            let watch = Arc::new(Watch::new(TIME_LIMIT));
            let ends = Arc::clone(&watch);
            let found = beside(move || search(&name, bytes, settings, &watch), &ends);
            found.map(Possible::of)
        });
        found.as_ref().map_err(String::as_str)
    }

    /// The program with everything that its threads share, and the threads of a schedule in the order of
    /// their steps; without letters, no order.
    pub(super) fn scheduled(
        &self,
        letters: Option<&str>,
    ) -> Result<(Python, Option<Vec<usize>>), NoSchedule> {
        // What the threads share doesn't depend on what is printed, and printing multiplies the states.
        let settings = Settings {
            outcome: Observed::Globals(Vec::new()),
            ..self.settings.clone()
        };
        let mut python = Python::new(&self.name, self.bytes.clone(), settings)
            .map_err(|refusal| NoSchedule::Impossible(first_line(&refusal.0)))?;
        let watch = Arc::new(Watch::new(LONG_TIME_LIMIT));
        let ends = Arc::clone(&watch);
        let mut python = beside(
            move || {
                let whole = explore(&mut python, &watch)?.whole;
                let why = || watch.why("ten seconds of search");
                whole.then_some(python).ok_or_else(why)
            },
            &ends,
        )
        .map_err(|why| NoSchedule::Unknown(format!("what the threads share isn't known: {why}")))?;
        // What follows is finite, however late it is by now.
        python.ask(|| None);
        let order = match letters {
            Some(letters) => Some(python.order_of(letters).map_err(NoSchedule::Impossible)?),
            None => None,
        };
        Ok((python, order))
    }

    /// Checks a run.
    pub(super) fn check(&self, ended: &Finished) -> Checked {
        let mut checked = uncaught(ended);
        if ended.exit != 0 {
            checked.facts.push((
                "exit",
                format!("the program itself exits with {}", ended.exit),
            ));
        }
        if let Some(letters) = &ended.letters {
            if ended.strayed {
                let claim = "the steps of the schedule";
                let check = Check::that(claim, false, || format!("they were {letters}"));
                checked.checks.push(check);
            }
            checked.facts.push(("schedule", letters.clone()));
        }
        let Some((found, occurred)) = known(self.occurred(ended), &mut checked) else {
            return checked;
        };
        let claim = found.claim();
        checked
            .checks
            .push(Check::that(claim, occurred.is_some(), || {
                format!(
                    "it printed {:?}",
                    ended.output.as_deref().unwrap_or_default()
                )
            }));
        // A requested schedule is not luck.
        if !ended.forced {
            let share = occurred.and_then(|occurred| found.possible[occurred].share);
            let share = share.filter(|share| *share < 1.0);
            checked.luck = share
                .map(|share| format!("{} of all schedules end as this run did", fraction(share)));
        }
        checked
    }

    /// Checks a run under an interpreter; `about` says which one it was and how it ended.
    pub(super) fn check_interpreted(&self, ended: &Finished, about: String) -> Checked {
        let mut checked = uncaught(ended);
        checked.facts.push(("python", about));
        let Some((found, occurred)) = known(self.occurred_interpreted(ended), &mut checked) else {
            return checked;
        };
        if occurred.is_some() {
            checked
                .checks
                .push(Check::that(found.claim(), true, String::new));
        } else {
            // Another Python version may word this differently, so it isn't counted as a failure of the
            // program.
            let printed = ended.output.as_deref().unwrap_or_default();
            let odd = format!("it printed none of the outputs that were counted: {printed:?}");
            checked.facts.push(("python", odd));
        }
        checked
    }

    /// Which of all possible ends a run had, if these are known.
    pub(super) fn end(&self, ended: &Finished) -> Option<RunEnd> {
        self.occurred(ended)
            .ok()
            .map(|(found, occurred)| found.end(occurred))
    }

    /// [`Self::end`] for a run under an interpreter.
    pub(super) fn end_interpreted(&self, ended: &Finished) -> Option<RunEnd> {
        let occurred = self.occurred_interpreted(ended);
        occurred.ok().map(|(found, occurred)| found.end(occurred))
    }

    /// What is possible, and which of it occurred; or else why that isn't known.
    fn occurred(&self, ended: &Finished) -> Result<(&Possible, Option<usize>), &str> {
        let found = self.found()?;
        if ended.output.is_none() && !ended.deadlock {
            return Err("more than 1 MiB of output");
        }
        let mut outcomes = found.outcomes.iter();
        let occurred = outcomes.position(|outcome| {
            outcome.deadlock == ended.deadlock && (ended.deadlock || is(outcome, ended))
        });
        Ok((found, occurred))
    }

    /// [`Self::occurred`] for a run whose last line was read as complete, whether or not it ended in a newline.
    fn occurred_interpreted(&self, ended: &Finished) -> Result<(&Possible, Option<usize>), &str> {
        let (found, occurred) = self.occurred(ended)?;
        let output = ended.output.as_deref();
        match output.and_then(|all| all.strip_suffix('\n')) {
            Some(unended) if occurred.is_none() => self.occurred(&Finished {
                output: Some(unended.to_owned()),
                ..ended.clone()
            }),
            _ => Ok((found, occurred)),
        }
    }
}

impl Possible {
    fn of(findings: Findings) -> Self {
        let possible = findings.outcomes.iter().map(|outcome| PossibleEnd {
            output: outcome.ending.name.clone(),
            notes: outcome
                .ending
                .notes
                .iter()
                .map(ToString::to_string)
                .collect(),
            deadlock: outcome.deadlock,
            share: outcome.share,
            chance: outcome.chance,
        });
        Self {
            possible: possible.collect(),
            outcomes: findings.outcomes,
        }
    }

    fn end(&self, occurred: Option<usize>) -> RunEnd {
        RunEnd {
            possible: Arc::clone(&self.possible),
            occurred,
        }
    }

    fn claim(&self) -> String {
        match self.outcomes.iter().filter(|one| !one.deadlock).count() {
            1 => "the only output that is possible".to_owned(),
            count => format!("one of the {} outputs that are possible", grouped(count)),
        }
    }
}

/// The known value; if it isn't known, the reason is recorded.
fn known<T>(known: Result<T, &str>, checked: &mut Checked) -> Option<T> {
    let note = |why: &str| checked.facts.push(("not checked", why.to_owned()));
    known.map_err(note).ok()
}

/// A check that no exception was left uncaught, if one was.
fn uncaught(ended: &Finished) -> Checked {
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
    checked
}

/// A share with as many decimals as it takes to be visible.
fn fraction(share: f64) -> String {
    match share {
        share if share >= 0.001 => percent(share, 1),
        share if share >= 0.000_01 => percent(share, 3),
        _ => "less than 0.001 %".to_owned(),
    }
}

/// Whether a run ended in this outcome.
fn is(outcome: &Outcome, ended: &Finished) -> bool {
    let mut expected: Vec<_> = outcome.ending.notes.iter().collect();
    let output = ended.output.as_deref().unwrap_or_default();
    for (name, last) in &ended.errors {
        let place = expected.iter().position(|note| match note {
            Note::Raised { thread, error } => thread == name && crate::matches(error, last),
            Note::NeverEnds(_) | Note::Cut => false,
        });
        match place {
            Some(place) => expected.remove(place),
            None => return false,
        };
    }
    expected.is_empty() && crate::matches(&outcome.ending.name, output)
}

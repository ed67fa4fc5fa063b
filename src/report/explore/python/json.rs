//! The findings about a Python program as one JSON document.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::findings::PythonFindings;
use explore::{Note, Outcome, Replay, ScheduleEnd, Schedules, Stuck, letter};

/// The JSON document of a program.
#[derive(Serialize, JsonSchema)]
pub struct FileDocument<'d> {
    /// The version of this form: 1
    schema_version: u32,
    /// The name of this program
    program: &'static str,
    /// Its version
    version: &'static str,
    /// The file that was explored
    file: &'d str,
    /// How many schedules there are, in digits; `infinite` if some have no end, null if they were not
    /// counted
    schedules: Option<String>,
    /// The states that were visited
    states: usize,
    /// Whether every state was visited
    whole: bool,
    /// The lines of the loops that `--loops` cut
    cut_lines: &'d [u32],
    /// Every way in which schedules end
    outcomes: Vec<OutcomeRow<'d>>,
    /// Every kind of deadlock
    deadlocks: Vec<DeadlockRow<'d>>,
    /// One schedule, step by step
    walk: Option<WalkRow<'d>>,
}

#[derive(Serialize, JsonSchema)]
struct OutcomeRow<'d> {
    /// All that is printed, or the globals that `--outcome` names; opaque parts as `<time>`, `<random>`
    /// and `<id>`
    stdout: &'d str,
    /// The exceptions that nothing caught
    errors: Vec<ErrorRow<'d>>,
    /// Whether it is a deadlock
    deadlock: bool,
    /// Whether a thread loops forever
    never_ends: bool,
    /// Whether `--loops` cut a loop before the end
    cut: bool,
    schedules: Option<String>,
    /// The share of all schedules that end this way, 0 to 1
    share: Option<f64>,
    /// The chance of ending this way if each move is drawn uniformly from the threads that can move
    chance: Option<f64>,
    /// A schedule that ends this way, as the letters of its threads
    schedule: &'d str,
}

#[derive(Serialize, JsonSchema)]
struct ErrorRow<'d> {
    /// The name of the thread
    thread: &'d str,
    /// The last line of the traceback
    error: &'d str,
}

#[derive(Serialize, JsonSchema)]
struct DeadlockRow<'d> {
    schedules: Option<String>,
    schedule: &'d str,
    threads: &'d [Stuck],
}

#[derive(Serialize, JsonSchema)]
struct WalkRow<'d> {
    columns: &'d [String],
    initial: &'d [String],
    steps: Vec<StepRow<'d>>,
    end: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct StepRow<'d> {
    thread: char,
    text: &'d str,
    values: &'d [String],
    note: &'d str,
}

fn row(outcome: &Outcome, infinite: bool) -> OutcomeRow<'_> {
    let notes = &outcome.ending.notes;
    let errors = notes.iter().filter_map(|note| match note {
        Note::Raised { thread, error } => Some(ErrorRow { thread, error }),
        Note::NeverEnds(_) | Note::Cut => None,
    });
    OutcomeRow {
        stdout: if outcome.deadlock {
            ""
        } else {
            &outcome.ending.name
        },
        errors: errors.collect(),
        deadlock: outcome.deadlock,
        never_ends: notes.iter().any(|note| matches!(note, Note::NeverEnds(_))),
        cut: notes.contains(&Note::Cut),
        schedules: match &outcome.schedules {
            _ if infinite => Some("infinite".into()),
            schedules => schedules.as_ref().map(ToString::to_string),
        },
        share: outcome.share,
        chance: outcome.chance,
        schedule: &outcome.schedule,
    }
}

fn walk_row(replay: &Replay) -> WalkRow<'_> {
    let steps = replay.steps.iter().map(|step| StepRow {
        thread: letter(step.thread),
        text: &step.text,
        values: &step.values,
        note: &step.note,
    });
    WalkRow {
        columns: &replay.columns,
        initial: &replay.initial,
        steps: steps.collect(),
        end: replay.end.as_ref().map(|end| match end {
            ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending) => {
                ending.to_string()
            }
            ScheduleEnd::Deadlock(_) => "deadlock".into(),
        }),
    }
}

/// The findings as one JSON document.
pub fn findings(found: &PythonFindings, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    let infinite = matches!(findings.schedules, Schedules::Infinite);
    let deadlocks = findings.deadlocks.iter().map(|one| DeadlockRow {
        schedules: one.schedules.as_ref().map(ToString::to_string),
        schedule: &one.schedule,
        threads: &one.stuck,
    });
    let schedules = match &findings.schedules {
        Schedules::Exactly(all) => Some(all.to_string()),
        Schedules::Infinite => Some("infinite".into()),
        Schedules::Unknown => None,
    };
    let outcomes = findings.outcomes.iter().map(|one| row(one, infinite));
    let document = FileDocument {
        schedules,
        states: findings.states,
        whole: findings.whole,
        cut_lines: found.cuts,
        outcomes: outcomes.collect(),
        deadlocks: deadlocks.collect(),
        ..FileDocument::of(found.file, found.replay)
    };
    write(&document, out)
}

/// One walked schedule as a JSON document.
pub fn walk(file: &str, replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
    write(&FileDocument::of(file, Some(replay)), out)
}

impl<'d> FileDocument<'d> {
    /// The document of a file of which only this walk is known.
    fn of(file: &'d str, walk: Option<&'d Replay>) -> Self {
        Self {
            schema_version: 1,
            program: system::PROGRAM,
            version: env!("CARGO_PKG_VERSION"),
            file,
            schedules: None,
            states: 0,
            whole: false,
            cut_lines: &[],
            outcomes: Vec::new(),
            deadlocks: Vec::new(),
            walk: walk.map(walk_row),
        }
    }
}

fn write(document: &FileDocument, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}

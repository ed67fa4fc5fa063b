//! What was found of a Python program as one JSON document.

use std::io::{self, Write};

use serde::Serialize;

use super::found::Found;
use crate::explore::{End, Note, Outcome, Replay, Schedules, letter};

/// The JSON document of a program.
#[derive(Serialize)]
struct Document<'d> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    file: &'d str,
    schedules: Option<String>,
    states: usize,
    whole: bool,
    cut_lines: &'d [u32],
    outcomes: Vec<OutcomeRow<'d>>,
    deadlocks: Vec<DeadlockRow>,
    walk: Option<WalkRow<'d>>,
}

#[derive(Serialize)]
struct OutcomeRow<'d> {
    stdout: &'d str,
    errors: Vec<ErrorRow<'d>>,
    deadlock: bool,
    never_ends: bool,
    cut: bool,
    schedules: Option<String>,
    share: Option<f64>,
    chance: Option<f64>,
    schedule: &'d str,
}

#[derive(Serialize)]
struct ErrorRow<'d> {
    thread: &'d str,
    error: &'d str,
}

#[derive(Serialize)]
struct DeadlockRow {
    schedules: Option<String>,
    schedule: String,
    threads: Vec<StuckRow>,
}

#[derive(Serialize)]
struct StuckRow {
    thread: char,
    holds: Vec<String>,
    waits_for: String,
    on: Option<char>,
}

#[derive(Serialize)]
struct WalkRow<'d> {
    columns: &'d [String],
    initial: &'d [String],
    steps: Vec<StepRow<'d>>,
    end: Option<String>,
}

#[derive(Serialize)]
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
            End::Done(ending) | End::Cut(ending) | End::Endless(ending) => ending.to_string(),
            End::Deadlock(_) => "deadlock".into(),
        }),
    }
}

/// The findings as one JSON document.
pub fn findings(found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    let infinite = matches!(findings.schedules, Schedules::Infinite);
    let deadlocks = findings.deadlocks.iter().map(|one| DeadlockRow {
        schedules: one.schedules.as_ref().map(ToString::to_string),
        schedule: one.schedule.clone(),
        threads: one
            .stuck
            .iter()
            .map(|stuck| StuckRow {
                thread: letter(stuck.thread),
                holds: stuck.holds.clone(),
                waits_for: stuck.waits_for.clone(),
                on: stuck.on.map(letter),
            })
            .collect(),
    });
    let schedules = match &findings.schedules {
        Schedules::Exactly(all) => Some(all.to_string()),
        Schedules::Infinite => Some("infinite".into()),
        Schedules::Unknown => None,
    };
    write(
        &Document {
            schema_version: 1,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            file: found.file,
            schedules,
            states: findings.states,
            whole: findings.whole,
            cut_lines: found.cuts,
            outcomes: findings
                .outcomes
                .iter()
                .map(|one| row(one, infinite))
                .collect(),
            deadlocks: deadlocks.collect(),
            walk: found.replay.map(walk_row),
        },
        out,
    )
}

/// One walked schedule as a JSON document.
pub fn walk(file: &str, replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
    write(
        &Document {
            schema_version: 1,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            file,
            schedules: None,
            states: 0,
            whole: false,
            cut_lines: &[],
            outcomes: Vec::new(),
            deadlocks: Vec::new(),
            walk: Some(walk_row(replay)),
        },
        out,
    )
}

fn write(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}

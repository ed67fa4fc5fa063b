//! The findings as one JSON document. Counts that can pass 2^53 are strings.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::explore::{
    self, Findings, Program, Replay, Schedules, Size, Sizes, Stuck, Verdict, letter,
};
use crate::system::Machine;

/// The version of the document's form; it grows when a reader would have to change.
const SCHEMA_VERSION: u32 = 1;

/// The document of `explore --format json`.
#[derive(Serialize, JsonSchema)]
pub struct Document<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    machine: &'a Machine,
    demo: &'a str,
    variant: &'a str,
    /// The sizes as they were understood; those that this variant has no use for too
    options: BTreeMap<&'static str, u32>,
    /// The sizes in words
    size: &'a str,
    /// The steps of each group of threads that do the same
    steps: Vec<Group>,
    /// What should hold in every schedule
    promise: &'a str,
    /// Whether the lesson planted a fault against that
    planted: bool,
    /// What the model decides or leaves out
    remarks: &'a [String],
    /// What the search found; null where one schedule was walked instead
    findings: Option<Found<'a>>,
    /// The schedule that was asked for, else that of the first outcome that breaks the promise, or
    /// of the first one; null where the search met no end
    walk: Option<Walked<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Group {
    /// The letters of the threads
    threads: Vec<String>,
    role: String,
    steps: String,
}

#[derive(Serialize, JsonSchema)]
struct Found<'a> {
    search: Search,
    /// States visited
    states: usize,
    /// How many schedules there are; null where they have no number, or were not counted
    schedules: Option<String>,
    verdict: Said,
    outcomes: Vec<Outcome<'a>>,
    /// The kinds of deadlock
    deadlocks: Vec<Deadlock<'a>>,
}

/// How far the search went
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Search {
    /// Over every state: the numbers are exact
    Exact,
    /// Over every state, and some schedules go on for ever
    Infinite,
    /// To its bound: nothing is proved
    Stopped,
}

/// What the findings say about the promise
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Said {
    /// It holds in every schedule
    Proved,
    /// The fault that the lesson planted was found
    Shown,
    /// A schedule breaks it where no fault was planted
    Broken,
    /// A schedule ends in a deadlock where no fault was planted
    Deadlocked,
    /// The search stopped at its bound and found no fault
    Stopped,
}

#[derive(Serialize, JsonSchema)]
struct Outcome<'a> {
    name: &'a str,
    meaning: &'a str,
    /// Whether it keeps the promise
    good: bool,
    deadlock: bool,
    /// How many schedules end so
    schedules: Option<String>,
    /// Their part of all schedules, 0 to 1
    share: Option<f64>,
    /// The chance of it when each move is drawn evenly from the threads that can move, 0 to 1
    chance: Option<f64>,
    /// The schedule with the fewest pre-emptions, then the shortest, then the first in the alphabet
    schedule: &'a str,
    preemptions: u32,
}

#[derive(Serialize, JsonSchema)]
struct Deadlock<'a> {
    stuck: Vec<Waiting<'a>>,
    /// Threads that wait for each other in a ring, each for the next; empty where there is none
    cycle: Vec<String>,
    /// The states in which it shows
    states: usize,
    schedules: Option<String>,
    chance: Option<f64>,
    schedule: &'a str,
    preemptions: u32,
}

/// A thread that can't move
#[derive(Serialize, JsonSchema)]
struct Waiting<'a> {
    thread: String,
    /// The locks that it holds
    holds: &'a [String],
    waits_for: &'a str,
    /// The thread that it waits for, where that is one thread
    on: Option<String>,
}

/// One schedule, walked step by step
#[derive(Serialize, JsonSchema)]
struct Walked<'a> {
    schedule: String,
    /// The shared values before the first step
    initial: BTreeMap<&'a str, &'a str>,
    steps: Vec<Taken<'a>>,
    end: End<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Taken<'a> {
    thread: String,
    step: &'a str,
    /// The shared values after it
    shared: BTreeMap<&'a str, &'a str>,
    /// What is remarkable about it; null where nothing is
    note: Option<&'a str>,
}

/// Where a schedule leads
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum End<'a> {
    /// Every thread is done
    Done {
        name: &'a str,
        meaning: &'a str,
        good: bool,
    },
    /// Nobody can move
    Deadlock { stuck: Vec<Waiting<'a>> },
    /// It is not over
    Open { can_move: Vec<String> },
}

/// Writes the document of a search, or of one schedule of a program.
pub fn write(
    program: &Program,
    (options, sizes): (&[Size], Sizes),
    findings: Option<&Findings>,
    replay: Option<&Replay>,
    machine: &Machine,
    out: &mut dyn Write,
) -> io::Result<()> {
    let steps = program.listing().into_iter();
    let steps = steps.map(|(threads, role, steps)| Group {
        threads: threads.split(' ').map(str::to_owned).collect(),
        role,
        steps,
    });
    // A program was made of them, so they are in range.
    let option = |size: &Size| Some((size.option, sizes.of(*size).ok()?));
    let document = Document {
        schema_version: SCHEMA_VERSION,
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        machine,
        demo: &program.demo,
        variant: &program.variant,
        options: options.iter().filter_map(option).collect(),
        size: &program.size,
        steps: steps.collect(),
        promise: &program.promise,
        planted: program.planted,
        remarks: &program.remarks,
        findings: findings.map(found),
        walk: replay.map(walked),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn found(findings: &Findings) -> Found<'_> {
    Found {
        search: match findings.schedules {
            Schedules::Exactly(_) => Search::Exact,
            Schedules::Infinite => Search::Infinite,
            Schedules::Unknown => Search::Stopped,
        },
        states: findings.states,
        schedules: findings.schedules.exact().map(ToString::to_string),
        verdict: match findings.verdict() {
            Verdict::Proved => Said::Proved,
            Verdict::Shown => Said::Shown,
            Verdict::Broken => Said::Broken,
            Verdict::Deadlocked => Said::Deadlocked,
            Verdict::Stopped => Said::Stopped,
        },
        outcomes: findings.outcomes.iter().map(outcome).collect(),
        deadlocks: findings.deadlocks.iter().map(deadlock).collect(),
    }
}

fn outcome(outcome: &explore::Outcome) -> Outcome<'_> {
    Outcome {
        name: &outcome.ending.name,
        meaning: &outcome.ending.meaning,
        good: outcome.ending.good,
        deadlock: outcome.deadlock,
        schedules: outcome.schedules.as_ref().map(ToString::to_string),
        share: outcome.share,
        chance: outcome.chance,
        schedule: &outcome.schedule,
        preemptions: outcome.preemptions,
    }
}

fn deadlock(deadlock: &explore::Deadlock) -> Deadlock<'_> {
    Deadlock {
        stuck: waiting(&deadlock.stuck),
        cycle: letters(&deadlock.cycle),
        states: deadlock.states,
        schedules: deadlock.schedules.as_ref().map(ToString::to_string),
        chance: deadlock.chance,
        schedule: &deadlock.schedule,
        preemptions: deadlock.preemptions,
    }
}

fn walked<'r>(replay: &'r Replay) -> Walked<'r> {
    let shared = |values: &'r [String]| -> BTreeMap<&'r str, &'r str> {
        let names = replay.columns.iter().map(String::as_str);
        names.zip(values.iter().map(String::as_str)).collect()
    };
    let steps = replay.rows.iter().map(|row| Taken {
        thread: letter(row.thread).to_string(),
        step: &row.text,
        shared: shared(&row.values),
        note: Some(row.note.as_str()).filter(|note| !note.is_empty()),
    });
    Walked {
        schedule: replay.rows.iter().map(|row| letter(row.thread)).collect(),
        initial: shared(&replay.initial),
        steps: steps.collect(),
        end: match &replay.end {
            explore::End::Done(ending) => End::Done {
                name: &ending.name,
                meaning: &ending.meaning,
                good: ending.good,
            },
            explore::End::Deadlock(stuck) => End::Deadlock {
                stuck: waiting(stuck),
            },
            explore::End::Open(able) => End::Open {
                can_move: letters(able),
            },
        },
    }
}

fn waiting(stuck: &[Stuck]) -> Vec<Waiting<'_>> {
    stuck.iter().map(stuck_one).collect()
}

fn stuck_one(stuck: &Stuck) -> Waiting<'_> {
    Waiting {
        thread: letter(stuck.thread).to_string(),
        holds: &stuck.holds,
        waits_for: &stuck.waits_for,
        on: stuck.on.map(|on| letter(on).to_string()),
    }
}

fn letters(threads: &[usize]) -> Vec<String> {
    threads
        .iter()
        .map(|&thread| letter(thread).to_string())
        .collect()
}

//! The findings as one JSON document. Counts that can pass 2^53 are strings.

mod walk;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::explore::{self, Conclusion, Cut, Findings, Program, Replay, Schedules, Size, Sizes};
use crate::system::Machine;
use walk::{Waiting, Walked, letters, waiting, walked};

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
    ended: Ended,
    /// What the search found; null if one schedule was walked instead
    findings: Option<Found<'a>>,
    /// The schedule that was asked for, else that of the first outcome that breaks the promise, or
    /// of the first one; null if the search met no end, or there was no memory for the steps
    walk: Option<Walked<'a>>,
}

/// How the command ended
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Ended {
    /// Nothing cut it short
    Complete,
    /// The search met its bound on states
    Bound,
    /// The system refused the search more memory
    Memory,
    /// Ctrl-C or SIGTERM cut the search short
    Interrupted,
    /// `--timeout` ran out
    Timeout,
    /// The program does something that can't be explored
    Refused,
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
    /// How many schedules there are; null if they have no number, or were not counted
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
    /// Over every state, but it was cut short before schedules were counted
    Uncounted,
    /// Not over every state: nothing is proved
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
    /// The search stopped before every state was visited, and found no fault
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
    /// The schedule with the fewest pre-emptions, then the shortest, then the first in the alphabet;
    /// if the search was cut short, perhaps not that one
    schedule: &'a str,
    preemptions: u32,
}

#[derive(Serialize, JsonSchema)]
struct Deadlock<'a> {
    stuck: Vec<Waiting<'a>>,
    /// Threads that wait for each other in a ring, each for the next; empty if there is none
    cycle: Vec<String>,
    /// The states in which it shows
    states: usize,
    schedules: Option<String>,
    chance: Option<f64>,
    schedule: &'a str,
    preemptions: u32,
}

/// Writes the document of a search, or of one schedule of a program.
pub fn write(
    program: &Program,
    (options, sizes): (&[Size], &Sizes),
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
        ended: ended(findings.and_then(|findings| findings.cut)),
        findings: findings.map(found),
        walk: replay.map(walked),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn ended(cut: Option<Cut>) -> Ended {
    match cut {
        None => Ended::Complete,
        Some(Cut::Bound) => Ended::Bound,
        Some(Cut::Memory) => Ended::Memory,
        Some(Cut::Interrupted) => Ended::Interrupted,
        Some(Cut::OutOfTime) => Ended::Timeout,
        Some(Cut::Refused) => Ended::Refused,
    }
}

fn found(findings: &Findings) -> Found<'_> {
    Found {
        search: match findings.schedules {
            Schedules::Exactly(_) => Search::Exact,
            Schedules::Infinite => Search::Infinite,
            Schedules::Unknown if findings.whole => Search::Uncounted,
            Schedules::Unknown => Search::Stopped,
        },
        states: findings.states,
        schedules: findings.schedules.exact().map(ToString::to_string),
        verdict: match findings.conclusion() {
            Conclusion::Proved => Said::Proved,
            Conclusion::Shown => Said::Shown,
            Conclusion::Broken => Said::Broken,
            Conclusion::Deadlocked => Said::Deadlocked,
            Conclusion::Stopped => Said::Stopped,
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

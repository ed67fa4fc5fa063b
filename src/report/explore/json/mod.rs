//! The findings as one JSON document. Counts that can exceed 2^53 are strings.

mod walk;

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use explore::{
    Conclusion, Cut, Deadlock, Findings, Memory, Outcome, Program, Replay, Schedules, Size, Sizes,
};
use system::Machine;
use walk::{Walked, walked};

/// The schema version of the document; it is raised when readers have to change.
const SCHEMA_VERSION: u32 = 1;

/// The document of `explore --format json`.
#[derive(Serialize, JsonSchema)]
pub struct ExploreDocument<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    machine: &'a Machine,
    demo: &'a str,
    variant: &'a str,
    /// The sizes as they were understood, and what was chosen by name; those that this variant has no
    /// use for too
    options: BTreeMap<&'static str, Chosen>,
    memory: Order,
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
    findings: Option<SearchResult<'a>>,
    /// The requested schedule, or else that of the first outcome that breaks the promise, or of the
    /// first one; null if the search met no end, or there was no memory for the steps
    walk: Option<Walked<'a>>,
}

/// A size, or a choice
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
enum Chosen {
    Number(u32),
    Name(&'static str),
}

/// When others see what a thread writes
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// At once: sequentially consistent
    Sc,
    /// When its store queue, named by the small letter, brings it to memory: x86-TSO
    Tso,
}

/// How the command ended
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Ended {
    /// Nothing cut it short
    Complete,
    /// The search reached its bound on states
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
#[schemars(rename = "Found")] // its name in the schema
struct SearchResult<'a> {
    search: Search,
    /// States visited
    states: usize,
    /// How many schedules there are; null if they have no number, or were not counted
    schedules: Option<String>,
    verdict: Conclusion,
    outcomes: &'a [Outcome],
    /// The kinds of deadlock
    deadlocks: &'a [Deadlock],
}

/// How far the search went
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Search {
    /// Over every state: the numbers are exact
    Exact,
    /// Over every state, and some schedules go on forever
    Infinite,
    /// Over every state, but it was cut short before schedules were counted
    Uncounted,
    /// Not over every state: nothing is proved
    Stopped,
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
    // The program was built from these sizes, so they are in range.
    let option = |size: &Size| {
        let number = sizes.of(*size).ok()?;
        let name = size.names.get(number as usize);
        let chosen = name.map_or(Chosen::Number(number), |name| Chosen::Name(name));
        Some((size.option, chosen))
    };
    let document = ExploreDocument {
        schema_version: SCHEMA_VERSION,
        program: system::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        machine,
        demo: &program.demo,
        variant: &program.variant,
        options: options.iter().filter_map(option).collect(),
        memory: match program.memory {
            Memory::Sc => Order::Sc,
            Memory::Tso => Order::Tso,
        },
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

fn found(findings: &Findings) -> SearchResult<'_> {
    SearchResult {
        search: match findings.schedules {
            Schedules::Exactly(_) => Search::Exact,
            Schedules::Infinite => Search::Infinite,
            Schedules::Unknown if findings.whole => Search::Uncounted,
            Schedules::Unknown => Search::Stopped,
        },
        states: findings.states,
        schedules: findings.schedules.exact().map(ToString::to_string),
        verdict: findings.conclusion(),
        outcomes: &findings.outcomes,
        deadlocks: &findings.deadlocks,
    }
}

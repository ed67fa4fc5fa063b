//! The JSON report: one document for a whole invocation.
//!
//! Durations are numbers in seconds and their names end in `_s`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::against::Against;
use crate::results::{Asked, Doubtful, Ended, Measured, Results, VariantResult};
use engine::plan::{Check, Checked, PossibleEnd, Strategy, TaskResult};
use engine::record::{EntryKind, LaneRecord, Moment, Record, Wait};
use stats::{Ratio, SCHEMA_VERSION, Scaling, Summary};
use system::Machine;

/// The document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Document")]
pub struct RunDocument<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    /// When the run began, in RFC 3339 form
    at: &'a str,
    /// A hash of the host's name, or the name, as --host says; null if neither may be disclosed
    host: Option<&'a str>,
    /// What --label said
    label: Option<&'a str>,
    machine: &'a Machine,
    demo: &'static str,
    /// The demo's own options as they were understood
    options: &'a Map<String, Value>,
    ended: Ended,
    /// What is certain however the threads are scheduled
    guaranteed: &'static str,
    /// What a reader might expect to be certain, and isn't; null if the demo names nothing
    not_guaranteed: Option<&'static str>,
    /// Requested variants that can't be run
    left_out: Vec<LeftOut<'a>>,
    /// What --min-speedup or --max-slowdown required, and the answer; null without these
    asked: Option<&'a Asked>,
    /// The figure by which the variants are compared: `time`, `cpu_time` or `nothing`
    compares: &'static str,
    /// Why the figures should not be trusted
    doubts: &'a [Doubtful],
    /// Its variants against those of an earlier run; null without --against
    against: Option<&'a Against>,
    /// What each number of threads gained; null without --scale
    scale: Option<&'a Scaling>,
    /// The variants that began, in their order; the baseline is the first that is to end
    variants: Vec<Variant<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct LeftOut<'a> {
    name: &'a str,
    /// Why it can't be run
    why: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Variant<'a> {
    name: &'a str,
    strategy: &'static str,
    /// The threads of the pool, if it is one
    #[serde(skip_serializing_if = "Option::is_none")]
    pool_size: Option<usize>,
    /// The shortest time that theory allows on this machine; null if it gives none
    at_best_s: Option<f64>,
    /// Each measured run that was neither cut short nor failed a check
    runs: &'a [Measured],
    summary: Option<Summary>,
    /// How it compares with the baseline; null for the baseline itself, for a variant that is meant to
    /// deadlock, and if nothing is compared
    comparison: Option<Ratio>,
    checks: &'a [Check],
    /// How many of its measured runs ended in each possible way, if these are known
    #[serde(skip_serializing_if = "Option::is_none")]
    observed: Option<Vec<ObservedEnd<'a>>>,
    /// What was down to luck in this run
    luck: Option<&'a str>,
    /// What the demo measures besides time
    measured: Option<&'a Map<String, Value>>,
    /// Why a thread or child could not be started
    refused: Option<&'a str>,
    /// What the main thread's part of the run panicked with
    panicked: Option<&'a str>,
    tasks: Vec<Task<'a>>,
    /// What each thread did in the first measured run
    lanes: Vec<JsonLane<'a>>,
}

/// One of the ends that runs of a program can have.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Observed")] // its name in the schema
struct ObservedEnd<'a> {
    stdout: &'a str,
    /// The exceptions that nothing catches, and the like
    notes: &'a [String],
    deadlock: bool,
    /// How many of the measured runs ended this way
    runs: usize,
    /// Its share of all schedules; null if they can't be counted
    share: Option<f64>,
    /// Its chance if each step is a fair draw among the threads that can move
    chance: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct Task<'a> {
    name: &'a str,
    outcome: &'a TaskResult,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Lane")]
struct JsonLane<'a> {
    name: &'a str,
    process: u32,
    #[schemars(with = "Vec<Entry<'a>>")]
    entries: Entries<'a>,
}

/// A lane's entries, serialized one by one because there may be millions.
struct Entries<'a> {
    lane: &'a LaneRecord,
    record: &'a Record,
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.lane.moments();
        serializer.collect_seq(entries.map(|moment| entry(moment, self.record)))
    }
}

/// One recorded entry, with its time since the run began.
#[derive(Serialize, JsonSchema)]
struct Entry<'a> {
    at_s: f64,
    #[serde(flatten)]
    what: Happened<'a>,
}

#[derive(Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Happened<'a> {
    /// A task began
    Begin { task: &'a str },
    /// The task that began last ended
    End,
    /// A line was printed
    Line { line: &'a str },
    /// A wait began
    Wait {
        wait: &'static str,
        /// What was waited for: a lock, a queue, a thread; nothing for a sleep
        #[serde(skip_serializing_if = "Option::is_none")]
        object: Option<&'a str>,
        /// The task that held the lock then, where the lock knows
        #[serde(skip_serializing_if = "Option::is_none")]
        held_by: Option<&'a str>,
    },
    /// The wait ended, by the act of this number if there was one
    Woke {
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// The thread released, put or set the object
    Gave {
        object: Option<&'a str>,
        number: String,
    },
    /// The object is at this level from now on
    Level { object: Option<&'a str>, level: u32 },
    /// The thread started another
    Spawn { thread: Option<&'a str> },
    /// The thread came to this line of the program's text
    Reached { source_line: u32 },
}

/// Writes the document of these results.
pub fn write(results: &Results, machine: &Machine, out: &mut dyn Write) -> io::Result<()> {
    let document = RunDocument {
        schema_version: SCHEMA_VERSION,
        program: system::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        at: &results.at,
        host: results.host.as_deref(),
        label: results.label.as_deref(),
        machine,
        demo: results.demo,
        options: &results.options,
        ended: results.ended,
        guaranteed: results.guaranteed,
        not_guaranteed: results.not_guaranteed,
        left_out: results
            .left_out
            .iter()
            .map(|(name, why)| LeftOut { name, why })
            .collect(),
        asked: results.asked.as_ref(),
        compares: results.compares.name(),
        against: results.against.as_ref(),
        scale: results.scale.as_ref(),
        doubts: &results.doubts,
        variants: results
            .variants
            .iter()
            .enumerate()
            .map(|(place, result)| variant(result, results.ratio(place)))
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn variant(result: &VariantResult, comparison: Option<Ratio>) -> Variant<'_> {
    let checked: Option<&Checked> = result.first.checked.as_ref();
    let record = &result.first.record;
    Variant {
        name: &result.name,
        strategy: result.strategy.name(),
        pool_size: match result.strategy {
            Strategy::Pool(size) => Some(size),
            _ => None,
        },
        at_best_s: result.at_best.map(|time| time.as_secs_f64()),
        runs: &result.runs,
        summary: result.summary(),
        comparison,
        checks: checked.map_or(&[], |checked| &checked.checks),
        observed: result.possible().map(|ends| observed(result, ends)),
        luck: checked.and_then(|checked| checked.luck.as_deref()),
        measured: checked.map(|checked| &checked.measured),
        refused: result.first.refused.as_deref(),
        panicked: result.first.panicked.as_deref(),
        tasks: record
            .tasks
            .iter()
            .zip(&result.first.outcomes)
            .map(|(name, outcome)| Task { name, outcome })
            .collect(),
        lanes: record
            .lanes
            .iter()
            .map(|lane| self::lane(lane, record))
            .collect(),
    }
}

fn observed<'a>(result: &VariantResult, ends: &'a [PossibleEnd]) -> Vec<ObservedEnd<'a>> {
    let one = |(place, end): (usize, &'a PossibleEnd)| ObservedEnd {
        stdout: &end.output,
        notes: &end.notes,
        deadlock: end.deadlock,
        runs: result.times(place),
        share: end.share,
        chance: end.chance,
    };
    ends.iter().enumerate().map(one).collect()
}

fn lane<'a>(lane: &'a LaneRecord, record: &'a Record) -> JsonLane<'a> {
    JsonLane {
        name: &lane.name,
        process: lane.process,
        entries: Entries { lane, record },
    }
}

fn entry<'a>(moment: Moment<'a>, record: &'a Record) -> Entry<'a> {
    let object = |place: u16| record.objects.get(usize::from(place)).map(String::as_str);
    let lane = |place: u32| Some(record.lanes.get(place as usize)?.name.as_str());
    let what = match moment.kind {
        EntryKind::Begin(task) => Happened::Begin {
            task: record.task_name(Some(task as usize)),
        },
        EntryKind::End => Happened::End,
        EntryKind::Line(_) | EntryKind::Piece(_) => Happened::Line { line: moment.line },
        EntryKind::Wait {
            wait,
            object: place,
            holder,
        } => Happened::Wait {
            wait: wait.name(),
            object: match wait {
                Wait::Join => holder.and_then(lane),
                _ => object(place).filter(|_| wait.has_object()),
            },
            held_by: holder
                .filter(|_| wait == Wait::Lock)
                .map(|task| record.task_name(Some(task as usize))),
        },
        EntryKind::Woke(number) => Happened::Woke {
            number: (number > 0).then(|| number.to_string()),
        },
        EntryKind::Gave(place, number) => Happened::Gave {
            object: object(place),
            number: number.to_string(),
        },
        EntryKind::Level(place, level) => Happened::Level {
            object: object(place),
            level,
        },
        EntryKind::Reached(source_line) => Happened::Reached { source_line },
        EntryKind::Spawn(place) => Happened::Spawn {
            thread: lane(place),
        },
    };
    Entry {
        at_s: moment.at.seconds(),
        what,
    }
}

//! The results of reading and writing: how many read at once, how long each side waited, and who starved.

use serde::Serialize;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::admission_rule::AdmissionRule;
use super::options::Options;
use super::work::SharedPair;
use crate::kit::fairness;
use crate::kit::json::object;
use crate::kit::readings::{in_units, many};
use engine::plan::{Check, Checked, RunView};
use sync::read_write_lock::Side;
use words::grouped;

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    most_readers: usize,
    readers: Waited,
    writers: Waited,
    fairness: f64,
    /// Reads that saw the first half of one write and the second half of another.
    torn: u64,
}

/// How the threads of one side waited.
#[derive(Clone, Copy, Default, Serialize)]
struct Waited {
    longest_wait_s: f64,
    /// The most threads of the other side that overtook one that had come before them.
    #[serde(rename = "passed_by")]
    overtaken_by: u64,
    starves: bool,
}

impl Waited {
    /// How this side waited; it starves if one of the others must have overtaken it twice.
    fn of(seen: &RunView<'_>, options: Options, side: Side) -> Self {
        let mut waited = Self::default();
        let own = (0..options.threads()).filter(|place| options.side(*place) == side);
        for answer in own.filter_map(|place| seen.answer(place)) {
            let longest = answer["longest_wait_s"].as_f64().unwrap_or_default();
            waited.longest_wait_s = waited.longest_wait_s.max(longest);
            let passed = answer["passed_by"].as_u64().unwrap_or_default();
            waited.overtaken_by = waited.overtaken_by.max(passed);
        }
        let others = match side {
            Side::Reader => options.writers,
            Side::Writer => options.readers,
        };
        waited.starves = waited.overtaken_by > others as u64;
        waited
    }

    fn longest(self) -> String {
        in_units(Duration::from_secs_f64(self.longest_wait_s))
    }
}

/// Checks that nothing was torn, and that only those threads overtook others that the rule lets.
pub(super) fn check(
    seen: &RunView<'_>,
    way: AdmissionRule,
    options: Options,
    room: &SharedPair,
) -> Checked {
    let readers = Waited::of(seen, options, Side::Reader);
    let writers = Waited::of(seen, options, Side::Writer);
    let answers = || (0..options.threads()).filter_map(|place| seen.answer(place));
    let torn = answers().filter_map(|answer| answer["torn"].as_u64()).sum();
    let finished: Vec<_> = answers()
        .filter_map(|answer| answer["finished_s"].as_f64())
        .collect();
    let measured = Measured {
        most_readers: room.lock.most_readers(),
        readers,
        writers,
        fairness: fairness::of_paces(options.rounds, &finished),
        torn,
    };
    Checked {
        checks: checks(seen, way, options, &measured, room),
        facts: vec![(way.name(), fact(&measured, options))],
        measured: object(&measured),
        ..Checked::default()
    }
}

fn checks(
    seen: &RunView<'_>,
    way: AdmissionRule,
    options: Options,
    measured: &Measured,
    room: &SharedPair,
) -> Vec<Check> {
    let name = way.name();
    let short =
        (0..options.threads()).find(|place| seen.record.lines_of(*place).len() != options.rounds);
    let (reads, writes) = (
        options.readers as u64 * options.rounds as u64,
        options.writers as u64 * options.rounds as u64,
    );
    let all = format!("{} and {}", many(reads, "read"), many(writes, "write"));
    let written = room
        .pair
        .each_ref()
        .map(|half| half.load(Ordering::Relaxed));
    let torn = measured.torn;
    let whole = Check::that(
        format!("{all}, and no read saw half a write"),
        short.is_none() && torn == 0 && written == [writes, writes],
        || format!("{torn} did, and {written:?} were written"),
    );
    let most = measured.most_readers;
    // All readers except one finish reading before the lock is free of readers.
    let least = (options.readers as u64 - 1) * options.rounds as u64;
    let ahead = measured.writers.overtaken_by;
    let rule = match way {
        AdmissionRule::Mutex => Check::that(
            format!("{name}: never two inside at once"),
            most == 1 && ahead == 0,
            || format!("{most} read at once"),
        ),
        AdmissionRule::RwLock => Check::that(
            format!(
                "{name}: all {} read at once, and at least {} went ahead of a writer that had come before",
                many(options.readers as u64, "reader"),
                many(least, "read")
            ),
            most == options.readers && ahead >= least,
            || format!("{most} read at once, and {ahead} went ahead"),
        ),
        AdmissionRule::WriterFirst => Check::that(
            format!("{name}: no reader went in while a writer waited"),
            ahead == 0,
            || format!("{ahead} did"),
        ),
    };
    vec![whole, rule]
}

fn fact(measured: &Measured, options: Options) -> String {
    let starves = |side: Waited, count: usize, this: &str, what: &str| {
        let ahead = many(side.overtaken_by, what);
        let starve = match count {
            1 => format!("the {this} starves: {ahead} went ahead of it"),
            _ => format!("{this}s starve: {ahead} went ahead of one that waited"),
        };
        side.starves.then_some(starve)
    };
    let starving = starves(measured.writers, options.writers, "writer", "read")
        .or_else(|| starves(measured.readers, options.readers, "reader", "write"));
    let starving = starving.unwrap_or_else(|| "no thread starves".to_owned());
    format!(
        "{} read at once; longest wait {} to read, {} to write; fairness {:.3}; {starving}",
        grouped(measured.most_readers),
        measured.readers.longest(),
        measured.writers.longest(),
        measured.fairness
    )
}

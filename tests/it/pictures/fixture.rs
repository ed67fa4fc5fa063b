//! Results of runs that never happened: records with every kind of entry, stamped by hand.

use std::time::Duration;

use threaddemo::engine::plan::{Bound, Checked, Figure, Strategy, TaskResult};
use threaddemo::engine::record::{Clock, Entry, EntryKind, Outlet, Recorder, Stamp, Wait};
use threaddemo::engine::stop::Stop;
use threaddemo::engine::strategy::Run;
use threaddemo::report::results::{Ended, Measured, Results, VariantResult};

pub(crate) use EntryKind::{Begin, End, Gave, Level, Spawn, Woke};

/// What a lane recorded, each entry at a time in microseconds.
pub(crate) type Entries<'a> = Vec<(u64, EntryKind, &'a str)>;

/// A line.
pub(crate) fn line(at: u64, text: &str) -> (u64, EntryKind, &str) {
    (
        at,
        EntryKind::Line(u32::try_from(text.len()).unwrap()),
        text,
    )
}

/// Anything but a line.
pub(crate) fn at<'a>(at: u64, kind: EntryKind) -> (u64, EntryKind, &'a str) {
    (at, kind, "")
}

/// A wait for the object with this number.
pub(crate) fn wait<'a>(at: u64, wait: Wait, object: u16) -> (u64, EntryKind, &'a str) {
    waits(at, wait, object, None)
}

/// A wait for the lock with this number, which the task `holder` holds.
pub(crate) fn wait_for_lock<'a>(at: u64, object: u16, holder: u32) -> (u64, EntryKind, &'a str) {
    waits(at, Wait::Lock, object, Some(holder))
}

/// A wait for the end of the thread with this lane.
pub(crate) fn join<'a>(at: u64, lane: u32) -> (u64, EntryKind, &'a str) {
    waits(at, Wait::Join, 0, Some(lane))
}

fn waits<'a>(at: u64, wait: Wait, object: u16, holder: Option<u32>) -> (u64, EntryKind, &'a str) {
    let what = EntryKind::Wait {
        wait,
        object,
        holder,
    };
    (at, what, "")
}

/// A variant whose lanes recorded this, and which took this many microseconds.
pub(crate) fn variant(
    name: &str,
    objects: &[&str],
    elapsed: u64,
    lanes: &[(&str, Entries<'_>)],
) -> VariantResult {
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|&name| name.to_owned())
            .collect::<Vec<_>>()
    };
    let tasks: Vec<_> = lanes.iter().map(|(name, _)| *name).collect();
    let recorder = Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        names(&tasks),
        names(objects),
    );
    for (name, entries) in lanes {
        let mut lane = recorder.lane(*name);
        for &(at, kind, line) in entries {
            let at = Stamp(at * 1000);
            lane.receive(Entry { at, kind }, line);
        }
    }
    let elapsed = Duration::from_micros(elapsed);
    VariantResult {
        confidence: threaddemo::stats::CONFIDENCE,
        name: name.to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::Unknown,
        at_best: None,
        runs: vec![Measured {
            elapsed_s: elapsed.as_secs_f64(),
            ..Measured::default()
        }],
        first: Run {
            record: recorder.gather(Stamp(0).after(elapsed)),
            outcomes: vec![TaskResult::Returned(1.into()); tasks.len()],
            end: None,
            checked: Some(Checked::default()),
            refused: None,
            panicked: None,
            started: Duration::ZERO,
            child_peak: None,
            longest: None,
        },
        counts: Vec::new(),
        ends: Vec::new(),
        source: None,
    }
}

/// The results of a demo with this name.
pub(crate) fn results(demo: &'static str, variants: Vec<VariantResult>) -> Results {
    Results {
        demo,
        compares_strategies: false,
        own_commands: false,
        rounds: None,
        options: serde_json::Map::new(),
        at: "2026-11-26T12:00:00Z".to_owned(),
        host: None,
        label: None,
        guaranteed: "nothing",
        left_out: Vec::new(),
        not_guaranteed: None,
        next: None,
        ended: Ended::Complete,
        variants,
        asked: None,
        compares: Figure::Time,
        doubts: Vec::new(),
        against: None,
        scale: None,
    }
}

/// Two threads that hand a lock and items to each other; one of them is still waiting at the end. An act
/// of `A` is stamped after the wait that it ended: the thread that it woke was faster.
pub(crate) fn busy_pair() -> Results {
    let a = vec![
        at(10, Begin(0)),
        wait(20, Wait::Lock, 0),
        at(20, Woke(0)),
        line(30, "A has it"),
        at(50, Gave(0, 1)),
        wait(60, Wait::Item, 1),
        at(150, Woke(7)),
        at(151, Level(1, 0)),
        wait(200, Wait::Sleep, 0),
        at(300, Woke(0)),
        at(301, Gave(2, 1)),
        at(400, End),
    ];
    let b = vec![
        at(11, Begin(1)),
        wait_for_lock(25, 0, 0),
        at(49, Woke(1)),
        at(140, Level(1, 1)),
        at(149, Gave(1, 7)),
        at(160, Gave(1, 8)),
        wait(170, Wait::Signal, 2),
        at(310, Woke(1)),
        at(390, End),
    ];
    let c = vec![
        at(12, Begin(2)),
        wait(180, Wait::Signal, 2),
        at(311, Woke(1)),
        wait(320, Wait::Permit, 3),
    ];
    let lanes = [("A", a), ("B", b), ("C", c), ("main", vec![])];
    let objects = ["the lock", "items", "start", "permits"];
    results("pair", vec![variant("threads", &objects, 500, &lanes)])
}

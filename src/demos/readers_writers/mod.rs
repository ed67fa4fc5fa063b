//! The lesson `readers-writers`: many may read at once, one alone may write; and who starves.
//!
//! The lock is [`ReadWriteLock`](sync::read_write_lock::ReadWriteLock), which is model-checked.
//! What a thread does is in `work.rs`, the results are checked in `check.rs`.

mod admission_rule;
mod check;
mod model;
mod options;
mod work;

use std::sync::Arc;

use clap::{ArgMatches, Args, FromArgMatches};

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::json;
use admission_rule::AdmissionRule;
use engine::plan::{Bound, Figure, Job, Plan, Strategy, Task, Variant};
use error::usage;
use options::Options;
use work::SharedPair;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "readers-writers",
    about: "many may read at once, one alone may write; and who starves",
    hidden: false,
    variants: AdmissionRule::ROWS,
    examples: &[
        (
            "threaddemo readers-writers",
            "one at a time, then readers together: faster, and the writer starves",
        ),
        (
            "threaddemo readers-writers --variants rwlock,writer-first",
            "the same readers, and a writer that they let in",
        ),
        (
            "threaddemo readers-writers --variants writer-first --writers 2",
            "two writers that take turns: now the readers starve",
        ),
    ],
    small: &["--rounds", "2", "--delay", "2ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "readers_writers.rs"),
        python: files!("examples/python": "readers_writers.py", "readers_writers_broken.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let ways: Vec<_> = choices.iter().map(AdmissionRule::of).collect();
    let (passes, keeps) = (
        ways.contains(&AdmissionRule::RwLock),
        ways.contains(&AdmissionRule::WriterFirst),
    );
    if passes && options.readers == 1 {
        return Err(usage(
            "rwlock can't run with '--readers 1': one reader has no other to go in beside; use more \
             readers, or '--variants mutex,writer-first'",
        ));
    }
    Ok(Plan {
        variants: ways.iter().map(|way| variant(*way, options)).collect(),
        options: json::object(&options),
        guaranteed: match (passes, keeps) {
            (false, false) => "that no two are inside at once, and no read sees half a write",
            (true, false) => {
                "that no read sees half a write; that rwlock lets readers go ahead of a writer that waits"
            }
            (false, true) => {
                "that no read sees half a write; that writer-first lets no reader go ahead of a writer \
                 that waits"
            }
            (true, true) => {
                "that no read sees half a write; that readers go ahead of a writer that waits under \
                 rwlock, and never under writer-first"
            }
        },
        left_out: Vec::new(),
        not_guaranteed: Some("in which order the readers come"),
        compares: Figure::Time,
    })
}

/// Writes come one after another; so do the reads of one reader, and all reads if only one thread may be
/// inside at a time.
fn bound(way: AdmissionRule, options: Options) -> Bound {
    let in_a_row = match way {
        AdmissionRule::Mutex => options.threads(),
        AdmissionRule::RwLock | AdmissionRule::WriterFirst => options.writers + 1,
    };
    let times = in_a_row.saturating_mul(options.rounds);
    let times = u32::try_from(times).unwrap_or(u32::MAX);
    Bound::Waits(options.delay.saturating_mul(times))
}

fn variant(way: AdmissionRule, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: Strategy::Threads,
        bound: bound(way, options),
        tasks: options.threads(),
        prepare: None,
        job: Box::new(move |_| job(way, options)),
    }
}

fn job(way: AdmissionRule, options: Options) -> Job {
    let room = Arc::new(SharedPair::open(way.lock(), options));
    let tasks = (0..options.threads()).map(|place| {
        let room = Arc::clone(&room);
        Task::new(work::name(options, place), move |lane| {
            room.visit(lane, place)
        })
    });
    let tasks = tasks.collect();
    let seen_by_check = Arc::clone(&room);
    Job {
        objects: work::OBJECTS.map(str::to_owned).to_vec(),
        close: Some(Box::new(move || room.close())),
        ..Job::new(tasks, move |seen| {
            check::check(seen, way, options, &seen_by_check)
        })
    }
}

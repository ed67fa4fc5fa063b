//! The lesson `counter`: a shared counter, what is lost without a lock, and what each lock costs.
//!
//! The counters are [`sync::counter`](crate::sync::counter)'s, where they are model-checked; which thread
//! counts on which, and what came of it, is here. Nothing is recorded per increment.

mod check;
mod model;
mod options;
mod way;
mod work;

use clap::{ArgMatches, Args, FromArgMatches};

use crate::demos::demo::{Choice, Demo};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::json::object;
use crate::demos::kit::window::Window;
use crate::engine::plan::{Bound, Figure, Plan, Strategy, Variant};
use crate::error::usage;
use options::Options;
use way::Way;

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "counter",
    about: "a shared counter: updates lost without a lock, none with one, and what each lock costs",
    hidden: false,
    variants: Way::ROWS,
    examples: &[
        (
            "threaddemo counter",
            "alone, without a lock, with a lock, and without needing one",
        ),
        ("threaddemo counter --all", "every way to count"),
        (
            "threaddemo counter --variants unlocked --window none",
            "luck alone: does this machine lose updates today?",
        ),
        (
            "threaddemo counter --variants mutex,atomic,local --increments 1000000 --runs 8",
            "what sharing costs",
        ),
    ],
    small: &["--increments", "1000"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[("counter.rs", include_str!("../../../examples/counter.rs"))],
        python: &[
            (
                "counter.py",
                include_str!("../../../examples/python/counter.py"),
            ),
            (
                "counter_fixed.py",
                include_str!("../../../examples/python/counter_fixed.py"),
            ),
        ],
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let ways: Vec<_> = choices.iter().map(Way::of).collect();
    let unlocked = ways.contains(&Way::Unlocked);
    let meeting = options.window == Window::Rendezvous;
    if meeting && options.workers == 1 && unlocked {
        return Err(usage(
            "unlocked can't run with '--workers 1' and '--window rendezvous': one worker has no other \
             to meet; use more workers, '--window none', or '--variants' without unlocked",
        ));
    }
    Ok(Plan {
        variants: ways.iter().map(|&way| variant(way, options)).collect(),
        options: object(&options),
        guaranteed: guaranteed(
            unlocked,
            ways.iter().any(|way| *way != Way::Unlocked),
            meeting,
        ),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// What is certain of the variants that run.
fn guaranteed(unlocked: bool, others: bool, meeting: bool) -> &'static str {
    match (unlocked, others, meeting) {
        (false, _, _) => "that no update is lost, however the threads are scheduled",
        (true, false, true) => {
            "that at least one update is lost: two threads meet between read and write"
        }
        (true, false, false) => "nothing: a run that lost no update was lucky",
        (true, true, true) => {
            "that unlocked loses at least one update, since two threads meet between read and \
             write; that the others lose none"
        }
        (true, true, false) => "that the others lose no update; nothing for unlocked",
    }
}

fn variant(way: Way, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: match way {
            Way::Sequential => Strategy::Sequential,
            Way::Processes => Strategy::Processes,
            Way::Unlocked | Way::Mutex | Way::Atomic | Way::RwLock | Way::Channel | Way::Local => {
                Strategy::Threads
            }
        },
        bound: Bound::Unknown,
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| work::job(way, options)),
    }
}

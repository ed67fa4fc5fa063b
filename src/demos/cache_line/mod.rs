//! The lesson `cache-line`: threads that share no data, only the cache line it is in.
//!
//! The counters are [`Tallies`]; nothing is recorded per update. The cost of an update is computed in
//! `check.rs`.

mod check;
mod options;

use std::sync::Arc;

use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::json;

use crate::demo::{Choice, Demo, files, variants};
use crate::kit::explain::Explain;
use crate::kit::json;
use engine::plan::{Bound, Figure, Job, Plan, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use options::Options;
use sync::Closed;
use sync::counter::{WAIT_FREE, in_pieces};
use sync::rendezvous::{Rendezvous, Seat};
use sync::tallies::Tallies;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "cache-line",
    about: "threads that share nothing but a cache line, and slow each other down",
    hidden: false,
    variants: Place::ROWS,
    examples: &[
        (
            "threaddemo cache-line",
            "two counters far apart, then side by side",
        ),
        (
            "threaddemo cache-line --runs 10",
            "how many times slower, with its interval",
        ),
        (
            "threaddemo cache-line --workers 1",
            "one thread alone: the place makes no difference",
        ),
    ],
    small: &["--increments", "20000"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "cache_line.rs"),
        // Python's integers are objects, and their layout is not up to the program.
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

variants! {
    /// Where the counters are in memory.
    enum Place {
        Apart: "apart", "each counter in a cache line of its own", default;
        Together: "together", "the counters side by side in one cache line", default;
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let variant = |choice: &Choice| {
        let place = Place::of(choice);
        Variant {
            name: place.name().to_owned(),
            strategy: Strategy::Threads,
            bound: Bound::Unknown,
            tasks: options.workers,
            prepare: None,
            job: Box::new(move |_| job(place, options)),
        }
    };
    Ok(Plan {
        variants: choices.iter().map(variant).collect(),
        options: json::object(&options),
        guaranteed: "that each thread counts right: nothing is shared but the cache line",
        left_out: Vec::new(),
        not_guaranteed: Some("how much slower together is: the processor decides"),
        compares: Figure::Time,
    })
}

fn job(place: Place, options: Options) -> Job {
    let tallies = Arc::new(match place {
        Place::Apart => Tallies::apart(options.workers),
        Place::Together => Tallies::together(options.workers),
    });
    let (line, seats) = Rendezvous::new(options.workers);
    let tasks = seats.into_iter().enumerate().map(|(worker, seat)| {
        let tallies = Arc::clone(&tallies);
        Task::new(format!("Worker-{worker}"), move |lane| {
            count(lane, &tallies, worker, seat, options.increments)
        })
    });
    Job {
        objects: vec!["start line".into()],
        close: Some(Box::new(move || line.close())),
        ..Job::new(tasks.collect(), move |seen| {
            check::check(seen, place.name(), options, &tallies)
        })
    }
}

/// One thread's counting, from the moment when all are there.
fn count(
    lane: &mut Lane,
    tallies: &Tallies,
    worker: usize,
    mut seat: Seat,
    increments: u64,
) -> Result<serde_json::Value, TaskError> {
    lane.wait(Wait::Signal, check::START, || (seat.line_up(), 0))
        .map_err(|Closed| TaskError::Stopped)?;
    let stop = lane.stop().clone();
    let go_on = || stop.check().is_ok();
    in_pieces(WAIT_FREE, increments, go_on, |piece| {
        tallies.add(worker, piece);
    });
    stop.check()?;
    let total = tallies.total(worker);
    lane.say(format_args!("counted {total}"));
    Ok(json!({ "counted": total }))
}

//! The lesson `barrier`: a meeting point between rounds of work.
//!
//! The barrier is [`Barrier`]; when each round started and ended is determined independently, from the
//! workers' lines, in `check.rs`.

mod check;
mod meeting;
mod model;

use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::Value;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use check::{BARRIER, OVERTAKEN};
use engine::plan::{Bound, Figure, Job, Plan, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use error::usage;
use meeting::Meeting;
use sync::Closed;
use sync::barrier::{Arrival, Barrier};
use sync::event::Event;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "barrier",
    about: "a meeting point: no worker starts the next round before all have ended this one",
    hidden: false,
    variants: Meeting::ROWS,
    examples: &[
        (
            "threaddemo barrier",
            "three workers in step, then the same work with no meeting",
        ),
        (
            "threaddemo barrier --variants barrier,one-shot",
            "a barrier that is used again, and one that breaks when it is",
        ),
        (
            "threaddemo barrier --variants barrier --workers 100 --rounds 20 --delay 5ms",
            "a hundred workers in step",
        ),
    ],
    small: &["--delay", "5ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "barrier.rs"),
        python: files!("examples/python": "barrier.py", "barrier_reused.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of threads that work in rounds
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    workers: usize,
    /// Number of rounds
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    rounds: usize,
    /// How long a worker takes for a round; the last worker takes twice as long
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
}

impl Options {
    /// How long this worker takes for a round.
    fn takes(self, worker: usize) -> Duration {
        let times = if worker + 1 == self.workers { 2 } else { 1 };
        self.delay.saturating_mul(times)
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let meetings: Vec<_> = choices.iter().map(Meeting::of).collect();
    for meeting in &meetings {
        breakable(*meeting, options)?;
    }
    let keeps = meetings.contains(&Meeting::Barrier);
    let breaks = meetings.iter().any(|it| it.broken_round().is_some());
    Ok(Plan {
        variants: meetings.iter().map(|it| variant(*it, options)).collect(),
        options: json::object(&options),
        guaranteed: match (keeps, breaks) {
            (_, false) => "that no worker starts a round before all have ended the one before",
            (false, true) => "that the last worker is overtaken: nothing holds the others",
            (true, true) => {
                "that with the barrier no worker starts a round before all have ended the one \
                 before; that without it the last worker is overtaken"
            }
        },
        left_out: Vec::new(),
        not_guaranteed: Some("the order of the workers within a round"),
        compares: Figure::Nothing,
    })
}

/// An error for sizes at which what the variant shows could not go wrong.
fn breakable(meeting: Meeting, options: Options) -> anyhow::Result<()> {
    let Some(round) = meeting.broken_round() else {
        return Ok(());
    };
    let name = meeting.name();
    if options.workers == 1 {
        return Err(usage(format!(
            "{name} can't run with '--workers 1': one worker has no other to overtake; use more workers, \
             or '--variants barrier'"
        )));
    }
    if options.rounds <= round {
        return Err(usage(format!(
            "{name} can't run with '--rounds {}': the last worker is overtaken in round {round}, by one \
             that starts the next; use '--rounds {}' or more, or '--variants barrier'",
            options.rounds,
            round + 1
        )));
    }
    Ok(())
}

fn variant(meeting: Meeting, options: Options) -> Variant {
    let rounds = u32::try_from(options.rounds).unwrap_or(u32::MAX);
    Variant {
        name: meeting.name().to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::Waits(options.takes(options.workers - 1).saturating_mul(rounds)),
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| job(meeting, options)),
    }
}

/// What the workers of one job share.
struct Shared {
    barrier: Option<Barrier>,
    /// Set when another worker has started the round after the last worker's current one.
    overtaken: Event,
    broken_round: Option<usize>,
    options: Options,
}

fn job(meeting: Meeting, options: Options) -> Job {
    let shared = Arc::new(Shared {
        barrier: match meeting {
            Meeting::Barrier => Some(Barrier::new(options.workers)),
            Meeting::OneShot => Some(Barrier::one_shot(options.workers)),
            Meeting::None => None,
        },
        overtaken: Event::new(),
        broken_round: meeting.broken_round(),
        options,
    });
    let task = |worker: usize| {
        let shared = Arc::clone(&shared);
        Task::new(format!("Worker-{worker}"), move |lane| {
            for round in 1..=options.rounds {
                shared.work(lane, worker, round)?;
                shared.meet(lane)?;
            }
            Ok(Value::Null)
        })
    };
    let tasks = (0..options.workers).map(task).collect();
    let sizes = (options.workers, options.rounds);
    Job {
        objects: check::OBJECTS.map(str::to_owned).to_vec(),
        close: Some(Box::new(move || shared.close())),
        ..Job::new(tasks, move |seen| check::check(seen, meeting, sizes))
    }
}

impl Shared {
    /// One round of one worker.
    fn work(&self, lane: &mut Lane, worker: usize, round: usize) -> Result<(), TaskError> {
        lane.say(check::starts(lane.name(), round));
        if worker == 0 && self.broken_round.is_some_and(|broken| round == broken + 1) {
            lane.gave(OVERTAKEN, 1);
            self.overtaken.set();
        }
        lane.sleep(self.options.takes(worker))?;
        let last = worker + 1 == self.options.workers;
        if last && self.broken_round == Some(round) {
            // Otherwise it would be up to luck: with no delay, the last worker may come first.
            lane.wait(Wait::Signal, OVERTAKEN, || (self.overtaken.wait(), 1))
                .map_err(|Closed| TaskError::Stopped)?;
        }
        lane.say(check::ends(lane.name(), round));
        Ok(())
    }

    /// Meets the others, if there is a meeting.
    fn meet(&self, lane: &mut Lane) -> Result<(), TaskError> {
        let Some(barrier) = &self.barrier else {
            return Ok(());
        };
        match barrier.arrive().map_err(|Closed| TaskError::Stopped)? {
            Arrival::Early(turn) => {
                lane.wait(Wait::Signal, BARRIER, || {
                    let met = turn.wait();
                    // Numbers in the record begin at 1.
                    (met, met.map_or(0, |round| round + 1))
                })
                .map_err(|Closed| TaskError::Stopped)?;
            }
            Arrival::Last(opening) => {
                // Before the barrier opens; otherwise the entry of a thread that it wakes could come
                // first.
                lane.gave(BARRIER, opening.round() + 1);
                opening.open();
            }
            Arrival::Open => {}
        }
        Ok(())
    }

    fn close(&self) {
        self.overtaken.close();
        if let Some(barrier) = &self.barrier {
            barrier.close();
        }
    }
}

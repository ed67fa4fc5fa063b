//! The lesson `peterson`: mutual exclusion by plain reads and writes, and what it needs from memory.
//!
//! The lock is in `lock.rs`; this file decides which thread goes through it when, and makes sure that
//! `swapped` fails once.

mod check;
mod exclusion;
mod lock;
mod model;

use std::sync::Arc;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use engine::plan::{Bound, Figure, Job, Plan, Strategy, Task, TaskError, Variant};
use engine::record::{Lane, Wait};
use exclusion::Exclusion;
use lock::Lock;
use sync::Closed;
use sync::event::Event;
use sync::rendezvous::{Rendezvous, Seat};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "peterson",
    about: "mutual exclusion by plain reads and writes, and what it needs from memory",
    hidden: false,
    variants: Exclusion::ROWS,
    examples: &[
        (
            "threaddemo peterson",
            "with fences, and without: is it broken on this machine?",
        ),
        (
            "threaddemo peterson --variants swapped",
            "the two writes in the wrong order: broken as planned",
        ),
        (
            "threaddemo peterson --variants no-fence --rounds 1000000",
            "luck alone: how often is it broken today?",
        ),
    ],
    small: &["--rounds", "5000"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "peterson.rs"),
        python: files!("examples/python": "peterson.py", "peterson_broken.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of times that each thread goes in and out
    #[arg(long, value_name = "N", default_value = "100000", value_parser = options::count)]
    rounds: usize,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let ways: Vec<_> = choices.iter().map(Exclusion::of).collect();
    let holds = ways
        .iter()
        .any(|way| matches!(way, Exclusion::Peterson | Exclusion::Mutex));
    let swapped = ways.contains(&Exclusion::Swapped);
    let bare = ways.contains(&Exclusion::NoFence);
    Ok(Plan {
        variants: ways.iter().map(|way| variant(*way, options)).collect(),
        options: json::object(&options),
        left_out: Vec::new(),
        guaranteed: match (holds, swapped) {
            (true, false) => "that with fences, or with a mutex, the two are never both inside",
            (true, true) => {
                "that with fences, or with a mutex, the two are never both inside; that swapped lets \
                 both in"
            }
            (false, true) => "that swapped lets both in: each asks between the other's two writes",
            (false, false) => "nothing: a run that was never broken was lucky",
        },
        not_guaranteed: bare.then_some("how often no-fence is broken, if it is at all"),
        compares: Figure::Nothing,
    })
}

fn variant(way: Exclusion, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::Unknown,
        tasks: 2,
        prepare: None,
        job: Box::new(move |_| job(way, options)),
    }
}

/// The objects that the two threads wait for, by their place in the record.
const OBJECTS: [&str; 2] = ["the start", "the other's move"];
const START: u16 = 0;
const MOVE: u16 = 1;

/// The moments of the first round of `swapped`, in order: A has written the turn; B is inside; A is
/// inside too.
#[derive(Default)]
struct Moments([Event; 3]);

impl Moments {
    fn come(&self, lane: &mut Lane, moment: usize) {
        lane.gave(MOVE, moment as u64 + 1);
        self.0[moment].set();
    }

    fn wait(&self, lane: &mut Lane, moment: usize) -> Result<(), TaskError> {
        lane.wait(Wait::Signal, MOVE, || {
            (self.0[moment].wait(), moment as u64 + 1)
        })
        .map_err(|Closed| TaskError::Stopped)
    }
}

fn job(way: Exclusion, options: Options) -> Job {
    let lock = Arc::new(Lock::new(way));
    let moments = Arc::new(Moments::default());
    let (line, seats) = Rendezvous::new(2);
    let tasks = seats.into_iter().enumerate().map(|(me, mut seat)| {
        let (lock, moments) = (Arc::clone(&lock), Arc::clone(&moments));
        Task::new(["A", "B"][me], move |lane| {
            let planned = way == Exclusion::Swapped;
            let mut both = 0;
            if planned {
                both += u64::from(first_round(lane, &lock, &moments, me)?);
            }
            start(lane, &mut seat)?;
            for _ in usize::from(planned)..options.rounds {
                both += u64::from(lock.round(me, lane.stop())?);
            }
            Ok(check::answer(options.rounds as u64, both))
        })
    });
    Job {
        objects: OBJECTS.map(str::to_owned).to_vec(),
        close: Some(Box::new({
            let moments = Arc::clone(&moments);
            move || {
                line.close();
                moments.0.iter().for_each(Event::close);
            }
        })),
        ..Job::new(tasks.collect(), move |seen| {
            check::check(seen, way, options.rounds as u64)
        })
    }
}

fn start(lane: &mut Lane, seat: &mut Seat) -> Result<(), TaskError> {
    lane.wait(Wait::Signal, START, || (seat.line_up(), 0))
        .map_err(|Closed| TaskError::Stopped)
}

/// The first round of `swapped`: B asks and enters between A's two writes, so that A finds its own turn.
fn first_round(
    lane: &mut Lane,
    lock: &Lock,
    moments: &Moments,
    me: usize,
) -> Result<bool, TaskError> {
    if me == 0 {
        lock.first(me);
        moments.come(lane, 0);
        moments.wait(lane, 1)?;
    } else {
        moments.wait(lane, 0)?;
        lock.first(me);
    }
    lock.second(me);
    lock.wait(me, lane.stop())?;
    let both = lock.go_in();
    let name = lane.name().to_owned();
    lane.say(format_args!("{name} is inside"));
    if me == 0 {
        moments.come(lane, 2);
    } else {
        moments.come(lane, 1);
        moments.wait(lane, 2)?;
    }
    lock.go_out();
    lock.leave(me);
    Ok(both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    #[test]
    fn with_fences_the_two_are_never_both_inside() {
        let runs = trial::run(&DEMO, &["--rounds", "3000"]);
        for run in runs {
            let checked = run.checked.unwrap();
            assert!(checked.holds(), "{:?}", checked.checks);
        }
    }
}

//! The lesson `condition`: a bounded buffer, whose users wait while it is full or empty.
//!
//! The buffer is [`Buffer`], a lock with two conditions; making and using items is left to
//! [`handover`](crate::kit::handover).

mod model;
mod waiting;

use std::sync::Arc;
use std::thread;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::gauge::Gauge;
use crate::kit::handover::{ITEMS, ROOM, Sizes};
use crate::kit::json::object;
use crate::kit::readings::{cpu_time, highest, in_units, waited};
use engine::plan::{Check, Checked, Figure, Job, Plan, RunView, TaskError};
use engine::record::{Lane, Wait};
use sync::buffer::{Buffer, Got, Put};
use waiting::Waiting;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "condition",
    about: "a bounded buffer: wait while it is full or empty",
    hidden: false,
    variants: Waiting::ROWS,
    examples: &[
        (
            "threaddemo condition",
            "two producers, a buffer of four, two consumers",
        ),
        (
            "threaddemo condition --consumers 1",
            "one slow consumer: the buffer stays full",
        ),
        (
            "threaddemo condition --variants condition --items 10000 --delay 0s",
            "as fast as it goes",
        ),
    ],
    small: &["--delay", "2ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "condition.rs"),
        python: files!("examples/python": "condition.py"),
    },
    options: Sizes::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let guaranteed = "that every item is consumed once, and that the buffer never holds more than \
                     it has room for";
    Ok(Sizes::from_arg_matches(matches)?.plan(
        choices,
        guaranteed,
        Figure::CpuTime,
        |choice, sizes| {
            let waiting = Waiting::of(choice);
            Box::new(move |_| job(waiting, sizes))
        },
    ))
}

fn job(waiting: Waiting, sizes: Sizes) -> Job {
    let shared = Arc::new(SharedBuffer {
        buffer: Buffer::new(sizes.capacity),
        gauge: Gauge::new(ITEMS),
        capacity: sizes.capacity as u64,
        waiting,
    });
    let open = Arc::new(Open(Arc::clone(&shared)));
    let producer = |place| {
        let open = Arc::clone(&open);
        sizes.producer(place, move |lane, item| open.0.put(lane, item))
    };
    let consumer = |place| {
        let shared = Arc::clone(&shared);
        sizes.consumer(place, move |lane| shared.get(lane))
    };
    let producers = (0..sizes.producers).map(producer);
    let tasks = producers
        .chain((0..sizes.consumers).map(consumer))
        .collect();
    let closed = Arc::clone(&shared);
    Job {
        objects: vec!["items".into(), "room".into()],
        close: Some(Box::new(move || closed.buffer.close())),
        ..Job::new(tasks, move |seen| {
            check(seen, waiting, sizes, shared.buffer.deepest())
        })
    }
}

/// The buffer, and how it is used in this variant.
struct SharedBuffer {
    buffer: Buffer<u64>,
    gauge: Gauge,
    capacity: u64,
    waiting: Waiting,
}

/// What the producers share: dropping the last clone declares that no more items will come.
struct Open(Arc<SharedBuffer>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.buffer.finish();
    }
}

impl SharedBuffer {
    fn put(&self, lane: &mut Lane, item: u64) -> Result<(), TaskError> {
        if self.waiting == Waiting::Polling {
            self.poll_put(lane, item)?;
        } else {
            lane.wait(Wait::Item, ROOM, || {
                let number = self.buffer.put(item);
                // The n-th item takes the room left by the (n - capacity)-th.
                let room = number.map_or(0, |number| (number + 1).saturating_sub(self.capacity));
                (number, room)
            })
            .map_err(|_closed| TaskError::Stopped)?;
        }
        lane.gave(ITEMS, item);
        self.gauge.read(lane, || self.buffer.depth());
        Ok(())
    }

    fn get(&self, lane: &mut Lane) -> Result<Option<u64>, TaskError> {
        let got = if self.waiting == Waiting::Polling {
            self.poll_get(lane)?
        } else {
            lane.wait(Wait::Item, ITEMS, || {
                let got = self.buffer.get();
                (got, got.ok().flatten().map_or(0, |(_, item)| item))
            })
            .map_err(|_closed| TaskError::Stopped)?
        };
        let Some((number, item)) = got else {
            return Ok(None);
        };
        lane.gave(ROOM, number + 1);
        self.gauge.read(lane, || self.buffer.depth());
        Ok(Some(item))
    }

    /// Polls until there is room. This isn't recorded as a wait: the thread is busy.
    fn poll_put(&self, lane: &Lane, mut item: u64) -> Result<(), TaskError> {
        loop {
            match self.buffer.try_put(item) {
                Ok(Put::Done(_)) => return Ok(()),
                Ok(Put::Full(again)) => item = again,
                Err(_closed) => return Err(TaskError::Stopped),
            }
            lane.stop().check()?;
            thread::yield_now();
        }
    }

    /// Polls until there is an item, or no more will come.
    fn poll_get(&self, lane: &Lane) -> Result<Option<(u64, u64)>, TaskError> {
        loop {
            match self.buffer.try_get() {
                Ok(Got::Item(number, item)) => return Ok(Some((number, item))),
                Ok(Got::Finished) => return Ok(None),
                Ok(Got::Empty) => {}
                Err(_closed) => return Err(TaskError::Stopped),
            }
            lane.stop().check()?;
            thread::yield_now();
        }
    }
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    deepest: usize,
    /// `None` if the system doesn't say.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_s: Option<f64>,
    /// `None` if threads polled, which is not a wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    waited_for_room_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waited_for_items_s: Option<f64>,
}

fn check(seen: &RunView<'_>, waiting: Waiting, sizes: Sizes, deepest: usize) -> Checked {
    // The buffer counts under its own lock, the record holds what others saw: either could reveal a
    // fault.
    let deepest = deepest.max(highest(seen.record, ITEMS) as usize);
    let mut checks = sizes.checks(seen);
    checks.push(Check::that(
        format!("never more than {} inside", sizes.capacity),
        deepest <= sizes.capacity,
        || format!("{deepest} were inside"),
    ));
    let cpu = cpu_time(seen.record);
    let mut measured = Measured {
        deepest,
        cpu_s: cpu.map(|time| time.as_secs_f64()),
        waited_for_room_s: None,
        waited_for_items_s: None,
    };
    let mut fact = format!(
        "most in the buffer at once: {deepest} of {}",
        sizes.capacity
    );
    if let Some(cpu) = cpu {
        fact = format!("{} of CPU time; {fact}", in_units(cpu));
    }
    if waiting == Waiting::Condition {
        let (room, items) = (waited(seen.record, ROOM), waited(seen.record, ITEMS));
        measured.waited_for_room_s = Some(room.as_secs_f64());
        measured.waited_for_items_s = Some(items.as_secs_f64());
        let (room, items) = (in_units(room), in_units(items));
        fact = format!("{fact}; waited {room} for room and {items} for items");
    }
    Checked {
        checks,
        luck: None,
        facts: vec![(waiting.name(), fact)],
        measured: object(&measured),
        ..Checked::default()
    }
}

//! The lesson `queue`: work is handed over through a channel.
//!
//! The channels are `crossbeam-channel`'s; who makes and uses items is left to
//! [`handover`](crate::demos::kit::handover).

pub(crate) mod model;

use std::sync::Arc;

use clap::{ArgMatches, Args, Command, FromArgMatches};
use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use serde_json::{Map, json};

use crate::demos::demo::{Choice, Demo, VariantRow};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::gauge::Gauge;
use crate::demos::kit::handover::{ITEMS, ROOM, Sizes};
use crate::demos::kit::readings::{highest, in_units, waited};
use crate::engine::plan::{Check, Checked, Figure, Job, Plan, RunView, TaskError};
use crate::engine::record::{Lane, Wait};

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "queue",
    about: "hand work over through a channel",
    hidden: false,
    variants: VARIANTS,
    examples: &[
        (
            "threaddemo queue",
            "through a channel with room for four, then hand to hand",
        ),
        (
            "threaddemo queue --all",
            "and through one that is never full",
        ),
        (
            "threaddemo queue --variants unbounded --consumers 1",
            "a slow consumer: the backlog grows",
        ),
    ],
    small: &["--items", "20", "--delay", "2ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[("queue.rs", include_str!("../../../examples/queue.rs"))],
    },
    options,
    plan,
    steps: Some(&model::LESSON),
};

const VARIANTS: &[VariantRow] = &[
    VariantRow {
        name: "bounded",
        about: "a channel with room for --capacity items: a producer waits while it is full",
        default: true,
        strategy: None,
    },
    VariantRow {
        name: "rendezvous",
        about: "a channel without room: a producer waits until a consumer takes the item",
        default: true,
        strategy: None,
    },
    VariantRow {
        name: "unbounded",
        about: "a channel that is never full: a producer never waits, and the backlog grows",
        default: false,
        strategy: None,
    },
];

/// More items than a bounded buffer gets, and faster: a channel costs less.
fn options(command: Command) -> Command {
    Sizes::augment_args(command)
        .mut_arg("items", |items| items.default_value("40"))
        .mut_arg("delay", |delay| delay.default_value("10ms"))
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let guaranteed = "that every item is consumed once, and that each consumer gets each producer's items in their order";
    Ok(Sizes::from_arg_matches(matches)?.plan(choices, job, guaranteed, Figure::Time))
}

fn job(variant: &'static str, sizes: Sizes) -> Job {
    let (room, (sender, receiver)) = match variant {
        "bounded" => (Some(sizes.capacity), bounded(sizes.capacity)),
        "rendezvous" => (Some(0), bounded(0)),
        _ => (None, unbounded()),
    };
    let gauge = Arc::new(Gauge::new(ITEMS));
    let producer = |place| {
        let (sender, gauge) = (sender.clone(), Arc::clone(&gauge));
        sizes.producer(place, move |lane, item| {
            put(lane, &sender, item, room.is_some())?;
            lane.gave(ITEMS, item);
            gauge.read(lane, || sender.len());
            Ok(())
        })
    };
    let consumer = |place| {
        let (receiver, gauge) = (receiver.clone(), Arc::clone(&gauge));
        sizes.consumer(place, move |lane| {
            let item = get(lane, &receiver)?;
            if item.is_some() {
                gauge.read(lane, || receiver.len());
            }
            Ok(item)
        })
    };
    let producers = (0..sizes.producers).map(producer);
    let tasks = producers
        .chain((0..sizes.consumers).map(consumer))
        .collect();
    Job {
        objects: vec!["items".into(), "room".into()],
        ..Job::new(tasks, move |seen| check(seen, variant, sizes, room))
    }
}

/// Hands the item over. Which consumer made room for it, the channel doesn't tell.
fn put(lane: &mut Lane, sender: &Sender<u64>, item: u64, may_wait: bool) -> Result<(), TaskError> {
    let stop = lane.stop().clone();
    let hand_over = || {
        select! {
            send(sender, item) -> sent => sent.or_else(|_gone| {
                // The signal has ended the consumers: it was only heard here later than there.
                stop.check()?;
                Err(TaskError::Failed(format!("no consumer is left to take item {item}")))
            }),
            recv(stop.channel()) -> _ => Err(TaskError::Stopped),
        }
    };
    if may_wait {
        lane.wait(Wait::Item, ROOM, || (hand_over(), 0))
    } else {
        hand_over()
    }
}

/// Waits for an item; `None` once the last producer is gone and the channel is empty.
fn get(lane: &mut Lane, receiver: &Receiver<u64>) -> Result<Option<u64>, TaskError> {
    let stop = lane.stop().clone();
    lane.wait(Wait::Item, ITEMS, || {
        select! {
            recv(receiver) -> item => (Ok(item.ok()), item.unwrap_or(0)),
            recv(stop.channel()) -> _ => (Err(TaskError::Stopped), 0),
        }
    })
}

fn check(seen: &RunView<'_>, variant: &'static str, sizes: Sizes, room: Option<usize>) -> Checked {
    let deepest = highest(seen.record, ITEMS) as usize;
    let mut checks = sizes.checks(seen);
    if let Some(room) = room {
        checks.push(Check::that(
            format!("{variant}: never more than {room} in the channel"),
            deepest <= room,
            || format!("{deepest} were in it"),
        ));
    }
    let (room, items) = (waited(seen.record, ROOM), waited(seen.record, ITEMS));
    let mut measured = Map::new();
    measured.insert("deepest".into(), json!(deepest));
    measured.insert("waited_for_room_s".into(), json!(room.as_secs_f64()));
    measured.insert("waited_for_items_s".into(), json!(items.as_secs_f64()));
    let fact = format!(
        "deepest seen {deepest}; waited {} to hand over and {} for items",
        in_units(room),
        in_units(items)
    );
    Checked {
        checks,
        luck: None,
        facts: vec![(variant, fact)],
        measured,
        ..Checked::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::engine::record::{Clock, Outlet, Recorder};
    use crate::engine::stop::{Cause, Stop};

    #[test]
    fn a_producer_whose_consumers_the_stop_signal_ended_has_not_failed() {
        let stop = Stop::new();
        let (clock, quiet) = (Clock::start(), Outlet::default());
        let recorder = Recorder::new(clock, stop.clone(), quiet, Vec::new(), Vec::new());
        let mut lane = recorder.lane("Producer-0");
        let (sender, receiver) = bounded(1);
        drop(receiver);
        let gone = put(&mut lane, &sender, 1, true);
        assert!(matches!(gone, Err(TaskError::Failed(_))), "{gone:?}");
        stop.raise(Cause::OutputClosed);
        // Both are ready, and either may be chosen.
        for _ in 0..100 {
            assert_eq!(put(&mut lane, &sender, 1, true), Err(TaskError::Stopped));
        }
    }
}

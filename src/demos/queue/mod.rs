//! The lesson `queue`: work is handed over through a channel.
//!
//! The channels are `crossbeam-channel`'s; making and using items is left to
//! [`handover`](crate::kit::handover).

mod channel;
mod model;

use std::sync::Arc;

use clap::{ArgMatches, Args, Command, FromArgMatches};
use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use serde::Serialize;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::gauge::Gauge;
use crate::kit::handover::{ITEMS, ROOM, Sizes};
use crate::kit::json::object;
use crate::kit::readings::{highest, in_units, waited};
use channel::Channel;
use engine::plan::{Check, Checked, Figure, Job, Plan, RunView, TaskError};
use engine::record::{Lane, Wait};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "queue",
    about: "hand work over through a channel",
    hidden: false,
    variants: Channel::ROWS,
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
        examples: files!("examples": "queue.rs"),
        python: files!("examples/python": "work_queue.py"),
    },
    options,
    plan,
    steps: Some(&model::LESSON),
};

/// As many items as fit a screen and still fill the channel, and at a faster pace: a channel costs less.
fn options(command: Command) -> Command {
    Sizes::augment_args(command)
        .mut_arg("items", |items| items.default_value("12"))
        .mut_arg("delay", |delay| delay.default_value("10ms"))
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let guaranteed = "that every item is consumed once, and that each consumer gets each producer's items in their order";
    Ok(Sizes::from_arg_matches(matches)?.plan(
        choices,
        guaranteed,
        Figure::Time,
        |choice, sizes| {
            let channel = Channel::of(choice);
            Box::new(move |_| job(channel, sizes))
        },
    ))
}

fn job(channel: Channel, sizes: Sizes) -> Job {
    let (most, (sender, receiver)) = match channel {
        Channel::Bounded => (Some(sizes.capacity), bounded(sizes.capacity)),
        Channel::Rendezvous => (Some(0), bounded(0)),
        Channel::Unbounded => (None, unbounded()),
    };
    let gauge = Arc::new(Gauge::new(ITEMS));
    let producer = |place| {
        let (sender, gauge) = (sender.clone(), Arc::clone(&gauge));
        sizes.producer(place, move |lane, item| {
            put(lane, &sender, item, most.is_some())?;
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
        ..Job::new(tasks, move |seen| check(seen, channel, sizes, most))
    }
}

/// Hands the item over. The channel doesn't report which consumer made room for it.
fn put(lane: &mut Lane, sender: &Sender<u64>, item: u64, may_wait: bool) -> Result<(), TaskError> {
    let stop = lane.stop().clone();
    let hand_over = || {
        select! {
            send(sender, item) -> sent => sent.or_else(|_gone| {
                // The stop signal has ended the consumers; it was only noticed later here than there.
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

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    deepest: usize,
    waited_for_room_s: f64,
    waited_for_items_s: f64,
}

fn check(seen: &RunView<'_>, channel: Channel, sizes: Sizes, most: Option<usize>) -> Checked {
    let deepest = highest(seen.record, ITEMS) as usize;
    let mut checks = sizes.checks(seen);
    if let Some(most) = most {
        checks.push(Check::that(
            format!("{}: never more than {most} in the channel", channel.name()),
            deepest <= most,
            || format!("{deepest} were in it"),
        ));
    }
    let (for_room, for_items) = (waited(seen.record, ROOM), waited(seen.record, ITEMS));
    let measured = Measured {
        deepest,
        waited_for_room_s: for_room.as_secs_f64(),
        waited_for_items_s: for_items.as_secs_f64(),
    };
    let fact = format!(
        "most in the channel at once: {deepest}; waited {} to hand over and {} for items",
        in_units(for_room),
        in_units(for_items)
    );
    Checked {
        checks,
        luck: None,
        facts: vec![(channel.name(), fact)],
        measured: object(&measured),
        ..Checked::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use engine::record::{Clock, Outlet, Recorder};
    use engine::stop::{Cause, Stop};

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

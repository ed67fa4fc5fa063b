//! The work of the counter demo: who adds to which counter, and how long that took.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};
use serde_json::json;

use super::{Options, UNLOCKED, Window, check};
use crate::engine::plan::{Check, Job, MainPart, RunView, Task, TaskError, TaskResult};
use crate::engine::record::{EntryKind, Lane, Record, Stamp, Wait};
use crate::engine::stop::Stopped;
use crate::sync::counter::{Counter, LOCKED, in_pieces};
use crate::sync::rendezvous::{Meeting, Rendezvous, Seat};

/// The object at which two unlocked threads meet.
const MEETING: u16 = 0;
/// The object at which all line up: what is measured begins there.
const START: u16 = 1;
/// The object whose level the main thread records once it has counted what it was sent.
const COUNT: u16 = 2;

/// How many increments the channel has room for.
const ROOM: usize = 1024;

/// The tasks of a variant, and the check of what they did.
pub(super) fn job(variant: &'static str, options: Options) -> Job {
    match variant {
        "sequential" => alone(variant, options, Total::Counted),
        "processes" => alone(variant, options, Total::Sent),
        "channel" => through_a_channel(variant, options),
        _ => side_by_side(variant, options),
    }
}

/// Where the final count is to be had.
#[derive(Clone)]
enum Total {
    /// In the counter that all have added to.
    Counted(Arc<Counter>),
    /// In what the main thread received.
    Received(Arc<AtomicU64>),
    /// In the answers that processes sent, each of a counter of its own.
    Sent(Arc<Counter>),
}

impl Total {
    fn read(&self, outcomes: &[TaskResult]) -> u64 {
        match self {
            Total::Counted(counter) => counter.total(),
            Total::Received(total) => total.load(Ordering::Relaxed),
            Total::Sent(_) => outcomes.iter().filter_map(own_count).sum(),
        }
    }

    /// What the main thread says after the last join.
    fn say(&self, lane: &mut Lane, outcomes: &[TaskResult]) {
        if let Total::Sent(counter) = self {
            lane.say(format_args!("Counter of the parent: {}", counter.total()));
        }
        lane.say(format_args!("Final counter: {}", self.read(outcomes)));
    }
}

/// Where a process's own counter stood at its end.
fn own_count(outcome: &TaskResult) -> Option<u64> {
    match outcome {
        TaskResult::Returned(answer) => answer["counter"].as_u64(),
        _ => None,
    }
}

/// A job whose main thread says the total, which is then checked.
fn finish(variant: &'static str, options: Options, tasks: Vec<Task>, total: Total) -> Job {
    let counted = total.clone();
    let after = move |lane: &mut Lane, _alive: usize, outcomes: &[TaskResult]| {
        // A count that was cut short is not the final one.
        if outcomes
            .iter()
            .all(|outcome| matches!(outcome, TaskResult::Returned(_)))
        {
            counted.say(lane, outcomes);
        }
    };
    Job {
        objects: vec!["meeting".into(), "start line".into(), "count".into()],
        main: MainPart {
            after_join: Some(Box::new(after)),
            ..MainPart::default()
        },
        ..Job::new(tasks, move |seen| {
            check(seen, variant, options, total.read(seen.outcomes))
        })
    }
}

fn workers(options: Options, body: impl Fn(usize) -> Task) -> Vec<Task> {
    (0..options.workers).map(body).collect()
}

fn name(worker: usize) -> String {
    format!("Worker-{worker}")
}

/// Workers with no one beside them on their counter: one after another on the same one, or each in
/// a process of its own.
fn alone(variant: &'static str, options: Options, total: fn(Arc<Counter>) -> Total) -> Job {
    // Nobody else adds to it meanwhile, so nothing is lost without a lock.
    let counter = Arc::new(Counter::unlocked());
    let tasks = workers(options, |worker| {
        let counter = Arc::clone(&counter);
        Task::new(name(worker), move |lane| {
            let added = add(lane, &counter, options.increments)?;
            Ok(json!({ "increments": added, "counter": counter.total() }))
        })
    });
    finish(variant, options, tasks, total(counter))
}

/// Workers that add to one counter at the same time.
fn side_by_side(variant: &'static str, options: Options) -> Job {
    let counter = Arc::new(match variant {
        UNLOCKED => Counter::unlocked(),
        "mutex" => Counter::mutex(),
        "rwlock" => Counter::rwlock(),
        "local" => Counter::local(),
        _ => Counter::atomic(),
    });
    let window = variant == UNLOCKED && options.window == Window::Rendezvous;
    let (line, seats) = Rendezvous::new(options.workers);
    let tasks = seats.into_iter().enumerate().map(|(worker, mut seat)| {
        let counter = Arc::clone(&counter);
        Task::new(name(worker), move |lane| {
            let met = if window {
                first_update(lane, &counter, &mut seat)?
            } else {
                Meeting::Spare
            };
            line_up(lane, &mut seat)?;
            let added = add(lane, &counter, options.increments - met.updates())?;
            Ok(json!({ "increments": added + met.updates(), "met": met == Meeting::Met }))
        })
    });
    let tasks = tasks.collect();
    Job {
        close: Some(Box::new(move || line.close())),
        ..finish(variant, options, tasks, Total::Counted(counter))
    }
}

fn first_update(lane: &mut Lane, counter: &Counter, seat: &mut Seat) -> Result<Meeting, TaskError> {
    lane.wait(Wait::Signal, MEETING, || (counter.first_update(seat), 0))
        .map_err(|_closed| TaskError::Stopped)
}

fn line_up(lane: &mut Lane, seat: &mut Seat) -> Result<(), TaskError> {
    lane.wait(Wait::Signal, START, || (seat.line_up(), 0))
        .map_err(|_closed| TaskError::Stopped)
}

fn add(lane: &Lane, counter: &Counter, times: u64) -> Result<u64, Stopped> {
    let stop = lane.stop();
    let added = counter.add_while(times, || stop.check().is_ok());
    if added == times {
        Ok(added)
    } else {
        Err(Stopped)
    }
}

/// Workers that send each increment to the main thread, which alone has the counter.
fn through_a_channel(variant: &'static str, options: Options) -> Job {
    let (sender, receiver) = bounded(ROOM);
    let (line, seats) = Rendezvous::new(options.workers);
    let tasks = seats.into_iter().enumerate().map(|(worker, mut seat)| {
        let sender = sender.clone();
        Task::new(name(worker), move |lane| {
            line_up(lane, &mut seat)?;
            let sent = send(lane, &sender, options.increments)?;
            Ok(json!({ "increments": sent }))
        })
    });
    let tasks = tasks.collect();
    let total = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&total);
    let mut job = finish(variant, options, tasks, Total::Received(total));
    job.close = Some(Box::new(move || line.close()));
    job.main.while_running = Some(Box::new(move |lane| {
        counted.store(receive(lane, receiver)?, Ordering::Relaxed);
        Ok(())
    }));
    job
}

/// A send that waits for room ends when the receiver is dropped, which the stop signal sees to.
fn send(lane: &Lane, sender: &Sender<u64>, times: u64) -> Result<u64, TaskError> {
    let stop = lane.stop();
    let mut gone = false;
    let sent = in_pieces(
        LOCKED,
        times,
        || stop.check().is_ok(),
        |piece| {
            for _ in 0..piece {
                gone |= sender.send(1).is_err();
            }
        },
    );
    stop.check()?;
    if gone {
        return Err(TaskError::Failed("nobody counts what is sent".into()));
    }
    Ok(sent)
}

/// Counts what it is sent, until every sender is gone.
fn receive(lane: &mut Lane, receiver: Receiver<u64>) -> Result<u64, Stopped> {
    let mut total = 0;
    for more in receiver {
        total += more;
        if total % ROOM as u64 == 0 {
            lane.stop().check()?;
        }
    }
    lane.level(COUNT, usize::try_from(total).unwrap_or(usize::MAX));
    Ok(total)
}

/// Nanoseconds for each increment, from the start line (or the first task's begin, where there is
/// none) to the last task's end and the main thread's count.
pub(super) fn per_increment(record: &Record, increments: u64) -> f64 {
    let (mut begin, mut end) = (None::<Stamp>, Stamp::default());
    for lane in &record.lanes {
        let mut lined_up = false;
        let mut start = None;
        for moment in lane.moments() {
            match moment.kind {
                EntryKind::Begin(_) if start.is_none() => start = Some(moment.at),
                EntryKind::Wait { object, .. } => lined_up = object == START,
                EntryKind::Woke(_) if lined_up => start = Some(moment.at),
                EntryKind::End | EntryKind::Level(COUNT, _) => end = end.max(moment.at),
                _ => {}
            }
        }
        begin = start.into_iter().chain(begin).min();
    }
    end.since(begin.unwrap_or_default()).as_nanos() as f64 / increments as f64
}

/// Each process counted all of its own, and the parent's counter is as it was.
pub(super) fn nothing_is_shared(seen: &RunView<'_>, options: Options) -> Check {
    let mut counts = seen.outcomes.iter().map(own_count);
    let alone = counts.all(|count| count == Some(options.increments));
    let untouched = seen
        .record
        .lines()
        .iter()
        .any(|line| line.text == "Counter of the parent: 0");
    Check::that(
        "no process saw another's updates, and the parent saw none",
        alone && untouched,
        || "a counter was shared".to_owned(),
    )
}

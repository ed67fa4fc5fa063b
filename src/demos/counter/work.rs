//! The work of the counter demo: which thread adds to which counter, and how long that takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};
use serde_json::json;

use super::check::{COUNT, MEETING, START, check, own_count};
use super::counting_method::CountingMethod;
use super::options::Options;
use crate::kit::window::Window;
use engine::plan::{Job, MainPart, Task, TaskError, TaskResult};
use engine::record::{Lane, Wait};
use engine::stop::Stopped;
use sync::counter::{Counter, LOCKED, in_pieces};
use sync::rendezvous::{Meeting, Rendezvous, Seat};

/// The channel's capacity in increments.
const ROOM: usize = 1024;

/// The tasks of a variant, and the check of what they did.
pub(super) fn job(way: CountingMethod, options: Options) -> Job {
    match way {
        CountingMethod::Sequential => alone(way, options, Total::Counted),
        CountingMethod::Processes => alone(way, options, Total::Sent),
        CountingMethod::Channel => through_a_channel(options),
        CountingMethod::Unlocked => side_by_side(way, options, Counter::unlocked()),
        CountingMethod::Mutex => side_by_side(way, options, Counter::mutex()),
        CountingMethod::Atomic => side_by_side(way, options, Counter::atomic()),
        CountingMethod::RwLock => side_by_side(way, options, Counter::rwlock()),
        CountingMethod::Local => side_by_side(way, options, Counter::local()),
    }
}

/// Where the final count comes from.
#[derive(Clone)]
enum Total {
    /// From the counter that all have added to.
    Counted(Arc<Counter>),
    /// From what the main thread received.
    Received(Arc<AtomicU64>),
    /// From the answers that processes sent, each with its own counter.
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

    /// Prints the total, from the main thread, after the last join.
    fn say(&self, lane: &mut Lane, outcomes: &[TaskResult]) {
        if let Total::Sent(counter) = self {
            lane.say(format_args!("Counter of the parent: {}", counter.total()));
        }
        lane.say(format_args!("Final counter: {}", self.read(outcomes)));
    }
}

/// A job whose main thread prints the total, which is then checked.
fn finish(way: CountingMethod, options: Options, tasks: Vec<Task>, total: Total) -> Job {
    let counted = total.clone();
    let after = move |lane: &mut Lane, _alive: usize, outcomes: &[TaskResult]| {
        // A count that was cut short is not final.
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
            check(seen, way, options, total.read(seen.outcomes))
        })
    }
}

fn workers(options: Options, body: impl Fn(usize) -> Task) -> Vec<Task> {
    (0..options.workers).map(body).collect()
}

fn name(worker: usize) -> String {
    format!("Worker-{worker}")
}

/// Workers that each have a counter to themselves: one after another on the same one, or each in its own
/// process.
fn alone(way: CountingMethod, options: Options, total: fn(Arc<Counter>) -> Total) -> Job {
    // No other thread adds to it meanwhile, so nothing is lost even without a lock.
    let counter = Arc::new(Counter::unlocked());
    let tasks = workers(options, |worker| {
        let counter = Arc::clone(&counter);
        Task::new(name(worker), move |lane| {
            let added = add(lane, &counter, options.increments)?;
            Ok(json!({ "increments": added, "counter": counter.total() }))
        })
    });
    finish(way, options, tasks, total(counter))
}

/// Workers that add to one counter at the same time.
fn side_by_side(way: CountingMethod, options: Options, counter: Counter) -> Job {
    let counter = Arc::new(counter);
    let window = way == CountingMethod::Unlocked && options.window == Window::Rendezvous;
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
        ..finish(way, options, tasks, Total::Counted(counter))
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
fn through_a_channel(options: Options) -> Job {
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
    let mut job = finish(
        CountingMethod::Channel,
        options,
        tasks,
        Total::Received(total),
    );
    job.close = Some(Box::new(move || line.close()));
    job.main.while_running = Some(Box::new(move |lane| {
        counted.store(receive(lane, receiver)?, Ordering::Relaxed);
        Ok(())
    }));
    job
}

/// A send that waits for room ends when the receiver is dropped, which happens on the stop signal.
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
        return Err(TaskError::Failed("the thread that counts is gone".into()));
    }
    Ok(sent)
}

/// Counts what it receives, until every sender is gone.
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

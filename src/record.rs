//! The record: what every thread did, stamped by one clock.
//!
//! This file alone reads the clock. A thread writes its entries on a [`Lane`] of its own, whose
//! lock nobody else wants while the thread runs, so an entry costs little more than reading the
//! clock; and because the lane is shared with the [`Recorder`], what a stuck or stopped thread
//! did is known too. Printing lines is left to `live`, sending them to a parent process to
//! `relaunch`: both hear them through an [`Outlet`].

mod lane;

pub use lane::{Chunk, Entry, Lane, LaneRecord, Moment, Wait, What};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use crate::stop::Stop;
use crate::system::ThreadUsage;

/// A moment, in nanoseconds since the run began.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Stamp(pub u64);

impl Stamp {
    /// The moment in seconds since the run began.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The moment that is `time` later.
    #[must_use]
    pub fn after(self, time: Duration) -> Stamp {
        Stamp(
            self.0
                .saturating_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
        )
    }

    /// The time from `earlier` to here; none where `earlier` is the later one.
    pub fn since(self, earlier: Stamp) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// The one clock, `CLOCK_MONOTONIC`, counted from the moment when a run began.
///
/// It is the same clock in every process of the machine, so a child that is given the parent's
/// [`Clock::epoch`] stamps its entries on the parent's scale.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    epoch: u64,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { epoch: monotonic() }
    }

    /// The clock of a run that began elsewhere.
    pub fn at_epoch(epoch: u64) -> Self {
        Self { epoch }
    }

    /// The system's monotonic time at which this clock stood at zero, in nanoseconds.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The time now.
    #[inline]
    pub fn now(&self) -> Stamp {
        Stamp(monotonic().saturating_sub(self.epoch))
    }
}

/// Nanoseconds of `CLOCK_MONOTONIC`; POSIX lets it fail only for a clock that doesn't exist.
#[inline]
fn monotonic() -> u64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(0, |time| {
        time.tv_sec().cast_unsigned() * 1_000_000_000 + time.tv_nsec().cast_unsigned()
    })
}

/// Hears a line as it is said and stamps it, so that lines leave in the order of their stamps.
pub type LineOutlet = dyn Fn(&Clock, Said<'_>) -> Stamp + Send + Sync;
/// Hears all but lines.
pub type EventOutlet = dyn Fn(Event<'_>) + Send + Sync;

/// A line on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// When it was said, where that was in another process; else the outlet stamps it.
    pub at: Option<Stamp>,
    /// The place of the lane that it is said on.
    pub lane: usize,
    /// The name of the task that says it, or else of the thread.
    pub name: &'a str,
    /// The task's place in the job, which chooses its colour.
    pub task: Option<usize>,
    /// The line, without its end.
    pub line: &'a str,
}

/// What happens to a lane besides lines, as it happens; `lane` is its place.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// It was opened for the thread of this name.
    Opened {
        /// The lane.
        lane: usize,
        /// The thread's name.
        name: &'a str,
    },
    /// An entry was recorded on it.
    Entry {
        /// The lane.
        lane: usize,
        /// The entry.
        entry: &'a Entry,
    },
    /// Its thread told what it has used.
    Closed {
        /// The lane.
        lane: usize,
        /// What the thread has used, where the system tells.
        usage: Option<ThreadUsage>,
    },
}

/// Who hears what lanes record, while they record it.
#[derive(Clone, Default)]
pub struct Outlet {
    /// Hears lines.
    pub line: Option<Arc<LineOutlet>>,
    /// Hears all else.
    pub event: Option<Arc<EventOutlet>>,
}

/// All of one run.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The names of the tasks, in the order of the job.
    pub tasks: Vec<String>,
    /// The names of what waits wait for.
    pub objects: Vec<String>,
    /// The lanes, in the order in which they were opened.
    pub lanes: Vec<LaneRecord>,
    /// From the run's begin until the main thread has joined all and said its own last line.
    pub elapsed: Duration,
}

impl Record {
    /// Every line with its stamp, lane and task, in the order of the stamps; lines of one lane
    /// never change places.
    pub fn lines(&self) -> Vec<Line<'_>> {
        let mut lines: Vec<_> = self
            .lanes
            .iter()
            .enumerate()
            .flat_map(|(lane, record)| record.lines(lane))
            .collect();
        lines.sort_by_key(|line| line.at);
        lines
    }

    /// The lines of one task, in the order in which it said them.
    pub fn lines_of(&self, task: usize) -> Vec<&str> {
        let lanes = self.lanes.iter().enumerate();
        lanes
            .flat_map(|(lane, record)| record.lines(lane))
            .filter(|line| line.task == Some(task))
            .map(|line| line.text)
            .collect()
    }

    /// The task's name; empty for lines that no task said.
    pub fn task_name(&self, task: Option<usize>) -> &str {
        task.and_then(|index| self.tasks.get(index))
            .map_or("", String::as_str)
    }
}

/// One line of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// When it was said.
    pub at: Stamp,
    /// The place of its lane in the record.
    pub lane: usize,
    /// The task that said it.
    pub task: Option<usize>,
    /// Its text.
    pub text: &'a str,
}

/// Opens lanes and gathers what is on them. Clones are the same recorder.
#[derive(Clone)]
pub struct Recorder(Arc<Run>);

/// What the lanes of one run share.
struct Run {
    clock: Clock,
    stop: Stop,
    outlet: Outlet,
    tasks: Vec<String>,
    objects: Vec<String>,
    lanes: Mutex<Vec<Arc<Mutex<LaneRecord>>>>,
}

/// Nothing that can panic runs under a lock of this module, so what is behind it is whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// A recorder of a run whose clock has started, for a job with these tasks and objects.
    pub fn new(
        clock: Clock,
        stop: Stop,
        outlet: Outlet,
        tasks: Vec<String>,
        objects: Vec<String>,
    ) -> Self {
        Self(Arc::new(Run {
            clock,
            stop,
            outlet,
            tasks,
            objects,
            lanes: Mutex::default(),
        }))
    }

    /// The clock that stamps this run.
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// The stop signal that this run's waits listen to.
    pub fn stop(&self) -> &Stop {
        &self.0.stop
    }

    /// Opens a lane for the thread of this name in this process.
    pub fn lane(&self, name: impl Into<String>) -> Lane {
        self.lane_of(name, std::process::id())
    }

    /// Opens a lane for a thread of the process with this id. Where that is another one, the entries
    /// arrive by [`Lane::receive`], and the record names the process beside the thread.
    pub fn lane_of(&self, name: impl Into<String>, process: u32) -> Lane {
        let label = name.into();
        let name = if process == std::process::id() {
            label.clone()
        } else {
            format!("{label} (pid {process})")
        };
        let record = Arc::new(Mutex::new(LaneRecord::new(name.clone(), process)));
        let mut lanes = lock(&self.0.lanes);
        let place = lanes.len();
        lanes.push(Arc::clone(&record));
        drop(lanes);
        if let Some(outlet) = &self.0.outlet.event {
            outlet(Event::Opened {
                lane: place,
                name: &name,
            });
        }
        Lane::new(place, label, record, self.clone())
    }

    /// What is on all lanes so far, a lane that is still in use included; `ended` is the moment
    /// at which the run ended.
    pub fn gather(&self, ended: Stamp) -> Record {
        let lanes = std::mem::take(&mut *lock(&self.0.lanes));
        let lanes = lanes
            .into_iter()
            .map(|lane| match Arc::try_unwrap(lane) {
                Ok(ended) => ended.into_inner().unwrap_or_else(PoisonError::into_inner),
                Err(in_use) => {
                    let mut record = lock(&in_use).clone();
                    record.in_use = true;
                    record
                }
            })
            .collect();
        Record {
            tasks: self.0.tasks.clone(),
            objects: self.0.objects.clone(),
            lanes,
            elapsed: ended.since(Stamp(0)),
        }
    }
}

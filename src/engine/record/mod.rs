//! The record: what every thread did, stamped by one clock.
//!
//! [`Clock`] alone reads the clock. A thread writes its entries on a [`Lane`] of its own, whose
//! lock nobody else wants while the thread runs, so an entry costs little more than reading the
//! clock; and because the lane is shared with the [`Recorder`], what a stuck or stopped thread
//! did is known too. Printing lines is left to `live`, sending them to a parent process to
//! `children`: both hear them through an [`Outlet`].

mod clock;
mod entry;
mod lane;
mod outlet;

pub use clock::{Clock, Stamp};
pub use entry::{Entry, EntryKind, LaneRecord, Moment, Wait};
pub use lane::Lane;
pub use outlet::{Event, EventOutlet, LineOutlet, LiveLine, Outlet};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::engine::stop::Stop;

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
    /// Where the lines of each task are, once somebody has asked: checks ask for every task's.
    by_task: OnceLock<HashMap<usize, Vec<Place>>>,
}

/// Where a line is: its lane, and the place on that.
type Place = (usize, entry::LinePlace);

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
        let places = self.by_task.get_or_init(|| self.find_lines()).get(&task);
        let text = |(lane, place): &Place| self.lanes[*lane].line_at(place);
        places.into_iter().flatten().map(text).collect()
    }

    /// Where the lines of each task are.
    fn find_lines(&self) -> HashMap<usize, Vec<Place>> {
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for (lane, record) in self.lanes.iter().enumerate() {
            for (task, place) in record.places_of_lines() {
                found.entry(task).or_default().push((lane, place));
            }
        }
        found
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
            by_task: OnceLock::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_task_are_those_said_between_its_begin_and_its_end_on_any_lane() {
        let recorder = Recorder::new(
            Clock::start(),
            Stop::new(),
            Outlet::default(),
            vec!["first".into(), "second".into()],
            Vec::new(),
        );
        let (mut one, mut two) = (recorder.lane("one"), recorder.lane("two"));
        one.say("nobody's");
        // More than a chunk holds, so that places in the later ones are told right.
        for round in 0..700 {
            one.begin(round % 2);
            one.say(round);
            one.end();
        }
        two.begin(1);
        two.say("");
        two.say("last");
        let record = recorder.gather(Stamp(0));
        let evens: Vec<_> = (0..700).step_by(2).map(|round| round.to_string()).collect();
        let mut odds: Vec<_> = (1..700).step_by(2).map(|round| round.to_string()).collect();
        odds.extend([String::new(), "last".to_owned()]);
        assert_eq!(record.lines_of(0), evens);
        assert_eq!(record.lines_of(1), odds);
        assert!(record.lines_of(2).is_empty());
    }
}

//! Opens lanes and gathers their entries.

use std::sync::{Arc, Mutex, PoisonError};

use super::clock::{Clock, Stamp};
use super::lane::Lane;
use super::outlet::Outlet;
use super::run_record::Record;
use super::shared::{Shared, lock};
use crate::stop::Stop;

/// Opens lanes and gathers their entries. Clones are the same recorder.
#[derive(Clone)]
pub struct Recorder(Arc<Shared>);

impl Recorder {
    /// A recorder for a run whose clock has started, for a job with these tasks and objects.
    pub fn new(
        clock: Clock,
        stop: Stop,
        outlet: Outlet,
        tasks: Vec<String>,
        objects: Vec<String>,
    ) -> Self {
        Self(Arc::new(Shared {
            clock,
            stop,
            outlet,
            tasks,
            objects,
            lanes: Mutex::default(),
            budget: Arc::default(),
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

    /// The name of the task at this place.
    pub fn task_name(&self, task: usize) -> &str {
        self.0.tasks.get(task).map_or("", String::as_str)
    }

    /// Opens a lane for the thread with this name in this process.
    pub fn lane(&self, name: impl Into<String>) -> Lane {
        self.lane_of(name, std::process::id())
    }

    /// Opens a lane for a thread in the process with this id. If that is another process, the entries
    /// arrive through [`Lane::receive`], and the record names the process along with the thread.
    pub fn lane_of(&self, name: impl Into<String>, process: u32) -> Lane {
        Lane::open(&self.0, name.into(), process)
    }

    /// Why the record ended before the run did: the limit that left no memory for more of it. The run is
    /// then being stopped, and what was recorded before is complete.
    pub fn cut(&self) -> Option<String> {
        let limit = self.0.budget.spent()?;
        Some(format!(
            "the record of this run met {limit}; do less in one run"
        ))
    }

    /// The entries of all lanes so far, including lanes still in use; `ended` is the moment the run
    /// ended.
    pub fn gather(&self, ended: Stamp) -> Record {
        let lanes = std::mem::take(&mut *lock(&self.0.lanes));
        let lanes = lanes
            .into_iter()
            .map(|lane| {
                let (mut record, in_use) = match Arc::try_unwrap(lane) {
                    Ok(lane) => {
                        let record = lane.into_inner();
                        (record.unwrap_or_else(PoisonError::into_inner), false)
                    }
                    Err(lane) => (lock(&lane).clone(), true),
                };
                record.gather(in_use);
                record
            })
            .collect();
        Record::new(
            self.0.tasks.clone(),
            self.0.objects.clone(),
            lanes,
            ended.since(Stamp(0)),
            Arc::clone(&self.0.budget),
        )
    }
}

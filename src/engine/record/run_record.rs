//! The record of one run, as checks and reports read it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::budget::Budget;
use super::lane_record::{LaneRecord, Line, LinePlace};

/// The whole record of one run.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The names of the tasks, in the order of the job.
    pub tasks: Vec<String>,
    /// The names of the objects that are waited for.
    pub objects: Vec<String>,
    /// The lanes, in the order they were opened.
    pub lanes: Vec<LaneRecord>,
    /// From the run's start until the main thread has joined every thread and printed its own last line.
    pub elapsed: Duration,
    /// The places of each task's lines, computed on first use: checks ask for every task's.
    by_task: OnceLock<HashMap<usize, Vec<Place>>>,
    /// Keeps the memory of the record counted as long as the record exists.
    _budget: Arc<Budget>,
}

/// Where a line is: its lane, and the place on that.
type Place = (usize, LinePlace);

impl Record {
    pub(super) fn new(
        tasks: Vec<String>,
        objects: Vec<String>,
        lanes: Vec<LaneRecord>,
        elapsed: Duration,
        budget: Arc<Budget>,
    ) -> Self {
        Self {
            tasks,
            objects,
            lanes,
            elapsed,
            by_task: OnceLock::new(),
            _budget: budget,
        }
    }

    /// Every line with its stamp, lane and task, in the order of the stamps; lines of one lane keep their
    /// order.
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

    /// The lines of one task, in the order it printed them.
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

    /// The task's name; empty for lines that no task printed.
    pub fn task_name(&self, task: Option<usize>) -> &str {
        task.and_then(|index| self.tasks.get(index))
            .map_or("", String::as_str)
    }
}

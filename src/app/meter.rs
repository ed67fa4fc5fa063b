//! What a run costs: the system's accounts before it and after it.

use std::time::Duration;

use crate::engine::plan::Checked;
use crate::engine::strategy::Run;
use crate::report::results::Measured;
use crate::system::ThreadUsage;
use crate::system::memory;
use crate::system::usage::ProcessUsage;

/// The accounts before a run.
pub(super) struct Meter {
    /// What the main thread has used; it is the same in all runs.
    main: Option<ThreadUsage>,
    own: Option<ProcessUsage>,
    children: Option<ProcessUsage>,
    /// Whether the high-water mark of memory was set back, so that it is this run's alone.
    fresh_peak: bool,
}

impl Meter {
    /// Reads the accounts, and sets back the mark of memory.
    pub(super) fn start() -> Self {
        Self {
            fresh_peak: memory::reset_peak(),
            main: ThreadUsage::of_this_thread(),
            own: ProcessUsage::of_self(),
            children: ProcessUsage::of_children(),
        }
    }

    /// Reads the accounts again, at the end of the run.
    pub(super) fn stop(self) -> Reading {
        let used =
            |before: Option<ProcessUsage>, after: Option<ProcessUsage>| Some(after?.since(before?));
        let own = used(self.own, ProcessUsage::of_self());
        let children = used(self.children, ProcessUsage::of_children());
        let main = ThreadUsage::of_this_thread();
        Reading {
            main: main
                .zip(self.main)
                .map(|(after, before)| after.since(before)),
            used: own.zip(children),
            own_peak: self.fresh_peak.then(memory::peak).flatten(),
        }
    }
}

/// Whose CPU time and context switches are a variant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// This process's and its children's.
    All,
    /// Its children's, which are commands.
    Children,
    /// No one's: a server in this process is not the variant.
    Nothing,
}

/// What this process and its children have used in a run.
pub(super) struct Reading {
    /// What the main thread has used.
    pub(super) main: Option<ThreadUsage>,
    used: Option<(ProcessUsage, ProcessUsage)>,
    own_peak: Option<u64>,
}

impl Reading {
    /// What the run took, if it did all its work: what was cut short or failed a check is held
    /// against nothing.
    pub(super) fn of(self, run: &Run, counts: Counts) -> Option<Measured> {
        if !run.checked.as_ref().is_some_and(Checked::holds) {
            return None;
        }
        let used = self.used.and_then(|(own, children)| match counts {
            Counts::All => Some((own, children)),
            Counts::Children => Some((ProcessUsage::default(), children)),
            Counts::Nothing => None,
        });
        let told = run.checked.as_ref().and_then(|one| one.children_peak);
        // The largest of all is not known where this process's own peak isn't; and a command starts with
        // what this process has, so that what stays below is not its own.
        let peak = self.own_peak.and_then(|own| match counts {
            Counts::Children => told.filter(|&peak| peak > own),
            Counts::All | Counts::Nothing => {
                Some(own.max(run.child_peak.unwrap_or(0)).max(told.unwrap_or(0)))
            }
        });
        Some(Measured {
            elapsed_s: run.record.elapsed.as_secs_f64(),
            started_s: run.started.as_secs_f64(),
            cpu_s: used.map(|(own, children)| (own.cpu + children.cpu).as_secs_f64()),
            voluntary_switches: used.map(|(own, children)| own.voluntary + children.voluntary),
            involuntary_switches: used
                .map(|(own, children)| own.involuntary + children.involuntary),
            peak_memory_bytes: peak,
            queued_s: queued(run).map(|time| time.as_secs_f64()),
        })
    }
}

/// How long the threads that did something wanted a CPU and had none, together.
fn queued(run: &Run) -> Option<Duration> {
    let lanes = run.record.lanes.iter().filter(|lane| !lane.is_empty());
    lanes.map(|lane| lane.usage?.queued).sum()
}

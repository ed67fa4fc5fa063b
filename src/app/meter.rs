//! What a run costs: the system's accounts before it and after it.

use std::time::Duration;

use crate::engine::plan::Checked;
use crate::engine::strategy::Run;
use crate::report::results::Measured;
use crate::system::ThreadUsage;
use crate::system::memory;
use crate::system::usage::ProcessUsage;

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

impl Counts {
    /// What has been used so far by those that count.
    fn used(self) -> Option<ProcessUsage> {
        let children = ProcessUsage::of_children;
        match self {
            Counts::All => Some(ProcessUsage::of_self()?.and(children()?)),
            Counts::Children => children(),
            Counts::Nothing => None,
        }
    }
}

/// The accounts before a run.
pub(super) struct Meter {
    counts: Counts,
    /// What the main thread has used; it is the same in all runs.
    main: Option<ThreadUsage>,
    used: Option<ProcessUsage>,
    /// Whether the high-water mark of memory was set back, so that it is this run's alone.
    fresh_peak: bool,
}

impl Meter {
    /// Reads the accounts, and sets back the mark of memory. What the main thread uses while it waits for
    /// a command is read only if the run is `kept` whole: else it enters no figure.
    pub(super) fn start(counts: Counts, kept: bool) -> Self {
        let main = kept || counts != Counts::Children;
        Self {
            counts,
            fresh_peak: memory::reset_peak(),
            main: main.then(ThreadUsage::of_this_thread).flatten(),
            used: counts.used(),
        }
    }

    /// Reads the accounts again, at the end of the run.
    pub(super) fn stop(self) -> Reading {
        let used = |before: ProcessUsage| Some(self.counts.used()?.since(before));
        let used = self.used.and_then(used);
        let main = |before| Some(ThreadUsage::of_this_thread()?.since(before));
        let own_peak = match self.counts {
            Counts::Children => None,
            Counts::All | Counts::Nothing => self.fresh_peak.then(memory::peak).flatten(),
        };
        Reading {
            main: self.main.and_then(main),
            used,
            own_peak,
            meter: self,
        }
    }
}

/// What this process and its children have used in a run.
pub(super) struct Reading {
    /// What the main thread has used.
    pub(super) main: Option<ThreadUsage>,
    used: Option<ProcessUsage>,
    own_peak: Option<u64>,
    meter: Meter,
}

impl Reading {
    /// What the run took, if it did all its work: what was cut short or failed a check is held
    /// against nothing.
    pub(super) fn of(self, run: &Run) -> Option<Measured> {
        if !run.checked.as_ref().is_some_and(Checked::holds) {
            return None;
        }
        let used = self.used;
        let told = run.checked.as_ref().and_then(|one| one.children_peak);
        let peak = match self.meter.counts {
            // A command starts with what this process has, so that what stays below is not its own.
            Counts::Children => {
                told.filter(|&peak| self.meter.fresh_peak && memory::peak_is_below(peak))
            }
            // The largest of all is not known where this process's own peak isn't.
            Counts::All | Counts::Nothing => self
                .own_peak
                .map(|own| own.max(run.child_peak.unwrap_or(0)).max(told.unwrap_or(0))),
        };
        Some(Measured {
            elapsed_s: run.record.elapsed.as_secs_f64(),
            started_s: run.started.as_secs_f64(),
            cpu_s: used.map(|used| used.cpu.as_secs_f64()),
            voluntary_switches: used.map(|used| used.voluntary),
            involuntary_switches: used.map(|used| used.involuntary),
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

//! What a run costs: the system's accounts before and after it.

use std::time::Duration;

use engine::plan::Checked;
use engine::strategy::Run;
use report::results::Measured;
use system::ThreadUsage;
use system::usage::ProcessUsage;
use system::{cpus, memory};

/// Whose CPU time and context switches a variant is charged with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// This process's and its children's.
    All,
    /// Its children's, which are commands.
    Children,
    /// No one's: a server in this process is not part of the variant.
    Nothing,
}

impl Counts {
    /// The usage so far that counts.
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
    /// The usage of the main thread, which is the same in all runs.
    main: Option<ThreadUsage>,
    used: Option<ProcessUsage>,
    /// How long the CPUs have been idle, if that matters.
    idle: Option<Duration>,
    /// Whether the peak of memory was reset, so that it belongs to this run alone.
    fresh_peak: bool,
}

impl Meter {
    /// Reads the accounts and resets the memory peak. The main thread's usage while it waits for a
    /// command is read only if the run is `kept` whole; otherwise it enters no figure. In a `crowded` run,
    /// with more threads that compute than CPUs, it matters whether a CPU was idle.
    pub(super) fn start(counts: Counts, kept: bool, crowded: bool) -> Self {
        let main = kept || counts != Counts::Children;
        Self {
            counts,
            fresh_peak: memory::reset_peak(),
            main: main.then(ThreadUsage::of_this_thread).flatten(),
            used: counts.used(),
            idle: crowded.then(cpus::idle).flatten(),
        }
    }

    /// Reads the accounts again, at the end of the run.
    pub(super) fn stop(self) -> Reading {
        let used = |before: ProcessUsage| Some(self.counts.used()?.since(before));
        let used = self.used.and_then(used);
        let main = |before| Some(ThreadUsage::of_this_thread()?.since(before));
        let idle = |before| Some(cpus::idle()?.saturating_sub(before));
        let own_peak = match self.counts {
            Counts::Children => None,
            Counts::All | Counts::Nothing => self.fresh_peak.then(memory::peak).flatten(),
        };
        Reading {
            main: self.main.and_then(main),
            used,
            idle: self.idle.and_then(idle),
            own_peak,
            meter: self,
        }
    }
}

/// What this process and its children used in a run.
pub(super) struct Reading {
    /// The usage of the main thread.
    pub(super) main: Option<ThreadUsage>,
    used: Option<ProcessUsage>,
    idle: Option<Duration>,
    own_peak: Option<u64>,
    meter: Meter,
}

impl Reading {
    /// What the run took, if it did all its work; a run that was cut short or failed a check is compared
    /// with nothing.
    pub(super) fn of(self, run: &Run) -> Option<Measured> {
        if !run.checked.as_ref().is_some_and(Checked::holds) {
            return None;
        }
        let used = self.used;
        let told = run.checked.as_ref().and_then(|one| one.children_peak);
        let peak = match self.meter.counts {
            // A command starts with this process's memory, so anything below that is not its own.
            Counts::Children => {
                told.filter(|&peak| self.meter.fresh_peak && memory::peak_is_below(peak))
            }
            // Without this process's own peak, the largest of all is unknown.
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
            idle_s: self.idle.map(|time| time.as_secs_f64()),
        })
    }
}

/// How long, in total, the threads that did something were ready to run but had no CPU.
fn queued(run: &Run) -> Option<Duration> {
    let lanes = run.record.lanes.iter().filter(|lane| !lane.is_empty());
    lanes.map(|lane| lane.usage?.queued).sum()
}

//! What a run costs: the system's accounts before it and after it.

use crate::results::Measured;
use crate::strategy::Run;
use crate::system::memory;
use crate::system::usage::ProcessUsage;

/// The accounts before a run.
pub(super) struct Meter {
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
            own: ProcessUsage::of_self(),
            children: ProcessUsage::of_children(),
        }
    }

    /// What the run has used since.
    pub(super) fn stop(self, run: &Run) -> Measured {
        let used =
            |before: Option<ProcessUsage>, after: Option<ProcessUsage>| Some(after?.since(before?));
        let own = used(self.own, ProcessUsage::of_self());
        let children = used(self.children, ProcessUsage::of_children());
        let both = own.zip(children);
        // The largest of all is not known where this process's own peak isn't.
        let own_peak = self.fresh_peak.then(memory::peak).flatten();
        let peak = own_peak.map(|own| own.max(run.child_peak.unwrap_or(0)));
        Measured {
            elapsed_s: run.record.elapsed.as_secs_f64(),
            started_s: run.started.as_secs_f64(),
            cpu_s: both.map(|(own, children)| (own.cpu + children.cpu).as_secs_f64()),
            voluntary_switches: both.map(|(own, children)| own.voluntary + children.voluntary),
            involuntary_switches: both
                .map(|(own, children)| own.involuntary + children.involuntary),
            peak_memory_bytes: peak,
        }
    }
}

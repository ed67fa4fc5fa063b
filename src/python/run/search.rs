//! The search that a run of a program is checked by: on a thread of its own, and given up after a time, or
//! where little memory is left.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::engine::memory_watch::MemoryWatch;
use crate::engine::record::{Clock, Stamp};
use crate::engine::thread_group;
use crate::explore::{Cut, Findings, Limits, Progress};
use crate::python::machine::Settings;
use crate::python::model::Python;
use crate::words::counted;

/// The search is given up after this time.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);
/// That for what the threads share, which a schedule needs, after this.
pub(super) const LONG_PATIENCE: Duration = Duration::from_secs(10);
/// And at this many states, or jumps without a step.
const MOST_STATES: usize = 2_000_000;
pub(super) const MOST_JUMPS: u64 = 300_000;
/// The search's stack: values may nest deep.
const STACK: usize = 256 << 20;

/// All that is possible; or why that isn't known.
pub(super) fn search(
    name: &str,
    bytes: Vec<u8>,
    settings: Settings,
    watch: &Arc<Watch>,
) -> Result<Findings, String> {
    let mut python =
        Python::new(name, bytes, settings).map_err(|refusal| first_line(&refusal.0))?;
    let findings = explore(&mut python, watch)?;
    if findings.whole {
        return Ok(findings);
    }
    let states = counted(findings.states, "state");
    Err(watch.why(&format!("more than {states}")))
}

/// A search of a program on a thread of its own, whose stack is deep: values may nest.
pub(super) fn beside<T: Send + 'static>(
    search: impl FnOnce() -> Result<T, String> + Send + 'static,
    watch: &Watch,
) -> Result<T, String> {
    let (done, found) = bounded(1);
    let search = move || {
        // Given up where nothing hears it.
        let _ = done.send(search());
    };
    thread_group::start("explorer", STACK, 0, search)?;
    // What it has found by then, unless it doesn't listen.
    let found = found.recv_timeout(watch.patience + PATIENCE);
    found.unwrap_or_else(|_| Err(watch.why("the search does not end in time")))
}

/// Explores a program until the watch gives a reason to stop.
pub(super) fn explore(python: &mut Python, watch: &Arc<Watch>) -> Result<Findings, String> {
    let asked = Arc::clone(watch);
    python.ask(move || asked.reason(0));
    let limits = Limits {
        max_states: MOST_STATES,
        ..Limits::default()
    };
    let told = |progress: Progress| watch.reason(progress.more);
    let findings = python.explore(&limits, &told);
    findings.map_err(|refusal| first_line(&refusal.0))
}

/// When a search is given up: after a time, and where little memory is left.
pub(super) struct Watch {
    patience: Duration,
    clock: Clock,
    memory: Mutex<MemoryWatch>,
}

impl Watch {
    pub(super) fn new(patience: Duration) -> Self {
        Self {
            patience,
            clock: Clock::start(),
            memory: Mutex::new(MemoryWatch::until_refused()),
        }
    }

    pub(super) fn reason(&self, more: usize) -> Option<Cut> {
        let elapsed = self.clock.now().since(Stamp::default());
        if elapsed > self.patience {
            return Some(Cut::OutOfTime);
        }
        let mut memory = self.memory.lock().ok()?;
        memory.is_full(more, elapsed).then_some(Cut::Memory)
    }

    /// Why the search was given up: the limit on memory that it met, or else this.
    pub(super) fn why(&self, otherwise: &str) -> String {
        let memory = self.memory.lock().ok();
        match memory.as_ref().and_then(|memory| memory.limit()) {
            Some(limit) => format!("the search takes more memory than is left under {limit}"),
            None => otherwise.to_owned(),
        }
    }
}

/// What a refusal is about, without the line that it shows.
pub(super) fn first_line(refusal: &str) -> String {
    refusal.lines().next().unwrap_or_default().to_owned()
}

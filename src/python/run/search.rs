//! The search against which a run is checked: on a thread of its own, abandoned after some time or when
//! memory runs low.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossbeam_channel::bounded;

use crate::machine::Settings;
use crate::model::Python;
use engine::memory_watch::MemoryWatch;
use engine::record::{Clock, Stamp};
use engine::thread_group;
use explore::{Cut, Findings, Limits, Progress};
use words::counted;

/// The search is abandoned after this time.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(1);
/// The limit for finding what the threads share, which a schedule needs.
pub(super) const LONG_TIME_LIMIT: Duration = Duration::from_secs(10);
/// And after this many states, or jumps without a step.
const MOST_STATES: usize = 2_000_000;
pub(super) const MOST_JUMPS: u64 = 300_000;
/// The size of the search's stack: values may be deeply nested.
const STACK: usize = 256 << 20;

/// Everything that is possible; or why it isn't known.
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

/// Runs a search on its own thread with a large stack, since values may be deeply nested.
pub(super) fn beside<T: Send + 'static>(
    search: impl FnOnce() -> Result<T, String> + Send + 'static,
    watch: &Watch,
) -> Result<T, String> {
    let (done, found) = bounded(1);
    let search = move || {
        // Nobody may be listening any more.
        let _ = done.send(search());
    };
    thread_group::start("explorer", STACK, 0, search)?;
    // What it has found by then, unless it doesn't respond.
    let found = found.recv_timeout(watch.time_limit + TIME_LIMIT);
    found.unwrap_or_else(|_| Err(watch.why("the search does not end in time")))
}

/// Explores a program until the watch returns a reason to stop.
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

/// When a search is abandoned: after some time, or when memory runs low.
pub(super) struct Watch {
    time_limit: Duration,
    clock: Clock,
    memory: Mutex<MemoryWatch>,
}

impl Watch {
    pub(super) fn new(time_limit: Duration) -> Self {
        Self {
            time_limit,
            clock: Clock::start(),
            memory: Mutex::new(MemoryWatch::until_refused()),
        }
    }

    pub(super) fn reason(&self, more: usize) -> Option<Cut> {
        let elapsed = self.clock.now().since(Stamp::default());
        if elapsed > self.time_limit {
            return Some(Cut::OutOfTime);
        }
        let mut memory = self.memory.lock().ok()?;
        memory.is_full(more, elapsed).then_some(Cut::Memory)
    }

    /// Why the search was abandoned: the memory limit that it hit, or else this text.
    pub(super) fn why(&self, otherwise: &str) -> String {
        let memory = self.memory.lock().ok();
        match memory.as_ref().and_then(|memory| memory.limit()) {
            Some(limit) => format!("the search takes more memory than is left under {limit}"),
            None => otherwise.to_owned(),
        }
    }
}

/// The first line of a refusal, without the quoted source line.
pub(super) fn first_line(refusal: &str) -> String {
    refusal.lines().next().unwrap_or_default().to_owned()
}

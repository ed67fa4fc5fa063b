//! What an update cost, how far apart the counters were, and whether the threads ran at the same time at
//! all; if not, nothing was measured.

use std::time::Duration;

use serde::Serialize;

use super::options::Options;
use crate::kit::json::object;
use crate::kit::readings::{cpu_time, many, waits};
use engine::plan::{Check, Checked, RunView};
use engine::record::{EntryKind, LaneRecord, Record, Stamp};
use sync::tallies::Tallies;
use system::cpus;
use words::grouped;

/// The object at which all line up: measuring begins there.
pub(super) const START: u16 = 0;

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    per_update_s: f64,
    distance_bytes: Option<usize>,
    /// How many of the threads ran at a time, on average; `None` if the system doesn't say.
    at_once: Option<f64>,
    conclusive: bool,
}

/// Checks the counts, and reports what an update cost.
pub(super) fn check(
    seen: &RunView<'_>,
    name: &'static str,
    options: Options,
    tallies: &Tallies,
) -> Checked {
    let wrong = (0..options.workers).find(|worker| tallies.total(*worker) != options.increments);
    let took = took(seen.record);
    let each = took.as_secs_f64() * 1e9 / options.increments as f64;
    let cpu = cpu_time(seen.record).map(|cpu| cpu.as_secs_f64());
    let at_once = cpu.map(|cpu| cpu / took.as_secs_f64().max(1e-9));
    let doubt = doubt(options.workers, cpus::usable(), at_once);
    let distance = tallies.distance().filter(|_| options.workers > 1);
    let place = match distance {
        Some(bytes) => format!(", counters {bytes} bytes apart"),
        None => String::new(),
    };
    let inconclusive = doubt.as_ref().map(|why| format!("; inconclusive: {why}"));
    let fact = format!(
        "{each:.1} ns an update of each thread{place}{}",
        inconclusive.unwrap_or_default()
    );
    Checked {
        checks: vec![Check::that(
            format!(
                "{name}: {} at {} each",
                many(options.workers as u64, "counter"),
                grouped(options.increments)
            ),
            wrong.is_none(),
            || {
                let worker = wrong.unwrap_or_default();
                format!("Worker-{worker} counted {}", tallies.total(worker))
            },
        )],
        luck: Some("how much the place matters: it takes threads that run at the same time".into()),
        facts: vec![(name, fact)],
        measured: object(&Measured {
            per_update_s: each * 1e-9,
            distance_bytes: distance,
            at_once,
            conclusive: doubt.is_none(),
        }),
        ..Checked::default()
    }
}

/// Why nothing can be concluded, if so: threads that don't run at the same time don't contend for a cache
/// line.
fn doubt(workers: usize, usable: usize, at_once: Option<f64>) -> Option<String> {
    /// The minimum average share of the threads that could have run.
    const SHARE: f64 = 0.75;
    let possible = workers.min(usable);
    if workers < 2 {
        None
    } else if usable < 2 {
        Some("one usable CPU, so the threads never want the line at the same time".into())
    } else {
        let low = at_once.filter(|at_once| *at_once < SHARE * possible as f64)?;
        Some(format!(
            "busy CPUs, on which {low:.1} of {possible} threads ran at a time"
        ))
    }
}

/// The time from the start line to the end of the last thread.
fn took(record: &Record) -> Duration {
    let start = waits(record, START)
        .into_iter()
        .map(|(_, _, end)| end)
        .min();
    let ends = record.lanes.iter().flat_map(LaneRecord::moments);
    let ends = ends.filter(|moment| matches!(moment.kind, EntryKind::End));
    let end = ends.map(|moment| moment.at).max().unwrap_or_default();
    end.since(start.unwrap_or(Stamp::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_took_turns_conclude_nothing() {
        assert!(doubt(2, 1, Some(1.0)).unwrap().contains("one usable CPU"));
        assert!(doubt(2, 2, Some(1.1)).unwrap().contains("1.1 of 2"));
        assert!(doubt(8, 2, Some(1.9)).is_none());
        assert!(doubt(2, 2, Some(1.9)).is_none());
        assert!(doubt(2, 2, None).is_none(), "this system does not tell");
        assert!(
            doubt(1, 1, Some(1.0)).is_none(),
            "one thread shares with none"
        );
    }
}

//! The shortest time that theory allows a variant on this machine, computed after its baseline has run.

use std::time::Duration;

use engine::plan::{Bound, Strategy};
use report::results::VariantResult;
use system::cpus;

/// Gives each variant its bound, derived from what the first one took.
pub(super) fn tell(variants: &mut [VariantResult]) {
    let cores = cpus::usable();
    let work = variants.first().and_then(|first| Work::of(first, cores));
    for variant in variants {
        variant.at_best = match variant.bound {
            Bound::Unknown | Bound::Never => None,
            // Without waits there is no bound.
            Bound::Waits(time) => (!time.is_zero()).then_some(time),
            Bound::Computing(workers) => work.and_then(|work| work.shared(workers.min(cores))),
        };
    }
}

/// The total work, as measured in the baseline.
#[derive(Clone, Copy)]
struct Work {
    /// The total CPU time.
    cpu: Duration,
    /// The CPU time of its longest task; zero if unknown.
    longest: Duration,
    /// How many threads could compute it in parallel.
    side_by_side: usize,
}

impl Work {
    fn of(baseline: &VariantResult, cores: usize) -> Option<Self> {
        let Bound::Computing(workers) = baseline.bound else {
            return None;
        };
        let side_by_side = workers.min(cores);
        // The system also counts the CPU time for starting and reporting a run; the computing itself took
        // no longer than the run.
        let most = baseline.summary()?.median_s * side_by_side as f64;
        let cpu = baseline.median(|run| run.cpu_s)?.min(most);
        Some(Self {
            cpu: Duration::from_secs_f64(cpu),
            longest: longest(baseline).unwrap_or_default(),
            side_by_side,
        })
    }

    /// The shortest time in which this many threads, all really computing in parallel, can do it: never
    /// less than the longest task. `None` for fewer threads than in the baseline: threads that share a
    /// core's units slow each other down, so fewer may need less CPU time for the same work.
    fn shared(self, side_by_side: usize) -> Option<Duration> {
        (side_by_side >= self.side_by_side)
            .then(|| (self.cpu.div_f64(side_by_side as f64)).max(self.longest))
    }
}

/// The CPU time of the longest task: as measured, or that of the task's own thread.
fn longest(baseline: &VariantResult) -> Option<Duration> {
    let run = &baseline.first;
    let threads = || {
        let lanes = run.record.lanes.iter();
        lanes.filter_map(|lane| Some(lane.usage?.cpu)).max()
    };
    match baseline.strategy {
        Strategy::Sequential => run.longest,
        Strategy::Threads => threads(),
        Strategy::Pool(_) | Strategy::Processes => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_shared_by_what_computes_at_the_same_time_and_a_task_stays_whole() {
        let ms = Duration::from_millis;
        let shared = |longest, by| {
            let work = Work {
                cpu: ms(800),
                longest,
                side_by_side: 1,
            };
            work.shared(by)
        };
        assert_eq!(shared(ms(100), 2), Some(ms(400)));
        assert_eq!(shared(ms(400), 64), Some(ms(400)));
        assert_eq!(shared(ms(700), 2), Some(ms(700)));
        assert_eq!(shared(ms(800), 1), Some(ms(800)));
    }

    #[test]
    fn what_many_needed_is_no_bound_for_fewer() {
        let work = Work {
            cpu: Duration::from_secs(8),
            longest: Duration::ZERO,
            side_by_side: 4,
        };
        assert_eq!(work.shared(1), None);
        assert_eq!(work.shared(4), Some(Duration::from_secs(2)));
        assert_eq!(work.shared(8), Some(Duration::from_secs(1)));
    }
}

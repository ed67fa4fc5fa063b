//! The shortest time that theory allows a variant on this machine, once its baseline has been run.

use std::time::Duration;

use crate::plan::Bound;
use crate::results::VariantResult;
use crate::system::cpus;

/// Tells each variant its bound, held against the first.
pub(super) fn tell(variants: &mut [VariantResult]) {
    let work = variants.first().and_then(work);
    for variant in variants {
        variant.at_best = match variant.bound {
            Bound::Unknown | Bound::Never => None,
            // That nobody has to wait bounds nothing.
            Bound::Waits(time) => (!time.is_zero()).then_some(time),
            Bound::Computing(workers) => {
                work.map(|(cpu, longest)| shared(cpu, longest, workers, cpus::usable()))
            }
        };
    }
}

/// The CPU time of all the work and of its longest task, as the baseline took it. Only one that
/// computed one task at a time tells: threads that share a core's units slow each other.
fn work(baseline: &VariantResult) -> Option<(Duration, Duration)> {
    if baseline.bound != Bound::Computing(1) {
        return None;
    }
    let cpu = baseline.median(|run| run.cpu_s)?;
    // The system counts what starts and reports a run too; what computed alone took no longer than
    // the run did.
    let elapsed = baseline.summary()?.median_s;
    let longest = baseline.first.longest.unwrap_or_default();
    Some((Duration::from_secs_f64(cpu.min(elapsed)), longest))
}

/// The time of work that is divided by the threads that can really compute at the same time; never
/// below the longest task.
fn shared(cpu: Duration, longest: Duration, workers: usize, cores: usize) -> Duration {
    let side_by_side = workers.min(cores).max(1);
    (cpu.div_f64(side_by_side as f64)).max(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_shared_by_the_smaller_of_tasks_and_cores_and_a_task_stays_whole() {
        let ms = Duration::from_millis;
        assert_eq!(shared(ms(800), ms(100), 8, 2), ms(400));
        assert_eq!(shared(ms(800), ms(400), 2, 64), ms(400));
        assert_eq!(shared(ms(800), ms(700), 2, 2), ms(700));
        assert_eq!(shared(ms(800), ms(800), 1, 2), ms(800));
    }
}

//! Why a comparison's figures should not be trusted, each with its reason.

use std::time::Duration;

use engine::plan::{Bound, Figure};
use engine::record::{EntryKind, LaneRecord};
use report::results::{Doubtful, Measured, VariantResult, ratio};
use stats::Doubt;
use system::cpus;

/// The doubts about these results of a demo that has `pools` or none; `warmup` rounds preceded them, and
/// the program may have been `continued` meanwhile. With fewer than `least` variants, nothing is
/// compared.
pub(super) fn of(
    variants: &[VariantResult],
    compares: Figure,
    pools: bool,
    warmup: usize,
    continued: bool,
    least: usize,
) -> Vec<Doubtful> {
    let all = |doubt| Doubtful {
        variant: None,
        doubt,
    };
    let mut doubts: Vec<_> = continued
        .then_some(all(Doubt::Continued))
        .into_iter()
        .collect();
    if variants.len() < least {
        return doubts;
    }
    // The time of a variant that is meant to deadlock is compared with nothing.
    let compared = variants
        .iter()
        .filter(|variant| variant.bound != Bound::Never);
    let compared: Vec<_> = compared.collect();
    let first_of = |reason: &dyn Fn(&[f64]) -> Option<Doubt>| {
        compared.iter().find_map(|variant| {
            Some(Doubtful {
                variant: Some(variant.name.clone()),
                doubt: reason(&variant.runs_s())?,
            })
        })
    };
    // A single run is for looking at; repeated runs are meant to be trusted.
    let repeated = |runs: &[f64]| stats::too_short(runs).filter(|_| runs.len() > 1);
    doubts.extend(first_of(&repeated));
    doubts.extend(first_of(&|runs| stats::first_far_off(runs, warmup)));
    let usable = cpus::usable();
    let named = |variant: &VariantResult, doubt| Doubtful {
        variant: Some(variant.name.clone()),
        doubt,
    };
    doubts.extend(compared.iter().filter_map(|variant| {
        let lost = stats::loaded(lost_share(variant, usable)?)?;
        Some(named(variant, lost))
    }));
    for (place, variant) in variants.iter().enumerate() {
        let above = possible(compared.first(), variant, usable).and_then(|possible| {
            let ratio = ratio(variants, place, compares)?;
            stats::above_bounds(&ratio, possible)
        });
        doubts.extend(above.map(|doubt| named(variant, doubt)));
    }
    let computing = compared.iter().filter(|one| computes(one, usable));
    let threads = computing.map(|one| threads_at_work(one)).max();
    // A gain only matters against a baseline with one thread; elsewhere, too many threads is the lesson.
    let gain = compared
        .first()
        .is_some_and(|one| threads_at_work(one) == 1);
    let crowd = threads.filter(|_| gain);
    let crowded = crowd.and_then(|threads| stats::crowded(threads, usable, pools));
    doubts.extend(crowded.map(all));
    if threads.is_some() {
        doubts.extend(stats::throttled(cpus::quota(), cpus::allowed()).map(all));
    }
    doubts
}

/// The share of its possible CPU time that a computing variant lost to something else.
fn lost_share(variant: &VariantResult, usable: usize) -> Option<f64> {
    let Bound::Computing(workers) = variant.bound else {
        return None;
    };
    variant.median(|run| lost(run, workers.min(usable)))
}

/// The share of the CPU time of `width` CPUs that a run lost to something else: it got less than they
/// could give, although its threads wanted more. Unevenly split work leaves CPUs idle, but then no thread
/// wants them; and threads that queue behind each other, while another CPU is idle, lost that to nothing
/// else.
fn lost(run: &Measured, width: usize) -> Option<f64> {
    let could = computing_s(run) * width as f64;
    let missed = 1.0 - (run.cpu_s? + run.idle_s.unwrap_or_default()) / could;
    // On a system that doesn't account for queueing, a single computing thread still shows it.
    let wanted = match run.queued_s {
        Some(queued) => queued / could,
        None if width == 1 => missed,
        None => 0.0,
    };
    Some(missed.min(wanted).clamp(0.0, 1.0))
}

/// How many times as fast as the baseline it can be at most, if the baseline had its CPUs for only part
/// of its computing time; otherwise its figure can't be questioned.
fn possible(
    baseline: Option<&&VariantResult>,
    variant: &VariantResult,
    usable: usize,
) -> Option<f64> {
    /// A single computing thread gets this share of the time; the rest is the system's own work.
    const WHOLE: f64 = 0.9;
    let baseline = *baseline?;
    let (Bound::Computing(before), Bound::Computing(after)) = (baseline.bound, variant.bound)
    else {
        return None;
    };
    let (before, after) = (before.min(usable) as f64, after.min(usable) as f64);
    let had = baseline.median(|run| Some(run.cpu_s? / (computing_s(run) * before)))?;
    (had < WHOLE).then_some((after / before).max(1.0))
}

/// How long a run's tasks ran, in seconds, without starting threads or children.
fn computing_s(run: &Measured) -> f64 {
    (run.elapsed_s - run.started_s).max(1e-9)
}

/// Whether its threads do nothing but compute, or did little else.
fn computes(variant: &VariantResult, usable: usize) -> bool {
    if matches!(variant.bound, Bound::Computing(_)) {
        return true;
    }
    let record = &variant.first.record;
    let used = || record.lanes.iter().filter_map(|lane| lane.usage.as_ref());
    let cpu: Duration = used().map(|used| used.cpu).sum();
    let queued: Duration = used().filter_map(|used| used.queued).sum();
    computed(
        cpu,
        queued,
        record.elapsed,
        threads_at_work(variant),
        usable,
    )
}

/// Whether threads that used this much CPU time in all, and queued for CPUs for so long, did little but compute:
/// they were ready to run for half of the time or more, and had a good part of what their CPUs can give. On a
/// busy machine, threads that wait are ready for long too: whenever they wake, they queue.
fn computed(
    cpu: Duration,
    queued: Duration,
    elapsed: Duration,
    threads: usize,
    usable: usize,
) -> bool {
    /// A share that waiting threads never come near on a quiet machine.
    const READY: f64 = 0.5;
    /// A share that they don't come near on any.
    const RAN: f64 = 0.1;
    let elapsed = elapsed.as_secs_f64();
    let could = elapsed * threads.min(usable) as f64;
    let ready = (cpu + queued).as_secs_f64();
    cpu.as_secs_f64() > RAN * could && ready >= READY * elapsed * threads as f64
}

/// How many threads and children began a task.
fn threads_at_work(variant: &VariantResult) -> usize {
    let lanes = variant.first.record.lanes.iter();
    let began = |lane: &&LaneRecord| {
        lane.moments()
            .any(|moment| matches!(moment.kind, EntryKind::Begin(_)))
    };
    lanes.filter(began).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_that_wait_on_a_busy_machine_do_not_compute() {
        let milliseconds = Duration::from_millis;
        let of_four = |cpu, queued, elapsed| {
            let [cpu, queued, elapsed] = [cpu, queued, elapsed].map(milliseconds);
            computed(cpu, queued, elapsed, 4, 2)
        };
        assert!(of_four(2000, 1900, 1000), "alone on two CPUs");
        assert!(
            of_four(330, 3600, 1000),
            "beside twenty others that compute"
        );
        assert!(!of_four(2, 1, 22), "asleep for 20 ms each");
        assert!(!of_four(3, 95, 45), "the same beside twenty others");
    }

    #[test]
    fn threads_that_queue_behind_each_other_while_cpus_are_idle_lose_nothing_to_others() {
        // 64 threads on 16 CPUs of a machine with nothing else to do.
        let alone = Measured {
            elapsed_s: 0.0514,
            started_s: 0.0025,
            cpu_s: Some(0.641),
            queued_s: Some(1.9),
            idle_s: Some(0.14),
            ..Measured::default()
        };
        assert_eq!(lost(&alone, 16).and_then(stats::loaded), None);
        let beside = Measured {
            idle_s: Some(0.0),
            ..alone
        };
        let share = lost(&beside, 16).unwrap();
        assert!((share - 0.181).abs() < 0.001, "{share}");
        assert!(stats::loaded(share).is_some());
    }
}

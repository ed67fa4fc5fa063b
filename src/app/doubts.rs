//! Why a comparison's figures should not be trusted, each with its reason.

use std::time::Duration;

use crate::engine::plan::{Bound, Figure};
use crate::engine::record::{EntryKind, LaneRecord};
use crate::report::results::{Doubtful, Measured, VariantResult, ratio};
use crate::stats::{self, Doubt};
use crate::system::cpus;

/// What speaks against these results, of a demo that has `pools` or none; `warmup` rounds went before
/// them, and the program may have been told to continue meanwhile. Fewer than `least` variants are
/// compared with nothing.
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
    // The time of one that is to deadlock is compared with nothing.
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
    // A single run is for looking at; repeated runs are to be trusted.
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
    let computing = compared.iter().filter(|one| computes(one));
    let threads = computing.map(|one| threads_at_work(one)).max();
    // What threads gain is asked of a baseline that has one; elsewhere a crowd is the lesson.
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

/// The share of the CPU time that it could have had which a computing variant lost to something else:
/// it had less than its CPUs give in the time, and its threads wanted more. Work that is shared
/// unevenly leaves CPUs idle, and then no thread wants them.
fn lost_share(variant: &VariantResult, usable: usize) -> Option<f64> {
    let Bound::Computing(workers) = variant.bound else {
        return None;
    };
    let width = workers.min(usable);
    variant.median(|run| {
        let could = computing_s(run) * width as f64;
        let missed = 1.0 - run.cpu_s? / could;
        // On a system that keeps no account of the queue, one thread that computes shows it still.
        let wanted = match run.queued_s {
            Some(queued) => queued / could,
            None if width == 1 => missed,
            None => 0.0,
        };
        Some(missed.min(wanted).clamp(0.0, 1.0))
    })
}

/// How many times as fast as the baseline it can be at most, if the baseline had its CPUs only for a
/// part of the time in which it computed; else its figure is as good as any.
fn possible(
    baseline: Option<&&VariantResult>,
    variant: &VariantResult,
    usable: usize,
) -> Option<f64> {
    /// Of the time in which one thread computes, the rest is the system's own work.
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

/// The time for which a run's tasks ran, in seconds: without starting threads or children.
fn computing_s(run: &Measured) -> f64 {
    (run.elapsed_s - run.started_s).max(1e-9)
}

/// Whether its threads do nothing but compute, or half of them at least wanted a CPU while it ran,
/// on one or in its queue.
fn computes(variant: &VariantResult) -> bool {
    /// The share that waiting threads never come near.
    const HALF: f64 = 0.5;
    if matches!(variant.bound, Bound::Computing(_)) {
        return true;
    }
    let record = &variant.first.record;
    let used = record.lanes.iter().filter_map(|lane| lane.usage.as_ref());
    let wanted: Duration = used
        .map(|used| used.cpu + used.queued.unwrap_or_default())
        .sum();
    let could = record.elapsed.as_secs_f64() * threads_at_work(variant) as f64;
    wanted.as_secs_f64() >= HALF * could && !wanted.is_zero()
}

/// The threads and children that began a task.
fn threads_at_work(variant: &VariantResult) -> usize {
    let lanes = variant.first.record.lanes.iter();
    let began = |lane: &&LaneRecord| {
        lane.moments()
            .any(|moment| matches!(moment.kind, EntryKind::Begin(_)))
    };
    lanes.filter(began).count()
}

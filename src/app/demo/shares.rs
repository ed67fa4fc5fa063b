//! The exact shares of the model of a variant that was run, if its schedules can be counted in a moment.

use cli::Runs;
use demos::Demo;
use explore::{Limits, Sizes};
use report::histogram::{self, Shares};
use report::printer::Style;
use report::results::{Results, VariantResult};

/// The maximum number of states of a model that is counted beside a run.
const MOST_STATES: usize = 100_000;

/// Writes what each variant lost in its runs, if losses are its lesson and there were several runs.
pub(super) fn write(out: &mut Vec<u8>, demo: &Demo, results: &Results, runs: Runs, style: Style) {
    let Some(lesson) = demo.steps else { return };
    if matches!(runs, Runs::Number(1)) {
        return;
    }
    let faulty = results
        .variants
        .iter()
        .filter(|one| one.name == lesson.default);
    for variant in faulty {
        let lost: Option<Vec<_>> = variant
            .counts
            .iter()
            .map(|run| run.get("lost").copied())
            .collect();
        let Some(lost) = lost.filter(|lost| lost.len() > 1) else {
            continue;
        };
        let shares = shares(demo, results, variant);
        let shares = shares.as_ref().ok_or(
            "the model is too large to count at this size; smaller ones show its exact shares \
             beside: --workers 2 --increments 3",
        );
        out.push(b'\n');
        // Writing to a buffer can't fail.
        let _ = histogram::write(out, &variant.name, &lost, shares, style);
        out.push(b'\n');
    }
}

/// The shares of the model with the sizes of this run; `None` if it is too large.
fn shares(demo: &Demo, results: &Results, variant: &VariantResult) -> Option<Shares> {
    let lesson = demo.steps?;
    let mut sizes = Sizes::default();
    for size in lesson.options {
        if let Some(number) = results
            .options
            .get(size.option)
            .and_then(serde_json::Value::as_u64)
        {
            sizes.set(size.option, number);
        }
    }
    let program = lesson.program(&variant.name, &sizes).ok()?;
    let limits = Limits {
        max_states: MOST_STATES,
        ..Limits::default()
    };
    let findings = explore::explore(&program, &limits);
    let expected = variant.counts.first()?.get("expected")?;
    let outcomes = findings.outcomes.iter().map(|outcome| {
        let count = outcome.ending.name.strip_prefix("count = ")?;
        let lost = expected.checked_sub(count.parse().ok()?)?;
        Some((lost, outcome.share?, outcome.chance?))
    });
    let outcomes: Option<Vec<_>> = outcomes.collect();
    findings.whole.then_some(())?;
    Some(Shares {
        size: program.size,
        outcomes: outcomes?,
    })
}

//! One run of one variant with its measurements, and how the runs of a variant are combined.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::plan::Variant;
use engine::strategy::Run;
use report::results::{Measured, VariantResult};

/// One run of one variant, with what it took if it did all its work.
pub(super) struct OneRun {
    pub(super) run: Run,
    pub(super) measured: Option<Measured>,
    /// The integers that the demo measured.
    pub(super) counts: BTreeMap<String, u64>,
    /// The program's text, if it is the user's own.
    pub(super) source: Option<Arc<str>>,
}

impl OneRun {
    /// A run without a result.
    pub(super) fn without(run: Run) -> Self {
        Self {
            run,
            measured: None,
            counts: BTreeMap::new(),
            source: None,
        }
    }
}

/// The integers that a run measured.
pub(super) fn counts(run: &Run) -> BTreeMap<String, u64> {
    let measured = run.checked.iter().flat_map(|checked| &checked.measured);
    let whole = measured.filter_map(|(name, value)| Some((name.clone(), value.as_u64()?)));
    whole.collect()
}

/// Adds a run to a variant's result; the first one is kept whole.
pub(super) fn keep(result: &mut Option<VariantResult>, variant: &Variant, one: OneRun) {
    let end = one.run.end.as_ref().map(|end| end.occurred);
    let result = result.get_or_insert_with(|| VariantResult {
        name: variant.name.clone(),
        strategy: variant.strategy,
        bound: variant.bound,
        at_best: None,
        confidence: stats::CONFIDENCE,
        runs: Vec::new(),
        first: one.run,
        counts: Vec::new(),
        ends: Vec::new(),
        source: one.source,
    });
    result.ends.extend(end);
    if one.measured.is_some() {
        result.counts.push(one.counts);
    }
    result.runs.extend(one.measured);
}

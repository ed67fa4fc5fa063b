//! Why a comparison's figures should not be trusted, each with its reason.

use crate::plan::Bound;
use crate::results::VariantResult;
use crate::stats::{self, Doubt};

/// What speaks against these results; `warmup` rounds went before them.
pub(super) fn of(variants: &[VariantResult], warmup: usize) -> Vec<Doubt> {
    let mut doubts: Vec<Doubt> = Vec::new();
    if variants.len() < 2 {
        return doubts;
    }
    // The time of one that is to deadlock is held against nothing.
    let compared = variants
        .iter()
        .filter(|variant| variant.bound != Bound::Never);
    let runs: Vec<_> = compared.map(VariantResult::runs_s).collect();
    let short = runs.iter().find_map(|runs| stats::too_short(runs));
    let first = runs
        .iter()
        .find_map(|runs| stats::first_far_off(runs, warmup));
    doubts.extend(short);
    doubts.extend(first);
    doubts
}

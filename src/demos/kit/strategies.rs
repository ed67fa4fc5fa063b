//! The variants of the demos that compare strategies, and the plans that they share.

use crate::demo::{Choice, VariantRow};
use engine::plan::{Bound, Job, Setup, Strategy, Variant};

/// Sequential, threads, a pool, processes.
pub(crate) const STRATEGIES: &[VariantRow] = &[
    VariantRow {
        place: 0,
        name: "sequential",
        about: "one task after another, on the main thread",
        default: true,
        strategy: Some(Strategy::Sequential),
    },
    VariantRow {
        place: 1,
        name: "threads",
        about: "each task on its own thread, started and joined",
        default: true,
        strategy: Some(Strategy::Threads),
    },
    VariantRow {
        place: 2,
        name: "pool-N",
        about: "N threads, each of which takes the next task when it has finished one",
        default: false,
        strategy: Some(Strategy::Pool(2)),
    },
    VariantRow {
        place: 3,
        name: "processes",
        about: "each task in its own process, with its own memory",
        default: false,
        strategy: Some(Strategy::Processes),
    },
];

/// Those that need no further process of this program.
pub(crate) const IN_THIS_PROCESS: &[VariantRow] = STRATEGIES.split_at(3).0;

/// The variants for these choices: the same job with this many tasks, carried out in different ways, with
/// the bound that `bound` returns for a strategy.
pub(crate) fn variants(
    choices: &[Choice],
    tasks: usize,
    bound: impl Fn(Strategy) -> Bound,
    job: impl Fn(&Setup) -> Job + Clone + Send + Sync + 'static,
) -> Vec<Variant> {
    let strategies = choices
        .iter()
        .filter_map(|choice| Some((choice.name(), choice.strategy()?)));
    strategies
        .map(|(name, strategy)| Variant {
            name,
            strategy,
            bound: bound(strategy),
            tasks,
            prepare: None,
            job: Box::new(job.clone()),
        })
        .collect()
}

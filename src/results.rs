//! What one invocation found out, as the data that every report reads.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::plan::Strategy;
use crate::stats::{self, Ratio, Summary};
use crate::strategy::Run;

/// All of it.
pub struct Results {
    /// The demo's name.
    pub demo: &'static str,
    /// Whether its variants are strategies, which have options of their own.
    pub compares_strategies: bool,
    /// Its options as they were understood.
    pub options: Map<String, Value>,
    /// What is certain however the threads are scheduled.
    pub guaranteed: &'static str,
    /// How the command ended.
    pub ended: Ended,
    /// The variants that began, in the order in which they ran.
    pub variants: Vec<VariantResult>,
}

impl Results {
    /// The comparison of the variant at this place with the baseline, where both have been
    /// measured; the baseline itself has none.
    pub fn ratio(&self, variant: usize) -> Option<Ratio> {
        let (baseline, other) = (self.variants.first()?, self.variants.get(variant)?);
        if variant == 0 {
            None
        } else {
            stats::compare(&baseline.runs_s, &other.runs_s)
        }
    }
}

/// One variant's runs.
pub struct VariantResult {
    /// Its name.
    pub name: String,
    /// How its tasks were carried out.
    pub strategy: Strategy,
    /// The shortest time that theory allows it.
    pub at_best: Option<Duration>,
    /// The elapsed time of each run that was not cut short, in seconds.
    pub runs_s: Vec<f64>,
    /// The first run, which is the one that was printed.
    pub first: Run,
}

impl VariantResult {
    /// The runs in summary; none where each was cut short.
    pub fn summary(&self) -> Option<Summary> {
        Summary::of(&self.runs_s)
    }
}

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// Everything ran to its end.
    Complete,
    /// Ctrl-C, SIGTERM or a stdout that is gone cut it short.
    Interrupted,
    /// `--timeout` ran out.
    Timeout,
    /// A thread or child was refused, or a task failed.
    Failed,
}

//! The results of one invocation, as the data that every report reads.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::against::Against;
use engine::plan::{Bound, Figure, PossibleEnd, Strategy};
use engine::strategy::Run;
use stats::{Doubt, GateAnswer, Measurement, Ratio, Scaling, Summary};

/// The results of one invocation.
pub struct Results {
    /// The demo's name.
    pub demo: &'static str,
    /// Whether its variants are strategies, which have their own options.
    pub compares_strategies: bool,
    /// Whether its variants are the user's own commands.
    pub own_commands: bool,
    /// How many rounds there were and why no more, unless the number was given.
    pub rounds: Option<String>,
    /// Its options as they were understood.
    pub options: Map<String, Value>,
    /// When it began, in RFC 3339 form.
    pub at: String,
    /// The host's name or its hash, if it may be disclosed.
    pub host: Option<String>,
    /// The run's `--label`.
    pub label: Option<String>,
    /// What is certain however the threads are scheduled.
    pub guaranteed: &'static str,
    /// Requested variants that can't be run, by name, and why.
    pub left_out: Vec<(String, String)>,
    /// What a reader might expect to be certain, and isn't.
    pub not_guaranteed: Option<&'static str>,
    /// How the command ended.
    pub ended: Ended,
    /// The figure by which variants are compared.
    pub compares: Figure,
    /// The variants that began, in the order requested.
    pub variants: Vec<VariantResult>,
    /// The next command to try.
    pub next: Option<String>,
    /// What was required of the speed-up, and the answer.
    pub asked: Option<Asked>,
    /// Why the figures should not be trusted.
    pub doubts: Vec<Doubtful>,
    /// The variants compared with those of an earlier run.
    pub against: Option<Against>,
    /// What each number of threads gained, if the variants are numbers of threads.
    pub scale: Option<Scaling>,
}

impl Results {
    /// Whether this variant is the one that others are compared with.
    pub fn is_baseline(&self, variant: usize) -> bool {
        baseline(&self.variants) == Some(variant)
    }

    /// This variant compared with the baseline, if both were measured; `None` for the baseline itself and
    /// for a variant that is meant to deadlock.
    pub fn ratio(&self, variant: usize) -> Option<Ratio> {
        ratio(&self.variants, variant, self.compares)
    }

    /// What these numbers of threads gained; each variant ran with one of them.
    pub fn scaling(&self, numbers: &[usize], usable_cpus: usize) -> Option<Scaling> {
        let variants = self.variants.iter().zip(numbers).enumerate();
        let measured = variants.filter_map(|(place, (variant, &number))| {
            let speed_up = match place {
                0 => 1.0,
                _ => self.ratio(place)?.speed_up,
            };
            Some(Measurement {
                variant: variant.name.clone(),
                number,
                time_s: variant.summary()?.median_s,
                speed_up,
            })
        });
        Scaling::of(&measured.collect::<Vec<_>>(), usable_cpus)
    }
}

/// The first variant, unless it is meant to deadlock.
fn baseline(variants: &[VariantResult]) -> Option<usize> {
    variants
        .iter()
        .position(|variant| variant.bound != Bound::Never)
}

/// [`Results::ratio`] for variants whose results are not gathered yet.
pub fn ratio(variants: &[VariantResult], variant: usize, compares: Figure) -> Option<Ratio> {
    let baseline = baseline(variants)?;
    let other = variants.get(variant)?;
    if variant == baseline || other.bound == Bound::Never {
        return None;
    }
    // Rounds are compared in pairs, and some have not been measured.
    if [&variants[baseline], other]
        .iter()
        .any(|one| one.ends.len() > one.runs.len())
    {
        return None;
    }
    let figures = |one: &VariantResult| match compares {
        Figure::Time => Some(one.runs_s()),
        Figure::CpuTime => one.runs.iter().map(|run| run.cpu_s).collect(),
        Figure::Nothing | Figure::Forced => None,
    };
    let (baseline, confidence) = (figures(&variants[baseline])?, other.confidence);
    stats::compare_at(&baseline, &figures(other)?, confidence)
}

/// What `--min-speedup` or `--max-slowdown` required of the last variant against the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Asked {
    /// The smallest speed-up that is accepted.
    pub min_speedup: f64,
    /// The largest slowdown that is accepted, if --max-slowdown was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_slowdown: Option<f64>,
    /// The variant it was required of.
    pub variant: String,
    /// How many times as fast it was, by the median of the rounds; null if it was not measured to the
    /// end.
    pub speed_up: Option<f64>,
    /// Whether it is that fast; null if it was not measured to the end.
    pub answer: Option<GateAnswer>,
    /// Whether the answer would have been yes but for a doubt.
    #[serde(skip)]
    pub doubted: bool,
}

/// A reason not to trust the figures.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Doubtful {
    /// The variant whose figures they are; omitted if they concern all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The reason.
    #[serde(flatten)]
    pub doubt: Doubt,
}

impl fmt::Display for Doubtful {
    /// One line: the variant, if the doubt concerns only one, and the reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variant) = &self.variant {
            write!(f, "{variant}: ")?;
        }
        self.doubt.fmt(f)
    }
}

/// One variant's runs.
pub struct VariantResult {
    /// Its name.
    pub name: String,
    /// How its tasks were carried out.
    pub strategy: Strategy,
    /// What limits its time.
    pub bound: Bound,
    /// The shortest time that theory allows it on this machine.
    pub at_best: Option<Duration>,
    /// The minimum confidence of the intervals of its runs.
    pub confidence: f64,
    /// The measured runs that were neither cut short nor failed a check, in the order of their rounds.
    pub runs: Vec<Measured>,
    /// The first measured run, which is the one that was printed.
    pub first: Run,
    /// The integers that the demo measured in each run, by name.
    pub counts: Vec<BTreeMap<String, u64>>,
    /// How each measured run ended, as a place among the possible endings, if these are known.
    pub ends: Vec<Option<usize>>,
    /// The program's text, to whose lines the record refers, if it is one of the user's own.
    pub source: Option<Arc<str>>,
}

impl VariantResult {
    /// The possible endings of its runs, if they are known.
    pub fn possible(&self) -> Option<&[PossibleEnd]> {
        Some(&self.first.end.as_ref()?.possible)
    }

    /// How many of its measured runs ended this way.
    pub fn times(&self, end: usize) -> usize {
        let ends = self.ends.iter();
        ends.filter(|occurred| **occurred == Some(end)).count()
    }

    /// The elapsed time of each run, in seconds.
    pub fn runs_s(&self) -> Vec<f64> {
        self.runs.iter().map(|run| run.elapsed_s).collect()
    }

    /// A summary of the runs; `None` if every run was cut short.
    pub fn summary(&self) -> Option<Summary> {
        Summary::at(&self.runs_s(), self.confidence)
    }

    /// The median of `figure` over the runs, if every run has it.
    pub fn median(&self, figure: impl Fn(&Measured) -> Option<f64>) -> Option<f64> {
        let figures: Option<Vec<_>> = self.runs.iter().map(figure).collect();
        Summary::of(&figures?).map(|summary| summary.median_s)
    }
}

/// What one run took. A figure that the system doesn't report for this run alone is omitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Measured {
    /// From the run's start until the main thread has joined every thread and printed its own last line.
    pub elapsed_s: f64,
    /// From the run's start until its tasks were released: the time to start threads or children. Next to
    /// nothing if the main thread runs the tasks itself, as it does the commands of `compare`.
    pub started_s: f64,
    /// CPU time of all its threads and children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_s: Option<f64>,
    /// How often a thread gave up its CPU in order to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voluntary_switches: Option<u64>,
    /// How often a thread was preempted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub involuntary_switches: Option<u64>,
    /// The peak resident memory of the largest of its processes, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    /// How long its threads, in total, were ready to run but had no CPU.
    #[serde(skip)]
    pub queued_s: Option<f64>,
    /// How long the CPUs, in total, had nothing to run; known only of runs with more threads that compute
    /// than CPUs.
    #[serde(skip)]
    pub idle_s: Option<f64>,
}

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ended {
    /// Everything ran to its end.
    Complete,
    /// Ctrl-C, SIGTERM or a closed stdout cut it short.
    Interrupted,
    /// `--timeout` ran out.
    Timeout,
    /// A thread or child was refused, or a task failed.
    Failed,
}

/// One variant of one demo, as `check` found it.
pub struct Case {
    /// The demo's name.
    pub demo: &'static str,
    /// The variant's name.
    pub variant: String,
    /// How long it ran.
    pub elapsed: Duration,
    /// What was checked and holds.
    pub checked: Vec<String>,
    /// What does not hold.
    pub failures: Vec<String>,
    /// How far it got.
    pub reached: Reached,
}

/// How far a case of `check` got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// To its end.
    End,
    /// It was still running when everything was stopped.
    CutShort,
    /// It never began.
    NotRun,
}

impl Case {
    /// A case that could not run, for this reason.
    pub fn failed_before(demo: &'static str, variant: String, reason: String) -> Self {
        Self {
            failures: vec![reason],
            ..Self::unfinished(demo, variant, Reached::End)
        }
    }

    /// A case that did not run to its end.
    pub fn unfinished(demo: &'static str, variant: String, reached: Reached) -> Self {
        Self {
            demo,
            variant,
            elapsed: Duration::ZERO,
            checked: Vec::new(),
            failures: Vec::new(),
            reached,
        }
    }

    /// Whether it ran to its end and every check held.
    pub fn passed(&self) -> bool {
        self.reached == Reached::End && self.failures.is_empty()
    }

    /// Whether a check failed.
    pub fn failed(&self) -> bool {
        !self.failures.is_empty()
    }
}

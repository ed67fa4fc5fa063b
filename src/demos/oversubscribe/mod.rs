//! The lesson `oversubscribe`: the same computing work split over more and more threads, with what the
//! system says that cost.
//!
//! The threads are started in a child process (`storm.rs`): starting a thread can abort its process,
//! which must not be the one that reports.

mod storm;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Value, json};

use crate::demo::{Choice, Demo, files, variants};
use crate::kit::explain::Explain;
use crate::kit::readings::many;
use crate::kit::scale::Scale;
use crate::kit::{json, options};
use engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Strategy, Task, Variant};
use engine::thread_group::STACK;
use error::refused;
use system::{ThreadUsage, cpus};
use words::grouped;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "oversubscribe",
    about: "too many threads: the same computing work split over more and more of them",
    hidden: false,
    variants: Crowd::ROWS,
    examples: &[
        (
            "threaddemo oversubscribe",
            "as many threads as cores, 4 times and 64 times as many",
        ),
        (
            "threaddemo oversubscribe --variants one,cores,x4,x64 --runs 6",
            "against one thread, with intervals",
        ),
        (
            "threaddemo oversubscribe --workers 5000",
            "5000 threads against as many as there are cores",
        ),
    ],
    small: &["--blocks", "1"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "oversubscribe.rs"),
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

variants! {
    /// How many threads share the work.
    enum Crowd {
        Cores: "cores", "as many threads as usable cores", default;
        X4: "x4", "four times as many threads as cores", default;
        X64: "x64", "64 times as many threads as cores", default;
        One: "one", "one thread";
    }
}

impl Crowd {
    /// The number of threads.
    fn workers(self, cores: usize) -> usize {
        match self {
            Crowd::Cores => cores,
            Crowd::X4 => cores.saturating_mul(4),
            Crowd::X64 => cores.saturating_mul(64),
            Crowd::One => 1,
        }
    }
}

#[derive(Args, Clone, Debug, Serialize)]
struct Options {
    /// How much work there is, in blocks of 8 MiB
    #[arg(long, value_name = "N", default_value = "64", value_parser = options::count)]
    blocks: usize,
    /// Compare as many threads as cores with this many instead
    #[arg(
        long,
        value_name = "N",
        value_parser = options::count,
        conflicts_with_all = ["variants", "all", "scale"]
    )]
    workers: Option<usize>,
    #[command(flatten)]
    #[serde(flatten)]
    scale: Scale,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let cores = cpus::usable();
    let of = |workers: usize| (format!("workers-{workers}"), workers);
    let crews: Vec<(String, usize)> = match (own.scale.numbers(matches)?, own.workers) {
        (Some(numbers), _) => numbers.iter().copied().map(of).collect(),
        (None, Some(workers)) => vec![(Crowd::Cores.name().to_owned(), cores), of(workers)],
        (None, None) => choices
            .iter()
            .map(|choice| (choice.name(), Crowd::of(choice).workers(cores)))
            .collect(),
    };
    for (name, workers) in &crews {
        // A child has the same limits, and has used less of them.
        system::threads(*workers, STACK)
            .map_err(|limit| refused(format!("{name} can't run {workers} threads: {limit}")))?;
    }
    let result = Arc::new(OnceLock::new());
    let variant = |(name, workers): (String, usize)| {
        let result = Arc::clone(&result);
        Variant {
            name: name.clone(),
            strategy: Strategy::Processes,
            bound: Bound::Computing(workers),
            tasks: 1,
            prepare: None,
            job: Box::new(move |_| job(&name, workers, own.blocks, &result)),
        }
    };
    Ok(Plan {
        variants: crews.into_iter().map(variant).collect(),
        options: json::object(&own),
        guaranteed: "the same result from every number of threads",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

fn job(name: &str, workers: usize, blocks: usize, first: &Arc<OnceLock<String>>) -> Job {
    let task = Task::new("compute", move |lane| storm::compute(lane, workers, blocks));
    let (name, first) = (name.to_owned(), Arc::clone(first));
    let mut job = Job::new(vec![task], move |seen| {
        check(seen, &name, workers, blocks, &first)
    });
    job.objects = vec![storm::ALL_ENDED.to_owned()];
    job
}

fn check(
    seen: &RunView<'_>,
    name: &str,
    workers: usize,
    blocks: usize,
    first: &OnceLock<String>,
) -> Checked {
    let answer = seen.answer(0).cloned().unwrap_or_default();
    let expected = storm::pieces(blocks);
    let result = answer["result"].as_str().unwrap_or_default().to_owned();
    let claim = format!(
        "all {} pieces of the work done, on threads that were all joined",
        grouped(expected)
    );
    let done = answer["pieces"].as_u64() == Some(expected) && answer["threads"] == json!(workers);
    let mut checks = vec![Check::that(claim, done, || {
        format!("the child answered {answer}")
    })];
    if let Err(result) = first.set(result) {
        let before = first.get().map_or("", String::as_str);
        let claim = "the same result from every number of threads";
        checks.push(Check::that(claim, result == before, || {
            format!("{name} got {result} and the first variant {before}")
        }));
    }
    let used = usage(seen);
    let measured = Measured {
        threads: workers,
        result: &answer["result"],
        used: used.map(Used::from),
    };
    let cost = used.map(|used| ("cost", cost(name, workers, used)));
    Checked {
        checks,
        facts: Vec::from_iter(cost),
        measured: json::object(&measured),
        ..Checked::default()
    }
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured<'a> {
    threads: usize,
    result: &'a Value,
    /// `None` if the system doesn't say.
    #[serde(flatten)]
    used: Option<Used>,
}

/// What the child's threads used.
#[derive(Serialize)]
struct Used {
    cpu_s: f64,
    voluntary_switches: u64,
    involuntary_switches: u64,
    queued_s: Option<f64>,
}

impl From<ThreadUsage> for Used {
    fn from(used: ThreadUsage) -> Self {
        Self {
            cpu_s: used.cpu.as_secs_f64(),
            voluntary_switches: used.voluntary,
            involuntary_switches: used.involuntary,
            queued_s: used.queued.map(|time| time.as_secs_f64()),
        }
    }
}

fn cost(name: &str, workers: usize, used: ThreadUsage) -> String {
    format!(
        "{name}: {}, CPU {:.3} s, {} involuntary and {} voluntary context switches",
        many(workers as u64, "thread"),
        used.cpu.as_secs_f64(),
        grouped(used.involuntary),
        grouped(used.voluntary)
    )
}

/// What the child's threads used in total, including its main thread.
fn usage(seen: &RunView<'_>) -> Option<ThreadUsage> {
    let here = std::process::id();
    let mut lanes = seen.record.lanes.iter().filter(|lane| lane.process != here);
    let first = lanes.next()?.usage?;
    lanes.try_fold(first, |sum, lane| {
        let used = lane.usage?;
        let queued = sum.queued.zip(used.queued);
        Some(ThreadUsage {
            cpu: sum.cpu + used.cpu,
            voluntary: sum.voluntary + used.voluntary,
            involuntary: sum.involuntary + used.involuntary,
            queued: queued.map(|(sum, used): (Duration, Duration)| sum + used),
        })
    })
}

//! The lesson `counter`: a shared counter, what is lost without a lock, and what each lock costs.
//!
//! The counters are those of [`sync::counter`](sync::counter), which are model-checked; which
//! thread counts on which, and the result, is here. Nothing is recorded per increment.

mod check;
mod counting_method;
mod model;
mod options;
mod work;

use clap::{ArgMatches, Args, FromArgMatches};

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::json::object;
use crate::kit::scale::{Scale, chosen};
use crate::kit::window::Window;
use counting_method::CountingMethod;
use engine::plan::{Bound, Figure, Plan, Strategy, Variant};
use error::usage;
use options::Options;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "counter",
    about: "a shared counter: updates lost without a lock, none with one, and what each lock costs",
    hidden: false,
    variants: CountingMethod::ROWS,
    examples: &[
        (
            "threaddemo counter",
            "alone, without a lock, with a lock, and without needing one",
        ),
        ("threaddemo counter --all", "every way to count"),
        (
            "threaddemo counter --variants unlocked --window none",
            "luck alone: does this machine lose updates today?",
        ),
        (
            "threaddemo counter --scale 1,2,4,8 --variants local",
            "the same number of increments on more and more threads",
        ),
        (
            "threaddemo counter --variants mutex,atomic,local --increments 1000000 --runs 8",
            "what sharing costs",
        ),
    ],
    small: &["--increments", "1000"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "counter.rs"),
        python: files!("examples/python": "counter.py", "counter_fixed.py"),
    },
    options: |bare| Scale::augment_args(Options::augment_args(bare)),
    plan,
    steps: Some(&model::LESSON),
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let scale = Scale::from_arg_matches(matches)?.scale;
    let mut ways: Vec<_> = choices.iter().map(CountingMethod::of).collect();
    if scale.is_some() {
        ways = vec![scaled_way(matches, &ways)?];
    }
    let alone = [options.workers];
    let numbers = scale.as_ref().map_or(&alone[..], |all| &all.0);
    let unlocked = ways.contains(&CountingMethod::Unlocked);
    let meeting = options.window == Window::Rendezvous;
    if meeting && numbers.contains(&1) && unlocked {
        return Err(usage(
            "unlocked can't run with '--workers 1' and '--window rendezvous': one worker has no other \
             to meet; use more workers, '--window none', or '--variants' without unlocked",
        ));
    }
    let variants = match &scale {
        None => ways.iter().map(|&way| variant(way, options)).collect(),
        Some(numbers) => scaled(ways[0], options, &numbers.0)?,
    };
    let mut shown = object(&options);
    shown.extend(object(&Scale { scale }));
    Ok(Plan {
        variants,
        options: shown,
        guaranteed: guaranteed(
            unlocked,
            ways.iter().any(|way| *way != CountingMethod::Unlocked),
            meeting,
        ),
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// The way of counting to be scaled: the one that was named, or the mutex.
fn scaled_way(matches: &ArgMatches, ways: &[CountingMethod]) -> anyhow::Result<CountingMethod> {
    match (chosen(matches, &["variants", "all"]), ways) {
        (None, _) => Ok(CountingMethod::Mutex),
        (Some("variants"), [way]) if *way != CountingMethod::Sequential => Ok(*way),
        _ => Err(usage(
            "--scale runs one variant on several numbers of threads; name one with --variants, and not \
             sequential, which has one thread",
        )),
    }
}

/// One way of counting with each number of workers. They share `--workers` times `--increments`, rounded
/// up to what all of these numbers can split evenly, so that all do the same work.
fn scaled(
    way: CountingMethod,
    options: Options,
    numbers: &[usize],
) -> anyhow::Result<Vec<Variant>> {
    let common = numbers.iter().try_fold(1_u64, |common, &number| {
        let number = number as u64;
        let (mut divisor, mut rest) = (common, number);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        (common / divisor).checked_mul(number)
    });
    let total = options.expected();
    let common = common.filter(|&common| common <= total).ok_or_else(|| {
        usage(format!(
            "--scale: {total} increments can't be shared evenly by all these numbers of workers; \
             name others, such as 1,2,4,8, or use more --increments"
        ))
    })?;
    let total = total.div_ceil(common) * common;
    let variant = |&workers: &usize| Variant {
        name: format!("{}-{workers}", way.name()),
        ..variant(way, options.sharing(total, workers))
    };
    Ok(numbers.iter().map(variant).collect())
}

/// What is certain about the variants that run.
fn guaranteed(unlocked: bool, others: bool, meeting: bool) -> &'static str {
    match (unlocked, others, meeting) {
        (false, _, _) => "that no update is lost, however the threads are scheduled",
        (true, false, true) => {
            "that at least one update is lost: two threads meet between read and write"
        }
        (true, false, false) => "nothing: a run that lost no update was lucky",
        (true, true, true) => {
            "that unlocked loses at least one update, since two threads meet between read and \
             write; that the others lose none"
        }
        (true, true, false) => "that the others lose no update; nothing for unlocked",
    }
}

fn variant(way: CountingMethod, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: match way {
            CountingMethod::Sequential => Strategy::Sequential,
            CountingMethod::Processes => Strategy::Processes,
            CountingMethod::Unlocked
            | CountingMethod::Mutex
            | CountingMethod::Atomic
            | CountingMethod::RwLock
            | CountingMethod::Channel
            | CountingMethod::Local => Strategy::Threads,
        },
        bound: Bound::Unknown,
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| work::job(way, options)),
    }
}

//! The lesson `philosophers`: a deadlock that always shows, and three ways out of it.
//!
//! What a philosopher does is in `dinner.rs`, the results are compared in `outcome.rs`.

mod dinner;
mod fork_rule;
mod model;
mod outcome;

use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use dinner::{Table, fork, philosopher};
use engine::plan::{Bound, Figure, Job, Plan, Strategy, Task, Variant};
use fork_rule::ForkRule;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "philosophers",
    about: "a deadlock that always shows, named and ended; and the ways out",
    hidden: false,
    variants: ForkRule::ROWS,
    examples: &[
        (
            "threaddemo philosophers",
            "the deadlock: who waits for whom; then the same dinner with ordered forks",
        ),
        (
            "threaddemo philosophers --variants naive --hold 2s",
            "the deadlock, with time to look at it from outside (gdb, /proc)",
        ),
        (
            "threaddemo philosophers --variants ordered,waiter,try-lock",
            "the ways out, compared",
        ),
        (
            "threaddemo philosophers --variants naive --philosophers 2 --delay 0s",
            "the smallest deadlock there is",
        ),
    ],
    small: &["--meals", "2", "--delay", "1ms", "--hold", "5ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "philosophers.rs"),
        python: files!("examples/python": "philosophers.py", "philosophers_fixed.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Number of philosophers at the table, 2 to 10000
    #[arg(long, value_name = "N", default_value = "5", value_parser = seats)]
    philosophers: usize,
    /// Number of meals for each of them
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    meals: usize,
    /// How long a meal takes, and the thinking before it
    #[arg(long, value_name = "DURATION", default_value = "20ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
    /// How long the deadlock of `naive` lasts before it is named and ended
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = options::duration)]
    #[serde(rename = "hold_s", serialize_with = "json::seconds")]
    hold: Duration,
}

fn seats(text: &str) -> Result<usize, String> {
    /// Each fork has a number in the record.
    const MOST: usize = 10_000;
    match text.parse() {
        Ok(count @ 2..=MOST) => Ok(count),
        _ => Err(format!(
            "expected a whole number from 2 to {MOST}: one alone has one fork and can't eat"
        )),
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let variant = |choice: &Choice| {
        let way = ForkRule::of(choice);
        Variant {
            name: way.name().to_owned(),
            strategy: Strategy::Threads,
            bound: bound(way, own),
            tasks: own.philosophers,
            prepare: None,
            job: Box::new(move |_| job(way, own)),
        }
    };
    Ok(Plan {
        variants: choices.iter().map(variant).collect(),
        options: json::object(&own),
        guaranteed: guaranteed(choices),
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// What is certain about the variants that run.
fn guaranteed(choices: &[Choice]) -> &'static str {
    let naive = |choice: &Choice| ForkRule::of(choice) == ForkRule::Naive;
    match (choices.iter().any(naive), choices.iter().all(naive)) {
        (_, true) => "that all wait in a circle: a deadlock",
        (true, false) => "that naive deadlocks; that the others eat every meal",
        (false, _) => "that every meal is eaten: no deadlock",
    }
}

/// Each thinks before its first meal; then at most half of them eat at a time, and each alternates
/// between thinking and eating.
fn bound(way: ForkRule, own: Options) -> Bound {
    if way == ForkRule::Naive {
        return Bound::Never;
    }
    let times = |count: usize| {
        own.delay
            .saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
    };
    let at_once = own.philosophers / 2;
    let rounds = own.philosophers.saturating_mul(own.meals).div_ceil(at_once);
    Bound::Waits(times(1 + rounds).max(times(own.meals.saturating_mul(2))))
}

fn job(way: ForkRule, own: Options) -> Job {
    let (table, seats) = Table::laid(own.philosophers, own.hold);
    let table = Arc::new(table);
    let task = |(who, seat)| {
        let table = Arc::clone(&table);
        Task::new(philosopher(who), move |lane| {
            dinner::dine(lane, &table, way, who, seat, own.meals, own.delay)
        })
    };
    let tasks = seats.into_iter().enumerate().map(task).collect();
    let mut job = Job::new(tasks, move |seen| match way {
        ForkRule::Naive => outcome::deadlocked(seen, own.philosophers),
        _ => outcome::eaten(seen, way, own.philosophers, own.meals),
    });
    job.objects = (0..own.philosophers)
        .map(fork)
        .chain(["all hold a fork".to_owned(), "the waiter".to_owned()])
        .collect();
    job.close = Some(Box::new(move || table.clear()));
    job
}

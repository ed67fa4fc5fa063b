//! The lesson `reorder`: memory that isn't in order. What two threads can see of each other, on this
//! machine and in two models.
//!
//! The tests are in `test.rs`, as data; `trials.rs` runs them on real threads, `model.rs` passes them to
//! the explorer, and `check.rs` compares what was seen with what the models allow.

mod access_order;
#[cfg(test)]
mod catalogue;
mod check;
mod litmus;
mod machine;
mod model;
mod test;
mod trials;

use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::json;

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use access_order::AccessOrder;
use engine::plan::{Bound, Figure, Job, MainPart, Plan, Strategy, Task, Variant};
use explore::letter;
use system::cpus;
use test::LitmusTest;
use trials::Trials;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "reorder",
    about: "memory that isn't in order: what two threads see of each other's writes",
    hidden: false,
    variants: AccessOrder::ROWS,
    examples: &[
        (
            "threaddemo reorder",
            "store buffering, millions of times: relaxed, with fences, seq-cst",
        ),
        (
            "threaddemo reorder --test mp --for 3s",
            "message passing: x86 keeps it in order, others don't",
        ),
        (
            "threaddemo reorder --test iriw",
            "two writes, and two threads that may disagree on which came first",
        ),
    ],
    small: &["--for", "50ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "reorder.rs"),
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// Which test the threads run
    #[arg(long, value_enum, value_name = "TEST", default_value = "sb")]
    test: LitmusTest,
    /// How long they run it, in each variant
    #[arg(long = "for", value_name = "DURATION", default_value = "1s", value_parser = options::duration)]
    #[serde(rename = "for_s", serialize_with = "json::seconds")]
    time: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let orders: Vec<_> = choices.iter().map(AccessOrder::of).collect();
    let relaxed = orders.contains(&AccessOrder::Relaxed);
    let ordered = orders.iter().any(|order| *order != AccessOrder::Relaxed);
    Ok(Plan {
        variants: orders
            .iter()
            .map(|order| variant(*order, options))
            .collect(),
        options: json::object(&options),
        left_out: Vec::new(),
        guaranteed: if ordered {
            "that accesses with fences between them, or seq-cst, end as one order of all steps does"
        } else {
            "that no outcome comes that the machine's memory model forbids"
        },
        not_guaranteed: relaxed.then_some("how often relaxed accesses are reordered, if at all"),
        compares: Figure::Nothing,
    })
}

fn variant(order: AccessOrder, options: Options) -> Variant {
    Variant {
        name: order.name().to_owned(),
        strategy: Strategy::Threads,
        bound: Bound::Waits(options.time),
        tasks: options.test.threads(),
        prepare: None,
        job: Box::new(move |_| job(order, options)),
    }
}

fn job(order: AccessOrder, options: Options) -> Job {
    let Options { test, time } = options;
    let cores = cpus::usable();
    let trials = Arc::new(Trials::new(test, order, cores));
    let task = |me: usize| {
        let trials = Arc::clone(&trials);
        Task::new(letter(me), move |lane| {
            let seen = trials.run(lane, me, time)?;
            Ok(json!(if me == 0 { seen } else { Vec::new() }))
        })
    };
    let tasks = (0..test.threads()).map(task).collect();
    Job {
        main: MainPart {
            after_join: Some(Box::new(move |lane, _, outcomes| {
                let told = test.litmus().told(order);
                for line in told.into_iter().chain(check::table(test, order, outcomes)) {
                    lane.say(line);
                }
            })),
            ..MainPart::default()
        },
        ..Job::new(tasks, move |seen| check::check(seen, test, order, cores))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    #[test]
    fn no_test_ends_as_the_machine_forbids() {
        for test in test::NAMES {
            for run in trial::run(&DEMO, &["--test", test, "--for", "5ms"]) {
                let checked = run.checked.unwrap();
                assert!(checked.holds(), "{test}: {:?}", checked.checks);
                assert!(checked.measured["trials"].as_u64() >= Some(1000), "{test}");
            }
        }
    }
}

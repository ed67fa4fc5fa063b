//! The lesson `transfer`: money between two accounts, a deadlock of two locks, and a lock that is held
//! around each half but not around both.
//!
//! What a worker does is in `work.rs`, the results are checked in `check.rs`. The accounts are
//! [`sync::accounts`](sync::accounts)'s, the locks [`Locks`](sync::locks::Locks), and both are
//! model-checked there.

mod check;
mod locking_rule;
mod model;
mod options;
mod work;

use std::sync::Arc;

use clap::{ArgMatches, Args, FromArgMatches};

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::json;
use engine::plan::{Bound, Figure, Job, MainPart, Plan, Strategy, Task, Variant};
use error::usage;
use locking_rule::LockingRule;
use options::Options;
use work::Bank;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "transfer",
    about: "money between two accounts: two locks in two orders, and a lock around each half",
    hidden: false,
    variants: LockingRule::ROWS,
    examples: &[
        (
            "threaddemo transfer",
            "a deadlock of two locks, then the same transfers with the locks in one order",
        ),
        (
            "threaddemo transfer --variants check-then-act",
            "every access locked, and money lost all the same",
        ),
        (
            "threaddemo transfer --variants ordered,one-lock --workers 8",
            "the two ways out, with eight workers",
        ),
    ],
    small: &["--hold", "5ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "transfer.rs"),
        python: files!("examples/python": "transfer.py", "transfer_fixed.py", "transfer_halves.py"),
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let ways: Vec<_> = choices.iter().map(LockingRule::of).collect();
    if let Some(faulty) = ways.iter().find(|way| way.faulty() && options.workers == 1) {
        return Err(usage(format!(
            "{} can't run with '--workers 1': it takes two that transfer in opposite directions; use \
             more workers, or '--variants ordered,one-lock'",
            faulty.name()
        )));
    }
    Ok(Plan {
        variants: ways.iter().map(|way| variant(*way, options)).collect(),
        options: json::object(&options),
        guaranteed: guaranteed(&ways),
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Nothing,
    })
}

/// What is certain about the variants that run.
fn guaranteed(ways: &[LockingRule]) -> &'static str {
    let naive = ways.contains(&LockingRule::Naive);
    let halves = ways.contains(&LockingRule::CheckThenAct);
    let right = ways.iter().any(|way| !way.faulty());
    match (naive, halves, right) {
        (false, false, _) => "that no money is lost, and that no deadlock is possible",
        (true, false, false) => "that Worker-0 and Worker-1 wait for each other: a deadlock",
        (false, true, false) => "that a deposit is lost: it comes between a check and its act",
        (true, true, false) => "that naive deadlocks; that check-then-act loses a deposit",
        (true, false, true) => "that naive deadlocks; that the others lose no money",
        (false, true, true) => "that check-then-act loses a deposit; that the others lose no money",
        (true, true, true) => {
            "that naive deadlocks; that check-then-act loses a deposit; that the others lose no money"
        }
    }
}

fn variant(way: LockingRule, options: Options) -> Variant {
    Variant {
        name: way.name().to_owned(),
        strategy: Strategy::Threads,
        bound: if way == LockingRule::Naive {
            Bound::Never
        } else {
            Bound::Unknown
        },
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| job(way, options)),
    }
}

fn job(way: LockingRule, options: Options) -> Job {
    let (bank, seats) = Bank::open(options.each(), options.workers, options.hold);
    let bank = Arc::new(bank);
    let tasks = seats.into_iter().enumerate().map(|(who, seat)| {
        let bank = Arc::clone(&bank);
        Task::new(work::worker(who), move |lane| {
            work::work(lane, &bank, way, who, seat, options.transfers)
        })
    });
    let tasks = tasks.collect();
    let (after, checked, closed) = (Arc::clone(&bank), Arc::clone(&bank), bank);
    Job {
        objects: work::OBJECTS.map(str::to_owned).to_vec(),
        main: MainPart {
            after_join: Some(Box::new(move |lane, _, _| {
                let [one, other] = after.accounts.balances();
                lane.say(format_args!(
                    "account-0: {one}, account-1: {other}, together {} of {}",
                    one + other,
                    2 * options.each()
                ));
            })),
            ..MainPart::default()
        },
        close: Some(Box::new(move || closed.close())),
        ..Job::new(tasks, move |seen| match way {
            LockingRule::Naive => check::deadlocked(seen, options),
            _ => check::moved(seen, way, options, checked.accounts.balances()),
        })
    }
}

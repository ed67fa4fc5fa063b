//! The results of a dinner: the cycle of the naive one, the meals and the fairness of the others.

use std::fmt::Write as _;

use serde::Serialize;

use super::dinner::{NAMES, philosopher};
use super::fork_rule::ForkRule;
use crate::kit::json::object;
use crate::kit::{deadlock, fairness};
use engine::plan::{Check, Checked, RunView};
use words::grouped;

/// Checks that all were found in one cycle, each holding the fork that the one before it wants.
pub(super) fn deadlocked(seen: &RunView<'_>, philosophers: usize) -> Checked {
    let all = format!("all {philosophers}");
    deadlock::check(seen, philosophers, NAMES, (&all, CONDITIONS))
}

const CONDITIONS: &str = "all four hold: mutual exclusion (a fork is in one hand), hold and wait (one fork in hand, waiting for the other), no preemption (no fork is taken from a hand), circular wait (Coffman et al., 1971)";

/// What is measured of a dinner besides its time.
#[derive(Serialize)]
struct Measured {
    meals: usize,
    longest_wait_s: f64,
    fairness: f64,
    forks_put_down_again: u64,
}

/// Checks that every meal was eaten, and reports how long and how evenly they waited.
pub(super) fn eaten(
    seen: &RunView<'_>,
    way: ForkRule,
    philosophers: usize,
    meals: usize,
) -> Checked {
    let said = |who: usize| seen.record.lines_of(who).len();
    let short = (0..philosophers).find(|&who| said(who) != meals);
    let all = philosophers.saturating_mul(meals);
    let claim = format!("all {} meals eaten", grouped(all));
    let check = Check::that(claim, short.is_none(), || {
        let who = short.unwrap_or_default();
        format!("{} ate {}", philosopher(who), said(who))
    });
    let figure = |name: &str| {
        let answers = (0..philosophers).filter_map(|who| seen.answer(who));
        answers
            .filter_map(|answer| answer[name].as_f64())
            .collect::<Vec<_>>()
    };
    let longest = figure("longest_wait_s").into_iter().fold(0.0, f64::max);
    let fairness = fairness::of_paces(meals, &figure("finished_s"));
    let answers = (0..philosophers).filter_map(|who| seen.answer(who));
    let put_down: u64 = answers
        .filter_map(|answer| answer["forks_put_down_again"].as_u64())
        .sum();
    let mut text = format!(
        "{}: {} eaten, longest wait {longest:.3} s, fairness {fairness:.3}",
        way.name(),
        grouped(all)
    );
    if way == ForkRule::TryLock {
        // Writing to a string can't fail.
        let _ = write!(text, ", {} forks put down again", grouped(put_down));
    }
    let measured = Measured {
        meals: all,
        longest_wait_s: longest,
        fairness,
        forks_put_down_again: put_down,
    };
    Checked {
        checks: vec![check],
        facts: vec![("meals", text)],
        measured: object(&measured),
        ..Checked::default()
    }
}

//! What came of a dinner: the circle of the naive one, the meals and the fairness of the others.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::dinner::{fork, philosopher};
use super::way::Way;
use crate::demos::kit::json::object;
use crate::engine::plan::{Check, Checked, RunView};
use crate::words::grouped;

/// Checks that all were found in one circle, each holding the fork that the one before it wants.
pub(super) fn deadlocked(seen: &RunView<'_>, philosophers: usize) -> Checked {
    let answers: Vec<_> = (0..philosophers)
        .map(|who| seen.answer(who).unwrap_or(&Value::Null))
        .collect();
    let closed = answers.iter().map(|answer| &answer["circle"]);
    let closed = closed.filter(|circle| !circle.is_null());
    let circles: Vec<Vec<[usize; 3]>> = closed
        .filter_map(|circle| serde_json::from_value(circle.clone()).ok())
        .collect();
    let links = circles.first().cloned().unwrap_or_default();
    let claim =
        format!("a deadlock of all {philosophers}, each told the same circle, each thread joined");
    let told: HashSet<_> = answers
        .iter()
        .map(|answer| answer["told"].as_str())
        .collect();
    let holds = told.len() == 1 && circles.len() == 1 && is_circle(&links, philosophers);
    let check = Check::that(claim, holds, || {
        format!(
            "they were told of {} circles, and {} of them closed one",
            told.len(),
            circles.len()
        )
    });
    let deadlock: Value = links.iter().map(in_words).collect();
    Checked {
        checks: vec![check],
        facts: vec![
            ("deadlock", circle(&links)),
            ("conditions", CONDITIONS.to_owned()),
        ],
        measured: Map::from_iter([("deadlock".to_owned(), deadlock)]),
        ..Checked::default()
    }
}

const CONDITIONS: &str = "all four hold: mutual exclusion (a fork is in one hand), hold and wait (one fork in hand, waiting for the other), no preemption (no fork is taken from a hand), circular wait (Coffman et al., 1971)";

/// Whether these links close a circle of this many, in which each holds one fork of its own.
fn is_circle(links: &[[usize; 3]], count: usize) -> bool {
    let mut seen: Vec<_> = links.iter().map(|[who, ..]| *who).collect();
    seen.sort_unstable();
    let next = links.iter().skip(1).chain(links.first());
    seen == (0..count).collect::<Vec<_>>()
        && links
            .iter()
            .zip(next)
            .all(|([_, _, wants], [_, holds, _])| wants == holds)
}

fn in_words([who, holds, wants]: &[usize; 3]) -> Value {
    json!({"who": philosopher(*who), "holds": fork(*holds), "waits_for": fork(*wants)})
}

/// The circle in a line; what each says itself tells the rest.
fn circle(links: &[[usize; 3]]) -> String {
    const MOST: usize = 8;
    let Some([first, ..]) = links.first() else {
        return "none".to_owned();
    };
    // The first in full, the others by their number: `philosopher-2 -> 3 -> 1 -> 2`.
    let next = links.iter().skip(1).take(MOST - 1).map(|[who, ..]| who + 1);
    let mut text = next.fold(philosopher(*first), |text, number| {
        format!("{text} -> {number}")
    });
    if links.len() > MOST {
        // Writing to a string can't fail.
        let _ = write!(text, " -> ({} more)", links.len() - MOST);
    }
    format!(
        "{text} -> {}: a circle, each waiting for the next",
        first + 1
    )
}

/// What is measured of a dinner besides its time.
#[derive(Serialize)]
struct Measured {
    meals: usize,
    longest_wait_s: f64,
    fairness: f64,
    forks_put_down_again: u64,
}

/// Checks that every meal was eaten, and tells how long and how evenly they waited.
pub(super) fn eaten(seen: &RunView<'_>, way: Way, philosophers: usize, meals: usize) -> Checked {
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
    let paces: Vec<_> = figure("finished_s")
        .into_iter()
        .map(|finished| meals as f64 / finished.max(1e-9))
        .collect();
    let fairness = jain(&paces);
    let answers = (0..philosophers).filter_map(|who| seen.answer(who));
    let put_down: u64 = answers
        .filter_map(|answer| answer["forks_put_down_again"].as_u64())
        .sum();
    let mut text = format!(
        "{}: {} eaten, longest wait {longest:.3} s, fairness {fairness:.3}",
        way.name(),
        grouped(all)
    );
    if way == Way::TryLock {
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

/// Jain's fairness index of what each one got, here meals per second until the last one was eaten:
/// 1 where all got the same, 1/n where one got everything (R. Jain, D. Chiu, W. Hawe, "A quantitative
/// measure of fairness and discrimination for resource allocation in shared computer systems",
/// DEC-TR-301, 1984).
fn jain(shares: &[f64]) -> f64 {
    let sum: f64 = shares.iter().sum();
    let squares: f64 = shares.iter().map(|share| share * share).sum();
    if squares == 0.0 {
        return 1.0;
    }
    sum * sum / (shares.len() as f64 * squares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fairness_is_one_where_all_get_the_same_and_an_nth_where_one_gets_all() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(jain(&[3.0, 3.0, 3.0]), 1.0));
        assert!(near(jain(&[5.0, 0.0, 0.0, 0.0]), 0.25));
        // The paper's own form for k of n that share alike: k / n.
        assert!(near(jain(&[1.0, 1.0, 0.0, 0.0, 0.0]), 0.4));
    }

    #[test]
    fn a_circle_takes_everyone_once_and_closes() {
        assert!(is_circle(&[[0, 0, 1], [1, 1, 2], [2, 2, 0]], 3));
        assert!(!is_circle(&[[0, 0, 1], [1, 1, 0]], 3), "one is missing");
        assert!(
            !is_circle(&[[0, 0, 1], [1, 1, 2], [2, 2, 1]], 3),
            "it does not close"
        );
        assert!(!is_circle(&[], 2));
    }
}

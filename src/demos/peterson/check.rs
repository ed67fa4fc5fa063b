//! What the threads of `peterson` found, checked against what each variant promises.

use serde::Serialize;
use serde_json::json;

use super::exclusion::Exclusion;
use crate::kit::json::object;
use crate::kit::readings::many;
use engine::plan::{Check, Checked, RunView};
use words::grouped;

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    rounds: u64,
    both_inside: u64,
}

/// What a thread returns: its rounds, and how often it found the other one inside.
pub(super) fn answer(rounds: u64, both: u64) -> serde_json::Value {
    json!({ "rounds": rounds, "both_inside": both })
}

/// The sum of what the threads answered under this name.
fn sum(seen: &RunView<'_>, name: &str) -> u64 {
    let answers = (0..2).filter_map(|thread| seen.answer(thread)?[name].as_u64());
    answers.sum()
}

/// Checks how often both were inside: never, at least once as planned, or however often luck had it.
pub(super) fn check(seen: &RunView<'_>, way: Exclusion, rounds: u64) -> Checked {
    let (made, both) = (sum(seen, "rounds"), sum(seen, "both_inside"));
    let all = 2 * rounds;
    let name = way.name();
    let mut checks = vec![Check::that(
        format!("{name}: each thread went through {}", many(rounds, "round")),
        made == all,
        || format!("both together went through {}", many(made, "round")),
    )];
    let often = format!("both inside in {} of {}", none(both), many(all, "round"));
    match way {
        Exclusion::Peterson | Exclusion::Mutex => checks.push(Check::that(
            format!("{name}: never both inside"),
            both == 0,
            || often.clone(),
        )),
        Exclusion::Swapped => checks.push(Check::that(
            format!("{name}: both inside at once, as planned"),
            both > 0,
            || often.clone(),
        )),
        Exclusion::NoFence => {}
    }
    let luck = (way == Exclusion::NoFence).then(|| match both {
        0 => {
            format!("that {name} was not broken: no proof, least of all on one core or a busy one")
        }
        _ => format!(
            "that {name} was broken in {} of {}",
            none(both),
            many(all, "round")
        ),
    });
    Checked {
        checks,
        luck,
        facts: vec![(name, often)],
        measured: object(&Measured {
            rounds: made,
            both_inside: both,
        }),
        ..Checked::default()
    }
}

/// `none`, `1`, `2,000`.
fn none(number: u64) -> String {
    match number {
        0 => "none".into(),
        _ => grouped(number),
    }
}

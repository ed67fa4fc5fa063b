//! A deadlock that a lesson plans: what the tasks in the cycle of waits print and return, and the check
//! that each of them was told the same cycle.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value, json};

use engine::plan::{Check, Checked, RunView};
use engine::record::Lane;
use sync::locks::Link;

/// What a lesson calls its tasks and its locks, given their places.
#[derive(Clone, Copy)]
pub(crate) struct Names {
    /// The task at this place; its name ends in a number.
    pub(crate) task: fn(usize) -> String,
    /// A lock.
    pub(crate) lock: fn(usize) -> String,
}

/// Prints what this task holds and waits for; the one that closed the cycle also says that it is one.
pub(crate) fn report(lane: &mut Lane, thread: usize, cycle: &[Link], names: Names) {
    if cycle.first().is_some_and(|link| link.thread == thread) {
        let count = cycle.len();
        lane.say(format_args!("deadlock: {count} threads wait in a circle"));
    }
    let Some(place) = cycle.iter().position(|link| link.thread == thread) else {
        return;
    };
    let (link, next) = (cycle[place], cycle[(place + 1) % cycle.len()]);
    lane.say(format_args!(
        "holds {}, waits for {}, held by {}",
        (names.lock)(link.holds),
        (names.lock)(link.wants),
        (names.task)(next.thread)
    ));
}

/// What a task that was told of a cycle returns: a digest of the whole cycle, so that all can be
/// compared, and from the task that closed it, the cycle itself.
pub(crate) fn told(cycle: &[Link], thread: usize) -> Value {
    let mut whole = DefaultHasher::new();
    cycle.hash(&mut whole);
    let closed = cycle.first().is_some_and(|link| link.thread == thread);
    let links = || {
        let links = cycle
            .iter()
            .map(|link| [link.thread, link.holds, link.wants]);
        links.collect::<Vec<_>>()
    };
    json!({"told": format!("{:016x}", whole.finish()), "circle": closed.then(links)})
}

/// Checks that the first `count` tasks were found in one cycle, each holding the lock that the one before
/// it wants. `claimed` says which tasks they are, `conditions` why it is a deadlock.
pub(crate) fn check(
    seen: &RunView<'_>,
    count: usize,
    names: Names,
    (claimed, conditions): (&str, &str),
) -> Checked {
    let answers: Vec<_> = (0..count)
        .map(|thread| seen.answer(thread).unwrap_or(&Value::Null))
        .collect();
    let closed = answers.iter().map(|answer| &answer["circle"]);
    let closed = closed.filter(|cycle| !cycle.is_null());
    let cycles: Vec<Vec<[usize; 3]>> = closed
        .filter_map(|cycle| serde_json::from_value(cycle.clone()).ok())
        .collect();
    let links = cycles.first().cloned().unwrap_or_default();
    let claim = format!(
        "a deadlock, as planned, of {claimed}: each told the same circle, each thread joined"
    );
    let told: HashSet<_> = answers
        .iter()
        .map(|answer| answer["told"].as_str())
        .collect();
    let holds = told.len() == 1 && cycles.len() == 1 && is_cycle(&links, count);
    let check = Check::that(claim, holds, || {
        format!(
            "they were told of {} circles, and {} of them closed one",
            told.len(),
            cycles.len()
        )
    });
    let in_words = |[thread, holds, wants]: &[usize; 3]| {
        let (holds, wants) = ((names.lock)(*holds), (names.lock)(*wants));
        json!({"who": (names.task)(*thread), "holds": holds, "waits_for": wants})
    };
    let deadlock: Value = links.iter().map(in_words).collect();
    Checked {
        checks: vec![check],
        facts: vec![
            ("deadlock", in_a_line(&links, names)),
            ("conditions", conditions.to_owned()),
        ],
        measured: Map::from_iter([("deadlock".to_owned(), deadlock)]),
        ..Checked::default()
    }
}

/// Whether these links form a cycle of this length in which each holds its own lock.
fn is_cycle(links: &[[usize; 3]], count: usize) -> bool {
    let mut seen: Vec<_> = links.iter().map(|[thread, ..]| *thread).collect();
    seen.sort_unstable();
    let next = links.iter().skip(1).chain(links.first());
    seen == (0..count).collect::<Vec<_>>()
        && links
            .iter()
            .zip(next)
            .all(|([_, _, wants], [_, holds, _])| wants == holds)
}

/// The cycle in one line; the tasks' own lines have the details.
fn in_a_line(links: &[[usize; 3]], names: Names) -> String {
    const MOST: usize = 8;
    let Some([first, ..]) = links.first() else {
        return "none".to_owned();
    };
    // The first in full, the others by number: `philosopher-2 -> 3 -> 1 -> 2`.
    let number = |thread: usize| {
        let name = (names.task)(thread);
        let digits = name.rsplit('-').next().unwrap_or_default();
        digits.to_owned()
    };
    let next = links.iter().skip(1).take(MOST - 1);
    let mut text = next.fold((names.task)(*first), |text, [thread, ..]| {
        format!("{text} -> {}", number(*thread))
    });
    if links.len() > MOST {
        // Writing to a string can't fail.
        let _ = write!(text, " -> ({} more)", links.len() - MOST);
    }
    format!(
        "{text} -> {}: a circle, each waiting for the next",
        number(*first)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_takes_everyone_once_and_closes() {
        assert!(is_cycle(&[[0, 0, 1], [1, 1, 2], [2, 2, 0]], 3));
        assert!(!is_cycle(&[[0, 0, 1], [1, 1, 0]], 3), "one is missing");
        assert!(
            !is_cycle(&[[0, 0, 1], [1, 1, 2], [2, 2, 1]], 3),
            "it does not close"
        );
        assert!(!is_cycle(&[], 2));
    }
}

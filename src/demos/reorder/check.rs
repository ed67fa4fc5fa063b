//! What the threads of `reorder` saw, as a table and as checks: nothing that the machine's model forbids.

use std::time::Duration;

use serde::Serialize;

use super::access_order::AccessOrder;
use super::litmus::outcome;
use super::machine::{Allowed, MemoryModel};
use super::test::LitmusTest;
use crate::kit::json::object;
use crate::kit::readings::{cpu_time, many};
use engine::plan::{Check, Checked, RunView, TaskResult};
use engine::record::Stamp;
use words::{grouped, percent};

/// Beyond this many, outcomes are summed up, except for the one asked about.
const MOST_ROWS: usize = 4;

/// What these columns mean.
const SC_AND_TSO: &str = "whether an outcome is possible if all steps come in one order, and if each thread's writes wait \
                          in a queue before the others see them, as on x86";

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    /// The memory model of this machine's architecture.
    model: &'static str,
    trials: u64,
    /// How often the outcome occurred that no order of the steps gives.
    reordered: u64,
    outcomes: Vec<Outcome>,
}

/// One outcome.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a row of a table has a yes or no a column"
)]
struct Outcome {
    name: String,
    /// Whether it is the one that no order of the steps gives.
    asked: bool,
    /// Whether the models allow it.
    sc: bool,
    tso: bool,
    /// Whether this machine's model does.
    here: bool,
    seen: u64,
}

/// What the first thread counted, by outcome; empty if it was cut short.
fn seen(outcomes: &[TaskResult]) -> Vec<u64> {
    match outcomes.first() {
        Some(TaskResult::Returned(answer)) => {
            serde_json::from_value(answer.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// All outcomes with what the models say about them.
fn outcomes(test: LitmusTest, order: AccessOrder, seen: &[u64]) -> Vec<Outcome> {
    let allowed = Allowed::of(test, order, MemoryModel::here());
    let mut all: Vec<_> = (0..)
        .zip(seen)
        .map(|(bits, seen)| (test.reads_of(bits), *seen))
        .collect();
    all.sort_unstable();
    let outcome = |(reads, seen): (Vec<u32>, u64)| {
        let name = outcome(&reads);
        let asked = test.litmus().asked_of(&reads);
        let (sc, tso) = (allowed.sc(&name), allowed.tso(&name));
        let here = if asked { allowed.asked_here } else { sc };
        Outcome {
            name,
            asked,
            sc,
            tso,
            here,
            seen,
        }
    };
    all.into_iter().map(outcome).collect()
}

/// The table, one line each.
pub(super) fn table(test: LitmusTest, order: AccessOrder, results: &[TaskResult]) -> Vec<String> {
    let all = outcomes(test, order, &seen(results));
    let trials: u64 = all.iter().map(|one| one.seen).sum();
    let here = match MemoryModel::here() {
        MemoryModel::Tso(_) => None,
        MemoryModel::Weak(name) => Some(name),
    };
    let width = outcome(&vec![0; test.reads()]).len();
    let row = |[name, sc, tso, here_too, seen, share]: [&str; 6]| {
        let here = here.map_or(String::new(), |name| {
            format!("  {here_too:<width$}", width = name.len())
        });
        format!("{name:<width$}  {sc:<3}  {tso:<3}{here}  {seen:>13}  {share:>9}")
    };
    let mut lines = vec![row([
        "outcome",
        "sc",
        "tso",
        here.unwrap_or(""),
        "seen",
        "share",
    ])];
    let yes = |allowed: bool| if allowed { "yes" } else { "no" };
    let share = |seen: u64| percent(seen as f64 / trials.max(1) as f64, 1);
    let few = all.len() <= MOST_ROWS;
    for one in all
        .iter()
        .filter(|one| few || one.asked || !one.here && one.seen > 0)
    {
        let seen = grouped(one.seen);
        let [sc, tso, here] = [one.sc, one.tso, one.here].map(yes);
        lines.push(row([&one.name, sc, tso, here, &seen, &share(one.seen)]));
    }
    if !few {
        let others = all.iter().filter(|one| !one.asked && one.here);
        let seen: u64 = others.map(|one| one.seen).sum();
        let (count, share) = (grouped(seen), share(seen));
        lines.push(row(["all others", "yes", "yes", "yes", &count, &share]));
    }
    lines
}

/// Checks that nothing forbidden was seen, and reports what was.
pub(super) fn check(
    view: &RunView<'_>,
    test: LitmusTest,
    order: AccessOrder,
    cores: usize,
) -> Checked {
    let all = outcomes(test, order, &seen(view.outcomes));
    let trials: u64 = all.iter().map(|one| one.seen).sum();
    let model = MemoryModel::here().name();
    let forbidden = all.iter().find(|one| !one.here && one.seen > 0);
    let name = order.name();
    let checks = vec![
        Check::that(format!("{name}: threads made trials"), trials > 0, || {
            "there was none".into()
        }),
        Check::that(
            format!("{name}: no outcome that {model} forbids was seen"),
            forbidden.is_none(),
            || {
                let (name, seen) = forbidden.map_or(("", 0), |one| (&*one.name, one.seen));
                format!("{name} was seen {} times", grouped(seen))
            },
        ),
    ];
    let asked = all.iter().find(|one| one.asked);
    let reordered = asked.map_or(0, |one| one.seen);
    let allowed = asked.is_some_and(|one| one.here);
    let luck = allowed.then(|| match reordered {
        0 => format!("that {name} was not reordered: the machine may do so, and need not"),
        _ => format!("how often {name} was reordered: the machine may do so, and need not"),
    });
    let found = asked.map_or_else(String::new, |asked| match (asked.here, reordered) {
        (false, 0) => format!("{} is forbidden, and was never seen", asked.name),
        (false, _) => format!("{} is forbidden, and was seen", asked.name),
        (true, 0) => {
            let why = why(view, test, cores);
            format!(
                "inconclusive: {model} allows {}, which was not seen{why}",
                asked.name
            )
        }
        (true, _) => {
            let share = percent(reordered as f64 / trials.max(1) as f64, 1);
            format!(
                "{} in {share}, which no order of the steps gives",
                asked.name
            )
        }
    });
    let fact = format!("{}; {found}", many(trials, "trial"));
    Checked {
        checks,
        luck,
        facts: match order {
            AccessOrder::Relaxed => vec![
                (name, fact),
                ("sc, tso", SC_AND_TSO.to_owned()),
                ("C11 allows", test.beyond().to_owned()),
            ],
            AccessOrder::Fence | AccessOrder::SeqCst => vec![(name, fact)],
        },
        measured: object(&Measured {
            model,
            trials,
            reordered,
            outcomes: all,
        }),
        ..Checked::default()
    }
}

/// Why something allowed may not have been seen.
fn why(view: &RunView<'_>, test: LitmusTest, cores: usize) -> &'static str {
    /// Spinning threads have a core all the time, unless others want it.
    const BUSY: f64 = 0.8;
    if cores < 2 {
        return ": two threads never run at once on one usable core";
    }
    let at_work = test.threads().min(cores) as f64 * elapsed(view).as_secs_f64();
    let had = cpu_time(view.record).map_or(f64::MAX, |cpu| cpu.as_secs_f64());
    if had < BUSY * at_work {
        ": the cores were busy with other work"
    } else {
        ": try again, or a longer --for"
    }
}

fn elapsed(view: &RunView<'_>) -> Duration {
    let ends = view.record.lanes.iter();
    let ends = ends.filter_map(|lane| lane.moments().last().map(|last| last.at));
    ends.max().unwrap_or_default().since(Stamp(0))
}

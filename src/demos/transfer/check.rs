//! The results of the transfers: the cycle of the naive ones, and the money of the others.

use serde::Serialize;

use super::locking_rule::LockingRule;
use super::options::Options;
use super::work::NAMES;
use crate::kit::deadlock;
use crate::kit::json::object;
use crate::kit::readings::many;
use engine::plan::{Check, Checked, RunView};
use words::grouped;

const CONDITIONS: &str = "all four hold: mutual exclusion (a lock has one holder), hold and wait (one account locked, waiting for the other), no preemption (no lock is taken from its holder), circular wait (Coffman et al., 1971)";

/// Checks that the first two workers were found in one cycle.
pub(super) fn deadlocked(seen: &RunView<'_>, options: Options) -> Checked {
    let claimed = match options.workers {
        2 => "both workers".to_owned(),
        workers => format!("2 of {workers} workers"),
    };
    deadlock::check(seen, 2, NAMES, (&claimed, CONDITIONS))
}

/// What is measured besides time. `lost` is negative if there is more money than before.
#[derive(Serialize)]
struct Measured {
    before: u64,
    after: u64,
    lost: i64,
    overwritten: u64,
}

/// Checks that everything was transferred, and that no money was lost or some was, depending on the
/// variant.
pub(super) fn moved(
    seen: &RunView<'_>,
    way: LockingRule,
    options: Options,
    balances: [u64; 2],
) -> Checked {
    let name = way.name();
    let answers = (0..options.workers).filter_map(|who| seen.answer(who));
    let (mut moved, mut overwritten) = (0, 0);
    for answer in answers {
        moved += answer["moved"].as_u64().unwrap_or_default();
        overwritten += answer["overwritten"].as_u64().unwrap_or_default();
    }
    let (before, after) = (2 * options.each(), balances.iter().sum::<u64>());
    let lost = before.cast_signed() - after.cast_signed();
    let all = options.each();
    let mut checks = vec![Check::that(
        format!("{name}: all {} made", many(all, "transfer")),
        moved == all,
        || format!("{} were made", grouped(moved)),
    )];
    checks.push(if way == LockingRule::CheckThenAct {
        // With more than two workers, several take from the same account, and a lost withdrawal creates
        // money.
        let short = lost > 0 || options.workers > 2;
        Check::that(
            format!(
                "{name}: Worker-1's deposit came between Worker-0's check and act, and was lost"
            ),
            overwritten > 0 && short,
            || format!("{overwritten} acts overwrote something, and {lost} is lost"),
        )
    } else {
        let expected = [0, 1].map(|account| {
            let gets = options.taking_from(1 - account);
            let moves = options.transfers as u64;
            all + gets * moves - options.taking_from(account) * moves
        });
        Check::that(
            format!("{name}: no money lost, and each account holds what it should"),
            balances == expected,
            || format!("they hold {balances:?}, not {expected:?}"),
        )
    });
    let change = match lost {
        0 => "no money lost".to_owned(),
        1.. => format!("{} lost", grouped(lost.unsigned_abs())),
        _ => format!("{} made from nothing", grouped(lost.unsigned_abs())),
    };
    let mut fact = format!("{} of {}: {change}", grouped(after), grouped(before));
    if overwritten > 0 {
        let acts = many(overwritten, "act");
        fact = format!("{fact}; {acts} overwrote what it hadn't seen");
    }
    Checked {
        checks,
        luck: (way == LockingRule::CheckThenAct)
            .then(|| format!("how much {name} has lost in the end (this time {lost})")),
        facts: vec![(name, fact)],
        measured: object(&Measured {
            before,
            after,
            lost,
            overwritten,
        }),
        ..Checked::default()
    }
}

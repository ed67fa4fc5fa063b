//! The accounts behind real locks: how much money is left over all schedules, and that the explorer finds
//! the same for the lesson's variants.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use shuttle::thread;

use explore::{Limits, Sizes, explore};

use crate::search::Search;
use crate::sync::accounts::Accounts;
use crate::sync::locks::{Locks, Refused};

/// What two threads leave of 4, each moving 1 to the other's account, over the schedules searched; a
/// deadlock counts as an end of its own.
fn ends(
    search: Search,
    transfer: fn(&Accounts, &Locks, usize) -> Result<(), Refused>,
) -> BTreeSet<String> {
    let all = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&all);
    search.run(move || {
        let accounts = Accounts::new(2);
        let locks = Locks::new(["a", "b"]);
        let (accounts, locks) = (&accounts, &locks);
        let ended = thread::scope(|scope| {
            let threads = [0, 1].map(|who| scope.spawn(move || transfer(accounts, locks, who)));
            threads.map(|thread| thread.join().unwrap())
        });
        let end = if ended.iter().any(Result::is_err) {
            "deadlock".to_owned()
        } else {
            let [a, b] = accounts.balances();
            format!("total = {}", a + b)
        };
        seen.lock().unwrap().insert(end);
    });
    all.lock().unwrap().clone()
}

fn naive(accounts: &Accounts, locks: &Locks, who: usize) -> Result<(), Refused> {
    let _from = locks.lock(who, who)?;
    let _to = locks.lock(who, 1 - who)?;
    accounts.transfer(who, 1);
    Ok(())
}

fn ordered(accounts: &Accounts, locks: &Locks, who: usize) -> Result<(), Refused> {
    let _first = locks.lock(who, 0)?;
    let _second = locks.lock(who, 1)?;
    accounts.transfer(who, 1);
    Ok(())
}

fn one_lock(accounts: &Accounts, locks: &Locks, who: usize) -> Result<(), Refused> {
    let _both = locks.lock(who, 0)?;
    accounts.transfer(who, 1);
    Ok(())
}

fn check_then_act(accounts: &Accounts, locks: &Locks, who: usize) -> Result<(), Refused> {
    let checked = locks.lock(who, who)?;
    let seen = accounts.balance(who);
    drop(checked);
    let acts = locks.lock(who, who)?;
    accounts.withdraw_from(who, seen, 1);
    drop(acts);
    let _to = locks.lock(who, 1 - who)?;
    accounts.deposit(1 - who, 1);
    Ok(())
}

#[test]
fn the_money_and_the_deadlock_are_what_the_explorer_finds() {
    type Transfer = fn(&Accounts, &Locks, usize) -> Result<(), Refused>;
    let variants: [(&str, Transfer, &[&str]); 4] = [
        ("naive", naive, &["deadlock", "total = 4"]),
        ("ordered", ordered, &["total = 4"]),
        ("one-lock", one_lock, &["total = 4"]),
        (
            "check-then-act",
            check_then_act,
            &["total = 3", "total = 4"],
        ),
    ];
    let lesson = demos::find("transfer").unwrap().steps.unwrap();
    for (variant, transfer, expected) in variants {
        let expected: BTreeSet<String> = expected.iter().map(|end| (*end).to_owned()).collect();
        // Two threads that lock twice each have too many orders to try one by one.
        assert_eq!(ends(Search::sample(650), transfer), expected, "{variant}");
        let program = lesson.program(variant, &Sizes::default()).unwrap();
        let outcomes = explore(&program, &Limits::default()).outcomes.into_iter();
        let explored: BTreeSet<String> = outcomes.map(|one| one.ending.name).collect();
        assert_eq!(explored, expected, "{variant}");
    }
}

#[test]
fn under_one_lock_no_schedule_loses_money() {
    let all = ends(Search::all(), one_lock);
    assert_eq!(all, ["total = 4".to_owned()].into());
}

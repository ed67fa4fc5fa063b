//! The accounts on real threads, with and without a lock around both halves of a transfer.

use crate::accounts::Accounts;
use std::sync::{Barrier, Mutex};
use std::thread;

#[test]
fn no_money_is_lost_under_one_lock() {
    // As much as two threads take from one account before the others get their first turn.
    let bank = Mutex::new(Accounts::new(6_000));
    thread::scope(|scope| {
        for from in [0, 1, 0, 1] {
            let bank = &bank;
            scope.spawn(move || {
                for _ in 0..1_000 {
                    bank.lock().unwrap().transfer(from, 3);
                }
            });
        }
    });
    assert_eq!(bank.into_inner().unwrap().balances(), [6_000, 6_000]);
}

#[test]
fn a_deposit_between_a_check_and_its_act_is_lost() {
    let (accounts, checked, acted) = (Accounts::new(10), Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            let seen = accounts.balance(0);
            checked.wait();
            acted.wait();
            assert!(accounts.withdraw_from(0, seen, 1));
            accounts.deposit(1, 1);
        });
        scope.spawn(|| {
            checked.wait();
            accounts.transfer(1, 1);
            acted.wait();
        });
    });
    assert_eq!(accounts.balances(), [9, 10]);
}

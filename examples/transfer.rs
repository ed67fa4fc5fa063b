//! Transfers in both directions between two accounts: the account with the
//! lower number is always locked first, so no cycle of waits can form.

use std::sync::Mutex;
use std::thread;

struct Account {
    number: u32,
    balance: Mutex<i64>,
}

fn transfer(from: &Account, to: &Account, amount: i64) {
    // Locking `from` first would deadlock as soon as two opposite transfers
    // each hold their first account.
    let (first, second) = if from.number < to.number {
        (from, to)
    } else {
        (to, from)
    };
    let first_balance = first.balance.lock().unwrap();
    let second_balance = second.balance.lock().unwrap();
    let (mut source, mut target) = if from.number < to.number {
        (first_balance, second_balance)
    } else {
        (second_balance, first_balance)
    };
    // Both guards live from the check to the act. If the locks were released
    // in between, changes made in the meantime would be overwritten.
    if *source >= amount {
        *source -= amount;
        *target += amount;
    }
}

fn main() {
    let account = |number| Account {
        number,
        balance: Mutex::new(200),
    };
    let (alice, bob) = (account(0), account(1));
    thread::scope(|scope| {
        for (from, to) in [(&alice, &bob), (&bob, &alice)] {
            scope.spawn(move || {
                for _ in 0..100 {
                    transfer(from, to, 1);
                }
                println!("account {} sent 100", from.number);
            });
        }
    });
    let (alice, bob) = (
        alice.balance.into_inner().unwrap(),
        bob.balance.into_inner().unwrap(),
    );
    println!(
        "account 0: {alice}, account 1: {bob}, together {}",
        alice + bob
    );
}

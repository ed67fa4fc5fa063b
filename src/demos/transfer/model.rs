//! The step programs of `transfer`: a transfer under both locks is one step out of an account and one
//! into the other; in halves, it is a look and a write, each under its own lock period.

use super::locking_rule::LockingRule;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, Lock, MOST, Op, Program, Size, Sizes, Steps, Unfit, Value,
    Var, many,
};

const WORKERS: Size = Size::from_one("workers", "Threads that transfer", 2, LETTERS);
const TRANSFERS: Size = Size::from_one("transfers", "Transfers of each worker", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, LockingRule {
        Naive: "locks the account it takes from, then the other one";
        Ordered: "locks account 0 first, whichever way the money goes";
        OneLock: "one lock for both accounts";
        CheckThenAct: "looks under a lock, and acts under it later";
    }),
    default: LockingRule::Naive.name(),
    options: &[WORKERS, TRANSFERS],
};

/// The program of a variant.
fn program(way: LockingRule, sizes: &Sizes) -> Result<Program, Unfit> {
    let workers = sizes.of(WORKERS)?;
    let transfers = sizes.of(TRANSFERS)?;
    Sizes::threads(workers)?;
    let all = workers * transfers;
    let size = format!(
        "{} x {}",
        many(workers, "worker"),
        many(transfers, "transfer")
    );
    let mut program = Builder::new("transfer", way.name(), size);
    let promise = match way {
        LockingRule::Naive => "no deadlock is reached",
        LockingRule::CheckThenAct => "no money is lost",
        LockingRule::Ordered | LockingRule::OneLock => {
            "no deadlock is reached, and no money is lost"
        }
    };
    program.promise(promise, way.faulty() && workers > 1);
    let accounts = [0, 1].map(|account| program.var(format!("account {account}"), all));
    // No account is ever empty: each begins with enough for all transfers.
    let short = program.var("short", 0);
    program.hide(short);
    let locks = match way {
        LockingRule::OneLock => [program.lock("bank"); 2],
        _ => [0, 1].map(|account| program.lock(format!("account {account}"))),
    };
    for worker in 0..workers as usize {
        let from = worker % 2;
        let mut steps = Steps::of("worker");
        for _ in 0..transfers {
            match way {
                LockingRule::CheckThenAct => in_halves(&mut steps, locks, accounts, from),
                LockingRule::OneLock => {
                    steps.lock(locks[0]);
                    transfer(&mut steps, accounts, from, short);
                    steps.unlock(locks[0]);
                }
                LockingRule::Naive | LockingRule::Ordered => {
                    let first = if way == LockingRule::Naive { from } else { 0 };
                    lock(&mut steps, locks, first);
                    lock(&mut steps, locks, 1 - first);
                    transfer(&mut steps, accounts, from, short);
                    unlock(&mut steps, locks, first);
                    unlock(&mut steps, locks, 1 - first);
                }
            }
        }
        program.thread(steps);
    }
    Ok(program.finish(move |finals| {
        let total = finals[accounts[0]] + finals[accounts[1]];
        let name = format!("total = {total}");
        match (2 * all).checked_sub(total) {
            Some(0) => Ending::good(total, name),
            Some(lost) => Ending::bad(total, name, format!("{lost} lost")),
            None => Ending::bad(
                total,
                name,
                format!("{} made from nothing", total - 2 * all),
            ),
        }
    }))
}

fn lock(worker: &mut Steps, locks: [Lock; 2], account: usize) {
    let words = format!("lock account {account}");
    worker.step(Op::Lock(locks[account]), &words, words.as_str());
}

fn unlock(worker: &mut Steps, locks: [Lock; 2], account: usize) {
    let words = format!("unlock account {account}");
    worker.step(Op::Unlock(locks[account]), &words, words.as_str());
}

fn transfer(worker: &mut Steps, accounts: [Var; 2], from: usize, short: Var) {
    let remove = Op::Remove {
        from: accounts[from],
        short,
    };
    worker.step(remove, "take 1", "take 1, leaves {}");
    deposit(worker, accounts[1 - from]);
}

fn deposit(worker: &mut Steps, account: Var) {
    worker.step(Op::Add(account, Value::Is(1)), "put 1", "put {}");
}

/// The check under the lock, which is then released; then each half of the transfer under a lock.
fn in_halves(worker: &mut Steps, locks: [Lock; 2], accounts: [Var; 2], from: usize) {
    let seen = worker.register();
    lock(worker, locks, from);
    worker.read(accounts[from], seen);
    unlock(worker, locks, from);
    lock(worker, locks, from);
    worker.write(accounts[from], Value::Minus(seen, 1));
    unlock(worker, locks, from);
    lock(worker, locks, 1 - from);
    deposit(worker, accounts[1 - from]);
    unlock(worker, locks, 1 - from);
}

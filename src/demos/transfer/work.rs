//! What a worker does: its transfers, with the locks of its variant around them, and the two meetings
//! without which a fault would be up to luck.

use std::time::Duration;

use serde_json::{Value, json};

use super::locking_rule::LockingRule;
use crate::kit::deadlock::{self, Names};
use crate::kit::locked;
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use sync::Closed;
use sync::accounts::Accounts;
use sync::event::Event;
use sync::locks::{Guard, Locks, Refused};
use sync::rendezvous::{Rendezvous, Seat};

/// The objects that workers wait for; the locks come first, each at its place in the group.
pub(super) const OBJECTS: [&str; 6] = [
    "account-0",
    "account-1",
    "the bank",
    "both hold an account",
    "a check",
    "a transfer in between",
];
/// The lock of `one-lock`.
const BANK: usize = 2;
const MEETING: u16 = 3;
const CHECKED: u16 = 4;
const BETWEEN: u16 = 5;

/// The amount of each transfer.
const AMOUNT: u64 = 1;

/// The names in reports.
pub(super) const NAMES: Names = Names {
    task: worker,
    lock: |which| OBJECTS[which].to_owned(),
};

/// The name of a worker.
pub(super) fn worker(who: usize) -> String {
    format!("Worker-{who}")
}

/// What the workers share.
pub(super) struct Bank {
    pub(super) accounts: Accounts,
    locks: Locks,
    meeting: Rendezvous,
    /// Set once Worker-0 has looked at a balance that it will act on.
    checked: Event,
    /// Set once Worker-1 has made a transfer since.
    between: Event,
    /// How long a cycle of waits stays closed before it is broken up.
    hold: Duration,
}

impl Bank {
    /// A bank with this balance in each account, and the places at which its workers meet.
    pub(super) fn open(each: u64, workers: usize, hold: Duration) -> (Self, Vec<Seat>) {
        let (meeting, seats) = Rendezvous::new(workers);
        let bank = Self {
            accounts: Accounts::new(each),
            locks: Locks::new(OBJECTS[..=BANK].iter().copied()),
            meeting,
            checked: Event::new(),
            between: Event::new(),
            hold,
        };
        (bank, seats)
    }

    /// Ends every wait.
    pub(super) fn close(&self) {
        self.locks.close();
        self.meeting.close();
        self.checked.close();
        self.between.close();
    }
}

/// Everything that one worker does: it takes from account-0 if its number is even, otherwise from
/// account-1.
pub(super) fn work(
    lane: &mut Lane,
    bank: &Bank,
    way: LockingRule,
    who: usize,
    seat: Seat,
    transfers: usize,
) -> Result<Value, TaskError> {
    let mut teller = Teller {
        lane,
        bank,
        who,
        from: who % 2,
    };
    let overwritten = match way {
        LockingRule::Naive => return teller.deadlock(seat),
        LockingRule::CheckThenAct => teller.in_halves(seat, transfers)?,
        LockingRule::Ordered | LockingRule::OneLock => {
            drop(seat);
            for _ in 0..transfers {
                let locks = if way == LockingRule::Ordered {
                    [Some(0), Some(1)]
                } else {
                    [Some(BANK), None]
                };
                teller
                    .transfer(locks)
                    .map_err(|refused| teller.unplanned(refused))?;
            }
            0
        }
    };
    let (from, to) = (OBJECTS[who % 2], OBJECTS[1 - who % 2]);
    lane.say(format_args!("moved {transfers} from {from} to {to}"));
    Ok(json!({"moved": transfers, "overwritten": overwritten}))
}

/// A worker and its accounts.
struct Teller<'a> {
    lane: &'a mut Lane,
    bank: &'a Bank,
    who: usize,
    /// The account that it takes from.
    from: usize,
}

impl<'a> Teller<'a> {
    /// One transfer under these locks, taken in this order.
    fn transfer(&mut self, locks: [Option<usize>; 2]) -> Result<(), Refused> {
        let mut held = Vec::with_capacity(locks.len());
        for lock in locks.into_iter().flatten() {
            held.push(self.lock(lock)?);
        }
        self.bank.accounts.transfer(self.from, AMOUNT);
        for lock in held {
            locked::release(self.lane, lock);
        }
        Ok(())
    }

    /// Locks the account to take from, meets the others, and reaches for the other account. Only the
    /// first two workers then hold a lock, so the cycle is theirs; the others wait behind them.
    fn deadlock(&mut self, mut seat: Seat) -> Result<Value, TaskError> {
        let first = if self.who < 2 {
            let own = self.lock(self.from);
            let own = own.map_err(|refused| self.unplanned(refused))?;
            self.lane.say(format_args!("locks {}", OBJECTS[self.from]));
            Some(own)
        } else {
            None
        };
        let meets = self
            .lane
            .wait(Wait::Signal, MEETING, || (seat.line_up(), 0));
        meets.map_err(|Closed| TaskError::Stopped)?;
        let next = if first.is_some() {
            1 - self.from
        } else {
            self.from
        };
        let locks = &self.bank.locks;
        match locked::take_lingering(self.lane, locks, self.who, next, self.bank.hold) {
            Ok(_both) => Ok(json!({"told": null})),
            Err(Refused::Deadlock(cycle)) => {
                deadlock::report(self.lane, self.who, &cycle, NAMES);
                // Before its own lock is free again: otherwise those behind would move money, or close
                // another cycle.
                locks.close();
                Ok(deadlock::told(&cycle, self.who))
            }
            Err(Refused::Closed) => {
                self.lane.stop().check()?;
                self.lane.say("still waits behind the two");
                Ok(json!({"told": null}))
            }
        }
    }

    /// Looks under a lock, and acts under it later. Worker-1's first transfer is made to come between
    /// Worker-0's first check and its act; everything after that is luck. Returns how often an act
    /// overwrote a balance that it hadn't seen.
    fn in_halves(&mut self, mut seat: Seat, transfers: usize) -> Result<u64, TaskError> {
        let mut overwritten = 0;
        for turn in 0..transfers {
            if turn == 0 && self.who == 1 {
                self.wait_for(CHECKED)?;
            }
            if turn == 0 && self.who > 1 {
                self.line_up(&mut seat)?;
            }
            let seen = self.check().map_err(|refused| self.unplanned(refused))?;
            if turn == 0 && self.who == 0 {
                self.set(CHECKED);
                self.wait_for(BETWEEN)?;
            }
            let acted = self.act(seen);
            overwritten += u64::from(acted.map_err(|refused| self.unplanned(refused))?);
            if turn == 0 && self.who == 1 {
                self.set(BETWEEN);
            }
            if turn == 0 && self.who < 2 {
                self.line_up(&mut seat)?;
            }
        }
        Ok(overwritten)
    }

    /// The balance of the account to take from, read under its lock.
    fn check(&mut self) -> Result<u64, Refused> {
        let lock = self.lock(self.from)?;
        let seen = self.bank.accounts.balance(self.from);
        locked::release(self.lane, lock);
        Ok(seen)
    }

    /// The two halves of a transfer, each under the lock of its account; returns whether the first one
    /// overwrote a balance that it hadn't seen.
    fn act(&mut self, seen: u64) -> Result<bool, Refused> {
        let lock = self.lock(self.from)?;
        let overwrites = self.bank.accounts.withdraw_from(self.from, seen, AMOUNT);
        locked::release(self.lane, lock);
        let lock = self.lock(1 - self.from)?;
        self.bank.accounts.deposit(1 - self.from, AMOUNT);
        locked::release(self.lane, lock);
        Ok(overwrites)
    }

    fn event(&self, object: u16) -> &'a Event {
        if object == CHECKED {
            &self.bank.checked
        } else {
            &self.bank.between
        }
    }

    fn set(&mut self, object: u16) {
        self.lane.gave(object, 1);
        self.event(object).set();
    }

    fn wait_for(&mut self, object: u16) -> Result<(), TaskError> {
        let event = self.event(object);
        let waited = self.lane.wait(Wait::Signal, object, || (event.wait(), 1));
        waited.map_err(|Closed| TaskError::Stopped)
    }

    fn line_up(&mut self, seat: &mut Seat) -> Result<(), TaskError> {
        let waited = self
            .lane
            .wait(Wait::Signal, MEETING, || (seat.line_up(), 0));
        waited.map_err(|Closed| TaskError::Stopped)
    }

    fn lock(&mut self, which: usize) -> Result<Guard<'a>, Refused> {
        locked::take(self.lane, &self.bank.locks, self.who, which)
    }

    /// A deadlock in a variant that must not have any.
    fn unplanned(&self, refused: Refused) -> TaskError {
        locked::unplanned(refused, &self.bank.locks, worker)
    }
}

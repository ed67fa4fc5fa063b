//! What a philosopher does: think, take two forks in one of four ways, eat, put them down.

use std::time::Duration;

use serde_json::{Value, json};

use super::fork_rule::ForkRule;
use crate::kit::deadlock::{self, Names};
use crate::kit::locked::{self, object};
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use sync::Closed;
use sync::locks::{Guard, Locks, Refused, Tried};
use sync::rendezvous::{Rendezvous, Seat};
use sync::semaphore::{Permit, Semaphore};

/// The name of the philosopher at this seat.
pub(super) fn philosopher(who: usize) -> String {
    format!("philosopher-{}", who + 1)
}

/// The name of the fork at this place.
pub(super) fn fork(which: usize) -> String {
    format!("fork-{}", which + 1)
}

/// The names in reports.
pub(super) const NAMES: Names = Names {
    task: philosopher,
    lock: fork,
};

/// The table: what the philosophers share.
pub(super) struct Table {
    forks: Locks,
    seats: usize,
    waiter: Semaphore,
    first_taken: Rendezvous,
    /// How long a cycle of waits stays closed before it is broken up.
    hold: Duration,
}

impl Table {
    /// A table with this many seats, a deadlock that lasts for `hold`, and the places at which all wait
    /// until each has a fork.
    pub(super) fn laid(seats: usize, hold: Duration) -> (Self, Vec<Seat>) {
        let (first_taken, places) = Rendezvous::new(seats);
        let table = Self {
            forks: Locks::new((0..seats).map(fork)),
            seats,
            waiter: Semaphore::new(seats - 1),
            first_taken,
            hold,
        };
        (table, places)
    }

    /// Ends every wait.
    pub(super) fn clear(&self) {
        self.forks.close();
        self.waiter.close();
        self.first_taken.close();
    }

    fn all_hold_a_fork(&self) -> u16 {
        object(self.seats)
    }

    fn asks_the_waiter(&self) -> u16 {
        object(self.seats + 1)
    }
}

/// Everything that one philosopher does.
pub(super) fn dine(
    lane: &mut Lane,
    table: &Table,
    way: ForkRule,
    who: usize,
    seat: Seat,
    meals: usize,
    delay: Duration,
) -> Result<Value, TaskError> {
    let mut diner = Diner {
        lane,
        table,
        who,
        put_down: 0,
    };
    if way == ForkRule::Naive {
        diner.lane.sleep(delay)?;
        return diner.reach_naively(seat);
    }
    drop(seat);
    let mut longest = Duration::ZERO;
    for meal in 1..=meals {
        diner.lane.sleep(delay)?;
        let hungry = diner.lane.clock().now();
        let (permit, forks) = diner.take_forks(way)?;
        longest = longest.max(diner.lane.clock().now().since(hungry));
        diner.lane.say(format_args!("eats meal {meal}"));
        diner.lane.sleep(delay)?;
        for fork in forks {
            diner.put_down(fork);
        }
        if let Some(permit) = permit {
            let waiter = table.asks_the_waiter();
            diner.lane.gave(waiter, permit.number() + 1);
        }
    }
    let left = diner.lane.clock().now().seconds();
    Ok(json!({
        "meals": meals,
        "longest_wait_s": longest.as_secs_f64(),
        "finished_s": left,
        "forks_put_down_again": diner.put_down,
    }))
}

/// A philosopher at the table.
struct Diner<'a> {
    lane: &'a mut Lane,
    table: &'a Table,
    who: usize,
    /// How often a fork was put down without a meal.
    put_down: u64,
}

impl<'a> Diner<'a> {
    /// Takes the left fork, waits until all have theirs, and reaches for the right one.
    fn reach_naively(&mut self, mut seat: Seat) -> Result<Value, TaskError> {
        let (left, right) = (self.who, (self.who + 1) % self.table.seats);
        let _left = self.take(left).map_err(|refused| self.unplanned(refused))?;
        self.lane
            .say(format_args!("takes {}", self.table.forks.name(left)));
        let object = self.table.all_hold_a_fork();
        let lined_up = self.lane.wait(Wait::Signal, object, || (seat.line_up(), 0));
        lined_up.map_err(|Closed| TaskError::Stopped)?;
        match self.take_for_ever(right) {
            Ok(_both) => Ok(json!({"told": null})),
            Err(Refused::Closed) => Err(TaskError::Stopped),
            Err(Refused::Deadlock(cycle)) => {
                deadlock::report(self.lane, self.who, &cycle, NAMES);
                Ok(deadlock::told(&cycle, self.who))
            }
        }
    }

    /// Takes both forks, after the waiter's permission if that is the way.
    fn take_forks(
        &mut self,
        way: ForkRule,
    ) -> Result<(Option<Permit<'a>>, [Guard<'a>; 2]), TaskError> {
        let (left, right) = (self.who, (self.who + 1) % self.table.seats);
        let permit = match way {
            ForkRule::Waiter => Some(self.ask_waiter().map_err(|Closed| TaskError::Stopped)?),
            ForkRule::Naive | ForkRule::Ordered | ForkRule::TryLock => None,
        };
        let forks = match way {
            ForkRule::Naive | ForkRule::Waiter => self.take_both(left, right),
            ForkRule::Ordered => self.take_both(left.min(right), left.max(right)),
            ForkRule::TryLock => self.try_both(left, right),
        };
        Ok((permit, forks.map_err(|refused| self.unplanned(refused))?))
    }

    fn take_both(&mut self, first: usize, second: usize) -> Result<[Guard<'a>; 2], Refused> {
        Ok([self.take(first)?, self.take(second)?])
    }

    /// Waits for one fork empty-handed; if the other isn't free, puts the first down and waits for the
    /// other one next. So no philosopher holds one fork while waiting for another, and none keeps asking.
    fn try_both(&mut self, left: usize, right: usize) -> Result<[Guard<'a>; 2], Refused> {
        let (mut first, mut second) = (left, right);
        loop {
            let one = self.take(first)?;
            if let Tried::Taken(two) = self.table.forks.try_lock(self.who, second)? {
                return Ok([one, two]);
            }
            self.put_down(one);
            self.put_down += 1;
            (first, second) = (second, first);
        }
    }

    fn take(&mut self, fork: usize) -> Result<Guard<'a>, Refused> {
        locked::take(self.lane, &self.table.forks, self.who, fork)
    }

    /// [`Self::take`] for a thread that is about to close the cycle, which then stays closed to be seen.
    fn take_for_ever(&mut self, fork: usize) -> Result<Guard<'a>, Refused> {
        let table = self.table;
        locked::take_lingering(self.lane, &table.forks, self.who, fork, table.hold)
    }

    fn put_down(&mut self, fork: Guard<'_>) {
        locked::release(self.lane, fork);
    }

    fn ask_waiter(&mut self) -> Result<Permit<'a>, Closed> {
        let waiter = &self.table.waiter;
        if let Some(permit) = waiter.try_acquire()? {
            return Ok(permit);
        }
        let object = self.table.asks_the_waiter();
        self.lane.wait(Wait::Permit, object, || {
            let permit = waiter.acquire();
            let follows = permit.as_ref().ok().and_then(Permit::follows);
            (permit, follows.map_or(0, |number| number + 1))
        })
    }

    /// A deadlock in a dinner that must not have any.
    fn unplanned(&self, refused: Refused) -> TaskError {
        locked::unplanned(refused, &self.table.forks, philosopher)
    }
}

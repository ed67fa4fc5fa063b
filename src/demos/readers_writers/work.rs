//! What readers and writers do, and how they arrive. So that no rule looks better than it is, the stream
//! of readers never breaks, and the first writer arrives while one reads.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, select, unbounded};
use serde_json::{Value, json};

use super::options::Options;
use crate::kit::gauge::Gauge;
use engine::plan::TaskError;
use engine::record::{Lane, Wait};
use engine::stop::Stopped;
use sync::Closed;
use sync::read_write_lock::{Arrival, Pass, ReadWriteLock, Side};

/// The objects that threads wait for, and those with a level.
pub(super) const OBJECTS: [&str; 4] =
    ["the lock", "the first to come", "another reader", "readers"];
const LOCK: u16 = 0;
const START: u16 = 1;
const COMPANY: u16 = 2;
const READERS: u16 = 3;

/// The name of the thread at this place.
pub(super) fn name(options: Options, place: usize) -> String {
    match options.side(place) {
        Side::Reader => format!("Reader-{place}"),
        Side::Writer => format!("Writer-{}", place - options.readers),
    }
}

/// Calls between threads, each of which is received by one thread.
struct Calls(Sender<()>, Receiver<()>);

impl Calls {
    fn new() -> Self {
        let (sender, receiver) = unbounded();
        Self(sender, receiver)
    }

    fn call(&self, times: usize) {
        for _ in 0..times {
            // The receiver lives as long as the sender.
            let _ = self.0.send(());
        }
    }

    fn hear(&self, lane: &mut Lane, object: u16, times: usize) -> Result<(), Stopped> {
        let stop = lane.stop().clone();
        for _ in 0..times {
            // There is no wait if the call has come already.
            if self.1.try_recv().is_ok() {
                continue;
            }
            lane.wait(Wait::Signal, object, || {
                let heard = select! {
                    recv(self.1) -> call => call.map_err(|_| Stopped),
                    recv(stop.channel()) -> _ => Err(Stopped),
                };
                (heard, 0)
            })?;
        }
        Ok(())
    }
}

/// The data that is read and written, its lock, and how the threads arrive at it.
pub(super) struct SharedPair {
    pub(super) lock: ReadWriteLock,
    /// Every write adds 1 to both, one after the other.
    pub(super) pair: [AtomicU64; 2],
    gauge: Gauge,
    options: Options,
    /// The first scene: Reader-0 calls the writers and, once they have arrived, the other readers. None
    /// leaves before all are there.
    writers_may_come: Calls,
    readers_may_come: Calls,
    arrivals: Calls,
    /// One call for each arrival of a reader except the first, so that there is always a reader inside or
    /// waiting; and one more once all readers except one have arrived for the last time.
    may_leave: Calls,
    /// How many readers have arrived for the last time.
    last_time: AtomicUsize,
}

impl SharedPair {
    /// The data with this lock.
    pub(super) fn open(lock: ReadWriteLock, options: Options) -> Self {
        Self {
            lock,
            pair: [AtomicU64::new(0), AtomicU64::new(0)],
            gauge: Gauge::new(READERS),
            options,
            writers_may_come: Calls::new(),
            readers_may_come: Calls::new(),
            arrivals: Calls::new(),
            may_leave: Calls::new(),
            last_time: AtomicUsize::new(0),
        }
    }

    /// Ends every wait.
    pub(super) fn close(&self) {
        self.lock.close();
    }

    /// Everything that the thread at this place does.
    pub(super) fn visit(&self, lane: &mut Lane, place: usize) -> Result<Value, TaskError> {
        let side = self.options.side(place);
        match (side, place) {
            (Side::Reader, 0) => {}
            (Side::Reader, _) => self.readers_may_come.hear(lane, START, 1)?,
            (Side::Writer, _) => self.writers_may_come.hear(lane, START, 1)?,
        }
        let (mut longest, mut overtaken_by, mut torn) = (Duration::ZERO, 0, 0);
        for round in 1..=self.options.rounds {
            let arrived = lane.clock().now();
            let pass = self.enter(lane, side, (place, round))?;
            longest = longest.max(lane.clock().now().since(arrived));
            overtaken_by = overtaken_by.max(pass.overtaken_by());
            match side {
                Side::Reader => torn += u64::from(!self.read(lane, (place, round))?),
                Side::Writer => self.write(lane)?,
            }
            self.leave(lane, side, pass);
        }
        Ok(json!({
            "longest_wait_s": longest.as_secs_f64(),
            "passed_by": overtaken_by,
            "torn": torn,
            "finished_s": lane.clock().now().seconds(),
        }))
    }

    /// Arrives at the lock, lets others know, and waits if it has to.
    fn enter(
        &self,
        lane: &mut Lane,
        side: Side,
        (place, round): (usize, usize),
    ) -> Result<Pass<'_>, TaskError> {
        let arrival = self
            .lock
            .arrive(side)
            .map_err(|Closed| TaskError::Stopped)?;
        if side == Side::Reader && round > 1 {
            self.may_leave.call(1);
            if round == self.options.rounds {
                let come = self.last_time.fetch_add(1, Ordering::Relaxed) + 1;
                let all_but_one = come + 1 == self.options.readers;
                self.may_leave.call(usize::from(all_but_one));
            }
        }
        if round == 1 && place > 0 {
            self.arrivals.call(1);
        }
        let pass = match arrival {
            Arrival::In(pass) => pass,
            Arrival::Waiting(turn) => {
                let admitted = lane.wait(Wait::Lock, LOCK, || {
                    let pass = turn.wait();
                    let follows = pass.as_ref().ok().and_then(Pass::follows);
                    (pass, follows.map_or(0, |number| number + 1))
                });
                admitted.map_err(|Closed| TaskError::Stopped)?
            }
        };
        if side == Side::Reader {
            self.gauge.read(lane, || self.lock.readers());
        }
        Ok(pass)
    }

    /// Reads both halves, one at the start and one at the end; returns whether they came from the same
    /// write.
    fn read(&self, lane: &mut Lane, (place, round): (usize, usize)) -> Result<bool, TaskError> {
        let first = self.pair[0].load(Ordering::Relaxed);
        lane.say(format_args!("reads {first}"));
        if (place, round) == (0, 1) {
            self.writers_may_come.call(self.options.writers);
            self.arrivals.hear(lane, START, self.options.writers)?;
            self.readers_may_come.call(self.options.readers - 1);
            self.arrivals.hear(lane, START, self.options.readers - 1)?;
            self.may_leave.call(self.options.readers - 1);
            // All except one have arrived for the last time already.
            let last = self.options.rounds == 1 || self.options.readers == 1;
            self.may_leave.call(usize::from(last));
        }
        lane.sleep(self.options.delay)?;
        self.may_leave.hear(lane, COMPANY, 1)?;
        Ok(self.pair[1].load(Ordering::Relaxed) == first)
    }

    fn write(&self, lane: &mut Lane) -> Result<(), TaskError> {
        let number = self.pair[0].load(Ordering::Relaxed) + 1;
        lane.say(format_args!("writes {number}"));
        self.pair[0].store(number, Ordering::Relaxed);
        lane.sleep(self.options.delay)?;
        self.pair[1].store(number, Ordering::Relaxed);
        Ok(())
    }

    fn leave(&self, lane: &mut Lane, side: Side, pass: Pass<'_>) {
        // Before the lock is free; otherwise the next thread's entry could come first.
        lane.gave(LOCK, pass.number() + 1);
        drop(pass);
        if side == Side::Reader {
            self.gauge.read(lane, || self.lock.readers());
        }
    }
}

//! The tests on real threads: rounds of many trials, each on its own pair of variables, which all threads
//! go through in the same order.
//!
//! Threads meet before and after each round; no other access orders what they do in between.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering, compiler_fence, fence};
use std::time::Duration;
use std::{hint, thread};

use super::access_order::AccessOrder;
use super::test::LitmusTest;
use engine::record::Lane;
use engine::stop::Stopped;

/// Trials per round: some tens of microseconds, so that a meeting costs little in comparison.
const TRIALS: usize = 1000;

/// A variable on its own cache line.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Cell(AtomicU32);

/// What the threads of one run share.
pub(super) struct Trials {
    test: LitmusTest,
    order: AccessOrder,
    x: Vec<Cell>,
    y: Vec<Cell>,
    /// What was read, by read, then by trial.
    reads: Vec<Vec<AtomicU32>>,
    /// How many times threads have come to a meeting.
    met: AtomicUsize,
    over: AtomicBool,
    /// How many times a thread checks for the others before it lets them run.
    checks: u32,
}

impl Trials {
    /// The trials of a test, before anything has happened, on this many usable cores.
    pub(super) fn new(test: LitmusTest, order: AccessOrder, cores: usize) -> Self {
        let cells = || (0..TRIALS).map(|_| Cell::default()).collect();
        let reads = || (0..TRIALS).map(|_| AtomicU32::new(0)).collect();
        Self {
            test,
            order,
            x: cells(),
            y: cells(),
            reads: (0..test.reads()).map(|_| reads()).collect(),
            met: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            checks: if test.threads() > cores { 1 } else { 20_000 },
        }
    }

    /// What one thread does until the time is up; the first thread returns how often each outcome
    /// occurred, with the first read in the lowest bit.
    pub(super) fn run(
        &self,
        lane: &mut Lane,
        me: usize,
        time: Duration,
    ) -> Result<Vec<u64>, Stopped> {
        let mut seen = vec![0; 1 << self.reads.len()];
        let mut meetings = 0;
        self.meet(lane, &mut meetings)?;
        let start = lane.clock().now();
        loop {
            for trial in 0..TRIALS {
                self.step(me, trial);
            }
            self.meet(lane, &mut meetings)?;
            if me == 0 {
                self.count(&mut seen);
                let over = lane.clock().now().since(start) >= time;
                self.over.store(over, Relaxed);
            }
            self.meet(lane, &mut meetings)?;
            if self.over.load(Relaxed) {
                return Ok(seen);
            }
        }
    }

    /// Waits until each thread has come as often as this one.
    fn meet(&self, lane: &Lane, meetings: &mut usize) -> Result<(), Stopped> {
        *meetings += self.test.threads();
        self.met.fetch_add(1, AcqRel);
        let mut looks = 0;
        while self.met.load(Acquire) < *meetings {
            looks += 1;
            if looks < self.checks {
                hint::spin_loop();
            } else {
                looks = 0;
                lane.stop().check()?;
                thread::yield_now();
            }
        }
        lane.stop().check()
    }

    /// Adds the outcomes of a round, and resets everything.
    fn count(&self, seen: &mut [u64]) {
        for trial in 0..TRIALS {
            let bits = self.reads.iter().zip(0..);
            let outcome = bits.fold(0, |all, (read, bit)| {
                all | (read[trial].load(Relaxed) as usize) << bit
            });
            seen[outcome] += 1;
            self.x[trial].0.store(0, Relaxed);
            self.y[trial].0.store(0, Relaxed);
        }
    }

    /// One thread's part of one trial.
    fn step(&self, me: usize, trial: usize) {
        let (x, y) = (&self.x[trial].0, &self.y[trial].0);
        match (self.test, me) {
            (LitmusTest::Sb, 0) => self.keep(0, trial, self.write_read(x, y)),
            (LitmusTest::Sb, _) => self.keep(1, trial, self.write_read(y, x)),
            (LitmusTest::Mp, 0) => {
                self.write(x);
                self.between();
                self.write(y);
            }
            (LitmusTest::Mp, _) => self.keep_both(0, trial, self.read_both(y, x)),
            (LitmusTest::Lb, 0) => self.keep(0, trial, self.read_write(x, y)),
            (LitmusTest::Lb, _) => self.keep(1, trial, self.read_write(y, x)),
            (LitmusTest::Corr | LitmusTest::Iriw, 0) => self.write(x),
            (LitmusTest::Corr, _) => self.keep_both(0, trial, self.read_both(x, x)),
            (LitmusTest::Iriw, 1) => self.write(y),
            (LitmusTest::Iriw, 2) => self.keep_both(0, trial, self.read_both(x, y)),
            (LitmusTest::Iriw, _) => self.keep_both(2, trial, self.read_both(y, x)),
        }
    }

    fn write_read(&self, write: &AtomicU32, read: &AtomicU32) -> u32 {
        self.write(write);
        self.between();
        self.read(read)
    }

    fn read_write(&self, read: &AtomicU32, write: &AtomicU32) -> u32 {
        let value = self.read(read);
        self.between();
        self.write(write);
        value
    }

    fn read_both(&self, one: &AtomicU32, two: &AtomicU32) -> [u32; 2] {
        let first = self.read(one);
        self.between();
        [first, self.read(two)]
    }

    fn write(&self, to: &AtomicU32) {
        to.store(1, self.ordering());
    }

    fn read(&self, from: &AtomicU32) -> u32 {
        from.load(self.ordering())
    }

    fn ordering(&self) -> Ordering {
        if self.order == AccessOrder::SeqCst {
            SeqCst
        } else {
            Relaxed
        }
    }

    /// What separates two accesses of a thread. The lesson shows what the machine does, so the compiler
    /// must keep their order.
    fn between(&self) {
        if self.order == AccessOrder::Fence {
            fence(SeqCst);
        } else {
            compiler_fence(SeqCst);
        }
    }

    fn keep(&self, read: usize, trial: usize, value: u32) {
        self.reads[read][trial].store(value, Relaxed);
    }

    fn keep_both(&self, read: usize, trial: usize, [first, second]: [u32; 2]) {
        self.keep(read, trial, first);
        self.keep(read + 1, trial, second);
    }
}

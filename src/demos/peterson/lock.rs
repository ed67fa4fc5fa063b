//! Peterson's lock on real atomics: two flags, a turn, and the fences that make it a lock; or, for
//! comparison, a mutex. It counts how often both threads were inside at once.

use std::sync::Mutex;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release, SeqCst};
use std::sync::atomic::{AtomicBool, AtomicUsize, fence};
use std::{hint, thread};

use super::exclusion::Exclusion;
use engine::stop::{Stop, Stopped};

/// How many times a thread checks before it lets another one run.
const CHECKS: u32 = 100;

/// A value on its own cache line, so that a write to one doesn't affect another.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Apart<T>(T);

/// What keeps two threads apart, and how many are inside.
#[derive(Debug)]
pub(super) struct Lock {
    way: Exclusion,
    /// Whether each thread is inside, or wants to be.
    flags: [Apart<AtomicBool>; 2],
    /// The thread that may enter if both want to.
    turn: Apart<AtomicUsize>,
    inside: Apart<AtomicUsize>,
    mutex: Mutex<()>,
}

impl Lock {
    /// A lock with no thread inside.
    pub(super) fn new(way: Exclusion) -> Self {
        Self {
            way,
            flags: Default::default(),
            turn: Apart::default(),
            inside: Apart::default(),
            mutex: Mutex::new(()),
        }
    }

    /// Enters and leaves once; returns whether the other thread was inside too.
    pub(super) fn round(&self, me: usize, stop: &Stop) -> Result<bool, Stopped> {
        match self.way {
            Exclusion::Mutex => {
                // Nothing inside panics.
                let _guard = self.mutex.lock().map_err(|_| Stopped)?;
                let both = self.go_in();
                self.go_out();
                Ok(both)
            }
            Exclusion::Peterson | Exclusion::NoFence | Exclusion::Swapped => {
                self.first(me);
                self.second(me);
                self.wait(me, stop)?;
                let both = self.go_in();
                self.go_out();
                self.leave(me);
                Ok(both)
            }
        }
    }

    /// The first of the two writes that ask to enter.
    pub(super) fn first(&self, me: usize) {
        if self.way == Exclusion::Swapped {
            self.give_turn(me);
        } else {
            self.raise_flag(me);
        }
        self.fence();
    }

    /// The second.
    pub(super) fn second(&self, me: usize) {
        if self.way == Exclusion::Swapped {
            self.raise_flag(me);
        } else {
            self.give_turn(me);
        }
        self.fence();
    }

    fn raise_flag(&self, me: usize) {
        self.flags[me].0.store(true, Relaxed);
    }

    fn give_turn(&self, me: usize) {
        self.turn.0.store(1 - me, Relaxed);
    }

    /// Nothing after it is read before what was written is visible. x86 needs only the second fence,
    /// between the writes and the reads; other machines may also swap the two writes.
    fn fence(&self) {
        if self.way != Exclusion::NoFence {
            fence(SeqCst);
        }
    }

    /// Waits while the other thread wants to enter and it is its turn.
    pub(super) fn wait(&self, me: usize, stop: &Stop) -> Result<(), Stopped> {
        let other = 1 - me;
        let mut looks = 0;
        while self.flags[other].0.load(Acquire) && self.turn.0.load(Acquire) == other {
            looks += 1;
            if looks < CHECKS {
                hint::spin_loop();
            } else {
                looks = 0;
                stop.check()?;
                thread::yield_now();
            }
        }
        Ok(())
    }

    /// Enters; returns whether the other thread is inside.
    pub(super) fn go_in(&self) -> bool {
        self.inside.0.fetch_add(1, AcqRel) > 0
    }

    /// Leaves.
    pub(super) fn go_out(&self) {
        self.inside.0.fetch_sub(1, AcqRel);
    }

    /// Clears this thread's flag, which lets the other one in.
    pub(super) fn leave(&self, me: usize) {
        self.flags[me].0.store(false, Release);
    }
}

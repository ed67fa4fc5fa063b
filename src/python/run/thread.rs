//! One thread of a run: it computes on its own, and executes every other instruction under the lock; if
//! that has to wait, the wait is recorded on its lane.

mod starts;
mod waits;

use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded, select};

use super::alone::{Calls, StopReason};
use super::output;
use super::world::{EarlyEnd, Inner, Seat, World};
use crate::code::Op;
use crate::machine::Progress;
use engine::record::{Lane, Stamp, Wait};

/// The size of a thread's stack in bytes: values nest, and their texts are made recursively.
const STACK: usize = 1 << 20;

/// A thread's path through the text is recorded for at most this many lines: a picture couldn't show more
/// of a loop.
const MOST_LINES: u32 = 10_000;

/// A running thread.
pub(super) struct Runner<'l> {
    world: Arc<World>,
    me: usize,
    lane: &'l mut Lane,
    bell: Receiver<()>,
    calls: Calls,
    /// Whether the thread holds its calls, rather than the state.
    away: bool,
    /// When its instruction's wait is over.
    deadline: Option<Stamp>,
    expired: bool,
    /// The line recorded last, and how many have been recorded.
    line: u32,
    reached: u32,
    /// Dropped by each thread when it ends.
    ending: Sender<()>,
}

/// Takes a seat for a thread; it waits on the bell that is returned.
pub(super) fn seat(inner: &mut Inner, name: String, lane: usize) -> Receiver<()> {
    let (bell, rings) = bounded(1);
    inner.takes_seat(Seat {
        name,
        bell,
        lane,
        waits: None,
    });
    rings
}

impl<'l> Runner<'l> {
    pub(super) fn new(
        world: &Arc<World>,
        me: usize,
        lane: &'l mut Lane,
        bell: Receiver<()>,
        ending: Sender<()>,
    ) -> Self {
        let program = world.python.program();
        let kept = {
            let inner = world.lock();
            let gated = inner.run.real.as_ref().is_some_and(|real| real.gated);
            inner.state().threads[me].space == 0 && !gated
        };
        Self {
            calls: Calls::new(program, &world.fused, kept),
            world: Arc::clone(world),
            me,
            lane,
            bell,
            away: false,
            deadline: None,
            expired: false,
            line: 0,
            reached: 0,
            ending,
        }
    }

    /// Runs the thread until it or the run ends.
    pub(super) fn live(mut self) {
        // Main's task was already begun by the engine.
        if self.me > 0 {
            self.lane.begin(self.me);
        }
        while self.moves_on() {}
        if self.me > 0 {
            self.lane.end();
        }
    }

    /// Computes, then executes an instruction under the lock; false once the thread or the run has ended.
    fn moves_on(&mut self) -> bool {
        loop {
            if self.away && self.calls.compute(&self.world.flags) == StopReason::Piece {
                // Whether everything has to stop is checked below.
                let _ = self.lane.computing();
                let frame = self.calls.frames.last();
                self.note_line(frame.map(|frame| (frame.code, frame.at)));
                continue;
            }
            return self.instruct();
        }
    }

    fn instruct(&mut self) -> bool {
        let world = Arc::clone(&self.world);
        let mut inner = self.put_down(&world);
        if inner.is_over() {
            return false;
        }
        if self.lane.stop().cause().is_some() {
            world.end(&mut inner, EarlyEnd::Stopped);
            return false;
        }
        if inner.is_memory_full(|| self.lane.clock().now().since(Stamp::default())) {
            world.end_without_memory(&mut inner);
            return false;
        }
        let frame = inner.state().threads[self.me].frames.last();
        self.note_line(frame.map(|frame| (frame.code, frame.at)));
        let written = self.global_at(&inner);
        let expired = std::mem::take(&mut self.expired);
        let rest = match inner.gate {
            None => inner.run.instruct(self.me, true, expired),
            Some(_) => self.at_the_gate(&mut inner),
        };
        if let Some((global, false)) = written {
            let space = &inner.state().spaces[0];
            self.calls.keep(
                global,
                world.flags.version(global),
                &space.globals[global as usize],
            );
        }
        if let Some((global, true)) = written {
            world.flags.wrote(global);
        }
        self.tell(&world, &mut inner);
        inner.wake_for_changes(self.me);
        let started = inner.run.take_started();
        if !started.is_empty() {
            inner = self.start(&world, inner, started);
        }
        if !matches!(rest, Progress::Waits { .. }) {
            self.deadline = None;
        }
        self.follow(&world, inner, rest, expired)
    }

    /// Does what an instruction leaves to its thread; false once the thread or the run has ended.
    fn follow<'w>(
        &mut self,
        world: &'w World,
        mut inner: MutexGuard<'w, Inner>,
        rest: Progress,
        expired: bool,
    ) -> bool {
        match rest {
            Progress::Held => {
                self.hold(world, inner);
                true
            }
            // In a schedule, the order of steps matters, not time.
            Progress::Sleeps(_) if inner.gate.is_some() => {
                self.take_up(world, inner);
                true
            }
            Progress::Goes => {
                if inner.run.is_full(self.me) && !inner.sweeping {
                    inner = self.sweep(world, inner);
                }
                self.take_up(world, inner);
                true
            }
            Progress::Sleeps(time) => {
                drop(inner);
                self.sleep(time);
                true
            }
            Progress::Waits { on, joins, timeout } => {
                self.wait(world, inner, on, joins, timeout.filter(|_| !expired));
                true
            }
            Progress::Ended => {
                if self.me == 0 && inner.state().over {
                    world.call_all(&mut inner);
                } else {
                    inner.rests();
                    if !world.sequential {
                        world.look_for_deadlock(&mut inner);
                    }
                }
                false
            }
            Progress::Full => {
                world.end_without_memory(&mut inner);
                false
            }
            Progress::Refused(fault) => {
                world.end(&mut inner, EarlyEnd::Refused(fault));
                false
            }
        }
    }

    /// Records the line of an instruction, if it differs from the previous one.
    fn note_line(&mut self, instruction: Option<(u32, u32)>) {
        let Some((code, at)) = instruction else {
            return;
        };
        let lines = &self.world.lines[code as usize];
        let line = lines.get(at as usize).copied().unwrap_or(self.line);
        if line != self.line && self.reached < MOST_LINES {
            self.line = line;
            self.reached += 1;
            self.lane.reached(line);
        }
    }

    /// Executes an instruction, which may be a step only if the gate opens for it. A wait with a timeout
    /// times out when the schedule gets there.
    fn at_the_gate(&mut self, inner: &mut Inner) -> Progress {
        let rest = inner.run.instruct(self.me, false, true);
        if !matches!(rest, Progress::Held) {
            return rest;
        }
        let letter = inner.run.has_letter(self.me);
        let opens = inner
            .gate
            .as_mut()
            .is_none_or(|gate| !letter || gate.opens(self.me));
        if !opens {
            return Progress::Held;
        }
        let rest = inner.run.instruct(self.me, true, true);
        if letter && inner.run.has_stepped() {
            let passed = inner.gate.iter_mut();
            passed.for_each(|gate| gate.passed(self.me));
        }
        rest
    }

    /// Waits at the gate until its turn.
    fn hold(&mut self, world: &World, mut inner: MutexGuard<'_, Inner>) {
        while self.bell.try_recv().is_ok() {}
        inner.falls_asleep(self.me, None, true, true);
        world.look_for_deadlock(&mut inner);
        drop(inner);
        self.lane.begin_wait(Wait::Signal, u16::MAX, None);
        let (bell, stop) = (&self.bell, self.lane.stop());
        select! {
            recv(bell) -> _ => {}
            recv(stop.channel()) -> _ => {}
        }
        self.lane.end_wait();
        world.lock().wakes(self.me);
    }

    /// Puts the thread's calls into the state, where a sweep and other threads can find them.
    fn put_down<'w>(&mut self, world: &'w World) -> MutexGuard<'w, Inner> {
        let mut inner = world.lock();
        if std::mem::take(&mut self.away) {
            *inner.run.state.threads[self.me].frames = std::mem::take(&mut self.calls.frames);
            inner.away -= 1;
            if inner.sweeping {
                world.down.notify_all();
            }
        }
        inner
    }

    /// Takes its calls out of the state, to compute without the lock.
    fn take_up(&mut self, world: &World, mut inner: MutexGuard<'_, Inner>) {
        while inner.sweeping {
            inner = world
                .swept
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.calls.frames = std::mem::take(&mut *inner.run.state.threads[self.me].frames);
        inner.away += 1;
        self.away = true;
    }

    /// Frees unreachable objects, once all threads have put their calls into the state.
    fn sweep<'w>(
        &mut self,
        world: &'w World,
        mut inner: MutexGuard<'w, Inner>,
    ) -> MutexGuard<'w, Inner> {
        inner.sweeping = true;
        world.flags.asked.store(true, Ordering::SeqCst);
        while inner.away > 0 {
            inner = world
                .down
                .wait(inner)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let swept = inner.run.sweep_for(self.me);
        inner.sweeping = false;
        if !inner.is_over() && self.lane.stop().cause().is_none() {
            world.flags.asked.store(false, Ordering::SeqCst);
        }
        world.swept.notify_all();
        if let Err(fault) = swept {
            world.end(&mut inner, EarlyEnd::Refused(fault));
        }
        inner
    }

    /// The global in the program's own memory that the next instruction reads, or writes (`true`).
    fn global_at(&self, inner: &Inner) -> Option<(u32, bool)> {
        let thread = &inner.state().threads[self.me];
        let frame = thread.frames.last().filter(|_| thread.space == 0)?;
        let code = &self.world.python.program().codes[frame.code as usize];
        match code.ops[frame.at as usize] {
            Op::LoadGlobal(global) => Some((global, false)),
            Op::StoreGlobal(global) | Op::DeleteGlobal(global) => Some((global, true)),
            _ => None,
        }
    }

    /// Outputs what the last instruction printed, and the exceptions it left uncaught.
    fn tell(&mut self, world: &World, inner: &mut Inner) {
        let Some(real) = &mut inner.run.real else {
            return;
        };
        if !real.written.is_empty() {
            for (text, error) in std::mem::take(&mut real.written) {
                if error {
                    self.lane.write_error(&text);
                } else {
                    inner.output.write(&text, self.lane);
                }
            }
        }
        let Some(real) = &mut inner.run.real else {
            return;
        };
        if real.uncaught.is_empty() {
            return;
        }
        for uncaught in std::mem::take(&mut real.uncaught) {
            let name = inner.seats[uncaught.thread].name.clone();
            let told = output::told(&world.python.source, &name, uncaught.thread == 0, &uncaught);
            self.lane.write_error(&told);
            inner.errors.push((name, uncaught.line));
        }
    }
}

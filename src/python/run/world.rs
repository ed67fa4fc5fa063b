//! What the threads of one run share: the machine behind its lock, which threads wait for what, and how
//! the run ends.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crossbeam_channel::Sender;

use super::alone::SharedFlags;
use super::fused::Fused;
use super::gate::Gate;
use super::output::Output;
use crate::machine::{Real, Run};
use crate::model::Python;
use crate::source::Fault;
use crate::state::{Kind, State};
use crate::value::Value;
use engine::memory_watch::MemoryWatch;
use engine::record::{Clock, Wait};

/// How a program is run.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    /// On real threads, as written.
    Threads,
    /// On a single thread: each started thread is run to its end at once.
    Sequential,
    /// With a gate before each step: in this order of threads, or freely.
    Gated(Option<Vec<usize>>),
}

/// What the threads of one run share.
pub(super) struct World {
    pub(super) python: &'static Python,
    pub(super) flags: SharedFlags,
    /// For each list of instructions, the fused ones.
    pub(super) fused: Arc<[Vec<Fused>]>,
    /// For each list of instructions, the line of each instruction.
    pub(super) lines: Vec<Vec<u32>>,
    pub(super) inner: Mutex<Inner>,
    /// Signaled when a thread has put its calls into the state while a sweep waits for it.
    pub(super) down: Condvar,
    /// Signaled when the sweep is over.
    pub(super) swept: Condvar,
    /// Whether a single thread runs everything: each started thread is run to its end at once.
    pub(super) sequential: bool,
}

/// Why a run ended early.
#[derive(Clone, Debug)]
pub(super) enum EarlyEnd {
    /// All remaining threads wait for each other; the text says which holds and waits for what.
    Deadlock(String),
    /// Something that can't be run.
    Refused(Fault),
    /// The program needs more memory than this limit leaves.
    NoMemory(String),
    /// The system refused a thread.
    NoThread(String),
    /// A thread of this program panicked.
    Panicked(String),
    /// It was stopped.
    Stopped,
}

/// A thread as seen by the others.
pub(super) struct Seat {
    pub(super) name: String,
    /// Rings when the thread may continue.
    pub(super) bell: Sender<()>,
    /// The index of its lane.
    pub(super) lane: usize,
    /// What it is waiting for: an object, if there is one; and whether only another thread can end the
    /// wait.
    pub(super) waits: Option<(Option<u32>, bool)>,
}

/// The data behind the lock.
pub(super) struct Inner {
    pub(super) run: Run<'static>,
    pub(super) seats: Vec<Seat>,
    /// Threads that wait for an object of their process, longest-waiting first.
    queues: HashMap<(u8, u32), VecDeque<usize>>,
    /// Threads that wait for a thread or task to end.
    joining: Vec<usize>,
    /// The number of threads that have not ended and aren't waiting for others.
    awake: usize,
    /// The number of threads that hold their calls.
    pub(super) away: usize,
    pub(super) sweeping: bool,
    /// In sequence: the number of started threads whose starter waits for them to end.
    pub(super) nested: usize,
    pub(super) output: Output,
    /// Uncaught exceptions: the thread's name and the last line.
    pub(super) errors: Vec<(String, String)>,
    pub(super) end: Option<EarlyEnd>,
    /// The gate before each step, if there is one.
    pub(super) gate: Option<Gate>,
    /// Whether memory is running low; checked once every few instructions.
    memory: MemoryWatch,
    instructions: u32,
}

impl World {
    pub(super) fn new(python: &'static Python, clock: Clock, mode: &Mode) -> Self {
        let gate = match mode {
            Mode::Gated(order) => Some(Gate::new(order.clone())),
            Mode::Threads | Mode::Sequential => None,
        };
        let real = Real::new(clock, gate.is_some());
        let sequential = matches!(mode, Mode::Sequential);
        let globals = python.program().globals.len();
        Self {
            python,
            flags: SharedFlags::new(globals),
            fused: Fused::all(python.program()).into(),
            lines: python.lines(),
            inner: Mutex::new(Inner {
                run: python.on_threads(real),
                seats: Vec::new(),
                queues: HashMap::new(),
                joining: Vec::new(),
                awake: 0,
                away: 0,
                sweeping: false,
                nested: 0,
                output: Output::default(),
                errors: Vec::new(),
                end: None,
                gate,
                memory: MemoryWatch::until_refused(),
                instructions: 0,
            }),
            down: Condvar::new(),
            swept: Condvar::new(),
            sequential,
        }
    }

    /// Locks the data, even if poisoned: the thread that panicked reports that and ends the run.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks all threads to end.
    pub(super) fn end(&self, inner: &mut Inner, end: EarlyEnd) {
        inner.end.get_or_insert(end);
        self.call_all(inner);
    }

    /// Ends the run because there is no memory for what it needs.
    pub(super) fn end_without_memory(&self, inner: &mut Inner) {
        // The report names the nearest limit.
        let limit = inner
            .memory
            .nearest()
            .unwrap_or_else(|| "the system".into());
        self.end(inner, EarlyEnd::NoMemory(limit));
    }

    /// Asks all threads to check whether the run is over.
    pub(super) fn call_all(&self, inner: &mut Inner) {
        self.flags.asked.store(true, Ordering::SeqCst);
        for seat in &inner.seats {
            // A bell that is already ringing will be heard.
            let _ = seat.bell.try_send(());
        }
    }

    /// If all threads rest, opens the gate for the next one; without one, it is a deadlock and ends the
    /// run.
    pub(super) fn look_for_deadlock(&self, inner: &mut Inner) {
        if inner.awake == 0 && !inner.is_over() {
            if let Some(next) = inner.gate.as_mut().and_then(Gate::next) {
                inner.wake(next);
                return;
            }
            let text = inner.cycle(self.python);
            self.end(inner, EarlyEnd::Deadlock(text));
        }
    }
}

impl Inner {
    /// Whether the program has nothing left to do.
    pub(super) fn is_over(&self) -> bool {
        self.end.is_some() || self.run.state.over
    }

    pub(super) fn state(&self) -> &State {
        &self.run.state
    }

    /// The process of a thread.
    fn space(&self, thread: usize) -> u8 {
        self.state().threads[thread].space
    }

    /// An object of a thread's process.
    fn kind(&self, thread: usize, object: u32) -> Option<&Kind> {
        let space = &self.state().spaces[usize::from(self.space(thread))];
        let object = space.heap.get(object as usize)?;
        object.as_deref().map(|object| &object.kind)
    }

    /// Adds a thread that can move.
    pub(super) fn takes_seat(&mut self, seat: Seat) {
        self.seats.push(seat);
        self.awake += 1;
    }

    /// A thread has ended, or rests for now.
    pub(super) fn rests(&mut self) {
        self.awake -= 1;
    }

    /// A thread moves again.
    pub(super) fn moves(&mut self) {
        self.awake += 1;
    }

    /// Before an instruction: whether memory is running out; `now` is the time since the start.
    pub(super) fn is_memory_full(&mut self, now: impl FnOnce() -> Duration) -> bool {
        /// Instructions between two reads of the clock: each may take megabytes.
        const TURNS: u32 = 8;
        self.instructions += 1;
        if self.instructions < TURNS {
            return false;
        }
        self.instructions = 0;
        self.memory.is_full(0, now())
    }

    /// A thread falls asleep until others do something; `alone` says whether only they can wake it.
    pub(super) fn falls_asleep(&mut self, me: usize, on: Option<u32>, joins: bool, alone: bool) {
        self.seats[me].waits = Some((on, alone));
        match on.filter(|_| !joins) {
            Some(object) => self
                .queues
                .entry((self.space(me), object))
                .or_default()
                .push_back(me),
            None => self.joining.push(me),
        }
        if alone {
            self.awake -= 1;
        }
    }

    /// A thread is no longer asleep, if it was.
    pub(super) fn wakes(&mut self, me: usize) {
        let Some((on, alone)) = self.seats[me].waits.take() else {
            return;
        };
        let space = self.space(me);
        if let Some(queue) = on.and_then(|object| self.queues.get_mut(&(space, object))) {
            queue.retain(|one| *one != me);
        }
        self.joining.retain(|one| *one != me);
        self.awake += usize::from(alone);
    }

    /// Releases a held thread that has no step left to take.
    pub(super) fn leaves_the_gate(&mut self, thread: usize) {
        let held = self.gate.as_mut().map(|gate| gate.releases(thread));
        if held == Some(true) {
            self.wake(thread);
        }
    }

    fn wake(&mut self, thread: usize) {
        if let Some((_, alone)) = self.seats[thread].waits.take() {
            self.awake += usize::from(alone);
            let _ = self.seats[thread].bell.try_send(());
        }
    }

    /// Wakes the threads that wait for what the last instruction has changed.
    pub(super) fn wake_for_changes(&mut self, me: usize) {
        if self.run.take_events() {
            for thread in std::mem::take(&mut self.joining) {
                self.wake(thread);
            }
        }
        let Some(real) = &mut self.run.real else {
            return;
        };
        if real.changed.is_empty() {
            return;
        }
        let changed = std::mem::take(&mut real.changed);
        for object in &changed {
            self.wake_for(me, *object);
        }
        if let Some(real) = &mut self.run.real {
            // Reuse the buffer.
            real.changed = changed;
            real.changed.clear();
        }
    }

    fn wake_for(&mut self, me: usize, object: u32) {
        let place = (self.space(me), object);
        let Some(waiting) = self.queues.get(&place).map(VecDeque::len) else {
            return;
        };
        // A released lock or permit wakes one thread; any other change wakes all.
        let count = match self.kind(me, object) {
            Some(Kind::Lock(holder) | Kind::RLock(holder, _)) => usize::from(*holder == 0),
            Some(Kind::Semaphore(permits, _)) => usize::try_from(*permits).unwrap_or(0),
            _ => waiting,
        };
        for _ in 0..count.min(waiting) {
            let next = self.queues.get_mut(&place).and_then(VecDeque::pop_front);
            if let Some(thread) = next {
                self.wake(thread);
            }
        }
        if self.queues.get(&place).is_some_and(VecDeque::is_empty) {
            self.queues.remove(&place);
        }
    }

    /// The kind of wait for an object, and the global that names it.
    pub(super) fn wait_of(&self, me: usize, on: Option<u32>) -> (Wait, u16, Option<u32>) {
        const NAMELESS: u16 = u16::MAX;
        let Some(object) = on else {
            return (Wait::Join, 0, None);
        };
        let wait = match self.kind(me, object) {
            Some(Kind::Lock(_) | Kind::RLock(..)) => Wait::Lock,
            Some(Kind::Semaphore(..)) => Wait::Permit,
            Some(Kind::Queue(_) | Kind::Executor(_)) => Wait::Item,
            // A timer waits for itself.
            Some(Kind::Thread(thread))
                if thread.number.is_some_and(|one| usize::from(one) == me) =>
            {
                return (Wait::Sleep, 0, None);
            }
            Some(Kind::Thread(thread)) => {
                let seat = thread
                    .number
                    .and_then(|one| self.seats.get(usize::from(one)));
                let lane = seat.and_then(|seat| u32::try_from(seat.lane).ok());
                return (Wait::Join, 0, lane);
            }
            _ => Wait::Signal,
        };
        let space = usize::from(self.space(me));
        let globals = &self.state().spaces[space].globals;
        let named = globals
            .iter()
            .position(|value| matches!(**value, Value::Ref(one) if one == object));
        let named = named.and_then(|place| u16::try_from(place).ok());
        (wait, named.unwrap_or(NAMELESS), None)
    }

    /// Which thread holds what and waits for what, if none can move.
    fn cycle(&self, python: &Python) -> String {
        let state = self.state();
        let mut parts = Vec::new();
        for (thread, seat) in self.seats.iter().enumerate() {
            let Some((on, _)) = seat.waits else { continue };
            // Main is only waiting for the others to end.
            if thread == 0 && state.threads[0].frames.is_empty() {
                continue;
            }
            let (what, holder) = python.obstacle(state, thread, on);
            let what = match on.and_then(|object| self.kind(thread, object)) {
                Some(Kind::Thread(_)) => match holder.and_then(|one| self.seats.get(one)) {
                    Some(other) => format!("the end of {}", other.name),
                    None => what,
                },
                Some(Kind::Lock(_) | Kind::RLock(..)) => {
                    match holder.and_then(|one| self.seats.get(one)) {
                        Some(other) if other.name == seat.name => format!("{what}, which it holds"),
                        Some(other) => format!("{what}, which {} holds", other.name),
                        None => what,
                    }
                }
                _ => what,
            };
            let holds = python.holds(state, thread);
            let holds = if holds.is_empty() {
                String::new()
            } else {
                format!("holds {} and ", holds.join(", "))
            };
            parts.push(format!("{} {holds}waits for {what}", seat.name));
        }
        parts.join("; ")
    }
}

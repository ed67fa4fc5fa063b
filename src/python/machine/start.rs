//! Starting threads, firing timers, and joins.

use super::super::copy_on_write::CopyOnWrite;
use super::super::library::Exc;
use super::super::state::{Flavor, Frame, Kind, Sleep, Status, Then, Thread, ThreadObject};
use super::super::value::Value;
use super::call::{Args, Called};
use super::timeouts::{seconds, timed};
use super::{Act, Exec, Location, Run, Stop, id, number};

/// The maximum number of threads besides main; more would have no letters.
const MOST_THREADS: usize = 25;

impl Run<'_> {
    pub(super) fn start(&mut self, object: u32, thread: &ThreadObject) -> Exec {
        if !thread.ready {
            return Err(self.raise(Exc::RuntimeError, "thread.__init__() not called"));
        }
        if thread.number.is_some() && thread.flavor == Flavor::Process {
            return Err(self.raise(Exc::AssertionError, "cannot start a process twice"));
        }
        if thread.number.is_some() {
            return Err(self.raise(Exc::RuntimeError, "threads can only be started once"));
        }
        let birth = self.birth(object);
        if self.touch(Location::Alive(birth), true)? {
            self.note(|_| Act::Said("start".into()));
        }
        // A timer calls its function when it fires.
        if thread.flavor == Flavor::Timer {
            self.spawn_bare(object, None)?;
            return Ok(());
        }
        let args = Args {
            list: thread.args.clone(),
            named: thread.kwargs.clone(),
        };
        let own = Value::Ref(object);
        let run = thread.class.and_then(|_| self.special(&own, "run"));
        let called = match run {
            Some(run) => self.called(&run, Args::of(vec![own]))?,
            None if matches!(thread.target, Value::None) => Called::Value(Value::None),
            None if matches!(thread.args[..], [Value::Unbound, _]) => {
                let mut frame = self.native_frame(&thread.target, Args::default())?;
                frame.slots[1] = thread.args[1].clone();
                let new = self.spawn_bare(object, None)?;
                self.state.threads[new].frames.push(frame);
                return Ok(());
            }
            None => {
                if let Some(called) = self.called_later(&thread.target, args.clone()) {
                    called
                } else {
                    let frame = self.native_frame(&thread.target, args)?;
                    let new = self.spawn_bare(object, None)?;
                    self.state.threads[new].frames.push(frame);
                    return Ok(());
                }
            }
        };
        // A wrong number of arguments is an error in the new thread, as in Python.
        let frame = match called {
            Called::Enter(function, args, _) => Some((function, args)),
            Called::Value(_) => None,
        };
        self.spawn(object, frame)
    }

    /// The call of a target, if it is a function of the program; `None` for one of the library.
    fn called_later(&mut self, target: &Value, args: Args) -> Option<Called> {
        match target {
            Value::Function(_) | Value::Method(_) => self.called(target, args).ok(),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Function(_) | Kind::Instance(..) => self.called(target, args).ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The first frame of a thread whose target is a library function, such as `lock.acquire` or `print`:
    /// it calls that.
    pub(super) fn native_frame(&mut self, target: &Value, args: Args) -> Exec<Frame> {
        let code = &self.program.codes[self.program.caller as usize];
        let mut frame = Frame::of(self.program.caller, code);
        let list = self.make(Kind::List(args.list))?;
        let dict = self.make(Kind::Dict(args.named, Value::None))?;
        frame.slots = vec![target.clone(), list, dict];
        Ok(frame)
    }

    /// Starts a thread that calls a function of the program.
    fn spawn(&mut self, object: u32, call: Option<(Value, Args)>) -> Exec {
        let new = self.spawn_bare(object, None)?;
        let Some((function, args)) = call else {
            return Ok(());
        };
        let me = std::mem::replace(&mut self.me, new);
        let frame = self.frame_of(&function, args, Then::Drop);
        self.me = me;
        match frame {
            Ok(frame) => self.state.threads[new].frames.push(frame),
            Err(Stop::Raise(exception)) => {
                let me = std::mem::replace(&mut self.me, new);
                let told = self.unwind(exception);
                self.me = me;
                if told.is_err() {
                    return Err(Stop::internal("an exception before a thread's first line"));
                }
            }
            Err(stop) => return Err(stop),
        }
        Ok(())
    }

    /// Makes a thread and lets it run up to its first step.
    pub(super) fn spawn_bare(&mut self, object: u32, executor: Option<u32>) -> Exec<usize> {
        let new = self.state.threads.len();
        let lettered = self.real.as_ref().is_none_or(|real| real.gated);
        if new >= usize::from(u16::MAX) {
            return Err(self.raise(Exc::RuntimeError, "can't start new thread"));
        }
        if lettered && new > MOST_THREADS {
            return Err(Stop::Refuse(
                "this starts a 26th thread, which has no letter".into(),
                "explore the program with fewer threads (--set NAME=NUMBER sets a global); threaddemo run takes them all".into(),
            ));
        }
        // Without letters, no one asks what happened before what.
        let child = if lettered { self.forked_clock(new) } else { 0 };
        let flavor = self.thread_object(object).flavor;
        let daemon = self.thread_object(object).daemon;
        self.thread_object_mut(object).number = Some(id(new));
        let mut space = self.thread().space;
        if flavor == Flavor::Process {
            let copy = self.state.spaces[usize::from(space)].clone();
            space = number(self.state.spaces.len());
            self.state.spaces.push(copy);
        }
        self.state.threads.push(Thread {
            status: Status::Ready,
            space,
            daemon,
            object,
            frames: CopyOnWrite::default(),
            sleep: if flavor == Flavor::Timer {
                Sleep::Done
            } else {
                Sleep::No
            },
            joins: None,
            clock: child,
            stepped: 0,
            executor,
        });
        self.started.push(new);
        Ok(new)
    }

    /// The clock of a thread started by this one, whose own clock advances.
    fn forked_clock(&mut self, new: usize) -> u32 {
        let now = self.thread().clock;
        let mut clock = self.common.touches.clock(now).to_vec();
        let me = self.me;
        let mut child = clock.clone();
        child.resize(new + 1, 0);
        child[new] = 1;
        if clock.len() <= me {
            clock.resize(me + 1, 0);
        }
        clock[me] += 1;
        self.thread().clock = self.common.touches.number(&clock);
        self.common.touches.number(&child)
    }

    /// Waits for a thread to end, which orders what it did before what follows.
    pub(super) fn join(&mut self, thread: &ThreadObject, object: u32, timeout: &Value) -> Exec {
        if !thread.ready {
            return Err(self.raise(Exc::RuntimeError, "Thread.__init__() not called"));
        }
        let Some(number) = thread.number else {
            if thread.flavor == Flavor::Process {
                return Err(self.raise(Exc::AssertionError, "can only join a started process"));
            }
            return Err(self.raise(Exc::RuntimeError, "cannot join thread before it is started"));
        };
        let number = usize::from(number);
        if number == self.me {
            return Err(self.raise(Exc::RuntimeError, "cannot join current thread"));
        }
        let timed = timed(timeout);
        if timed {
            self.check_join(thread.flavor, timeout)?;
        }
        if timed && (self.gives_up(timed) || self.ended(number)) {
            let birth = self.birth(object);
            self.touch(Location::Alive(birth), false)?;
            let ended = self.ended(number);
            self.note(|_| Act::Said(if ended { "join" } else { "join times out" }.to_string()));
            if !ended {
                return Ok(());
            }
        }
        if !self.ended(number) {
            self.waits = Some(object);
            return Err(Stop::Join);
        }
        let clock = self.state.threads[number].clock;
        self.learn(clock);
        Ok(())
    }

    /// Refuses a time-out of `join`. Python doesn't look at it if an earlier join has noticed the end.
    fn check_join(&mut self, flavor: Flavor, timeout: &Value) -> Exec {
        match flavor {
            Flavor::Process => self.check_poll(timeout),
            // It waits no shorter than 0 seconds, which NaN isn't.
            _ if seconds(timeout).is_some_and(|seconds| seconds < 0.0) => Ok(()),
            _ => self.clocked(timeout),
        }
    }

    /// Everything that happened under that clock is now known to this thread.
    pub(super) fn learn(&mut self, clock: u32) {
        if self.real.as_ref().is_some_and(|real| !real.gated) {
            return;
        }
        let now = self.thread().clock;
        let mut own = self.common.touches.clock(now).to_vec();
        let other = self.common.touches.clock(clock);
        own.resize(own.len().max(other.len()), 0);
        for (own, other) in own.iter_mut().zip(other) {
            *own = (*own).max(*other);
        }
        self.thread().clock = self.common.touches.number(&own);
    }

    /// A timer fires: one step, unless it was canceled before.
    pub(super) fn fire(&mut self) -> Exec {
        let object = self.thread().object;
        let thread = self.thread_object(object).clone();
        if thread.code != 0 {
            self.thread().sleep = Sleep::No;
            return Ok(());
        }
        if self.interval_runs(object) {
            return self.block(object);
        }
        self.step()?;
        self.stepped_note("the timer fires");
        self.thread().sleep = Sleep::No;
        let args = Args {
            list: thread.args,
            named: thread.kwargs,
        };
        let frame = match self.called_later(&thread.target, args.clone()) {
            Some(Called::Enter(function, args, _)) => self.frame_of(&function, args, Then::Drop)?,
            _ => self.native_frame(&thread.target, args)?,
        };
        self.thread().frames.push(frame);
        Ok(())
    }

    fn stepped_note(&mut self, text: &str) {
        self.note(|_| Act::Said(text.to_string()));
    }
}

//! Events, conditions and barriers: waits of more than one step.

use super::super::library::Exc;
use super::super::number::convert;
use super::super::state::{Barrier, Kind, Sleep, Then};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::timeouts::is_never;
use super::{Act, Exec, Run, Stop, id};
use num_bigint::Sign;

impl Run<'_> {
    fn says(&mut self, text: &str) {
        self.note(|_| Act::Said(text.to_string()));
    }

    /// The step is taken, and the thread sleeps at the same place.
    fn sleep<T>(&mut self, sleep: Sleep) -> Exec<T> {
        self.thread().sleep = sleep;
        Err(Stop::Asleep)
    }

    pub(super) fn event_method(&mut self, event: u32, name: &str, args: Args) -> Exec<Value> {
        match name {
            "wait" => {
                let [timeout] = self.params("wait", ["timeout"], args)?;
                let timed = self.timed(&timeout);
                self.step()?;
                if let Sleep::Event { woken, .. } = self.thread().sleep {
                    if !woken && !self.gives_up(timed) {
                        return self.block(event);
                    }
                    self.thread().sleep = Sleep::No;
                    self.says(if woken { "wake" } else { "time out" });
                    return Ok(Value::Bool(woken));
                }
                if matches!(self.kind(event), Kind::Event(true)) {
                    self.says("wait: it is set");
                    return Ok(Value::Bool(true));
                }
                self.check_wait(&timeout)?;
                self.says("wait: fall asleep");
                self.sleep(Sleep::Event {
                    event,
                    woken: false,
                })
            }
            "set" => {
                self.step()?;
                self.says("set");
                *self.kind_mut(event) = Kind::Event(true);
                let space = self.thread().space;
                for thread in &mut self.state.threads {
                    if let Sleep::Event { event: at, woken } = &mut thread.sleep
                        && *at == event
                        && thread.space == space
                    {
                        *woken = true;
                    }
                }
                Ok(Value::None)
            }
            "clear" => {
                self.step()?;
                self.says("clear");
                *self.kind_mut(event) = Kind::Event(false);
                Ok(Value::None)
            }
            _ => {
                self.step()?;
                let set = matches!(self.kind(event), Kind::Event(true));
                self.says(if set { "is set: yes" } else { "is set: no" });
                Ok(Value::Bool(set))
            }
        }
    }

    fn condition(&self, condition: u32) -> (u32, Vec<u16>) {
        match self.kind(condition) {
            Kind::Condition(lock, waiters) => (*lock, waiters.clone()),
            _ => (0, Vec::new()),
        }
    }

    fn set_waiters(&mut self, condition: u32, new: Vec<u16>) {
        if let Kind::Condition(_, waiters) = self.kind_mut(condition) {
            *waiters = new;
        }
    }

    /// Whether this thread holds a lock, and how often.
    fn held(&self, lock: u32) -> Option<u32> {
        let me = id(self.me) + 1;
        match self.kind(lock) {
            // A plain lock has no owner: held is held.
            Kind::Lock(holder) => (*holder != 0).then_some(1),
            Kind::RLock(holder, depth) => (*holder == me).then_some(*depth),
            _ => None,
        }
    }

    pub(super) fn condition_method(
        &mut self,
        condition: u32,
        name: &str,
        args: Args,
    ) -> Exec<Called> {
        let (lock, _) = self.condition(condition);
        match name {
            "acquire" | "release" | "__enter__" => {
                return self.lock_method(lock, name, args).map(Called::Value);
            }
            "__exit__" => {
                return self
                    .lock_method(lock, "release", Args::default())
                    .map(Called::Value);
            }
            "wait" => {
                let [timeout] = self.params("wait", ["timeout"], args)?;
                let timed = self.timed(&timeout);
                if self.held(lock).is_some() {
                    self.check_wait(&timeout)?;
                }
                return self
                    .condition_wait(condition, timed)
                    .map(|woken| Called::Value(Value::Bool(woken)));
            }
            "wait_for" => {
                // Like a loop in the program's text: test, wait, test.
                let names = ["predicate", "timeout"];
                let [predicate, mut timeout] = self.params("wait_for", names, args)?;
                if !timeout.bound() || is_never(&timeout) {
                    timeout = Value::None;
                }
                // Python would notice it only once the predicate is false.
                if int(&timeout).is_some_and(|seconds| convert::to_f64(&seconds).is_err()) {
                    return Err(Stop::beyond("this timeout", 1024));
                }
                let looped = Value::Function(self.program.wait_for);
                let args = Args::of(vec![Value::Ref(condition), predicate, timeout]);
                return Ok(Called::Enter(looped, args, Then::Push));
            }
            _ => {}
        }
        let most = match (name, args.list.first()) {
            ("notify", Some(most)) => int(most).map_or(1, |most| most.saturated()),
            ("notify", None) => 1,
            _ => i64::MAX,
        };
        self.step()?;
        if self.held(lock).is_none() {
            self.says("notify without the lock");
            return Err(self.raise(Exc::RuntimeError, "cannot notify on un-acquired lock"));
        }
        self.says(if name == "notify" {
            "notify"
        } else {
            "notify all"
        });
        let (_, mut waiters) = self.condition(condition);
        let count = usize::try_from(most)
            .unwrap_or(usize::MAX)
            .min(waiters.len());
        let space = self.thread().space;
        for woken in waiters.drain(..count) {
            // A thread that waits in the process this one was forked from isn't woken.
            if self.state.threads[usize::from(woken)].space != space {
                continue;
            }
            if let Sleep::Condition { notified, .. } =
                &mut self.state.threads[usize::from(woken)].sleep
            {
                *notified = true;
            }
        }
        self.set_waiters(condition, waiters);
        Ok(Called::Value(Value::None))
    }

    /// Two steps: releasing the lock and falling asleep; waking up with the lock.
    fn condition_wait(&mut self, condition: u32, timed: bool) -> Exec<bool> {
        let (lock, mut waiters) = self.condition(condition);
        self.step()?;
        if let Sleep::Condition {
            notified, depth, ..
        } = self.thread().sleep
        {
            let free = matches!(self.kind(lock), Kind::Lock(0) | Kind::RLock(0, _));
            let expired = self.gives_up(timed);
            let spurious = !notified && !timed && self.state.spurious > 0;
            if !notified && !expired && !spurious {
                return self.block(condition);
            }
            if !free {
                return self.block(lock);
            }
            self.state.spurious -= u32::from(spurious);
            let me = id(self.me);
            match self.kind_mut(lock) {
                Kind::Lock(holder) => *holder = me + 1,
                Kind::RLock(holder, held) => {
                    *holder = me + 1;
                    *held = depth;
                }
                _ => {}
            }
            waiters.retain(|waiter| *waiter != me);
            self.set_waiters(condition, waiters);
            self.thread().sleep = Sleep::No;
            self.says(match (notified, spurious) {
                (true, _) => "wake with the lock",
                (false, true) => "wake without a notification, with the lock",
                (false, false) => "time out, with the lock",
            });
            return Ok(notified || spurious);
        }
        let Some(depth) = self.held(lock) else {
            self.says("wait without the lock");
            return Err(self.raise(Exc::RuntimeError, "cannot wait on un-acquired lock"));
        };
        match self.kind_mut(lock) {
            Kind::Lock(holder) => *holder = 0,
            Kind::RLock(holder, held) => {
                *holder = 0;
                *held = 0;
            }
            _ => {}
        }
        waiters.push(id(self.me));
        self.set_waiters(condition, waiters);
        self.says("wait: release and fall asleep");
        self.sleep(Sleep::Condition {
            condition,
            notified: false,
            depth,
        })
    }

    pub(super) fn new_barrier(&mut self, args: Args) -> Exec<Value> {
        let names = ["parties", "action", "timeout"];
        let [parties, action, timeout] = self.params("Barrier", names, args)?;
        if !matches!(timeout, Value::Unbound | Value::None) {
            return Err(Stop::Refuse(
                "the timeout of a Barrier isn't in the subset".into(),
                "give it to each wait() instead".into(),
            ));
        }
        let parties = match &parties {
            Value::Int(parties @ 0..) => u32::try_from(*parties).ok(),
            Value::Big(parties) if parties.sign() == Sign::Plus => None,
            Value::Opaque(_) => return Err(Stop::must_be_known("this number of parties")),
            _ => {
                return Err(Stop::outside(
                    "a Barrier of anything but a number of threads",
                ));
            }
        };
        self.make(Kind::Barrier(Barrier {
            parties: parties.ok_or_else(|| Stop::beyond("this number of parties", u32::BITS))?,
            action: if action.bound() { action } else { Value::None },
            arrived: 0,
            leaving: 0,
            broken: false,
        }))
    }

    fn barrier(&self, barrier: u32) -> Barrier {
        match self.kind(barrier) {
            Kind::Barrier(barrier) => barrier.clone(),
            _ => unreachable!("its kind was looked at"),
        }
    }

    pub(super) fn barrier_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Called> {
        let mut barrier = self.barrier(object);
        // The last to arrive holds the barrier's own lock while it runs the action. A barrier of none has
        // no last one: nobody gets through.
        let acting = barrier.parties > 0 && barrier.arrived >= barrier.parties;
        if name != "wait" {
            self.step()?;
            if acting {
                return self.block(object);
            }
            self.says(name);
            if barrier.arrived > 0 || name == "abort" {
                barrier.broken = name == "abort" || barrier.arrived > 0;
            } else {
                barrier.broken = false;
            }
            if name == "reset" && barrier.arrived == 0 {
                barrier.broken = false;
            }
            barrier.leaving = 0;
            *self.kind_mut(object) = Kind::Barrier(barrier);
            return Ok(Called::Value(Value::None));
        }
        let [timeout] = self.params("wait", ["timeout"], args)?;
        let timed = self.timed(&timeout) && !is_never(&timeout);
        self.step()?;
        if acting {
            return self.block(object);
        }
        if let Sleep::Barrier { index, .. } = self.thread().sleep {
            let released = barrier.leaving > 0;
            if !released && !barrier.broken && !self.gives_up(timed) {
                return self.block(object);
            }
            self.thread().sleep = Sleep::No;
            if released {
                barrier.leaving -= 1;
                self.says("leave");
                *self.kind_mut(object) = Kind::Barrier(barrier);
                return Ok(Called::Value(Value::Int(i64::from(index))));
            }
            barrier.arrived = barrier.arrived.saturating_sub(1);
            barrier.broken = true;
            self.says("the barrier is broken");
            *self.kind_mut(object) = Kind::Barrier(barrier);
            return Err(self.raise_with(Exc::BrokenBarrierError, Vec::new()));
        }
        if barrier.leaving > 0 {
            return self.block(object);
        }
        if barrier.broken {
            self.says("the barrier is broken");
            return Err(self.raise_with(Exc::BrokenBarrierError, Vec::new()));
        }
        let index = barrier.arrived;
        barrier.arrived += 1;
        if barrier.arrived != barrier.parties {
            self.check_deadline(&timeout)?;
            self.says("arrive");
            *self.kind_mut(object) = Kind::Barrier(barrier);
            return self.sleep(Sleep::Barrier {
                barrier: object,
                index,
            });
        }
        self.says("arrive, the last");
        let action = barrier.action.clone();
        *self.kind_mut(object) = Kind::Barrier(barrier);
        if matches!(action, Value::None) {
            return Ok(Called::Value(self.open_barrier(object)));
        }
        let args = Args::of(vec![action]);
        let code = Value::Function(self.program.action);
        Ok(Called::Enter(code, args, Then::Passed(object)))
    }

    /// Lets all threads waiting at a barrier leave; returns the number of the last to arrive.
    pub(super) fn open_barrier(&mut self, object: u32) -> Value {
        let Kind::Barrier(barrier) = self.kind_mut(object) else {
            return Value::None;
        };
        barrier.leaving = barrier.parties - 1;
        barrier.arrived = 0;
        Value::Int(i64::from(barrier.leaving))
    }

    /// An exception in the action breaks the barrier.
    pub(super) fn break_barrier(&mut self, object: u32) {
        if let Kind::Barrier(barrier) = self.kind_mut(object) {
            barrier.arrived = barrier.parties - 1;
            barrier.broken = true;
        }
    }
}

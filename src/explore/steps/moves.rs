//! The meaning of steps: what each move changes in a state.

use super::fields::Field;
use super::machine::{Effect, Machine};
use super::program::Peak;
use super::step::{Barrier, Condition, Op, Queue, Test, Value, Var};

impl Machine<'_> {
    /// Takes a thread's next step, which must be possible.
    pub(super) fn take(&self, state: &mut [u64], thread: usize) -> Effect {
        let step = self
            .step(state, thread)
            .expect("only a thread that can move is moved");
        let own = &self.threads[thread];
        for watch in &step.again {
            own.registers[watch.seen.0].clear(state);
        }
        let effect = self.act(state, thread, step.op);
        let next = match step.op {
            Op::Look { other, .. } | Op::TryLock { other, .. } | Op::Arrive { other, .. }
                if effect.other =>
            {
                other
            }
            _ => step.next,
        };
        own.place.set(state, number(next));
        for register in &own.dead[next] {
            register.clear(state);
        }
        self.raise_peaks(state);
        effect
    }

    /// What a thread does in a step, apart from advancing to its next one.
    fn act(&self, state: &mut [u64], thread: usize, op: Op) -> Effect {
        let own = &self.threads[thread];
        let mut effect = Effect::default();
        match op {
            Op::Read(var, to) => {
                (effect.value, effect.other) = self.load(state, thread, var);
                own.registers[to.0].set(state, effect.value);
            }
            Op::Copy { from, to } => {
                (effect.value, effect.other) = self.load(state, thread, from);
                self.vars[to.0].set(state, effect.value);
            }
            Op::Write(var, value) => {
                effect.value = self.value(state, thread, value);
                // A thread with a store queue has made its store just by taking this step.
                if own.stores.is_none() {
                    self.vars[var.0].set(state, effect.value);
                }
            }
            Op::Drain { of, .. } => {
                let store = self.oldest(state, of).expect("a queue moves what is in it");
                effect.value = store.value;
                self.vars[store.var.0].set(state, store.value);
            }
            Op::Add(var, value) => {
                effect.value = self.value(state, thread, value);
                add(state, self.vars[var.0], effect.value);
            }
            Op::Remove { from, short } => {
                let (from, short) = (self.vars[from.0], self.vars[short.0]);
                effect.other = from.is_zero(state);
                let changed = if effect.other { short } else { from };
                if effect.other {
                    add(state, short, 1);
                } else {
                    from.set(state, from.of(state) - 1);
                }
                effect.value = changed.of(state);
            }
            Op::Look {
                var,
                test,
                seen,
                vain,
                ..
            } => {
                effect.value = self.load(state, thread, var).0;
                effect.other = !holds(test, effect.value);
                if let Some(seen) = seen.filter(|_| effect.other) {
                    own.registers[seen.0].set(state, effect.value + 1);
                }
                if let Some(vain) = vain.filter(|_| effect.other) {
                    add(state, self.vars[vain.0], 1);
                }
            }
            Op::Enter {
                from, count, past, ..
            } => effect.other = self.enter(state, from, count, past),
            Op::Arrive { at, .. } => effect.other = self.arrive(state, at),
            Op::TryLock { lock, .. } => {
                effect.other = !self.held[lock.0].is_zero(state);
                self.held[lock.0].set(state, 1);
            }
            _ => effect = self.synchronize(state, thread, op),
        }
        effect
    }

    /// A thread enters, leaving `from`; returns whether it overtakes a waiting one.
    fn enter(
        &self,
        state: &mut [u64],
        from: Option<Var>,
        count: Var,
        past: Option<(Var, Var)>,
    ) -> bool {
        if let Some(from) = from {
            let waiting = self.vars[from.0];
            waiting.set(state, waiting.of(state) - 1);
        }
        let count = self.vars[count.0];
        let passes = past.is_some_and(|(waiting, passed)| {
            let passes = !count.is_zero(state) && !self.vars[waiting.0].is_zero(state);
            add(state, self.vars[passed.0], u32::from(passes));
            passes
        });
        add(state, count, 1);
        passes
    }

    /// A thread arrives at a barrier; returns whether it can pass without waiting.
    fn arrive(&self, state: &mut [u64], at: Barrier) -> bool {
        let arrived = self.vars[at.arrived.0];
        let before = arrived.of(state);
        // A one-shot barrier that was opened counts no further.
        if before == at.parties {
            return true;
        }
        let last = before + 1 == at.parties;
        if last {
            add(state, self.semaphores[at.leaving.0], at.parties - 1);
        }
        arrived.set(state, if last && !at.once { 0 } else { before + 1 });
        last
    }

    /// The moves on locks, permits, notifications and queues.
    fn synchronize(&self, state: &mut [u64], thread: usize, op: Op) -> Effect {
        let mut effect = Effect::default();
        match op {
            Op::Lock(lock) => self.held[lock.0].set(state, 1),
            Op::Unlock(lock) | Op::Sleep(_, lock) => self.held[lock.0].clear(state),
            Op::Wake(on, lock) => {
                let notices = self.threads[thread].notices[on.0].of(state);
                if notices == 0 {
                    self.spurious.set(state, self.spurious.of(state) - 1);
                    effect.other = true;
                } else {
                    self.spend(state, on, thread, notices.trailing_zeros());
                }
                self.held[lock.0].set(state, 1);
            }
            Op::Acquire(from) => {
                let permits = self.semaphores[from.0];
                permits.set(state, permits.of(state) - 1);
            }
            Op::Release(to) => add(state, self.semaphores[to.0], 1),
            Op::NotifyOne(on) => self.notify(state, on, 1),
            Op::NotifyAll(on) => self.notify(state, on, self.threads()),
            Op::Put(into, value) => {
                effect.value = self.value(state, thread, value);
                let queue = &self.queues[into.0];
                let length = queue.length.of(state);
                queue.items[length as usize].set(state, effect.value);
                queue.length.set(state, length + 1);
                if let Some(rendezvous) = queue.rendezvous {
                    self.threads[thread].offers[rendezvous].set(state, length + 1);
                }
            }
            Op::Take(from, to) => {
                effect.value = self.take_item(state, from);
                self.threads[thread].registers[to.0].set(state, effect.value);
            }
            _ => {}
        }
        effect
    }

    /// Takes the oldest item from a queue; at a rendezvous, the thread that offered it can continue.
    fn take_item(&self, state: &mut [u64], from: Queue) -> u32 {
        let queue = &self.queues[from.0];
        let oldest = queue.items[0].of(state);
        let last = queue.length.of(state) as usize - 1;
        for place in 0..last {
            let next = queue.items[place + 1].of(state);
            queue.items[place].set(state, next);
        }
        queue.items[last].clear(state);
        queue.length.set(state, number(last));
        if let Some(rendezvous) = queue.rendezvous {
            for thread in &self.threads {
                let offer = thread.offers[rendezvous];
                offer.set(state, offer.of(state).saturating_sub(1));
            }
        }
        oldest
    }

    /// A thread takes a notification and stops waiting.
    fn spend(&self, state: &mut [u64], on: Condition, thread: usize, notice: u32) {
        let before = (1 << notice) - 1;
        for own in &self.threads {
            let notices = own.notices[on.0];
            let sets = notices.of(state);
            notices.set(state, sets & before | sets >> 1 & !before);
        }
        self.threads[thread].notices[on.0].clear(state);
    }

    /// Leaves notifications for the threads that are waiting now; one for which no thread is left is
    /// lost.
    fn notify(&self, state: &mut [u64], on: Condition, wanted: usize) {
        let all = self.threads.iter().map(|own| own.notices[on.0].of(state));
        let there = u32::BITS as usize - all.fold(0, |all, one| all | one).leading_zeros() as usize;
        let waiters = self
            .waiters(state, on)
            .fold(0u32, |all, one| all | 1 << one);
        let there_then = (there + wanted).min(waiters.count_ones() as usize);
        if there_then <= there {
            return;
        }
        let new = (1u32 << there_then) - (1u32 << there);
        for (thread, own) in self.threads.iter().enumerate() {
            if waiters >> thread & 1 == 1 {
                let notices = own.notices[on.0];
                notices.set(state, notices.of(state) | new);
            }
        }
    }

    fn raise_peaks(&self, state: &mut [u64]) {
        for (of, peak) in &self.program.peaks {
            let now = match of {
                Peak::Var(var) => self.vars[var.0].of(state),
                Peak::Queue(queue) => self.queues[queue.0].length.of(state),
                Peak::Spread(first, count) => {
                    let all = self.vars[first.0..][..*count].iter();
                    let (mut least, mut most) = (u32::MAX, 0);
                    for value in all.map(|var| var.of(state)) {
                        (least, most) = (least.min(value), most.max(value));
                    }
                    most - least
                }
            };
            let peak = self.vars[peak.0];
            if now > peak.of(state) {
                peak.set(state, now);
            }
        }
    }

    fn value(&self, state: &[u64], thread: usize, value: Value) -> u32 {
        match value {
            Value::Is(number) => number,
            Value::Plus(register, more) => {
                self.threads[thread].registers[register.0].of(state) + more
            }
            Value::Minus(register, less) => {
                let seen = self.threads[thread].registers[register.0].of(state);
                seen.saturating_sub(less)
            }
            Value::Of(var) => self.vars[var.0].of(state),
        }
    }
}

fn add(state: &mut [u64], field: Field, more: u32) {
    field.set(state, field.of(state) + more);
}

fn holds(test: Test, value: u32) -> bool {
    match test {
        Test::Is(wanted) => value == wanted,
        Test::Below(limit) => value < limit,
        Test::Above(limit) => value > limit,
    }
}

/// Places and lengths are small enough: `Sizes` bounds them.
fn number(small: usize) -> u32 {
    u32::try_from(small).expect("sizes are bounded")
}

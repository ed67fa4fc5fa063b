//! The meaning of steps: what each move changes in a state.

use super::machine::{Machine, Taken};
use super::program::Peak;
use super::step::{Condition, Op, Test, Value};

impl Machine<'_> {
    /// Takes a thread's next step, which must be possible.
    pub(in crate::explore) fn take(&self, cells: &mut [u32], thread: usize) -> Taken {
        let step = self
            .step(cells, thread)
            .expect("only a thread that can move is moved");
        if let Some(watch) = step.again {
            cells[self.register(thread, watch.seen)] = 0;
        }
        let mut taken = Taken {
            value: 0,
            other: false,
        };
        match step.op {
            Op::Read(var, to) => {
                taken.value = cells[self.vars + var.0];
                cells[self.register(thread, to)] = taken.value;
            }
            Op::Write(var, value) => {
                taken.value = self.value(cells, thread, value);
                cells[self.vars + var.0] = taken.value;
            }
            Op::Add(var, value) => {
                taken.value = self.value(cells, thread, value);
                cells[self.vars + var.0] += taken.value;
            }
            Op::Remove { from, short } => {
                taken.other = cells[self.vars + from.0] == 0;
                let changed = if taken.other { short } else { from };
                let cell = &mut cells[self.vars + changed.0];
                *cell = if taken.other { *cell + 1 } else { *cell - 1 };
                taken.value = *cell;
            }
            Op::Look {
                var,
                test,
                seen,
                vain,
                ..
            } => {
                taken.value = cells[self.vars + var.0];
                taken.other = !holds(test, taken.value);
                if let Some(seen) = seen.filter(|_| taken.other) {
                    cells[self.register(thread, seen)] = taken.value + 1;
                }
                if let Some(vain) = vain.filter(|_| taken.other) {
                    cells[self.vars + vain.0] += 1;
                }
            }
            Op::TryLock { lock, .. } => {
                taken.other = self.holder(cells, lock.0).is_some();
                if !taken.other {
                    cells[self.locks + lock.0] = number(thread) + 1;
                }
            }
            _ => taken = self.synchronise(cells, thread, step.op),
        }
        let other = match step.op {
            Op::Look { other, .. } | Op::TryLock { other, .. } if taken.other => other,
            _ => step.next,
        };
        cells[thread] = number(other);
        self.raise_peaks(cells);
        taken
    }

    /// The moves on locks, permits, notifications and queues.
    fn synchronise(&self, cells: &mut [u32], thread: usize, op: Op) -> Taken {
        let mut taken = Taken {
            value: 0,
            other: false,
        };
        match op {
            Op::Lock(lock) => cells[self.locks + lock.0] = number(thread) + 1,
            Op::Unlock(lock) | Op::Sleep(_, lock) => cells[self.locks + lock.0] = 0,
            Op::Wake(on, lock) => {
                if let Some(notice) = self.notice(cells, on, thread) {
                    self.spend(cells, on, thread, notice);
                } else {
                    cells[self.spurious] -= 1;
                    taken.other = true;
                }
                cells[self.locks + lock.0] = number(thread) + 1;
            }
            Op::Acquire(from) => cells[self.semaphores + from.0] -= 1,
            Op::Release(to) => cells[self.semaphores + to.0] += 1,
            Op::NotifyOne(on) => self.notify(cells, on, 1),
            Op::NotifyAll(on) => self.notify(cells, on, self.threads()),
            Op::Put(into, value) => {
                taken.value = self.value(cells, thread, value);
                let by = taken.value * 32 + number(thread);
                let offered = if self.rendezvous(into.0) {
                    by
                } else {
                    taken.value
                };
                let first = self.queues[into.0].0;
                cells[first] += 1;
                cells[first + cells[first] as usize] = offered;
            }
            Op::Take(from, to) => {
                taken.value = self.item(from.0, self.slots(cells, from.0)[0]);
                let first = self.queues[from.0].0;
                let last = first + cells[first] as usize;
                cells[first + 1..=last].rotate_left(1);
                cells[last] = 0;
                cells[first] -= 1;
                cells[self.register(thread, to)] = taken.value;
            }
            _ => {}
        }
        taken
    }

    /// A thread takes a notification and waits no longer.
    fn spend(&self, cells: &mut [u32], on: Condition, thread: usize, notice: usize) {
        let (first, most) = self.conditions[on.0];
        let sets = &mut cells[first..first + most];
        sets[notice..].rotate_left(1);
        sets[most - 1] = 0;
        for set in sets {
            *set &= !(1 << thread);
        }
    }

    /// Leaves notifications for those that wait now; one for which nobody is left is lost.
    fn notify(&self, cells: &mut [u32], on: Condition, wanted: usize) {
        let waiters = self.waiters(cells, on);
        let (first, most) = self.conditions[on.0];
        let there = cells[first..first + most]
            .iter()
            .filter(|set| **set != 0)
            .count();
        let there_then = (there + wanted).min(waiters.count_ones() as usize);
        for set in &mut cells[first + there..first + there_then.max(there)] {
            *set = waiters;
        }
    }

    fn raise_peaks(&self, cells: &mut [u32]) {
        for (of, peak) in &self.program.peaks {
            let now = match of {
                Peak::Var(var) => cells[self.vars + var.0],
                Peak::Queue(queue) => cells[self.queues[queue.0].0],
            };
            let peak = &mut cells[self.vars + peak.0];
            *peak = now.max(*peak);
        }
    }

    fn value(&self, cells: &[u32], thread: usize, value: Value) -> u32 {
        match value {
            Value::Is(number) => number,
            Value::Plus(register, more) => cells[self.register(thread, register)] + more,
            Value::Of(var) => cells[self.vars + var.0],
        }
    }
}

fn holds(test: Test, value: u32) -> bool {
    match test {
        Test::Is(wanted) => value == wanted,
        Test::Below(limit) => value < limit,
        Test::Above(limit) => value > limit,
    }
}

/// Places and threads are few enough for a cell: 26 threads, and sizes that `Sizes` bounds.
fn number(small: usize) -> u32 {
    u32::try_from(small).expect("sizes are bounded")
}

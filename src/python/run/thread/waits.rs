//! How a thread of a run waits: for time to pass, and for what another thread does.

use std::sync::MutexGuard;
use std::time::Duration;

use crossbeam_channel::{after, never, select};

use super::Runner;
use crate::run::world::{Inner, World};
use engine::record::Wait;

impl Runner<'_> {
    /// Waits for time to pass, or the end of the run.
    pub(super) fn sleep(&mut self, time: Duration) {
        if time.is_zero() {
            return;
        }
        self.lane.begin_wait(Wait::Sleep, 0, None);
        let (bell, stop) = (&self.bell, self.lane.stop());
        let over = after(time);
        loop {
            select! {
                recv(over) -> _ => break,
                recv(stop.channel()) -> _ => break,
                recv(bell) -> _ => if self.world.lock().is_over() { break },
            }
        }
        self.lane.end_wait();
    }

    /// Waits until another thread has changed something, or the wait is over.
    pub(super) fn wait(
        &mut self,
        world: &World,
        mut inner: MutexGuard<'_, Inner>,
        on: Option<u32>,
        joins: bool,
        timeout: Option<Duration>,
    ) {
        let now = self.lane.clock().now();
        if let Some(timeout) = timeout {
            self.deadline.get_or_insert(now.after(timeout));
        }
        let left = timeout
            .and(self.deadline)
            .map(|deadline| deadline.since(now));
        while self.bell.try_recv().is_ok() {}
        inner.falls_asleep(self.me, on, joins, left.is_none());
        world.look_for_deadlock(&mut inner);
        let (wait, object, holder) = inner.wait_of(self.me, on);
        drop(inner);
        self.lane.begin_wait(wait, object, holder);
        let over = left.map_or_else(never, after);
        let (bell, stop) = (&self.bell, self.lane.stop());
        select! {
            recv(bell) -> _ => {}
            recv(over) -> _ => self.expired = true,
            recv(stop.channel()) -> _ => {}
        }
        self.lane.end_wait();
        world.lock().wakes(self.me);
    }
}

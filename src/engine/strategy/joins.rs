//! The main thread's joins, in the order it started the threads or children: it waits for the first that
//! has not ended.

use crate::record::Lane;

/// The threads or children that the main thread joins.
#[derive(Default)]
pub(super) struct Joins {
    /// The places of their lanes, and whether each has ended.
    threads: Vec<(usize, bool)>,
    /// The one being waited for.
    current: usize,
    waiting: bool,
}

impl Joins {
    /// Records that the thread with the lane at this place was started; it is the next to be joined.
    pub(super) fn started(&mut self, lane: &mut Lane, place: usize) {
        lane.spawned(place);
        self.threads.push((place, false));
    }

    /// Records that the `index`-th of them has ended.
    pub(super) fn ended(&mut self, lane: &mut Lane, index: usize) {
        if let Some(thread) = self.threads.get_mut(index) {
            thread.1 = true;
        }
        if self.waiting {
            self.go_on(lane);
        }
    }

    /// Begins to wait for the first that has not ended.
    pub(super) fn begin(&mut self, lane: &mut Lane) {
        self.waiting = true;
        if let Some((place, _)) = self.threads.first() {
            lane.begin_join(*place);
            self.go_on(lane);
        }
    }

    /// Whether all have ended.
    pub(super) fn all_ended(&self) -> bool {
        self.threads.iter().all(|(_, ended)| *ended)
    }

    fn go_on(&mut self, lane: &mut Lane) {
        while let Some((_, true)) = self.threads.get(self.current) {
            lane.end_wait();
            self.current += 1;
            if let Some((next, _)) = self.threads.get(self.current) {
                lane.begin_join(*next);
            }
        }
    }
}

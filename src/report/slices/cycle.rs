//! Tasks that wait for each other in a cycle, and since when.

use std::collections::HashMap;

use super::picture::Picture;
use super::strip::Slice;

/// A cycle of waits.
pub(crate) struct Cycle<'a> {
    /// When it closed, in nanoseconds since the run began.
    pub(crate) at: u64,
    /// The tasks; each waits for the next, and the last for the first.
    pub(crate) tasks: Vec<&'a str>,
}

/// The first cycle of tasks that wait for the holders of locks.
pub(crate) fn find<'a>(picture: &Picture<'a>) -> Option<Cycle<'a>> {
    let strips = picture.strips.iter().flat_map(|strip| &strip.slices);
    // A wait that got its lock in the end was in no cycle, even if the holder has since begun another
    // wait.
    let mut waits: Vec<&Slice> = strips
        .filter(|slice| picture.holder(slice).is_some() && !slice.served)
        .collect();
    waits.sort_by_key(|slice| slice.from);
    // Which task waits for which, and until when; a cycle closes when its last wait begins.
    let mut waiting: HashMap<u32, (u32, u64)> = HashMap::new();
    for slice in waits {
        let (Some(task), Some(holder)) = (slice.task, slice.holder) else {
            continue;
        };
        waiting.insert(task, (holder, slice.to));
        let mut cycle = vec![task];
        let mut next = holder;
        while next != task {
            match waiting.get(&next) {
                Some((holder, until)) if *until > slice.from && !cycle.contains(&next) => {
                    cycle.push(next);
                    next = *holder;
                }
                _ => break,
            }
        }
        if next == task {
            let first = cycle.iter().min().copied();
            let place = cycle.iter().position(|task| Some(*task) == first);
            cycle.rotate_left(place.unwrap_or(0));
            let record = picture.record();
            let name = |task: &u32| record.task_name(Some(*task as usize));
            return Some(Cycle {
                at: slice.from,
                tasks: cycle.iter().map(name).collect(),
            });
        }
    }
    None
}

impl Cycle<'_> {
    /// `philosopher-1 -> philosopher-2 -> philosopher-1`.
    pub(crate) fn path(&self) -> String {
        let all: Vec<_> = self
            .tasks
            .iter()
            .chain(self.tasks.first())
            .copied()
            .collect();
        all.join(" -> ")
    }
}

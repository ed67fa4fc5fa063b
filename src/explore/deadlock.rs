//! What a deadlock is made of: threads that hold and wait, and the cycle in which some of them wait
//! for each other.

/// A thread that can never move again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stuck {
    /// The thread, 0 for A.
    pub thread: usize,
    /// The locks that it holds.
    pub holds: Vec<String>,
    /// What it waits for, in words.
    pub waits_for: String,
    /// The thread that it waits for, if that is one thread.
    pub on: Option<usize>,
}

/// The threads that wait for each other in a ring, from the first letter on; empty where the
/// waiting is for no thread in particular.
pub(super) fn cycle(stuck: &[Stuck]) -> Vec<usize> {
    let on = |thread: usize| stuck.iter().find(|one| one.thread == thread)?.on;
    for one in stuck {
        let mut ring = vec![one.thread];
        let mut next = on(one.thread);
        while let Some(thread) = next.filter(|thread| !ring.contains(thread)) {
            ring.push(thread);
            next = on(thread);
        }
        if next == Some(one.thread) {
            return ring;
        }
    }
    Vec::new()
}

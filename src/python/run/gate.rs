//! A gate before each step. Real threads either take their steps in the order of a schedule, each step
//! once all other threads have come to rest, or take them freely while the order is recorded.

/// A gate that all threads of a run pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    /// The threads in the order of their steps; `None` lets them pass freely.
    order: Option<Vec<usize>>,
    /// The thread that may take its next step.
    granted: Option<usize>,
    /// Threads held before a step.
    held: Vec<usize>,
    /// The threads that have taken each step so far.
    pub(super) taken: Vec<usize>,
    /// Whether a thread didn't arrive for its turn, and another went instead.
    pub(super) strayed: bool,
}

impl Gate {
    /// A gate that opens in this order, or at once for each thread that arrives.
    pub(super) fn new(order: Option<Vec<usize>>) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// Whether it opens in a given order.
    pub(super) fn is_forced(&self) -> bool {
        self.order.is_some()
    }

    /// Whether a thread may take its step now; otherwise it is held.
    pub(super) fn opens(&mut self, thread: usize) -> bool {
        if self.order.is_none() {
            return true;
        }
        if self.granted == Some(thread) {
            self.granted = None;
            return true;
        }
        if !self.held.contains(&thread) {
            self.held.push(thread);
        }
        false
    }

    /// Stops holding this thread; returns whether it was held.
    pub(super) fn releases(&mut self, thread: usize) -> bool {
        let place = self.held.iter().position(|one| *one == thread);
        place.map(|place| self.held.swap_remove(place)).is_some()
    }

    /// Records that a thread has taken a step that has a letter.
    pub(super) fn passed(&mut self, thread: usize) {
        self.taken.push(thread);
    }

    /// The next thread to go, once all threads rest: the one whose turn it is, if it is held. After the
    /// end of the order, the lowest letter goes first.
    pub(super) fn next(&mut self) -> Option<usize> {
        let turn = self.order.as_ref()?.get(self.taken.len()).copied();
        let of_turn = turn.and_then(|turn| self.held.iter().position(|one| *one == turn));
        self.strayed |= turn.is_some() && of_turn.is_none() && !self.held.is_empty();
        let all = self.held.iter().enumerate();
        let lowest = all
            .min_by_key(|(_, thread)| **thread)
            .map(|(place, _)| place);
        let place = of_turn.or(lowest)?;
        let thread = self.held.swap_remove(place);
        self.granted = Some(thread);
        Some(thread)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_holds_whoever_comes_before_its_turn() {
        let mut gate = Gate::new(Some(vec![2, 1]));
        assert!(!gate.opens(1) && !gate.opens(2));
        assert_eq!(gate.next(), Some(2));
        assert!(!gate.opens(1) && gate.opens(2));
        gate.passed(2);
        assert_eq!(gate.next(), Some(1));
        assert!(gate.opens(1));
        gate.passed(1);
        assert_eq!(gate.next(), None);
        assert_eq!(gate.taken, [2, 1]);
    }

    #[test]
    fn a_thread_that_does_not_come_to_its_turn_is_no_deadlock_but_told() {
        let mut gate = Gate::new(Some(vec![2]));
        assert!(!gate.opens(1));
        assert!(!gate.strayed);
        assert_eq!(gate.next(), Some(1));
        assert!(gate.strayed);
    }
}

//! A gate before each step: real threads take their steps in the order of a schedule, one at a time, each
//! once all others have come to rest; or as they come, and the order is kept.

/// A gate that all threads of a run pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Gate {
    /// The threads in the order of their steps; `None` lets them pass as they come.
    order: Option<Vec<usize>>,
    /// The thread that may take its next step.
    granted: Option<usize>,
    /// Those that are held before a step.
    held: Vec<usize>,
    /// Who took each step, so far.
    pub(super) came: Vec<usize>,
    /// A thread didn't come to its turn, and another went in its place.
    pub(super) strayed: bool,
}

impl Gate {
    /// A gate that opens in this order, or at once for each that comes.
    pub(super) fn new(order: Option<Vec<usize>>) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// Whether it opens in an order that was given.
    pub(super) fn is_forced(&self) -> bool {
        self.order.is_some()
    }

    /// Whether a thread before a step may take it now; else it is held.
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

    /// Holds this thread no longer; returns whether it did.
    pub(super) fn releases(&mut self, thread: usize) -> bool {
        let place = self.held.iter().position(|one| *one == thread);
        place.map(|place| self.held.swap_remove(place)).is_some()
    }

    /// A thread has taken a step that has a letter.
    pub(super) fn passed(&mut self, thread: usize) {
        self.came.push(thread);
    }

    /// All threads rest: the one whose turn it is, if there is one. After the last of the order the lower
    /// letter goes first.
    pub(super) fn next(&mut self) -> Option<usize> {
        let turn = self.order.as_ref()?.get(self.came.len()).copied();
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
        assert_eq!(gate.came, [2, 1]);
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

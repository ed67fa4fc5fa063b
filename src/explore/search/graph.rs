//! The result of the walk over the states: the moves between them, by number, and how they end. The
//! states' contents are no longer needed.

use crate::cut::Cut;

/// The most states that a move can number.
pub(super) const MOST_STATES: usize = 1 << 27;

/// The most moves that can be numbered.
pub(super) const MOST_MOVES: usize = u32::MAX as usize - 4096;

/// One move: which thread, how many equal threads, and the mover's number in the state that it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) to: u32,
    pub(super) thread: u8,
    pub(super) times: u8,
    pub(super) mover: u8,
}

/// The moves between states, which are numbered in the order they were found, breadth first.
#[derive(Debug)]
pub(super) struct Graph<F> {
    /// The first move of each expanded state, then the end of the last one's moves.
    pub(super) first: Vec<u32>,
    /// 27 bits for the target state, 5 for the thread.
    pub(super) edges: Vec<u32>,
    /// How many equal threads, and the mover's number in the new state; empty without symmetry, where
    /// these are 1 and the same number.
    pub(super) alike: Vec<(u8, u8)>,
    /// Whether a thread keeps the GIL after each move; empty for a model without one.
    pub(super) keeps_gil: Vec<bool>,
    /// The first state of each layer: those at the same distance from the initial one.
    pub(super) layers: Vec<u32>,
    /// The states without moves, in order, each with its end's number in `lasts`.
    pub(super) ends: Vec<(u32, u32)>,
    /// The distinct ends, each with the number of states that show it without symmetry reduction.
    pub(super) lasts: Vec<(F, u128)>,
    /// The number of states found.
    pub(super) states: usize,
    /// The number of states that these represent.
    pub(super) all_states: u128,
    /// Whether every move leads to the next layer, so that all schedules to a state have the same length.
    pub(super) graded: bool,
    /// Whether every move leads to a state with a higher number.
    pub(super) forward: bool,
    /// Memory used by the walk, in bytes.
    pub(super) memory: usize,
    /// Why some states were not expanded, if so.
    pub(super) cut: Option<Cut>,
}

impl<F> Graph<F> {
    pub(super) fn new() -> Self {
        Self {
            first: vec![0],
            edges: Vec::new(),
            alike: Vec::new(),
            keeps_gil: Vec::new(),
            layers: vec![0],
            ends: Vec::new(),
            lasts: Vec::new(),
            states: 0,
            all_states: 0,
            graded: true,
            forward: true,
            memory: 0,
            cut: None,
        }
    }

    /// The number of expanded states: the first ones.
    pub(super) fn walked(&self) -> usize {
        self.first.len() - 1
    }

    /// A state's moves, in the order of threads.
    pub(super) fn moves(&self, state: usize) -> impl ExactSizeIterator<Item = Edge> + Clone {
        let range = if state < self.walked() {
            self.first[state] as usize..self.first[state + 1] as usize
        } else {
            0..0
        };
        let symmetric = !self.alike.is_empty();
        range.map(move |edge| {
            let packed = self.edges[edge];
            let thread = (packed & 31) as u8;
            let (times, mover) = if symmetric {
                self.alike[edge]
            } else {
                (1, thread)
            };
            Edge {
                to: packed >> 5,
                thread,
                times,
                mover,
            }
        })
    }

    /// Whether a thread keeps the GIL after each of a state's moves, in a model with one.
    pub(super) fn keeping_gil(&self, state: usize) -> &[bool] {
        if state < self.walked() {
            &self.keeps_gil[self.first[state] as usize..self.first[state + 1] as usize]
        } else {
            &[]
        }
    }

    /// The number of a state's end, if it is one.
    pub(super) fn end(&self, state: usize) -> Option<usize> {
        if state >= self.walked() || self.first[state] != self.first[state + 1] {
            return None;
        }
        let found = self
            .ends
            .binary_search_by_key(&state, |(state, _)| *state as usize);
        found.ok().map(|place| self.ends[place].1 as usize)
    }

    /// The length of the shortest path to a state, in moves.
    pub(super) fn distance(&self, state: usize) -> u32 {
        let layers = self
            .layers
            .partition_point(|first| *first as usize <= state);
        u32::try_from(layers - 1).expect("fewer layers than states")
    }
}

//! What the walk over the states leaves: the moves between them, by number, and how they end. What was
//! in a state is no longer needed.

use crate::explore::cut::Cut;

/// More states than this have no number in a move.
pub(super) const MOST_STATES: usize = 1 << 27;

/// More moves than this have no number either.
pub(super) const MOST_MOVES: usize = u32::MAX as usize - 4096;

/// One move: which thread, how many threads alike, which thread it is in the state that it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) to: u32,
    pub(super) thread: u8,
    pub(super) times: u8,
    pub(super) mover: u8,
}

/// The moves between states, which are numbered in the order in which they were found, breadth first.
#[derive(Debug)]
pub(super) struct Graph<F> {
    /// The first move of each state that was walked on from, and where the last one's end.
    pub(super) first: Vec<u32>,
    /// 27 bits for the state that a move leads to, 5 for the thread.
    pub(super) edges: Vec<u32>,
    /// How many threads alike, and the number of the one that moved in the new state; empty without
    /// symmetry, if that is one, and the same thread.
    pub(super) alike: Vec<(u8, u8)>,
    /// The first state that is as far from the initial one as there are entries before.
    pub(super) layers: Vec<u32>,
    /// The states without moves, in order, each with the number of its end in `lasts`.
    pub(super) ends: Vec<(u32, u32)>,
    /// The ends that differ, each with the states that show it, in a program without symmetry.
    pub(super) lasts: Vec<(F, u128)>,
    /// States that were found.
    pub(super) states: usize,
    /// The states that these stand for.
    pub(super) all_states: u128,
    /// Whether all schedules to a state are equally long.
    pub(super) graded: bool,
    /// Whether every move leads to a state with a higher number.
    pub(super) forward: bool,
    /// Bytes of memory that the walk took.
    pub(super) memory: usize,
    /// Why some states were not walked on from, if so.
    pub(super) cut: Option<Cut>,
}

impl<F> Graph<F> {
    pub(super) fn new(graded: bool) -> Self {
        Self {
            first: vec![0],
            edges: Vec::new(),
            alike: Vec::new(),
            layers: vec![0],
            ends: Vec::new(),
            lasts: Vec::new(),
            states: 0,
            all_states: 0,
            graded,
            forward: true,
            memory: 0,
            cut: None,
        }
    }

    /// The states that were walked on from: the first ones.
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

    /// How many moves the shortest way to a state has.
    pub(super) fn distance(&self, state: usize) -> u32 {
        let layers = self
            .layers
            .partition_point(|first| *first as usize <= state);
        u32::try_from(layers - 1).expect("fewer layers than states")
    }
}

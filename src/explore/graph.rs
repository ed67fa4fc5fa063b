//! The states of a program and the moves between them, walked with memory up to a bound.

use super::machine::Machine;
use super::store::Store;

/// One move: which thread, and the state that it leads to. 5 bits and 27 bits.
#[derive(Clone, Copy)]
pub(super) struct Edge(u32);

impl Edge {
    fn new(thread: usize, to: u32) -> Self {
        Self(to << 5 | u32::try_from(thread).expect("26 threads at most"))
    }

    pub(super) fn thread(self) -> usize {
        (self.0 & 31) as usize
    }

    pub(super) fn to(self) -> usize {
        (self.0 >> 5) as usize
    }
}

/// More states than this have no number in an edge.
pub(super) const MOST_STATES: usize = 1 << 27;

/// More moves than this have no number either.
const MOST_MOVES: usize = u32::MAX as usize - 64;

/// What the walk found.
pub(super) struct Graph {
    pub(super) store: Store,
    edges: Vec<Edge>,
    /// Where a state's moves begin, and how many there are.
    moves: Vec<(u32, u8)>,
    /// The states in which nobody can move.
    pub(super) ends: Vec<u32>,
    /// Whether the bound was met, so that some states were not walked on from.
    pub(super) stopped: bool,
}

impl Graph {
    /// Walks on from the first state, depth first, so that a walk that is stopped has seen ends.
    pub(super) fn walk(machine: &Machine, max_states: usize) -> Self {
        let max_states = max_states.clamp(1, MOST_STATES);
        let mut graph = Self {
            store: Store::new(),
            edges: Vec::new(),
            moves: vec![(0, 0)],
            ends: Vec::new(),
            stopped: false,
        };
        let mut cells = machine.start();
        let mut after = cells.clone();
        graph.store.intern(&cells);
        let mut open = vec![0];
        while let Some(state) = open.pop() {
            graph.store.load(state, &mut cells);
            let first = graph.edges.len();
            for thread in 0..machine.threads() {
                if !machine.can_move(&cells, thread) {
                    continue;
                }
                after.copy_from_slice(&cells);
                machine.take(&mut after, thread);
                let (to, new) = graph.store.intern(&after);
                if new {
                    graph.moves.push((0, 0));
                    open.push(to);
                }
                graph.edges.push(Edge::new(thread, to));
            }
            if graph.edges.len() == first {
                graph.ends.push(state);
            }
            let moves = u8::try_from(graph.edges.len() - first).expect("26 threads at most");
            graph.moves[state as usize] = (u32::try_from(first).expect("bounded"), moves);
            if graph.store.len() > max_states || graph.edges.len() > MOST_MOVES {
                graph.stopped = true;
                break;
            }
        }
        graph
    }

    pub(super) fn states(&self) -> usize {
        self.store.len()
    }

    /// A state's moves, in the order of letters.
    pub(super) fn moves(&self, state: usize) -> &[Edge] {
        let (first, count) = self.moves[state];
        &self.edges[first as usize..][..usize::from(count)]
    }

    /// Bytes of memory in use.
    pub(super) fn memory(&self) -> usize {
        self.store.memory() + self.edges.capacity() * 4 + self.moves.capacity() * 8
    }
}

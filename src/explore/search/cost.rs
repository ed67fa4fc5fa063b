//! How cheaply schedules reach a state: by preemptions, then by length. A preemption is a switch away
//! from a thread that could still move, so the cost depends on the thread that moved last; a node is a
//! state together with that thread.

use std::collections::BTreeMap;

use super::graph::{Edge, Graph};
use crate::cut::{Asker, Cut};
use crate::memory::{filled, reserve};

/// Preemptions, then length.
pub(super) type Cost = (u32, u32);

/// Stands for the thread that moved last if none has moved yet.
pub(super) const START: u8 = 31;

/// A node that is an end of some kind, at the lowest cost of that kind.
pub(super) struct Target {
    pub(super) kind: usize,
    pub(super) state: u32,
    pub(super) mover: u8,
    pub(super) cost: Cost,
}

/// The lowest cost of each node, at least of those on the path to a target.
pub(super) trait Costs {
    /// The threads, as bits, after whose move this move of a state continues a cheapest path; `able` are
    /// those that can move there.
    fn leading(&self, state: usize, able: u32, edge: Edge) -> u32;
}

/// The threads that can move, each the first of its equals, as bits.
pub(super) fn able(moves: impl Iterator<Item = Edge>) -> u32 {
    moves.fold(0, |able, edge| able | 1 << edge.thread)
}

/// Costs if all schedules to a state have the same length. Of the threads that moved last, only those
/// matter that cost the minimum or one preemption more, since a switch costs no more than that.
pub(super) struct Rows<'g, F> {
    graph: &'g Graph<F>,
    rows: Vec<Arrivals>,
}

#[derive(Clone, Copy)]
struct Arrivals {
    /// The fewest preemptions.
    least: u32,
    /// The threads that arrive with that many, and with one more.
    movers: [u32; 2],
}

impl Arrivals {
    fn arrive(&mut self, preemptions: u32, mover: u8) {
        let bit = 1 << mover;
        match preemptions.wrapping_sub(self.least) {
            0 => self.movers[0] |= bit,
            1 => self.movers[1] |= bit,
            _ if preemptions > self.least => {}
            less => {
                // One fewer: the previous minimum becomes the second.
                let second = if less == u32::MAX { self.movers[0] } else { 0 };
                (self.least, self.movers) = (preemptions, [bit, second]);
            }
        }
    }
}

impl<'g, F> Rows<'g, F> {
    pub(super) fn new(graph: &'g Graph<F>, asker: &Asker) -> Result<Self, Cut> {
        let unseen = Arrivals {
            least: u32::MAX - 1,
            movers: [0; 2],
        };
        let mut rows = filled(unseen, graph.states, asker)?;
        // A search that was cut before its first state has no rows.
        if let Some(first) = rows.first_mut() {
            first.arrive(0, START);
        }
        for state in 0..graph.walked() {
            asker.go_on()?;
            let Arrivals { least, movers } = rows[state];
            let able = able(graph.moves(state));
            let free = movers[0] & !able != 0;
            for edge in graph.moves(state) {
                let stays = free || movers[0] >> edge.thread & 1 == 1;
                let to = &mut rows[edge.to as usize];
                to.arrive(least + u32::from(!stays), edge.mover);
            }
        }
        Ok(Self { graph, rows })
    }

    /// The nodes of ends at the lowest cost of their kind.
    pub(super) fn targets(&self, kinds: &[Vec<usize>], many: usize) -> Vec<Target> {
        let ends = self.graph.ends.iter().map(|(state, last)| {
            let least = self.rows[*state as usize].least;
            (*state, *last, (least, self.graph.distance(*state as usize)))
        });
        let ends: Vec<(u32, u32, Cost)> = ends.collect();
        let mut best = vec![(u32::MAX, u32::MAX); many];
        for (_, last, cost) in &ends {
            for kind in &kinds[*last as usize] {
                best[*kind] = best[*kind].min(*cost);
            }
        }
        let mut targets = Vec::new();
        for (state, last, cost) in ends {
            for kind in &kinds[last as usize] {
                let movers = self.rows[state as usize].movers[0];
                let movers = (0..32).filter(|mover| movers >> mover & 1 == 1);
                targets.extend(movers.filter(|_| best[*kind] == cost).map(|mover| Target {
                    kind: *kind,
                    state,
                    mover,
                    cost,
                }));
            }
        }
        targets
    }
}

impl<F> Costs for Rows<'_, F> {
    fn leading(&self, state: usize, able: u32, edge: Edge) -> u32 {
        let (from, to) = (self.rows[state], self.rows[edge.to as usize]);
        let more = match to.movers.map(|movers| movers >> edge.mover & 1) {
            [1, _] => 0,
            [_, 1] => 1,
            _ => return 0,
        };
        let switches = able & !(1 << edge.thread);
        // The preemptions that the move may add to the minimum: 0 or 1; the threads in the second set
        // already have one more.
        match (to.least + more).wrapping_sub(from.least) {
            0 => from.movers[0] & !switches,
            1 => from.movers[0] & switches | from.movers[1] & !switches,
            2 => from.movers[1] & switches,
            _ => 0,
        }
    }
}

/// Costs in an arbitrary graph: the cheapest node is expanded first (Dijkstra 1959), until each kind has
/// one.
pub(super) struct Nodes {
    /// For each state, the threads that can move into it, as bits, and its first node.
    arrivals: Vec<(u32, u32)>,
    costs: Vec<Cost>,
}

const UNSEEN: Cost = (u32::MAX, u32::MAX);

impl Nodes {
    pub(super) fn new<F>(
        graph: &Graph<F>,
        kinds: &[Vec<usize>],
        many: usize,
        asker: &Asker,
    ) -> Result<(Self, Vec<Target>), Cut> {
        let mut arrivals = filled((0u32, 0u32), graph.states, asker)?;
        arrivals[0].0 = 1 << START;
        for state in 0..graph.walked() {
            asker.go_on()?;
            for edge in graph.moves(state) {
                arrivals[edge.to as usize].0 |= 1 << edge.mover;
            }
        }
        let mut nodes = 0;
        for (movers, first) in &mut arrivals {
            *first = nodes;
            nodes += movers.count_ones();
        }
        let costs = filled(UNSEEN, nodes as usize, asker)?;
        let mut all = Self { arrivals, costs };
        let targets = all.settle(graph, kinds, many, asker)?;
        Ok((all, targets))
    }

    fn settle<F>(
        &mut self,
        graph: &Graph<F>,
        kinds: &[Vec<usize>],
        many: usize,
        asker: &Asker,
    ) -> Result<Vec<Target>, Cut> {
        let mut open: BTreeMap<Cost, Vec<(u32, u8)>> = BTreeMap::new();
        let start = self.node(0, START);
        self.costs[start] = (0, 0);
        open.insert((0, 0), vec![(0, START)]);
        let mut best = vec![UNSEEN; many];
        let mut missing = many;
        let mut targets = Vec::new();
        while let Some((cost, level)) = open.pop_first() {
            if missing == 0 && best.iter().all(|best| *best < cost) {
                break;
            }
            for (state, mover) in level {
                asker.go_on()?;
                let at = state as usize;
                if self.costs[self.node(at, mover)] != cost {
                    continue;
                }
                let last = graph.end(at);
                for kind in last.into_iter().flat_map(|last| &kinds[last]) {
                    missing -= usize::from(best[*kind] == UNSEEN);
                    best[*kind] = best[*kind].min(cost);
                    if best[*kind] == cost {
                        targets.push(Target {
                            kind: *kind,
                            state,
                            mover,
                            cost,
                        });
                    }
                }
                let able = able(graph.moves(at));
                for edge in graph.moves(at) {
                    let switch = able >> mover & 1 == 1 && edge.thread != mover;
                    let to = (cost.0 + u32::from(switch), cost.1 + 1);
                    let node = self.node(edge.to as usize, edge.mover);
                    if to < self.costs[node] {
                        self.costs[node] = to;
                        let level = open.entry(to).or_default();
                        reserve(level, 1)?;
                        level.push((edge.to, edge.mover));
                    }
                }
            }
        }
        Ok(targets)
    }

    fn node(&self, state: usize, mover: u8) -> usize {
        let (movers, first) = self.arrivals[state];
        (first + (movers & ((1 << mover) - 1)).count_ones()) as usize
    }
}

impl Costs for Nodes {
    fn leading(&self, state: usize, able: u32, edge: Edge) -> u32 {
        let to = self.costs[self.node(edge.to as usize, edge.mover)];
        let movers = self.arrivals[state].0;
        let leads = |mover: &u8| {
            let cost = self.costs[self.node(state, *mover)];
            let switch = able >> mover & 1 == 1 && edge.thread != *mover;
            cost != UNSEEN && (cost.0 + u32::from(switch), cost.1 + 1) == to
        };
        let movers = (0..32).filter(|mover| movers >> mover & 1 == 1);
        movers.filter(leads).fold(0, |all, mover| all | 1 << mover)
    }
}

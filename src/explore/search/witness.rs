//! The schedule that shows an end best: the fewest pre-emptions, then the shortest, then the first
//! in the order of letters. A pre-emption is a switch away from a thread that could still move.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::graph::Graph;
use crate::explore::cut::{Cut, Told};
use crate::explore::memory::{filled, reserve};

/// Pre-emptions, then length.
type Cost = (u32, u32);

/// Nobody comes before the first move.
const NOBODY: u32 = u32::MAX;

/// The best way to a state with a given thread as the last to move.
#[derive(Clone, Copy)]
struct Node {
    cost: Cost,
    before: u32,
    thread: u8,
}

/// The search for the cheapest schedules; a node is a state and the thread that moved into it.
struct Search<'g> {
    graph: &'g Graph,
    /// Per state, the threads that can move into it, as bits, and its first node.
    arrivals: Vec<(u32, u32)>,
    nodes: Vec<Node>,
    /// What is to be walked on from, cheapest first: states with the thread that moved last.
    open: BTreeMap<Cost, Vec<(u32, usize)>>,
}

/// The best schedule to each kind of end.
pub(super) fn witnesses(
    graph: &Graph,
    kinds: usize,
    told: &Told,
) -> Result<Vec<(Vec<u8>, u32)>, Cut> {
    told.ask()?;
    let mut search = Search::new(graph, told)?;
    let mut best: Vec<Option<u32>> = vec![None; kinds];
    let mut missing = kinds;
    if graph.kind(0).is_some() {
        // Nobody could ever move: the empty schedule is the only one.
        return Ok(vec![(Vec::new(), 0)]);
    }
    for edge in graph.moves(0) {
        search.arrive((0, 1), edge.to(), NOBODY, edge.thread())?;
    }
    while let Some((cost, level)) = search.open.pop_first() {
        for (state, thread) in level {
            told.go_on()?;
            let node = search.node(state as usize, thread);
            if search.nodes[node as usize].cost != cost {
                continue;
            }
            if let Some(kind) = graph.kind(state as usize) {
                missing -= usize::from(best[kind].is_none());
                if best[kind].is_none_or(|old| search.precedes(node, old)) {
                    best[kind] = Some(node);
                }
            }
            search.walk_on(state as usize, thread, node)?;
        }
        if missing == 0 {
            break;
        }
    }
    let ways = best
        .into_iter()
        .map(|node| search.way(node.expect("every end was reached")));
    Ok(ways.collect())
}

impl<'g> Search<'g> {
    fn new(graph: &'g Graph, told: &Told) -> Result<Self, Cut> {
        let mut arrivals = filled((0u32, 0u32), graph.states())?;
        for state in 0..graph.states() {
            told.go_on()?;
            for edge in graph.moves(state) {
                arrivals[edge.to()].0 |= 1 << edge.thread();
            }
        }
        let mut nodes = 0;
        for (threads, first) in &mut arrivals {
            *first = nodes;
            nodes += threads.count_ones();
        }
        let unseen = Node {
            cost: (u32::MAX, u32::MAX),
            before: NOBODY,
            thread: 0,
        };
        Ok(Self {
            graph,
            arrivals,
            nodes: filled(unseen, nodes as usize)?,
            open: BTreeMap::new(),
        })
    }

    fn node(&self, state: usize, thread: usize) -> u32 {
        let (threads, first) = self.arrivals[state];
        first + (threads & ((1 << thread) - 1)).count_ones()
    }

    /// Moves every thread that can from a state that `last` moved into.
    fn walk_on(&mut self, state: usize, last: usize, node: u32) -> Result<(), Cut> {
        let graph = self.graph;
        let (preemptions, length) = self.nodes[node as usize].cost;
        let moves = graph.moves(state);
        let could_go_on = moves.iter().any(|edge| edge.thread() == last);
        for edge in moves {
            let preempted = u32::from(could_go_on && edge.thread() != last);
            self.arrive(
                (preemptions + preempted, length + 1),
                edge.to(),
                node,
                edge.thread(),
            )?;
        }
        Ok(())
    }

    /// Keeps a way to a state if it is the best so far.
    fn arrive(&mut self, cost: Cost, state: usize, before: u32, thread: usize) -> Result<(), Cut> {
        let node = self.node(state, thread);
        let old = self.nodes[node as usize];
        let better = match cost.cmp(&old.cost) {
            Ordering::Equal => self.compare(before, old.before) == Ordering::Less,
            order => order == Ordering::Less,
        };
        if better {
            let thread_byte = u8::try_from(thread).expect("26 threads at most");
            self.nodes[node as usize] = Node {
                cost,
                before,
                thread: thread_byte,
            };
        }
        if cost < old.cost {
            let state = u32::try_from(state).expect("27 bits");
            let level = self.open.entry(cost).or_default();
            reserve(level, 1)?;
            level.push((state, thread));
        }
        Ok(())
    }

    /// Whether a way is as cheap as another one and comes before it in the order of letters.
    fn precedes(&self, one: u32, two: u32) -> bool {
        let cost = |node: u32| self.nodes[node as usize].cost;
        cost(one) == cost(two) && self.compare(one, two) == Ordering::Less
    }

    /// The order of two equally long ways, by their letters: decided by their first difference.
    fn compare(&self, mut one: u32, mut two: u32) -> Ordering {
        let mut order = Ordering::Equal;
        while one != two {
            let (a, b) = (self.nodes[one as usize], self.nodes[two as usize]);
            order = a.thread.cmp(&b.thread).then(order);
            (one, two) = (a.before, b.before);
        }
        order
    }

    /// The threads on the way to a node, and its pre-emptions.
    fn way(&self, node: u32) -> (Vec<u8>, u32) {
        let mut way = Vec::new();
        let mut at = node;
        while at != NOBODY {
            way.push(self.nodes[at as usize].thread);
            at = self.nodes[at as usize].before;
        }
        way.reverse();
        (way, self.nodes[node as usize].cost.0)
    }
}

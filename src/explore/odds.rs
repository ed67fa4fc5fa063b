//! From one moment of a program: the number of schedules that come to each end, and its chance.

use num_bigint::BigUint;

use super::atlas::{Atlas, Next};

/// The odds at each state of an atlas.
pub struct Odds<'a> {
    atlas: &'a Atlas,
    /// The states in topological order.
    order: Vec<usize>,
}

impl<'a> Odds<'a> {
    /// `None` if schedules can't be counted: the atlas isn't whole, or states form a cycle.
    pub fn of(atlas: &'a Atlas) -> Option<Self> {
        let mut missing = vec![0u32; atlas.states.len()];
        for (_, to) in (0..missing.len()).flat_map(|at| edges(atlas, at)) {
            missing[to] += 1;
        }
        let mut order = vec![0];
        let mut next = 0;
        // Topological sort (Kahn 1962).
        while let Some(at) = order.get(next).copied() {
            next += 1;
            for (_, to) in edges(atlas, at) {
                missing[to] -= 1;
                if missing[to] == 0 {
                    order.push(to);
                }
            }
        }
        let counted = atlas.whole && order.len() == atlas.states.len();
        counted.then_some(Self { atlas, order })
    }

    /// The state that a thread's move leads to, by its first alternative.
    pub fn after(&self, state: usize, thread: usize) -> usize {
        let mut moves = edges(self.atlas, state);
        moves
            .find(|(by, _)| *by == thread)
            .map_or(state, |(_, to)| to)
    }

    /// For each end of the atlas: the number of schedules from a state that come to it, and the chance if
    /// each move is drawn uniformly from those that are possible.
    pub fn from(&self, state: usize) -> Vec<(BigUint, f64)> {
        let mut sums = vec![(BigUint::ZERO, 0.0); self.atlas.states.len()];
        let mut ends = vec![(BigUint::ZERO, 0.0); self.atlas.ends.len()];
        sums[state] = (BigUint::from(1u8), 1.0);
        for &at in &self.order {
            let (number, chance) = std::mem::take(&mut sums[at]);
            if number == BigUint::ZERO {
                continue;
            }
            if let Next::End(end) = self.atlas.states[at].next {
                ends[end].0 += &number;
                ends[end].1 += chance;
            }
            let part = chance / edges(self.atlas, at).count().max(1) as f64;
            for (_, to) in edges(self.atlas, at) {
                sums[to].0 += &number;
                sums[to].1 += part;
            }
        }
        ends
    }
}

/// The moves of a state: the thread, and the state that it leads to.
fn edges(atlas: &Atlas, state: usize) -> impl Iterator<Item = (usize, usize)> {
    let edges = match &atlas.states[state].next {
        Next::Moves(edges) => &edges[..],
        Next::Unknown | Next::End(_) => &[],
    };
    edges.iter().map(|edge| (edge.thread, edge.to as usize))
}

//! The nodes on cheapest paths to ends, each with the kinds of these ends as bits: marked backwards from
//! the ends.

use super::cost::{Costs, Target, able};
use super::graph::Graph;
use crate::cut::{Asker, Cut};
use crate::memory::{filled, reserve};

/// All of them.
pub(super) struct Marks {
    /// Each state's first entry in `marked`, plus one; 0 for none.
    first: Vec<u32>,
    marked: Vec<Marked>,
}

/// Nodes of one state that lie on paths to the same ends.
#[derive(Clone, Copy)]
struct Marked {
    kinds: u64,
    /// The threads that moved last, as bits.
    movers: u32,
    /// The state's next entry, plus one; 0 for none.
    next: u32,
}

impl Marks {
    pub(super) fn new<'t, F>(
        graph: &Graph<F>,
        costs: &impl Costs,
        targets: impl Iterator<Item = (&'t Target, usize)>,
        asker: &Asker,
    ) -> Result<Self, Cut> {
        let mut marks = Self {
            first: filled(0, graph.states, asker)?,
            marked: Vec::new(),
        };
        let mut highest = 0;
        for (target, bit) in targets {
            marks.add(target.state as usize, 1 << target.mover, 1 << bit)?;
            highest = highest.max(target.state as usize);
        }
        // If moves lead back, a cheapest path may pass through a state with a higher number.
        if !graph.forward {
            highest = graph.walked();
        }
        loop {
            let mut more = false;
            for state in (0..graph.walked().min(highest + 1)).rev() {
                asker.go_on()?;
                if graph.moves(state).any(|edge| marks.has(edge.to)) {
                    more |= marks.before(graph, costs, state)?;
                }
            }
            // If no move leads back, one pass is enough.
            if !more || graph.forward {
                return Ok(marks);
            }
        }
    }

    /// Marks a state's nodes from which a cheapest path leads to a marked one; returns whether anything
    /// changed.
    fn before<F>(
        &mut self,
        graph: &Graph<F>,
        costs: &impl Costs,
        state: usize,
    ) -> Result<bool, Cut> {
        let able = able(graph.moves(state));
        let mut news = false;
        for edge in graph.moves(state).filter(|edge| edge.to as usize != state) {
            let kinds = self.of(edge.to, edge.mover);
            if kinds != 0 {
                news |= self.add(state, costs.leading(state, able, edge), kinds)?;
            }
        }
        Ok(news)
    }

    /// Marks nodes of a state; returns whether any of them is newly marked.
    fn add(&mut self, state: usize, movers: u32, kinds: u64) -> Result<bool, Cut> {
        let mut missing = movers;
        let mut next = self.first[state];
        while next != 0 {
            let entry = &mut self.marked[next as usize - 1];
            if entry.movers == movers {
                let news = entry.kinds | kinds != entry.kinds;
                entry.kinds |= kinds;
                return Ok(news);
            }
            if entry.kinds & kinds == kinds {
                missing &= !entry.movers;
            }
            next = entry.next;
        }
        if missing == 0 {
            return Ok(false);
        }
        reserve(&mut self.marked, 1)?;
        self.marked.push(Marked {
            kinds,
            movers,
            next: self.first[state],
        });
        self.first[state] = u32::try_from(self.marked.len()).map_err(|_| Cut::Memory)?;
        Ok(true)
    }

    fn has(&self, state: u32) -> bool {
        self.first[state as usize] != 0
    }

    pub(super) fn of(&self, state: u32, mover: u8) -> u64 {
        let mut kinds = 0;
        let mut next = self.first[state as usize];
        while next != 0 {
            let entry = self.marked[next as usize - 1];
            if entry.movers >> mover & 1 == 1 {
                kinds |= entry.kinds;
            }
            next = entry.next;
        }
        kinds
    }
}

//! Which ends a program can have if threads are switched only where `CPython` since 3.10 switches them.

use super::graph::Graph;
use crate::cut::{Asker, Cut};
use crate::memory::{filled, reserve};

/// Stands for the holder of the GIL when any thread may take it.
const ANY: u8 = 31;

/// Whether each of the walk's ends is reached if a thread that keeps the GIL after a move also makes the
/// next move, unless it can't.
pub(super) fn under_gil<F>(graph: &Graph<F>, asker: &Asker) -> Result<Vec<bool>, Cut> {
    let mut reached = vec![false; graph.lasts.len()];
    // For each state, the holders with which it was met, as bits.
    let mut met = filled(0u32, graph.states, asker)?;
    let mut open = vec![(0, ANY)];
    met[0] = 1 << ANY;
    while let Some((state, holder)) = open.pop() {
        asker.go_on()?;
        if let Some(last) = graph.end(state) {
            reached[last] = true;
        }
        let moves = graph.moves(state);
        let able = moves.clone().any(|edge| edge.thread == holder);
        reserve(&mut open, moves.len())?;
        for (edge, keeps) in moves.zip(graph.keeping_gil(state)) {
            if able && edge.thread != holder {
                continue;
            }
            let (to, holder) = (edge.to as usize, if *keeps { edge.thread } else { ANY });
            if met[to] >> holder & 1 == 0 {
                met[to] |= 1 << holder;
                open.push((to, holder));
            }
        }
    }
    Ok(reached)
}

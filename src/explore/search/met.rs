//! A shortest path to each end that the walk met, for a search that was cut short without time or memory
//! to choose the best ones.

use super::graph::Graph;
use super::kinds::Kinds;
use super::partial_schedule::PartialSchedule;
use super::store::Map;
use crate::cut::Cut;
use crate::model::{Model, Moves};

/// Gives each kind that was met and has no schedule yet a shortest one.
///
/// States are numbered breadth first, so one backward pass over the moves finds the paths to all ends,
/// and needs memory only for these.
pub(super) fn shortest<M: Model>(
    model: &M,
    graph: &Graph<M::Final>,
    kinds: &mut Kinds<M>,
) -> Result<(), Cut> {
    for mut way in ways(graph, model.in_a_moment()) {
        let mut schedule = PartialSchedule::new(model);
        let mut moves = Moves::default();
        while let Some(place) = way.pop() {
            schedule.moves(&mut moves)?;
            let possible = moves
                .iter()
                .nth(place as usize)
                .map(|(possible, _)| possible);
            let possible = possible.ok_or(Cut::Refused)?;
            let last = schedule.way.last().map(|last| last.thread);
            // The thread that moved last continues, if it is among the equals.
            let thread = schedule
                .threads(possible)
                .find(|thread| Some(*thread) == last);
            let thread = thread.or_else(|| schedule.threads(possible).min());
            schedule.take(&moves, place as usize, thread.ok_or(Cut::Refused)?);
        }
        let last = schedule.last();
        kinds.show(&last, &schedule.way, schedule.preemptions);
    }
    Ok(())
}

/// For each end, the path to the first state that shows it: the places of the moves, the last one first.
/// All paths together have at most `most` moves.
fn ways<F>(graph: &Graph<F>, most: usize) -> Vec<Vec<u32>> {
    let mut ways: Vec<Vec<u32>> = Vec::new();
    // The paths being traced back from each state.
    let mut at: Map<u32, Vec<usize>> = Map::default();
    let mut seen = vec![false; graph.lasts.len()];
    let mut moves = 0;
    for (state, last) in &graph.ends {
        moves += graph.distance(*state as usize) as usize;
        if moves > most {
            break;
        }
        if !std::mem::replace(&mut seen[*last as usize], true) {
            at.entry(*state).or_default().push(ways.len());
            ways.push(Vec::new());
        }
    }
    let from = graph.layers.iter().map(|first| *first as usize);
    let until = from.clone().skip(1).chain([graph.states]);
    for (from, until) in from.zip(until).collect::<Vec<_>>().into_iter().rev() {
        // A shortest path comes from the previous layer.
        for state in (from..until.min(graph.walked())).rev() {
            for (edge, place) in graph.moves(state).zip(0..) {
                if (edge.to as usize) < until {
                    continue;
                }
                for way in at.remove(&edge.to).into_iter().flatten() {
                    ways[way].push(place);
                    at.entry(u32::try_from(state).expect("27 bits"))
                        .or_default()
                        .push(way);
                }
            }
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::shortest;
    use crate::cut::Asker;
    use crate::search::kinds::Kinds;
    use crate::search::walk::walk;
    use crate::written::letter;
    use crate::{Builder, Ending, Limits, Op, Program, StepModel, Steps, Value, replay};

    /// Three threads that each add 1 to a variable without a lock.
    fn lost_updates() -> Program {
        let mut program = Builder::new("counter", "", "");
        let count = program.var("count", 0);
        for _ in 0..3 {
            let mut worker = Steps::of("worker");
            let seen = worker.register();
            worker.read(count, seen);
            worker.write(count, Value::Plus(seen, 1));
            program.thread(worker);
        }
        program.finish(move |finals| {
            let count = finals[count];
            Ending::good(count, format!("count = {count}"))
        })
    }

    /// Two philosophers who each take the left fork first.
    fn philosophers() -> Program {
        let mut program = Builder::new("philosophers", "", "");
        let forks = [program.lock("fork 1"), program.lock("fork 2")];
        for first in 0..2 {
            let mut philosopher = Steps::of("philosopher");
            for fork in [forks[first], forks[1 - first]] {
                philosopher.step(Op::Lock(fork), "take", "take");
            }
            for fork in forks {
                philosopher.step(Op::Unlock(fork), "put", "put");
            }
            program.thread(philosopher);
        }
        program.finish(|_| Ending::good(1, "everyone has eaten"))
    }

    #[test]
    fn each_end_that_was_met_has_a_real_schedule_of_the_fewest_moves() {
        for program in [lost_updates(), philosophers()] {
            for symmetry in [true, false] {
                let limits = Limits {
                    symmetry,
                    ..Limits::default()
                };
                let model = StepModel::new(&program, symmetry);
                let asker = Asker::new(&|_| None);
                let graph = walk(&model, &limits, &asker);
                let mut kinds = Kinds::new(&model);
                kinds.add(&graph, &asker).unwrap();
                shortest(&model, &graph, &mut kinds).unwrap();
                assert!(kinds.list.len() > 1);
                for kind in &kinds.list {
                    let letters: String = kind
                        .way
                        .iter()
                        .map(|made| letter(made.thread.into()))
                        .collect();
                    let end = replay(&program, &letters).unwrap().end;
                    assert_eq!(end.as_ref(), Some(&kind.end), "{letters}");
                    let lasts = kind.lasts.iter().map(|(last, ..)| *last);
                    let lasts: Vec<usize> = lasts.collect();
                    let ends = graph.ends.iter();
                    let of_kind = ends.filter(|(_, last)| lasts.contains(&(*last as usize)));
                    let least = of_kind
                        .map(|(state, _)| graph.distance(*state as usize))
                        .min();
                    assert_eq!(least, u32::try_from(kind.way.len()).ok());
                }
            }
        }
    }
}

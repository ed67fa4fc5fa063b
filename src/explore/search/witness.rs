//! The best schedule to show an end: the one with the fewest preemptions, then the shortest, then the
//! alphabetically first.
//!
//! The costs of all nodes say which nodes lie on a cheapest path to an end; these are marked, backwards
//! from the ends. Then the path is walked forwards from the start, always by the first letter that leads
//! to a marked node. In a program with symmetry the nodes belong to representative states, and the
//! letters are found by undoing the renamings along the path.

use super::cost::{Costs, Nodes, Rows, START, Target, able};
use super::graph::{Edge, Graph};
use super::kinds::Kinds;
use super::marks::Marks;
use super::store::Set;
use crate::cut::{Asker, Cut};
use crate::model::{MOVERS, Model, Move, Moves, Renaming};

/// This many kinds are marked at a time, one bit each.
const AT_A_TIME: usize = 64;

/// Finds the best schedule to each kind of end.
pub(super) fn witnesses<M: Model>(
    model: &M,
    graph: &Graph<M::Final>,
    kinds: &mut Kinds<M>,
    asker: &Asker,
) -> Result<(), Cut> {
    asker.ask()?;
    // A search that was cut before its first state has no ends.
    if graph.states == 0 {
        return Ok(());
    }
    let mut of_last = vec![Vec::new(); graph.lasts.len()];
    for (number, kind) in kinds.list.iter().enumerate() {
        for (last, ..) in &kind.lasts {
            of_last[*last].push(number);
        }
    }
    let many = kinds.list.len();
    if graph.graded {
        let costs = Rows::new(graph, asker)?;
        let targets = costs.targets(&of_last, many);
        choose(model, graph, kinds, &costs, &targets, asker)
    } else {
        let (costs, targets) = Nodes::new(graph, &of_last, many, asker)?;
        choose(model, graph, kinds, &costs, &targets, asker)
    }
}

fn choose<M: Model>(
    model: &M,
    graph: &Graph<M::Final>,
    kinds: &mut Kinds<M>,
    costs: &impl Costs,
    targets: &[Target],
    asker: &Asker,
) -> Result<(), Cut> {
    for first in (0..kinds.list.len()).step_by(AT_A_TIME) {
        let range = first..kinds.list.len().min(first + AT_A_TIME);
        let some = targets.iter().filter(|target| range.contains(&target.kind));
        let marks = Marks::new(graph, costs, some.map(|one| (one, one.kind - first)), asker)?;
        for kind in range {
            let bit = kind - first;
            let moves = if model.symmetry().is_empty() {
                straight(graph, costs, &marks, bit, asker)?
            } else {
                Way::new(model, graph, costs, &marks, bit).to(kinds, kind, asker)?
            };
            let target = targets.iter().find(|target| target.kind == kind);
            kinds.list[kind].preemptions = target.map_or(0, |target| target.cost.0);
            kinds.list[kind].way = moves;
            kinds.list[kind].shown = true;
        }
    }
    Ok(())
}

/// The alphabetically first marked path in a program without symmetry: every marked path is one of real
/// threads and reaches an end of the kind.
fn straight<F>(
    graph: &Graph<F>,
    costs: &impl Costs,
    marks: &Marks,
    bit: usize,
    asker: &Asker,
) -> Result<Vec<Move>, Cut> {
    let (mut at, mut mover, mut moves) = (0, START, Vec::new());
    while graph.end(at).is_none() {
        asker.go_on()?;
        let able = able(graph.moves(at));
        let leads = |edge: &Edge| {
            let marked = marks.of(edge.to, edge.mover) >> bit & 1 == 1;
            marked && costs.leading(at, able, *edge) >> mover & 1 == 1
        };
        let edge = graph.moves(at).find(leads);
        let edge = edge.expect("a marked way leads to each kind");
        let alike = graph.moves(at).filter(|one| one.thread == edge.thread);
        let alternative = alike.take_while(|one| one.to != edge.to).count();
        moves.push(Move {
            thread: edge.thread,
            alternative: u8::try_from(alternative).expect("alternatives are numbered by bytes"),
        });
        (at, mover) = (edge.to as usize, edge.mover);
    }
    Ok(moves)
}

/// A schedule being built in a program with symmetry.
struct Way<'w, M: Model, C> {
    model: &'w M,
    graph: &'w Graph<M::Final>,
    costs: &'w C,
    marks: &'w Marks,
    bit: usize,
    scratch: M::Scratch,
    /// The states after each move, starting with the initial one.
    stops: Vec<Stop>,
    /// The goals that failed from each node.
    failed: Set<(u32, u8, Goal<M::Final>)>,
}

/// What a path still has to do, in the numbers of representative states: reach an end or, if a kind has
/// several ends, be continued under these numbers.
#[derive(PartialEq, Eq, Hash)]
enum Goal<F> {
    End(F),
    Threads([u8; MOVERS]),
}

/// A state on the path.
struct Stop {
    bytes: Vec<u8>,
    number: u32,
    mover: u8,
    /// The real thread behind each number in the representative state.
    real: Renaming,
    /// What to try next, in reverse order.
    choices: Vec<Choice>,
    /// The move that led here.
    made: Move,
}

/// A move that a path can take, and the state after it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Choice {
    /// The real thread's move.
    real: Move,
    /// The thread's number in the representative state.
    thread: u8,
    /// The index of the move among those of the state.
    edge: usize,
    bytes: Vec<u8>,
}

impl<'w, M: Model, C: Costs> Way<'w, M, C> {
    fn new(
        model: &'w M,
        graph: &'w Graph<M::Final>,
        costs: &'w C,
        marks: &'w Marks,
        bit: usize,
    ) -> Self {
        Self {
            model,
            graph,
            costs,
            marks,
            bit,
            scratch: model.scratch(),
            stops: Vec::new(),
            failed: Set::default(),
        }
    }

    /// The alphabetically first path to an end of this kind.
    ///
    /// Every marked path reaches an end of the kind, or one that renamings make of it. In the latter
    /// case, backtrack to the last choice.
    fn to(&mut self, kinds: &Kinds<M>, kind: usize, asker: &Asker) -> Result<Vec<Move>, Cut> {
        let mut bytes = Vec::new();
        self.model.initial(&mut bytes);
        let mut start = Stop {
            bytes,
            number: 0,
            mover: START,
            real: Renaming::NONE,
            choices: Vec::new(),
            made: Move {
                thread: 0,
                alternative: 0,
            },
        };
        start.choices = self.choices(&start)?;
        self.stops.push(start);
        loop {
            asker.go_on()?;
            let stop = self
                .stops
                .last_mut()
                .expect("a marked way leads to each kind");
            if self.graph.end(stop.number as usize).is_some() {
                let last = self.model.last(&stop.bytes, &mut self.scratch);
                let last = self.model.renamed(&last, &stop.real);
                if kinds.known(&last) == Some(kind) {
                    return Ok(self.stops[1..].iter().map(|stop| stop.made).collect());
                }
            }
            let Some(choice) = stop.choices.pop() else {
                let failed = self.stops.pop().expect("a marked way leads to each kind");
                let goal = self.goal(&failed, kinds, kind);
                self.failed.insert((failed.number, failed.mover, goal));
                continue;
            };
            let mut next = self.follow(choice);
            let tried = !self.failed.is_empty() && {
                let goal = self.goal(&next, kinds, kind);
                self.failed.contains(&(next.number, next.mover, goal))
            };
            if !tried {
                next.choices = self.choices(&next)?;
                self.stops.push(next);
            }
        }
    }

    fn goal(&self, stop: &Stop, kinds: &Kinds<M>, kind: usize) -> Goal<M::Final> {
        match &kinds.list[kind].finals[..] {
            [one] => Goal::End(self.model.renamed(one, &stop.real.inverse())),
            _ => Goal::Threads(stop.real.to),
        }
    }

    /// The moves from here that lie on a cheapest path, in reverse alphabetical order.
    fn choices(&mut self, stop: &Stop) -> Result<Vec<Choice>, Cut> {
        let at = stop.number as usize;
        let able = able(self.graph.moves(at));
        let mut moves = Moves::default();
        self.model
            .moves(&stop.bytes, &mut self.scratch, &mut moves)?;
        let mut choices = Vec::new();
        for ((place, edge), (possible, successor)) in
            self.graph.moves(at).enumerate().zip(moves.iter())
        {
            let marked = self.marks.of(edge.to, edge.mover) >> self.bit & 1 == 1;
            if !marked || self.costs.leading(at, able, edge) >> stop.mover & 1 == 0 {
                continue;
            }
            // A thread continues only if it is the very one that moved last, not an equal one.
            let goes_on = edge.thread == stop.mover;
            for thread in 0..32u8 {
                if possible.alike >> thread & 1 == 0 || (goes_on && thread != stop.mover) {
                    continue;
                }
                choices.push(Choice {
                    real: Move {
                        thread: stop.real.to[usize::from(thread)],
                        alternative: possible.made.alternative,
                    },
                    thread,
                    edge: place,
                    bytes: successor.to_vec(),
                });
            }
        }
        choices.sort_unstable_by(|one, two| two.cmp(one));
        Ok(choices)
    }

    /// Takes a move from the last stop.
    fn follow(&mut self, choice: Choice) -> Stop {
        let stop = self.stops.last().expect("it came from there");
        let edge = self.graph.moves(stop.number as usize).nth(choice.edge);
        let edge = edge.expect("the graph has the moves of the model");
        let made = Move {
            thread: edge.thread,
            ..choice.real
        };
        let first = usize::from(made.thread);
        // The mover takes the number of the first of its equals.
        let mut before = stop.real;
        before.to.swap(usize::from(choice.thread), first);
        let renaming = self.model.renaming(&stop.bytes, &mut self.scratch, made);
        let mut real = renaming.back_then(&before);
        // And then that of the first of its equals in the new state.
        let moved = renaming.to[first];
        real.to.swap(usize::from(moved), usize::from(edge.mover));
        Stop {
            bytes: choice.bytes,
            number: edge.to,
            mover: edge.mover,
            real,
            choices: Vec::new(),
            made: choice.real,
        }
    }
}

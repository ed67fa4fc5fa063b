//! The walk over all states, breadth first, up to a bound. If there is much to do, several threads
//! compute the moves of a batch of states and look up those that are known; a single thread assigns
//! numbers, in the order of the batch, so that the findings don't depend on the number of threads.

use std::iter;
use std::ops::Range;

use super::graph::{Graph, MOST_MOVES, MOST_STATES};
use super::store::{Map, States, Store, append, hash};
use super::threads::beside;
use crate::cut::{Asker, Cut};
use crate::findings::Limits;
use crate::memory::reserve;
use crate::model::{Model, Moves, Possible};

/// Walks over all states of a model, or until the search has to stop.
pub(super) fn walk<M: Model>(model: &M, limits: &Limits, asker: &Asker) -> Graph<M::Final> {
    let mut walk = Walk {
        model,
        limits,
        asker,
        graph: Graph::new(),
        store: Store::new(model.width()),
        left: States::new(model.width()),
        leaves: model.graded(),
        next: 0,
        lasts: Map::default(),
        scratch: model.scratch(),
        symmetric: !model.symmetry().is_empty(),
        threads: None,
    };
    let cut = walk.all().err();
    walk.graph.cut = cut;
    walk.graph.states = walk.store.first + walk.store.states.len();
    walk.graph.memory = walk.memory();
    walk.graph
}

struct Walk<'a, M: Model> {
    model: &'a M,
    limits: &'a Limits,
    asker: &'a Asker<'a>,
    graph: Graph<M::Final>,
    store: Store,
    /// The states being expanded, if they are kept separate from those being found.
    left: States,
    /// Whether they are: no schedule reaches them again.
    leaves: bool,
    /// The first state of the next layer.
    next: usize,
    /// The number of each end.
    lasts: Map<M::Final, u32>,
    scratch: M::Scratch,
    symmetric: bool,
    /// How many threads search, once that was asked.
    threads: Option<usize>,
}

/// What one thread made of its part of a batch.
struct BatchPart<F> {
    /// The number of moves of each state.
    moves: Vec<u32>,
    found: Vec<PendingEdge>,
    /// The states that were unknown, end to end.
    new: States,
    /// The ends among the states, in order, each with the number of states that it represents.
    lasts: Vec<(F, u128)>,
    /// The number of states represented by those that have moves.
    stands_for: u128,
}

/// A move whose target state may not have a number yet.
#[derive(Clone, Copy)]
struct PendingEdge {
    possible: Possible,
    hash: u32,
    /// The number of the state, if it is known.
    known: Option<u32>,
}

impl<M: Model> Walk<'_, M> {
    fn all(&mut self) -> Result<(), Cut> {
        self.asker.ask()?;
        let mut initial = Vec::new();
        self.model.initial(&mut initial);
        self.store.reserve(1, initial.len(), self.asker)?;
        self.store.intern(hash(&initial), &initial);
        loop {
            let from = self.graph.walked();
            let until = self.store.first + self.store.states.len();
            if from == until {
                return Ok(());
            }
            self.next = until;
            if self.leaves {
                self.left = self.store.leave(std::mem::take(&mut self.left));
            }
            self.row(from, until)?;
            if self.graph.walked() < self.store.first + self.store.states.len() {
                reserve(&mut self.graph.layers, 1)?;
                let next = u32::try_from(until).expect("27 bits");
                self.graph.layers.push(next);
            }
        }
    }

    /// Expands all states of one layer.
    fn row(&mut self, from: usize, until: usize) -> Result<(), Cut> {
        let mut moves = Moves::default();
        let mut state = Vec::new();
        let mut at = from;
        while at < until {
            let threads = if until - at >= self.limits.batch / 8 {
                *self.threads.get_or_insert_with(self.limits.threads)
            } else {
                1
            };
            if threads > 1 {
                let end = until.min(at + self.limits.batch);
                self.shared_out(at, end, threads)?;
                at = end;
            } else {
                state.clear();
                append(&mut state, self.source().get(at - self.offset()));
                moves.clear();
                self.one(at, &state, &mut moves)?;
                self.bound()?;
                at += 1;
            }
        }
        Ok(())
    }

    /// An error once there are more states than allowed.
    fn bound(&self) -> Result<(), Cut> {
        /// One state leads to fewer than this.
        const MARGIN: usize = 1 << 16;
        let most = self.limits.max_states.clamp(1, MOST_STATES - MARGIN);
        if self.store.first + self.store.states.len() > most {
            return Err(Cut::Bound);
        }
        Ok(())
    }

    /// The states being expanded.
    fn source(&self) -> &States {
        if self.leaves {
            &self.left
        } else {
            &self.store.states
        }
    }

    /// The number of the first of these.
    fn offset(&self) -> usize {
        if self.leaves {
            self.store.first - self.left.len()
        } else {
            0
        }
    }

    /// Expands one state.
    fn one(&mut self, from: usize, state: &[u8], moves: &mut Moves) -> Result<(), Cut> {
        if self.asker.go_on()? {
            self.note();
        }
        self.model.moves(state, &mut self.scratch, moves)?;
        self.room(moves.len(), moves.bytes())?;
        let stands_for = if self.symmetric {
            self.model.stands_for(state, &mut self.scratch)
        } else {
            1
        };
        if moves.is_empty() {
            let last = self.model.last(state, &mut self.scratch);
            self.end(from, last, stands_for)?;
        }
        self.graph.all_states += stands_for;
        for (possible, successor) in moves.iter() {
            let (to, _) = self.store.intern(hash(successor), successor);
            self.edge(from, to, possible);
        }
        self.walked();
        Ok(())
    }

    /// Makes room for this many more moves, to states of this many bytes in total.
    fn room(&mut self, moves: usize, bytes: usize) -> Result<(), Cut> {
        if self.graph.edges.len() + moves > MOST_MOVES {
            return Err(Cut::Bound);
        }
        self.store.reserve(moves, bytes, self.asker)?;
        reserve(&mut self.graph.edges, moves)?;
        reserve(&mut self.graph.first, 1)?;
        if self.symmetric {
            reserve(&mut self.graph.alike, moves)?;
        }
        if self.model.has_gil() {
            reserve(&mut self.graph.keeps_gil, moves)?;
        }
        Ok(())
    }

    fn edge(&mut self, from: usize, to: u32, possible: Possible) {
        let graph = &mut self.graph;
        graph.forward &= to as usize > from;
        graph.graded &= to as usize >= self.next;
        graph.edges.push(to << 5 | u32::from(possible.made.thread));
        if self.symmetric {
            let times = u8::try_from(possible.alike.count_ones()).expect("32 at most");
            graph.alike.push((times, possible.mover));
        }
        if self.model.has_gil() {
            graph.keeps_gil.push(possible.keeps_gil);
        }
    }

    /// Records that all moves of a state have been added.
    fn walked(&mut self) {
        let moves = u32::try_from(self.graph.edges.len()).expect("bounded");
        self.graph.first.push(moves);
    }

    fn end(&mut self, state: usize, last: M::Final, stands_for: u128) -> Result<(), Cut> {
        let graph = &mut self.graph;
        reserve(&mut graph.ends, 1)?;
        let next = u32::try_from(graph.lasts.len()).expect("fewer than states");
        let number = *self.lasts.entry(last.clone()).or_insert(next);
        if number == next {
            reserve(&mut graph.lasts, 1)?;
            graph.lasts.push((last, 0));
        }
        graph.lasts[number as usize].1 += stands_for;
        graph
            .ends
            .push((u32::try_from(state).expect("27 bits"), number));
        Ok(())
    }

    fn note(&self) {
        let states = self.store.first + self.store.states.len();
        self.asker.note(states, self.memory());
    }

    fn memory(&self) -> usize {
        let graph = &self.graph;
        self.store.memory()
            + self.left.memory()
            + (graph.first.capacity() + graph.edges.capacity()) * 4
            + graph.alike.capacity() * 2
            + graph.keeps_gil.capacity()
    }

    /// Expands the states of a batch with several threads.
    fn shared_out(&mut self, from: usize, until: usize, threads: usize) -> Result<(), Cut> {
        self.note();
        self.asker.ask()?;
        let part = (until - from).div_ceil(threads);
        let ranges = (0..threads).map(|nth| {
            let from = (from + nth * part).min(until);
            from..(from + part).min(until)
        });
        let ranges: Vec<_> = ranges.filter(|range| !range.is_empty()).collect();
        let (store, source, offset) = (&self.store, self.source(), self.offset());
        let (model, symmetric) = (self.model, self.symmetric);
        let work = |range: &Range<usize>| {
            let range = range.start - offset..range.end - offset;
            move || BatchPart::of(model, store, source, range.clone(), symmetric)
        };
        let others: Vec<_> = ranges[1..].iter().map(work).collect();
        let (mine, others) = beside("search", &others, work(&ranges[0]));
        let mut state = from;
        for part in iter::once(mine).chain(others) {
            state = self.merge(state, part?)?;
        }
        Ok(())
    }

    /// Numbers what one thread found; returns the state after its last one.
    fn merge(&mut self, mut state: usize, part: BatchPart<M::Final>) -> Result<usize, Cut> {
        self.room(part.found.len(), part.new.bytes())?;
        reserve(&mut self.graph.first, part.moves.len())?;
        self.graph.all_states += part.stands_for;
        let (mut found, mut new, mut lasts) = (part.found.into_iter(), 0, part.lasts.into_iter());
        for moves in part.moves {
            if moves == 0 {
                let (last, stands_for) = lasts.next().expect("an end for each state without moves");
                self.end(state, last, stands_for)?;
            }
            for one in found.by_ref().take(moves as usize) {
                let to = one.known.unwrap_or_else(|| {
                    new += 1;
                    self.store.intern(one.hash, part.new.get(new - 1)).0
                });
                self.edge(state, to, one.possible);
            }
            self.walked();
            self.bound()?;
            state += 1;
        }
        Ok(state)
    }
}

impl<F> BatchPart<F> {
    /// The moves of a range of states in `source`.
    fn of<M: Model<Final = F>>(
        model: &M,
        store: &Store,
        source: &States,
        range: Range<usize>,
        symmetric: bool,
    ) -> Result<Self, Cut> {
        let mut part = Self {
            moves: Vec::new(),
            found: Vec::new(),
            new: States::new(model.width()),
            lasts: Vec::new(),
            stands_for: 0,
        };
        reserve(&mut part.moves, range.len())?;
        let (mut scratch, mut moves) = (model.scratch(), Moves::default());
        for state in range {
            let state = source.get(state);
            moves.clear();
            model.moves(state, &mut scratch, &mut moves)?;
            let stands_for = if symmetric {
                model.stands_for(state, &mut scratch)
            } else {
                1
            };
            part.stands_for += stands_for;
            if moves.is_empty() {
                reserve(&mut part.lasts, 1)?;
                part.lasts
                    .push((model.last(state, &mut scratch), stands_for));
            }
            part.moves
                .push(u32::try_from(moves.len()).expect("bounded"));
            reserve(&mut part.found, moves.len())?;
            part.new.reserve(moves.len(), moves.bytes())?;
            for (possible, successor) in moves.iter() {
                let hash = hash(successor);
                let known = store.find(hash, successor);
                if known.is_none() {
                    part.new.push(successor);
                }
                part.found.push(PendingEdge {
                    possible,
                    hash,
                    known,
                });
            }
        }
        Ok(part)
    }
}

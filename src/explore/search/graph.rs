//! The states of a program and the moves between them, walked with memory up to a bound.

use super::kinds::{Kinds, end_of};
use super::store::Store;
use crate::explore::cut::{Cut, Told};
use crate::explore::memory::reserve;
use crate::explore::model::{Model, Moves};
use crate::explore::steps::Machine;

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

/// A state has no more moves than its place can number.
const MOST_AT_ONCE: usize = 31;

/// Where one goes from a state, and whence one came.
#[derive(Clone, Copy)]
struct Place {
    /// The first of its moves; for an end, which has none, its kind; `OPEN` before it is walked on
    /// from.
    first: u32,
    /// The state that it was first reached from, and how many moves it has. 27 bits and 5 bits.
    rest: u32,
}

const OPEN: u32 = u32::MAX;

impl Place {
    fn new(before: u32) -> Self {
        Self {
            first: OPEN,
            rest: before << 5,
        }
    }

    fn moves(self) -> usize {
        (self.rest & 31) as usize
    }

    fn before(self) -> usize {
        (self.rest >> 5) as usize
    }
}

/// What the walk found.
pub(super) struct Graph {
    store: Store,
    edges: Vec<Edge>,
    places: Vec<Place>,
    /// Why some states were not walked on from, where that is so.
    pub(super) cut: Option<Cut>,
    /// Bytes of memory that it took.
    pub(super) memory: usize,
}

impl Graph {
    /// Walks on from the first state, depth first, so that a walk that is cut short has seen ends.
    pub(super) fn walk(
        machine: &Machine,
        max_states: usize,
        told: &Told,
        kinds: &mut Kinds,
    ) -> Self {
        let mut graph = Self {
            store: Store::new(),
            edges: Vec::new(),
            places: vec![Place::new(0)],
            cut: None,
            memory: 0,
        };
        // The last move may lead to a new state for each thread.
        let most = max_states.clamp(1, MOST_STATES - machine.threads());
        graph.cut = graph.walk_all(machine, most, told, kinds).err();
        graph.memory =
            graph.store.memory() + graph.edges.capacity() * 4 + graph.places.capacity() * 8;
        // What is found again no more needs no index, and what comes now needs its memory.
        graph.store.close();
        graph
    }

    /// The same for any model, whose states are bytes already.
    pub(super) fn walk_model<M: Model>(
        model: &M,
        max_states: usize,
        told: &Told,
        kinds: &mut Kinds,
    ) -> Self {
        let mut graph = Self {
            store: Store::new(),
            edges: Vec::new(),
            places: vec![Place::new(0)],
            cut: None,
            memory: 0,
        };
        let most = max_states.clamp(1, MOST_STATES - MOST_AT_ONCE);
        graph.cut = graph.model_states(model, most, told, kinds).err();
        graph.memory =
            graph.store.memory() + graph.edges.capacity() * 4 + graph.places.capacity() * 8;
        graph.store.close();
        graph
    }

    fn model_states<M: Model>(
        &mut self,
        model: &M,
        max_states: usize,
        told: &Told,
        kinds: &mut Kinds,
    ) -> Result<(), Cut> {
        told.ask()?;
        let mut scratch = model.scratch();
        let mut now = Vec::new();
        let mut moves = Moves::default();
        model.initial(&mut now);
        self.store.room_for(1, now.len(), told)?;
        self.store.intern_bytes(&now);
        let mut open = vec![0];
        while let Some(state) = open.pop() {
            told.go_on()?;
            now.clear();
            now.extend_from_slice(self.store.bytes(state));
            moves.clear();
            model.moves(&now, &mut scratch, &mut moves)?;
            if moves.len() > MOST_AT_ONCE {
                return Err(Cut::Bound);
            }
            let longest = moves.iter().map(|(_, after)| after.len()).max();
            self.store
                .room_for(moves.len(), longest.unwrap_or(0), told)?;
            reserve(&mut self.edges, moves.len())?;
            reserve(&mut self.places, moves.len())?;
            reserve(&mut open, moves.len())?;
            let first = self.edges.len();
            for (possible, after) in moves.iter() {
                let (to, new) = self.store.intern_bytes(after);
                if new {
                    self.places.push(Place::new(state));
                    open.push(to);
                }
                self.edges.push(Edge::new(possible.made.thread.into(), to));
            }
            let place = &mut self.places[state as usize];
            place.rest |= u32::try_from(moves.len()).expect("31 at most");
            place.first = if moves.is_empty() {
                kinds.sort(model.judge(&model.last(&now, &mut scratch)), state)
            } else {
                u32::try_from(first).expect("bounded")
            };
            if self.store.len() > max_states || self.edges.len() > MOST_MOVES {
                return Err(Cut::Bound);
            }
        }
        Ok(())
    }

    fn walk_all(
        &mut self,
        machine: &Machine,
        max_states: usize,
        told: &Told,
        kinds: &mut Kinds,
    ) -> Result<(), Cut> {
        told.ask()?;
        let mut cells = machine.start();
        let mut after = cells.clone();
        let threads = machine.threads();
        self.store.room(1, cells.len(), told)?;
        self.store.intern(&cells);
        let mut open = vec![0];
        while let Some(state) = open.pop() {
            told.go_on()?;
            self.store.room(threads, cells.len(), told)?;
            reserve(&mut self.edges, threads)?;
            reserve(&mut self.places, threads)?;
            reserve(&mut open, threads)?;
            self.store.load(state, &mut cells);
            let first = self.edges.len();
            for thread in 0..threads {
                if !machine.can_move(&cells, thread) {
                    continue;
                }
                after.copy_from_slice(&cells);
                machine.take(&mut after, thread);
                let (to, new) = self.store.intern(&after);
                if new {
                    self.places.push(Place::new(state));
                    open.push(to);
                }
                self.edges.push(Edge::new(thread, to));
            }
            let moves = self.edges.len() - first;
            let place = &mut self.places[state as usize];
            place.rest |= u32::try_from(moves).expect("26 threads at most");
            place.first = if moves == 0 {
                kinds.sort(end_of(machine, &cells), state)
            } else {
                u32::try_from(first).expect("bounded")
            };
            if self.store.len() > max_states || self.edges.len() > MOST_MOVES {
                return Err(Cut::Bound);
            }
        }
        Ok(())
    }

    pub(super) fn states(&self) -> usize {
        self.places.len()
    }

    /// A state's moves, in the order of letters.
    pub(super) fn moves(&self, state: usize) -> &[Edge] {
        let place = self.places[state];
        if place.moves() == 0 {
            return &[];
        }
        &self.edges[place.first as usize..][..place.moves()]
    }

    /// The kind of a state in which nobody can move.
    pub(super) fn kind(&self, state: usize) -> Option<usize> {
        let place = self.places[state];
        (place.moves() == 0 && place.first != OPEN).then_some(place.first as usize)
    }

    /// The way on which the walk came to a state, as threads, and its pre-emptions.
    pub(super) fn way(&self, state: u32) -> (Vec<u8>, u32) {
        let mut way: Vec<u8> = Vec::new();
        let mut preemptions = 0;
        let mut at = state as usize;
        while at != 0 {
            let before = self.places[at].before();
            let mut moves = self.moves(before).iter();
            let edge = moves.find(|edge| edge.to() == at);
            let thread = edge.expect("the walk went there from here").thread();
            let switched = way.last().is_some_and(|next| usize::from(*next) != thread);
            let could_go_on = || self.moves(at).iter().any(|edge| edge.thread() == thread);
            preemptions += u32::from(switched && could_go_on());
            way.push(u8::try_from(thread).expect("26 threads at most"));
            at = before;
        }
        way.reverse();
        (way, preemptions)
    }
}

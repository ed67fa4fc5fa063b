//! One schedule walked over representative states, tracking the real thread behind each of their numbers.

use crate::cut::Cut;
use crate::model::{Model, Move, Moves, Possible, Renaming};

/// A schedule being built.
pub(super) struct PartialSchedule<'m, M: Model> {
    model: &'m M,
    scratch: M::Scratch,
    /// The representative state that it has reached.
    state: Vec<u8>,
    /// The real thread behind each number in that state.
    real: Renaming,
    /// The real threads' moves so far.
    pub(super) way: Vec<Move>,
    /// The number of preemptions among them.
    pub(super) preemptions: u32,
}

impl<'m, M: Model> PartialSchedule<'m, M> {
    /// The empty schedule.
    pub(super) fn new(model: &'m M) -> Self {
        let mut state = Vec::new();
        model.initial(&mut state);
        Self {
            model,
            scratch: model.scratch(),
            state,
            real: Renaming::NONE,
            way: Vec::new(),
            preemptions: 0,
        }
    }

    /// Lists the currently possible moves in `moves`.
    pub(super) fn moves(&mut self, moves: &mut Moves) -> Result<(), Cut> {
        moves.clear();
        self.model.moves(&self.state, &mut self.scratch, moves)
    }

    /// The real threads that can make a move.
    pub(super) fn threads(&self, possible: Possible) -> impl Iterator<Item = u8> {
        let mut alike = possible.alike;
        std::iter::from_fn(move || {
            let first = (alike != 0).then(|| alike.trailing_zeros() as usize)?;
            alike &= alike - 1;
            Some(self.real.to[first])
        })
    }

    /// Makes the move at a place among `moves` by this real thread, which must be able to.
    pub(super) fn take(&mut self, moves: &Moves, place: usize, thread: u8) {
        let last = self.way.last().map(|last| last.thread);
        let mut able = moves.iter().flat_map(|(able, _)| self.threads(able));
        let preempts = last.is_some_and(|last| last != thread && able.any(|able| able == last));
        drop(able);
        self.preemptions += u32::from(preempts);
        let chosen = moves.iter().nth(place);
        let (possible, successor) = chosen.expect("the place of a possible move");
        self.way.push(Move {
            thread,
            alternative: possible.made.alternative,
        });
        // The mover takes the number of the first of its equals.
        let number = self.real.source(thread);
        let first = usize::from(possible.made.thread);
        self.real.to.swap(number, first);
        let renaming = self
            .model
            .renaming(&self.state, &mut self.scratch, possible.made);
        self.real = renaming.back_then(&self.real);
        self.state.clear();
        self.state.extend_from_slice(successor);
    }

    /// The end of the schedule, in a state without moves.
    pub(super) fn last(&mut self) -> M::Final {
        let last = self.model.last(&self.state, &mut self.scratch);
        self.model.renamed(&last, &self.real)
    }
}

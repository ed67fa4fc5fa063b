//! Some ends at once: schedules that are followed straight to an end. A search that is cut short may
//! have met none in its breadth.

use super::kinds::Kinds;
use crate::explore::model::{Model, Move, Moves, Possible, Renaming};

/// Schedules that are followed.
const DIVES: u64 = 32;

/// Moves in all of them together.
const MOST_MOVES: usize = 200_000;

/// Follows a few schedules, and gives each kind that they come to the best of them, unless it has one.
pub(super) fn dive<M: Model>(model: &M, kinds: &mut Kinds<M>) {
    let shown: Vec<bool> = kinds.list.iter().map(|kind| kind.shown).collect();
    let mut left = MOST_MOVES;
    for number in 0..DIVES {
        let Some((last, way, preemptions)) = one(model, number, &mut left) else {
            continue;
        };
        let kind = kinds.kind(&last);
        if shown.get(kind) == Some(&true) {
            continue;
        }
        let kind = &mut kinds.list[kind];
        let order = |preemptions: u32, way: &[Move]| (preemptions, way.len(), way.to_vec());
        if !kind.shown || order(preemptions, &way) < order(kind.preemptions, &kind.way) {
            (kind.way, kind.preemptions, kind.shown) = (way, preemptions, true);
        }
    }
}

type Dived<F> = (F, Vec<Move>, u32);

/// The end, moves and pre-emptions of one schedule; `None` if it is too long.
fn one<M: Model>(model: &M, number: u64, left: &mut usize) -> Option<Dived<M::Final>> {
    let mut scratch = model.scratch();
    let (mut state, mut moves) = (Vec::new(), Moves::default());
    model.initial(&mut state);
    let mut real = Renaming::NONE;
    let mut random = number;
    let (mut way, mut preemptions): (Vec<Move>, u32) = (Vec::new(), 0);
    loop {
        moves.clear();
        model.moves(&state, &mut scratch, &mut moves).ok()?;
        let all: Vec<(Possible, &[u8])> = moves.iter().collect();
        if all.is_empty() {
            let last = model.last(&state, &mut scratch);
            return Some((model.renamed(&last, &real), way, preemptions));
        }
        *left = left.checked_sub(1)?;
        // The number of the thread that moved last, if it can move on.
        let last = way.last().and_then(|last| {
            let last = real.inverse().to[usize::from(last.thread)];
            all.iter()
                .position(|(possible, _)| possible.alike >> last & 1 == 1)
        });
        let chosen = match (number, last) {
            // One thread after the other, then always the last that can move, then any.
            (0, last) => last.unwrap_or(0),
            (1, _) => all.len() - 1,
            _ => usize::try_from(mix(&mut random) % all.len() as u64).expect("below a length"),
        };
        let (possible, successor) = all[chosen];
        let thread = match last {
            Some(place) if place == chosen => real.inverse().to[usize::from(way.last()?.thread)],
            _ => possible.made.thread,
        };
        preemptions += u32::from(last.is_some_and(|last| last != chosen));
        way.push(Move {
            thread: real.to[usize::from(thread)],
            alternative: possible.made.alternative,
        });
        real.to
            .swap(usize::from(thread), usize::from(possible.made.thread));
        let renaming = model.renaming(&state, &mut scratch, possible.made);
        real = renaming.inverse().then(&real);
        let successor = successor.to_vec();
        state = successor;
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014).
fn mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}

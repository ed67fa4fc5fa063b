//! Finds some ends quickly by following schedules straight to an end. A breadth-first search that is cut
//! short may not have met any.

use super::kinds::Kinds;
use super::partial_schedule::PartialSchedule;
use crate::model::{MOVERS, Model, Move, Moves};

/// The number of schedules to follow.
const DIVES: u64 = 48;

/// The maximum number of moves in all of them together.
const MOST_MOVES: usize = 200_000;

/// Follows a few schedules, and gives each kind of end they reach the best of them, unless it already has
/// one.
///
/// They have few preemptions, which is enough for most faults and easy for a reader to follow. Of the
/// threads that can move, the first in a random order moves; at none, one or two random moments, the
/// thread that is about to move drops to the end of that order (Burckhardt and others 2010).
pub(super) fn dive<M: Model>(model: &M, kinds: &mut Kinds<M>) {
    let shown: Vec<bool> = kinds.list.iter().map(|kind| kind.shown).collect();
    let mut left = MOST_MOVES;
    let mut longest = 1;
    for number in 0..DIVES {
        let mut order = Order::new(number, longest);
        let mut schedule = PartialSchedule::new(model);
        if follow(&mut schedule, &mut order, &mut left).is_none() {
            // What is refused in the first state will be refused again.
            if schedule.way.is_empty() {
                return;
            }
            continue;
        }
        longest = longest.max(schedule.way.len());
        let kind = kinds.kind(&schedule.last());
        if shown.get(kind) == Some(&true) {
            continue;
        }
        let kind = &mut kinds.list[kind];
        let key = |preemptions: u32, way: &[Move]| (preemptions, way.len(), way.to_vec());
        if !kind.shown
            || key(schedule.preemptions, &schedule.way) < key(kind.preemptions, &kind.way)
        {
            (kind.way, kind.preemptions, kind.shown) = (schedule.way, schedule.preemptions, true);
        }
    }
}

/// Walks to an end; `None` if it is too far away.
fn follow<M: Model>(
    schedule: &mut PartialSchedule<M>,
    order: &mut Order,
    left: &mut usize,
) -> Option<()> {
    let mut moves = Moves::default();
    loop {
        schedule.moves(&mut moves).ok()?;
        if moves.is_empty() {
            return Some(());
        }
        *left = left.checked_sub(1)?;
        let able = moves.iter().zip(0..);
        let able = able.flat_map(|((possible, _), place)| {
            schedule
                .threads(possible)
                .map(move |thread| (place, thread))
        });
        let able: Vec<(usize, u8)> = able.collect();
        let (place, thread) = order.choose(schedule.way.len(), &able);
        schedule.take(&moves, place, thread);
    }
}

/// The priorities by which the threads of one schedule move.
struct Order {
    random: u64,
    /// Each thread's priority: the smaller, the earlier.
    places: [u64; MOVERS],
    /// The moves before which the thread that is about to move drops to the end.
    changes: Vec<u64>,
}

impl Order {
    /// The order for one dive; the first three use the order of the letters. Schedules so far were up
    /// to this long.
    fn new(number: u64, longest: usize) -> Self {
        let mut random = number;
        let changes = (0..number % 3).map(|_| mix(&mut random) % longest as u64);
        let changes = changes.collect();
        let mut places = [0; MOVERS];
        for (place, thread) in places.iter_mut().zip(0..) {
            *place = match number {
                0..3 => thread,
                // The highest numbers are reserved for threads that drop to the end.
                _ => mix(&mut random) >> 1,
            };
        }
        Self {
            random,
            places,
            changes,
        }
    }

    /// Chooses one of the threads that can move, after this many moves.
    fn choose(&mut self, moves: usize, able: &[(usize, u8)]) -> (usize, u8) {
        for _ in self.changes.iter().filter(|at| **at == moves as u64) {
            let first = self.first(able);
            self.places[usize::from(first)] = (1 << 63) + moves as u64;
        }
        let thread = self.first(able);
        // A step with several alternatives takes a random one.
        let ways: Vec<_> = able.iter().filter(|(_, able)| *able == thread).collect();
        let way = mix(&mut self.random) % ways.len() as u64;
        *ways[usize::try_from(way).expect("below a length")]
    }

    fn first(&self, able: &[(usize, u8)]) -> u8 {
        let threads = able.iter().map(|(_, thread)| *thread);
        let first = threads.min_by_key(|thread| self.places[usize::from(*thread)]);
        first.expect("a thread can move")
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

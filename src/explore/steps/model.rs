//! Step programs as the search sees them: packed states, with one representative for those that differ
//! only by a renaming of threads.

use super::machine::{Group, Machine};
use super::place::machine;
use super::program::Program;
use super::stuck::Final;
use crate::cut::Cut;
use crate::model::{Model, Move, Moves, Renaming, ScheduleEnd};

/// A step program, ready to be searched.
pub struct StepModel<'p> {
    machine: Machine<'p>,
    /// For each thread, its class or ring and its place in that; `None` if it is in neither.
    places: Vec<Option<(usize, usize)>>,
    /// For each thread, its number in moves.
    numbers: Vec<u8>,
    generators: Vec<Renaming>,
}

/// Two states as words: the one being left, and the one being entered.
#[derive(Debug)]
pub struct ScratchStates {
    before: Vec<u64>,
    after: Vec<u64>,
}

impl<'p> StepModel<'p> {
    /// A program with its symmetry, or with every state stored.
    pub fn new(program: &'p Program, symmetric: bool) -> Self {
        let machine = machine(program, symmetric);
        let mut places = vec![None; machine.threads()];
        for (number, group) in machine.groups.iter().enumerate() {
            for (place, thread) in group.threads.iter().enumerate() {
                places[*thread] = Some((number, place));
            }
        }
        Self {
            generators: machine.symmetry.generators(),
            numbers: (0..machine.threads())
                .map(|thread| number(program.number(thread)))
                .collect(),
            machine,
            places,
        }
    }

    fn store(&self, state: &[u64], bytes: &mut Vec<u8>) {
        debug_assert_eq!(state.len(), self.machine.words);
        for word in state {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// The threads that are in the same state as `thread`, including it; `None` if it isn't the first of
    /// them.
    fn alike(&self, state: &[u64], thread: usize) -> Option<u32> {
        let Some((number, place)) = self.places[thread] else {
            return Some(1 << self.numbers[thread]);
        };
        let group = &self.machine.groups[number];
        if group.ring {
            return Some(1 << thread);
        }
        let record = group.record(state, place);
        if place > 0 && group.record(state, place - 1) == record {
            return None;
        }
        let threads = group.threads[place..].iter().zip(place..);
        let alike = threads.take_while(|(_, place)| group.record(state, *place) == record);
        Some(alike.fold(0, |alike, (thread, _)| alike | 1 << thread))
    }

    /// Renames the threads of a state so that all states that differ by a renaming become one; returns
    /// the new number of `thread`.
    fn rename(&self, state: &mut [u64], thread: usize) -> usize {
        let mut mover = thread;
        for (number, group) in self.machine.groups.iter().enumerate() {
            let place = self.places[thread].filter(|(own, _)| *own == number);
            let place = place.map(|(_, place)| place);
            let place = if group.ring {
                let turns = group.turn(state);
                let ring = group.threads.len();
                place.map(|place| (place + ring - turns) % ring)
            } else {
                match place {
                    Some(place) if group.alone => Some(group.settle(state, place)),
                    None if group.alone => None,
                    _ => {
                        let record = place.map(|place| group.record(state, place));
                        group.sort(state);
                        record.and_then(|record| group.first(state, record))
                    }
                }
            };
            if let Some(place) = place {
                mover = group.threads[place];
            }
        }
        mover
    }
}

/// Reads a state from its bytes.
pub(super) fn load(bytes: &[u8], state: &mut [u64]) {
    for (word, bytes) in state.iter_mut().zip(bytes.as_chunks::<8>().0) {
        *word = u64::from_le_bytes(*bytes);
    }
}

impl Model for StepModel<'_> {
    type Final = Final;
    type Scratch = ScratchStates;

    fn scratch(&self) -> ScratchStates {
        ScratchStates {
            before: vec![0; self.machine.words],
            after: vec![0; self.machine.words],
        }
    }

    fn initial(&self, state: &mut Vec<u8>) {
        let mut start = self.machine.start();
        for group in self.machine.groups.iter().filter(|group| !group.ring) {
            group.sort(&mut start);
        }
        self.rename(&mut start, 0);
        self.store(&start, state);
    }

    fn moves(&self, state: &[u8], words: &mut ScratchStates, moves: &mut Moves) -> Result<(), Cut> {
        let machine = &self.machine;
        load(state, &mut words.before);
        for thread in 0..machine.threads() {
            if !machine.can_move(&words.before, thread) {
                continue;
            }
            let Some(alike) = self.alike(&words.before, thread) else {
                continue;
            };
            for (after, before) in words.after.iter_mut().zip(&words.before) {
                *after = *before;
            }
            machine.take(&mut words.after, thread);
            let mover = self.rename(&mut words.after, thread);
            let made = Move {
                thread: self.numbers[thread],
                alternative: 0,
            };
            moves.write_alike(made, alike, self.numbers[mover], |bytes| {
                self.store(&words.after, bytes);
            });
        }
        Ok(())
    }

    fn last(&self, state: &[u8], words: &mut ScratchStates) -> Final {
        load(state, &mut words.before);
        Final::of(&self.machine, &words.before)
    }

    fn judge(&self, last: &Final) -> ScheduleEnd {
        last.judge(&self.machine)
    }

    fn width(&self) -> Option<usize> {
        Some(self.machine.words * 8)
    }

    fn graded(&self) -> bool {
        self.machine.graded
    }

    fn symmetry(&self) -> &[Renaming] {
        &self.generators
    }

    fn renaming(&self, state: &[u8], words: &mut ScratchStates, made: Move) -> Renaming {
        let machine = &self.machine;
        load(state, &mut words.after);
        if machine.groups.is_empty() {
            return Renaming::NONE;
        }
        machine.take(&mut words.after, usize::from(made.thread));
        let mut renaming = Renaming::NONE;
        for group in &machine.groups {
            let members = group.threads.len();
            let places: Vec<usize> = if group.ring {
                let turns = group.turn(&mut words.after);
                (0..members)
                    .map(|place| (place + turns) % members)
                    .collect()
            } else {
                let mut places: Vec<usize> = (0..members).collect();
                places.sort_by_key(|place| group.record(&words.after, *place));
                places
            };
            for (new, old) in places.into_iter().enumerate() {
                renaming.to[group.threads[old]] = number(group.threads[new]);
            }
        }
        renaming
    }

    fn renamed(&self, last: &Final, by: &Renaming) -> Final {
        last.renamed(&self.machine.symmetry, by)
    }

    fn stands_for(&self, state: &[u8], words: &mut ScratchStates) -> u128 {
        load(state, &mut words.before);
        let groups = self.machine.groups.iter();
        groups.map(|group| group.renamings(&words.before)).product()
    }
}

impl Group {
    fn mask(&self) -> u64 {
        u64::MAX >> (64 - self.width.max(1))
    }

    fn record(&self, state: &[u64], place: usize) -> u64 {
        let at = self.at[place];
        state[(at / 64) as usize] >> (at % 64) & self.mask()
    }

    fn set(&self, state: &mut [u64], place: usize, record: u64) {
        let at = self.at[place];
        let mask = self.mask();
        let word = &mut state[(at / 64) as usize];
        *word = *word & !(mask << (at % 64)) | record << (at % 64);
    }

    /// Sorts the records of a class.
    fn sort(&self, state: &mut [u64]) {
        for next in 1..self.threads.len() {
            self.sink(state, next);
        }
    }

    /// Moves a record down to its place among those before it, which are sorted; returns that place, the
    /// first among equals.
    fn sink(&self, state: &mut [u64], from: usize) -> usize {
        let record = self.record(state, from);
        let mut place = from;
        while place > 0 && self.record(state, place - 1) > record {
            self.set(state, place, self.record(state, place - 1));
            place -= 1;
        }
        if place != from {
            self.set(state, place, record);
        }
        while place > 0 && self.record(state, place - 1) == record {
            place -= 1;
        }
        place
    }

    /// Moves a record to its place among all others, which are sorted; returns that place, the first
    /// among equals.
    fn settle(&self, state: &mut [u64], from: usize) -> usize {
        let record = self.record(state, from);
        let mut place = from;
        while place + 1 < self.threads.len() && self.record(state, place + 1) < record {
            self.set(state, place, self.record(state, place + 1));
            place += 1;
        }
        if place != from {
            self.set(state, place, record);
        }
        self.sink(state, place)
    }

    /// The first place of a record.
    fn first(&self, state: &[u64], record: u64) -> Option<usize> {
        (0..self.threads.len()).find(|place| self.record(state, *place) == record)
    }

    /// Rotates the ring until its records, read as one number, are as small as possible; returns by how
    /// many places.
    fn turn(&self, state: &mut [u64]) -> usize {
        let records = self.ring(state);
        let (mut best, mut least, mut turned) = (0, records, records);
        for turns in 1..self.threads.len() {
            turned = self.turned(turned);
            if turned < least {
                (best, least) = (turns, turned);
            }
        }
        let word = &mut state[(self.at[0] / 64) as usize];
        *word ^= (records ^ least) << (self.at[0] % 64);
        best
    }

    /// The records of a ring as one number, with the last record in the highest bits.
    fn ring(&self, state: &[u64]) -> u64 {
        let bits = self.last + self.width.max(1);
        state[(self.at[0] / 64) as usize] >> (self.at[0] % 64) & u64::MAX >> (64 - bits)
    }

    /// The same number after each thread has taken the place of the one before it.
    fn turned(&self, records: u64) -> u64 {
        records >> self.width | (records & self.mask()) << self.last
    }

    /// The number of different states that renamings can produce.
    fn renamings(&self, state: &[u64]) -> u128 {
        if self.ring {
            let records = self.ring(state);
            let mut turned = self.turned(records);
            let mut turns = 1;
            while turned != records {
                turned = self.turned(turned);
                turns += 1;
            }
            return turns;
        }
        // The permutations of the members, without those that only exchange equal ones.
        let (mut same, mut equal) = (1, 1);
        for place in 1..self.threads.len() {
            let alike = self.record(state, place - 1) == self.record(state, place);
            equal = if alike { equal + 1 } else { 1 };
            same *= equal;
        }
        match same {
            1 => self.orders,
            // Most numbers fit, and a 64-bit division is several times as fast.
            _ => match (u64::try_from(self.orders), u64::try_from(same)) {
                (Ok(orders), Ok(same)) => u128::from(orders / same),
                _ => self.orders / same,
            },
        }
    }
}

fn number(thread: usize) -> u8 {
    u8::try_from(thread).expect("31 numbers at most")
}

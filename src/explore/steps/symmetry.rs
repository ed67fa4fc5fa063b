//! The symmetry of a program, found from its steps: threads that do the same and can be swapped, or that
//! form a ring that can be rotated.
//!
//! A renaming of threads is a symmetry if the shared things can be renamed with it so that each thread's
//! steps become those of the thread that it is renamed to. A state and the same state renamed then have
//! the same future, so one of them is enough; and since a state keeps a move for each thread that can
//! move, it has as many schedules as before (a quotient by automorphisms).

use super::program::Program;
use super::things::{THINGS, Thing, Things, same_kind};
use crate::model::Renaming;
use crate::written::MOST_THREADS;

/// Threads that can be renamed.
#[derive(Debug, Default)]
pub(super) struct Symmetry {
    /// Classes of threads in which any two can be swapped, two or more in each class.
    pub(super) classes: Vec<Vec<usize>>,
    /// Threads that can be rotated, each into the place of the next; empty if there are classes.
    pub(super) ring: Vec<usize>,
    /// What moves with the threads: for each kind of thing, rows of as many things as the class or ring
    /// has threads, one owned by the thread at each place.
    pub(super) owned: Vec<Owned>,
}

/// Shared things that are renamed along with the threads, one for each thread of `group`.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) thing: Thing,
    /// The class's or ring's threads.
    pub(super) group: Vec<usize>,
    /// The number of the thing that each of them owns.
    pub(super) of: Vec<usize>,
}

impl Symmetry {
    pub(super) fn of(program: &Program) -> Self {
        let mut symmetry = Self::default();
        for class in classes(program) {
            if let Some(owned) = owned(program, &class, &swaps(&class)) {
                symmetry.classes.push(class);
                symmetry.owned.extend(owned);
            }
        }
        if symmetry.classes.is_empty() {
            symmetry.turn(program);
        }
        symmetry
    }

    /// Looks for a ring of threads that do the same, in the order they start.
    fn turn(&mut self, program: &Program) {
        let alike = |one: usize, two: usize| {
            let (one, two) = (&program.threads[one].steps, &program.threads[two].steps);
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same_kind(one, two))
        };
        for first in 0..program.threads.len() {
            let ring: Vec<usize> = (0..program.threads.len())
                .filter(|thread| alike(first, *thread))
                .collect();
            if ring.len() < 3 || ring[0] != first {
                continue;
            }
            if let Some(owned) = owned(program, &ring, &[turned(&ring)]) {
                (self.ring, self.owned) = (ring, owned);
                return;
            }
        }
    }

    /// Renamings that generate all others.
    pub(super) fn generators(&self) -> Vec<Renaming> {
        let mut all: Vec<Renaming> = self.classes.iter().flat_map(|class| swaps(class)).collect();
        if !self.ring.is_empty() {
            all.push(turned(&self.ring));
        }
        all
    }

    /// The number that a thing has after its threads are renamed.
    pub(super) fn renamed(&self, thing: Thing, number: usize, by: &Renaming) -> usize {
        for owned in self.owned.iter().filter(|owned| owned.thing == thing) {
            if let Some(place) = owned.of.iter().position(|own| *own == number) {
                let to = usize::from(by.to[owned.group[place]]);
                let place = owned.group.iter().position(|thread| *thread == to);
                return owned.of[place.expect("a renaming stays within its group")];
            }
        }
        number
    }
}

/// The swaps of neighbors in a class.
fn swaps(class: &[usize]) -> Vec<Renaming> {
    let swap = |pair: &[usize]| swap(pair[0], pair[1]);
    class.windows(2).map(swap).collect()
}

fn swap(one: usize, two: usize) -> Renaming {
    let mut renaming = Renaming::NONE;
    renaming.to.swap(one, two);
    renaming
}

/// The rotation that moves each thread of a ring into the place of the next.
fn turned(ring: &[usize]) -> Renaming {
    let mut renaming = Renaming::NONE;
    for (place, thread) in ring.iter().enumerate() {
        renaming.to[*thread] = Renaming::NONE.to[ring[(place + 1) % ring.len()]];
    }
    renaming
}

/// The largest sets of threads in which any two can be swapped.
fn classes(program: &Program) -> Vec<Vec<usize>> {
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for thread in 0..program.threads.len() {
        let found = classes
            .iter_mut()
            .find(|class| Things::renamed(program, &swap(class[0], thread)).is_some());
        match found {
            Some(class) => class.push(thread),
            None => classes.push(vec![thread]),
        }
    }
    classes.retain(|class| class.len() > 1);
    classes
}

/// What the threads of a group own; `None` if the renamings are not a symmetry, or move a thing that is
/// not owned by one thread.
fn owned(program: &Program, group: &[usize], renamings: &[Renaming]) -> Option<Vec<Owned>> {
    let moved = renamings.iter().map(|by| Things::renamed(program, by));
    let moved: Vec<Things> = moved.collect::<Option<_>>()?;
    let mut all = Vec::new();
    for thing in THINGS {
        let to = |things: &Things, number: usize| things.of(thing)[number].unwrap_or(number);
        let numbers = moved[0].of(thing).len();
        let mut known = vec![false; numbers];
        let moves = |number: usize, nth: usize| {
            let things = moved.get(nth);
            things.is_some_and(|things| to(things, number) != number)
        };
        for number in 0..numbers {
            // What the first thread owns moves only with it.
            if known[number] || !moves(number, 0) || moves(number, 1) {
                continue;
            }
            let mut of = vec![number];
            for place in 0..group.len() - 1 {
                let things = &moved[place.min(moved.len() - 1)];
                let last = of[place];
                of.push(to(things, last));
            }
            let mut distinct = of.clone();
            distinct.sort_unstable();
            distinct.dedup();
            let row = Owned {
                thing,
                group: group.to_vec(),
                of,
            };
            let fits = distinct.len() == group.len()
                && renamings
                    .iter()
                    .zip(&moved)
                    .all(|(by, things)| row.agrees(by, |number| to(things, number)));
            // What a thread owns is stored with it, in one field.
            if !fits || matches!(thing, Thing::Condition | Thing::Queue) {
                return None;
            }
            row.of.iter().for_each(|own| known[*own] = true);
            all.push(row);
        }
        if (0..numbers).any(|number| !known[number] && (0..moved.len()).any(|by| moves(number, by)))
        {
            return None;
        }
    }
    Some(all)
}

impl Owned {
    /// Whether a renaming moves each of these things the way it moves its thread.
    fn agrees(&self, by: &Renaming, to: impl Fn(usize) -> usize) -> bool {
        let place = |thread: usize| {
            let to = usize::from(by.to[thread]);
            self.group.iter().position(|thread| *thread == to)
        };
        self.group
            .iter()
            .zip(&self.of)
            .all(|(thread, own)| place(*thread).is_some_and(|place| self.of[place] == to(*own)))
    }
}

const _: () = assert!(
    MOST_THREADS <= u32::BITS as usize,
    "threads are bits of a u32"
);

//! The symmetry of a program, found from its steps: threads that do the same and can change places,
//! or stand in a ring that can be turned.
//!
//! A renaming of threads is a symmetry if the shared things can be renamed with it so that each
//! thread's steps become those of the thread that it is renamed to. A state and the same state renamed
//! then have the same future, so one of them is enough; and as a state keeps a move for each thread
//! that can move, it has as many schedules as before (a quotient by automorphisms).

use super::program::{Peak, Program};
use super::step::{Capacity, Op, Queue, Step, Value, Var};
use crate::explore::model::{MOST_THREADS, Renaming};

/// Threads that can be renamed.
#[derive(Debug, Default)]
pub(super) struct Symmetry {
    /// Threads any two of which can change places, two or more in each class.
    pub(super) classes: Vec<Vec<usize>>,
    /// Threads that can be turned, each into the place of the next; empty if there are classes.
    pub(super) ring: Vec<usize>,
    /// What moves along: for each kind of thing, rows of as many things as the class or ring has
    /// threads, each the own one of the thread at its place.
    pub(super) owned: Vec<Owned>,
}

/// Shared things that are renamed with the threads, one for each thread of `group`.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) thing: Thing,
    /// The class's or ring's threads.
    pub(super) group: Vec<usize>,
    /// The number of the thing that each of them owns.
    pub(super) of: Vec<usize>,
}

/// A kind of shared thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Var,
    Lock,
    Semaphore,
    Condition,
    Queue,
}

const THINGS: [Thing; 5] = [
    Thing::Var,
    Thing::Lock,
    Thing::Semaphore,
    Thing::Condition,
    Thing::Queue,
];

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

    /// Looks for a ring of threads that do the same, in the order in which they start.
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

    /// The number that a thing has once its threads are renamed.
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

/// Each two neighbors of a class change places.
fn swaps(class: &[usize]) -> Vec<Renaming> {
    let swap = |pair: &[usize]| swap(pair[0], pair[1]);
    class.windows(2).map(swap).collect()
}

fn swap(one: usize, two: usize) -> Renaming {
    let mut renaming = Renaming::NONE;
    renaming.to.swap(one, two);
    renaming
}

/// Each thread of a ring takes the place of the next.
fn turned(ring: &[usize]) -> Renaming {
    let mut renaming = Renaming::NONE;
    for (place, thread) in ring.iter().enumerate() {
        renaming.to[*thread] = Renaming::NONE.to[ring[(place + 1) % ring.len()]];
    }
    renaming
}

/// The largest sets of threads of which any two can change places.
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

/// What the threads of a group own; `None` if the renamings are no symmetry, or move a thing that
/// is no thread's own.
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
            // What the first thread owns moves with it alone.
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
            // What a thread owns is kept with it, in one field.
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
    /// Whether a renaming moves each of these things as it moves its thread.
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

/// Where each shared thing goes with a renaming of threads; `None` for a thing that no step names.
struct Things([Vec<Option<usize>>; 5]);

impl Things {
    fn of(&self, thing: Thing) -> &Vec<Option<usize>> {
        &self.0[thing as usize]
    }

    /// The renaming of things that goes with one of threads, if there is one.
    fn renamed(program: &Program, by: &Renaming) -> Option<Self> {
        let mut things = Self([
            vec![None; program.vars.len()],
            vec![None; program.locks.len()],
            vec![None; program.semaphores.len()],
            vec![None; program.conditions.len()],
            vec![None; program.queues.len()],
        ]);
        for (one, to) in program.threads.iter().zip(by.to) {
            let two = &program.threads[usize::from(to)];
            let mut steps = one.steps.iter().zip(&two.steps);
            let same = one.steps.len() == two.steps.len()
                && one.registers == two.registers
                && steps.all(|(one, two)| things.step(one, two, by));
            if !same {
                return None;
            }
        }
        (things.peaks(program) && things.alike(program)).then_some(things)
    }

    /// Whether a thing can go to another one: it goes nowhere else, and no other thing goes there.
    fn goes(&mut self, thing: Thing, one: usize, two: usize) -> bool {
        let to = &mut self.0[thing as usize];
        match to[one] {
            Some(known) => known == two,
            None if to.contains(&Some(two)) => false,
            None => {
                to[one] = Some(two);
                true
            }
        }
    }

    fn var(&mut self, one: Var, two: Var) -> bool {
        self.goes(Thing::Var, one.0, two.0)
    }

    fn value(&mut self, one: Value, two: Value) -> bool {
        match (one, two) {
            (Value::Of(one), Value::Of(two)) => self.var(one, two),
            _ => one == two,
        }
    }

    fn step(&mut self, one: &Step, two: &Step, by: &Renaming) -> bool {
        let watch = match (one.again, two.again) {
            (Some(one), Some(two)) => one.seen == two.seen && self.var(one.var, two.var),
            (one, two) => one == two,
        };
        watch && same_kind(one, two) && self.op(one.op, two.op, by)
    }

    /// Whether two actions of one kind differ only by what can go to each other.
    fn op(&mut self, one: Op, two: Op, by: &Renaming) -> bool {
        let (thing, one, two) = match (one, two) {
            (Op::Read(one, a), Op::Read(two, b)) => return a == b && self.var(one, two),
            (Op::Write(one, a), Op::Write(two, b)) | (Op::Add(one, a), Op::Add(two, b)) => {
                return self.value(a, b) && self.var(one, two);
            }
            (
                Op::Remove { from, short },
                Op::Remove {
                    from: to,
                    short: other,
                },
            ) => return self.var(from, to) && self.var(short, other),
            (
                Op::Look { var, vain, .. },
                Op::Look {
                    var: to,
                    vain: other,
                    ..
                },
            ) => {
                let vain = match (vain, other) {
                    (Some(one), Some(two)) => self.var(one, two),
                    (one, two) => one == two,
                };
                return vain && self.var(var, to);
            }
            (Op::Lock(one), Op::Lock(two))
            | (Op::Unlock(one), Op::Unlock(two))
            | (Op::TryLock { lock: one, .. }, Op::TryLock { lock: two, .. }) => {
                (Thing::Lock, one.0, two.0)
            }
            (Op::Acquire(one), Op::Acquire(two)) | (Op::Release(one), Op::Release(two)) => {
                (Thing::Semaphore, one.0, two.0)
            }
            (Op::Arrive { at: one, .. }, Op::Arrive { at: two, .. }) => {
                return (one.parties, one.once) == (two.parties, two.once)
                    && self.var(one.arrived, two.arrived)
                    && self.goes(Thing::Semaphore, one.leaving.0, two.leaving.0);
            }
            (Op::Sleep(one, a), Op::Sleep(two, b)) | (Op::Wake(one, a), Op::Wake(two, b)) => {
                return self.goes(Thing::Lock, a.0, b.0)
                    && self.goes(Thing::Condition, one.0, two.0);
            }
            (Op::NotifyOne(one), Op::NotifyOne(two)) | (Op::NotifyAll(one), Op::NotifyAll(two)) => {
                (Thing::Condition, one.0, two.0)
            }
            (Op::Put(one, a), Op::Put(two, b)) => {
                return self.value(a, b) && self.goes(Thing::Queue, one.0, two.0);
            }
            (Op::Take(one, a), Op::Take(two, b)) => {
                return a == b && self.goes(Thing::Queue, one.0, two.0);
            }
            (Op::Join(one), Op::Join(two)) => return usize::from(by.to[one]) == two,
            _ => return false,
        };
        self.goes(thing, one, two)
    }

    /// High-water marks go where what they follow goes.
    fn peaks(&mut self, program: &Program) -> bool {
        program.peaks.iter().all(|(of, peak)| {
            let to = match of {
                Peak::Var(var) => Peak::Var(Var(self.of(Thing::Var)[var.0].unwrap_or(var.0))),
                Peak::Spread(first, count) => {
                    let all = first.0..first.0 + count;
                    let stays = |to: &Option<usize>| to.is_none_or(|to| all.contains(&to));
                    if !self.of(Thing::Var)[all.clone()].iter().all(stays) {
                        return false;
                    }
                    *of
                }
                Peak::Queue(queue) => {
                    Peak::Queue(Queue(self.of(Thing::Queue)[queue.0].unwrap_or(queue.0)))
                }
            };
            let to = program.peaks.iter().find(|(of, _)| *of == to);
            to.is_some_and(|(_, other)| self.var(*peak, *other))
        })
    }

    /// Whether all things go to things that begin as they do, and none goes where another one stays.
    fn alike(&self, program: &Program) -> bool {
        let initial = |thing: Thing, number: usize| match thing {
            Thing::Var => (program.vars[number].initial, Capacity::Unbounded),
            Thing::Semaphore => (program.semaphores[number].initial, Capacity::Unbounded),
            Thing::Queue => (0, program.queues[number].1),
            Thing::Lock | Thing::Condition => (0, Capacity::Unbounded),
        };
        THINGS.into_iter().all(|thing| {
            let to = self.of(thing);
            to.iter().enumerate().all(|(one, two)| {
                let stays = |two: usize| two == one || to[two].is_some();
                two.is_none_or(|two| stays(two) && initial(thing, one) == initial(thing, two))
            })
        })
    }
}

/// Whether two steps are the same action on things that may differ, and lead to the same places.
fn same_kind(one: &Step, two: &Step) -> bool {
    let same = match (one.op, two.op) {
        (
            Op::Look {
                test, other, seen, ..
            },
            Op::Look {
                test: test_too,
                other: other_too,
                seen: seen_too,
                ..
            },
        ) => (test, other, seen) == (test_too, other_too, seen_too),
        (Op::TryLock { other, .. }, Op::TryLock { other: too, .. })
        | (Op::Arrive { other, .. }, Op::Arrive { other: too, .. }) => other == too,
        (one, two) => std::mem::discriminant(&one) == std::mem::discriminant(&two),
    };
    same && one.next == two.next && one.again.is_some() == two.again.is_some()
}

const _: () = assert!(
    MOST_THREADS <= u32::BITS as usize,
    "threads are bits of a u32"
);

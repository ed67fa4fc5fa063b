//! Decides the layout of a state.

use super::bounds::Bounds;
use super::fields::{Bits, Field, bits};
use super::flow::Flow;
use super::machine::{Group, Machine, Slots, ThreadFields};
use super::program::Program;
use super::step::{Capacity, Condition, Op, Queue, Step};
use super::symmetry::Symmetry;
use super::things::Thing;

/// A layout in progress.
struct Placing<'p> {
    program: &'p Program,
    flow: Vec<Flow>,
    bounds: Bounds,
    symmetry: Symmetry,
    threads: Vec<Option<ThreadFields>>,
    vars: Vec<Option<Field>>,
    held: Vec<Option<Field>>,
    semaphores: Vec<Option<Field>>,
}

impl<'p> Placing<'p> {
    fn new(program: &'p Program, symmetry: Symmetry) -> Self {
        let flow = Flow::all(program);
        Self {
            program,
            bounds: Bounds::of(program, &flow),
            flow,
            symmetry,
            threads: program.threads.iter().map(|_| None).collect(),
            vars: vec![None; program.vars.len()],
            held: vec![None; program.locks.len()],
            semaphores: vec![None; program.semaphores.len()],
        }
    }

    /// The largest value of a thing, over all that share the same record layout or array.
    fn most(&self, thing: Thing, number: usize) -> u32 {
        let rows = self.symmetry.owned.iter();
        let mut row = rows.filter(|row| row.thing == thing && row.of.contains(&number));
        let alone = [number];
        let all = row.next().map_or(&alone[..], |row| &row.of);
        let most = |number: &usize| match thing {
            Thing::Var => self.bounds.vars[*number],
            Thing::Semaphore => self.bounds.semaphores[*number],
            _ => 1,
        };
        all.iter().map(most).max().unwrap_or(0)
    }

    fn thing(&mut self, thing: Thing, number: usize, room: &mut Bits) {
        let field = room.field(bits(self.most(thing, number)));
        let list = match thing {
            Thing::Var => &mut self.vars,
            Thing::Lock => &mut self.held,
            Thing::Semaphore => &mut self.semaphores,
            Thing::Condition | Thing::Queue => return,
        };
        list[number] = Some(field);
    }

    /// Lays out the fields of one thread.
    fn thread(&mut self, thread: usize, room: &mut Bits) {
        let program = self.program;
        let code = &program.threads[thread];
        let alike = self.alike(thread);
        let most = |register: usize| {
            let bounds = alike
                .iter()
                .map(|one| self.bounds.registers[*one][register]);
            bounds.max().unwrap_or(0)
        };
        let place = room.field(bits(
            u32::try_from(code.steps.len()).expect("sizes are bounded"),
        ));
        let registers: Vec<Field> = (0..code.registers)
            .map(|register| room.field(bits(most(register))))
            .collect();
        let flow = &self.flow[thread];
        let dead = flow.live.iter().map(|live| {
            let dead = registers.iter().enumerate();
            let dead =
                dead.filter(|(register, field)| live >> register & 1 == 0 && !field.is_empty());
            dead.map(|(_, field)| *field).collect()
        });
        let notices = (0..program.conditions.len()).map(|condition| {
            let waiters = program.waiters(Condition(condition));
            let waits = waiters.contains(&thread);
            let notices = if waits { waiters.len() } else { 0 };
            room.field(u32::try_from(notices).expect("26 threads at most"))
        });
        let notices = notices.collect();
        let offers = program.queues.iter().enumerate();
        let offers = offers.filter(|(_, (_, capacity))| *capacity == Capacity::Rendezvous);
        let offers = offers.map(|(queue, _)| {
            let puts = |step: &Step| matches!(step.op, Op::Put(into, _) if into.0 == queue);
            let offers = code.steps.iter().any(puts);
            let most = if offers {
                program.slots(Queue(queue))
            } else {
                0
            };
            room.field(bits(most))
        });
        self.threads[thread] = Some(ThreadFields {
            place,
            enabled_when: Vec::new(),
            dead: dead.collect(),
            holds: flow.holds.iter().map(|holds| holds.unwrap_or(0)).collect(),
            notices,
            offers: offers.collect(),
            stores: program.store_queue(thread),
            registers,
        });
    }

    /// The threads whose records have the same layout as this thread's, including it.
    fn alike(&self, thread: usize) -> Vec<usize> {
        let classes = self.symmetry.classes.iter().chain([&self.symmetry.ring]);
        let mut classes = classes.filter(|class| class.contains(&thread));
        classes.next().cloned().unwrap_or_else(|| vec![thread])
    }

    /// Lays out the records of a class or ring; `None` if they don't fit.
    fn group(&mut self, threads: &[usize], ring: bool, room: &mut Bits) -> Option<Group> {
        let width = self.record(threads, 0, &mut Bits::default());
        let last = width * (u32::try_from(threads.len()).expect("26 at most") - 1);
        // A ring's records are rotated as one number, so all must be in one word.
        if width > u64::BITS || ring && last + width > u64::BITS {
            return None;
        }
        let at: Vec<u32> = if ring {
            let first = room.room(last + width);
            (first..)
                .step_by(width.max(1) as usize)
                .take(threads.len())
                .collect()
        } else {
            threads.iter().map(|_| room.room(width)).collect()
        };
        for (place, at) in at.iter().enumerate() {
            self.record(threads, place, &mut Bits::starting_at(*at));
        }
        Some(Group {
            threads: threads.to_vec(),
            width,
            at,
            last,
            orders: (1..=threads.len() as u128).product(),
            ring,
            alone: self.alone(),
        })
    }

    /// Whether no move changes a record other than the mover's.
    fn alone(&self) -> bool {
        let queues = &self.program.queues;
        self.symmetry.owned.is_empty()
            && self.program.conditions.is_empty()
            && queues
                .iter()
                .all(|(_, capacity)| *capacity != Capacity::Rendezvous)
    }

    /// Lays out the record of one thread of a class or ring, including what it owns; returns its bits.
    fn record(&mut self, group: &[usize], place: usize, room: &mut Bits) -> u32 {
        let before = room.room(0);
        self.thread(group[place], room);
        let rows = self.symmetry.owned.iter();
        let rows = rows.filter(|row| row.group == group);
        let own: Vec<(Thing, usize)> = rows.map(|row| (row.thing, row.of[place])).collect();
        for (thing, number) in own {
            self.thing(thing, number, room);
        }
        room.room(0) - before
    }
}

/// A machine for a program, with or without its symmetry.
pub(super) fn machine(program: &Program, symmetric: bool) -> Machine<'_> {
    let symmetry = if symmetric {
        Symmetry::of(program)
    } else {
        Symmetry::default()
    };
    let mut placing = Placing::new(program, symmetry);
    let mut room = Bits::default();
    let Some(groups) = placing.groups(&mut room) else {
        return machine(program, false);
    };
    for thread in 0..program.threads.len() {
        if placing.threads[thread].is_none() {
            placing.thread(thread, &mut room);
        }
    }
    placing.finish(groups, room)
}

impl<'p> Placing<'p> {
    /// Lays out all records; `None` if they don't fit.
    fn groups(&mut self, room: &mut Bits) -> Option<Vec<Group>> {
        let mut groups = Vec::new();
        for class in self.symmetry.classes.clone() {
            groups.push(self.group(&class, false, room)?);
        }
        let ring = self.symmetry.ring.clone();
        if !ring.is_empty() {
            groups.push(self.group(&ring, true, room)?);
        }
        Some(groups)
    }

    /// Lays out what all threads share.
    fn finish(mut self, groups: Vec<Group>, mut room: Bits) -> Machine<'p> {
        let program = self.program;
        for (thing, many) in [
            (Thing::Var, program.vars.len()),
            (Thing::Lock, program.locks.len()),
            (Thing::Semaphore, program.semaphores.len()),
        ] {
            for number in 0..many {
                if self.field(thing, number).is_none() {
                    self.thing(thing, number, &mut room);
                }
            }
        }
        let mut rendezvous = 0..;
        let queues = program
            .queues
            .iter()
            .enumerate()
            .map(|(number, (_, capacity))| {
                let slots = program.slots(Queue(number));
                let item = bits(self.bounds.items[number]);
                Slots {
                    length: room.field(bits(slots)),
                    items: (0..slots).map(|_| room.field(item)).collect(),
                    rendezvous: (*capacity == Capacity::Rendezvous)
                        .then(|| rendezvous.next().unwrap_or(0)),
                }
            });
        let queues = queues.collect();
        let placed = "everything was placed";
        let all = |fields: Vec<Option<Field>>| -> Vec<Field> {
            fields
                .into_iter()
                .map(|field| field.expect(placed))
                .collect()
        };
        let threads = self.threads.into_iter().map(|own| own.expect(placed));
        let mut machine = Machine {
            program,
            threads: threads.collect(),
            vars: all(self.vars),
            held: all(self.held),
            semaphores: all(self.semaphores),
            queues,
            spurious: room.field(bits(program.spurious)),
            graded: self.flow.iter().all(|flow| flow.graded),
            symmetry: self.symmetry,
            groups,
            words: room.words(),
        };
        for (thread, code) in program.threads.iter().enumerate() {
            let enabled_when =
                (0..=code.steps.len()).map(|place| machine.enabled_when(thread, place));
            machine.threads[thread].enabled_when = enabled_when.collect();
        }
        machine
    }

    fn field(&self, thing: Thing, number: usize) -> Option<Field> {
        match thing {
            Thing::Var => self.vars[number],
            Thing::Lock => self.held[number],
            Thing::Semaphore => self.semaphores[number],
            Thing::Condition | Thing::Queue => None,
        }
    }
}

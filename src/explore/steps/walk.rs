//! A schedule of a step program in progress: the state, and what each move did in words.

use std::sync::Arc;

use super::flow::Flow;
use super::machine::{Machine, Obstacle};
use super::model::load;
use super::place::machine;
use super::program::{Program, Shared};
use super::step::{Capacity, Condition, Op};
use super::stuck::{Final, describe, waits_for};
use super::text::ProgramText;
use crate::model::ScheduleEnd;
use crate::replay::{Access, Listing, Moved, Refusal, Replay, Walk, follow};
use crate::written::letter;

/// Walks a schedule given as letters in either case; a number before a letter repeats it.
pub fn replay(program: &Program, schedule: &str) -> Result<Replay, Refusal> {
    follow(StepWalk::new(program), schedule)
}

/// A schedule of a step program in progress.
#[derive(Clone)]
pub struct StepWalk<'p> {
    fixed: Arc<Fixed<'p>>,
    state: Vec<u64>,
}

/// What all states have in common.
struct Fixed<'p> {
    machine: Machine<'p>,
    flow: Vec<Flow>,
    text: ProgramText,
}

impl Walk for StepWalk<'_> {
    fn threads(&self) -> usize {
        self.program().lanes()
    }

    fn queues(&self) -> Vec<usize> {
        let program = self.program();
        let queues = program.lanes()..program.threads.len();
        queues.map(|place| program.number(place)).collect()
    }

    fn able(&self) -> Vec<usize> {
        let able = |place: &usize| self.fixed.machine.can_move(&self.state, *place);
        let all = (0..self.fixed.machine.threads()).filter(able);
        all.map(|place| self.program().number(place)).collect()
    }

    fn obstacle(&self, thread: usize) -> String {
        let thread = self.place(thread);
        let Some(obstacle) = self.fixed.machine.obstacle(&self.state, thread) else {
            return "it can".into();
        };
        let what = describe(&self.fixed.machine, obstacle);
        let on = waits_for(&self.fixed.machine, &self.state, obstacle);
        match (obstacle, on) {
            (Obstacle::Done, _) => "it is done".into(),
            (Obstacle::Held(_), Some(on)) => format!("it waits for {what}, held by {}", letter(on)),
            _ => format!("it waits for {what}"),
        }
    }

    fn at(&self, state: &[u8]) -> Self {
        let mut words = vec![0; self.state.len()];
        load(state, &mut words);
        Self {
            fixed: Arc::clone(&self.fixed),
            state: words,
        }
    }

    fn advance(&mut self, thread: usize, _way: u8) -> Moved {
        let place = self.place(thread);
        let machine = &self.fixed.machine;
        let step = machine.step(&self.state, place).expect("it can move");
        let taken = machine.take(&mut self.state, place);
        let words = if taken.other && !step.other.is_empty() {
            &step.other
        } else {
            &step.text
        };
        let short = matches!(step.op, Op::Remove { .. }) && taken.other;
        let note = if short {
            "there was nothing to take"
        } else {
            ""
        };
        let queued = machine.threads[place].stores.is_some();
        Moved {
            thread,
            text: words.replace("{}", &taken.value.to_string()),
            values: self.values(),
            note: note.into(),
            printed: String::new(),
            access: access(step.op, queued),
        }
    }

    fn end(&self) -> Option<ScheduleEnd> {
        if !self.able().is_empty() {
            return None;
        }
        Some(Final::of(&self.fixed.machine, &self.state).judge(&self.fixed.machine))
    }

    fn next_step(&self, thread: usize) -> String {
        let place = self.place(thread);
        let step = self.fixed.machine.step(&self.state, place);
        step.map_or(String::new(), |step| {
            let named = !step.name.is_empty();
            if named { &step.name } else { &step.text }.clone()
        })
    }

    fn columns(&self) -> Vec<String> {
        let columns = columns(self.program());
        columns.into_iter().map(|(name, _)| name).collect()
    }

    fn values(&self) -> Vec<String> {
        let (machine, state) = (&self.fixed.machine, &self.state);
        let program = machine.program;
        let vars = program
            .vars
            .iter()
            .zip(machine.vars(state))
            .filter(|(shared, _)| shared.shown);
        let mut values: Vec<String> = vars.map(|(_, value)| value.to_string()).collect();
        for lock in 0..program.locks.len() {
            let holder = machine.holder(state, lock);
            values.push(holder.map_or("-".into(), |thread| letter(thread).to_string()));
        }
        for semaphore in 0..program.semaphores.len() {
            values.push(machine.permits(state, semaphore).to_string());
        }
        let conditions = program.conditions.iter().enumerate();
        for (condition, _) in conditions.filter(|(_, shared)| shared.shown) {
            let waiters = machine.waiters(state, Condition(condition));
            let shown: Vec<String> = waiters.map(|thread| letter(thread).to_string()).collect();
            values.push(or_dash(&shown));
        }
        for queue in 0..program.queues.len() {
            let items = machine.items(state, queue).into_iter();
            let shown: Vec<String> = items.map(|item| item.to_string()).collect();
            values.push(or_dash(&shown));
        }
        for owner in owners(program) {
            let waiting = machine.waiting(state, owner).iter();
            let shown =
                waiting.map(|store| format!("{}={}", program.vars[store.var.0].name, store.value));
            values.push(or_dash(&shown.collect::<Vec<_>>()));
        }
        values
    }

    fn is_lock(&self, column: usize) -> bool {
        matches!(columns(self.program())[column].1, Column::Lock(_))
    }

    fn waits_at(&self, thread: usize) -> Option<usize> {
        let place = self.place(thread);
        let thing = match self.fixed.machine.obstacle(&self.state, place)? {
            Obstacle::Held(lock) => Column::Lock(lock.0),
            Obstacle::Permit(semaphore) | Obstacle::Leaving(semaphore) => {
                Column::Semaphore(semaphore)
            }
            Obstacle::Notice(condition) => Column::Condition(condition.0),
            Obstacle::Item(queue) | Obstacle::Room(queue) | Obstacle::Taker(queue) => {
                Column::Queue(queue.0)
            }
            Obstacle::Change(var) => Column::Var(var.0),
            Obstacle::Stores(owner) | Obstacle::Store(owner) => Column::Stores(owner),
            Obstacle::Done | Obstacle::End(_) => return None,
        };
        let columns = columns(self.program());
        columns.iter().position(|column| column.1 == thing)
    }

    fn name(&self, thread: usize) -> Option<String> {
        let program = self.program();
        let place = program.place(thread)?;
        Some(program.threads[place].role.clone())
    }

    fn own(&self, thread: usize) -> Vec<(String, String)> {
        let Fixed {
            machine,
            flow,
            text,
        } = &*self.fixed;
        let thread = self.place(thread);
        let place = machine.place(&self.state, thread);
        let live = flow[thread].live[place];
        let registers = machine.threads[thread].registers.iter().enumerate();
        let named = registers.filter(|(register, _)| live >> register & 1 == 1);
        let own = named.filter_map(|(register, field)| {
            let name = text.registers[thread][register].clone()?;
            Some((name, field.of(&self.state).to_string()))
        });
        own.chain(text.round(thread, place)).collect()
    }

    fn opening(&self) -> String {
        String::new()
    }

    fn text(&self) -> Vec<Listing> {
        self.fixed.text.listings.clone()
    }

    fn line(&self, thread: usize) -> Option<usize> {
        let thread = self.place(thread);
        let place = self.fixed.machine.place(&self.state, thread);
        self.fixed.text.lines[thread].get(place).copied()
    }
}

impl<'p> StepWalk<'p> {
    /// The values of all variables, including hidden ones.
    pub fn variables(&self) -> Vec<u32> {
        self.fixed.machine.vars(&self.state)
    }

    /// The empty schedule of a program.
    pub fn new(program: &'p Program) -> Self {
        let machine = machine(program, false);
        Self {
            state: machine.start(),
            fixed: Arc::new(Fixed {
                machine,
                flow: Flow::all(program),
                text: ProgramText::of(program),
            }),
        }
    }

    fn program(&self) -> &'p Program {
        self.fixed.machine.program
    }

    /// The index of the program's thread with this number.
    fn place(&self, thread: usize) -> usize {
        let place = self.program().place(thread);
        place.expect("a number that the walk gave")
    }
}

/// What a step does to a variable; a store that goes into a queue has done nothing to it yet.
fn access(op: Op, queued: bool) -> Option<Access> {
    match op {
        Op::Write(..) if queued => None,
        Op::Read(var, _) => Some(Access::Read(var.0)),
        Op::Write(var, _) => Some(Access::Write(var.0)),
        Op::Add(var, _) => Some(Access::Update(var.0)),
        _ => None,
    }
}

/// What replay shows beside the lanes, by name.
fn columns(program: &Program) -> Vec<(String, Column)> {
    let name = |shared: &Shared| shared.name.clone();
    let vars = program.vars.iter().enumerate();
    let vars = vars.filter(|(_, shared)| shared.shown);
    let locks = program.locks.iter().enumerate();
    let semaphores = program.semaphores.iter().enumerate();
    let conditions = program.conditions.iter().enumerate();
    let conditions = conditions.filter(|(_, shared)| shared.shown);
    let queues = program.queues.iter().enumerate();
    vars.map(|(var, shared)| (name(shared), Column::Var(var)))
        .chain(locks.map(|(lock, shared)| (name(shared), Column::Lock(lock))))
        .chain(semaphores.map(|(one, shared)| (name(shared), Column::Semaphore(one))))
        .chain(
            conditions
                .map(|(one, shared)| (format!("wait {}", shared.name), Column::Condition(one))),
        )
        .chain(queues.map(|(queue, (shared, capacity))| {
            let name = match capacity {
                Capacity::Rendezvous => format!("{} (offered)", shared.name),
                _ => name(shared),
            };
            (name, Column::Queue(queue))
        }))
        .chain(owners(program).map(|owner| {
            let name = format!("{}'s stores", letter(owner));
            (name, Column::Stores(owner))
        }))
        .collect()
}

/// The threads that have store queues.
fn owners(program: &Program) -> impl Iterator<Item = usize> {
    program.threads.iter().filter_map(|thread| thread.queue_of)
}

/// What a column shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Var(usize),
    Lock(usize),
    Semaphore(usize),
    Condition(usize),
    Queue(usize),
    Stores(usize),
}

fn or_dash(parts: &[String]) -> String {
    if parts.is_empty() {
        "-".into()
    } else {
        parts.join(" ")
    }
}

//! A schedule of a step program under way: the state, what each move did in words, and what a reader
//! should notice.

use std::sync::Arc;

use super::machine::{Machine, Obstacle, Taken};
use super::place::machine;
use super::program::{Program, Shared};
use super::step::{Capacity, Condition, Op};
use super::stuck::{Final, describe, waits_for};
use crate::explore::model::{End, letter};
use crate::explore::replay::{Moved, Refusal, Replay, Walk, follow};

/// Walks a schedule, typed as letters in either case; a number before a letter repeats it.
pub fn replay(program: &Program, schedule: &str) -> Result<Replay, Refusal> {
    follow(StepWalk::new(program), schedule)
}

/// A schedule of a step program under way.
#[derive(Clone)]
pub struct StepWalk<'p> {
    machine: Arc<Machine<'p>>,
    state: Vec<u64>,
    /// Per variable: how often it was written, and by whom last.
    written: Vec<(u32, usize)>,
    /// Per thread and variable: how often it had been written when the thread read it.
    read: Vec<Vec<u32>>,
}

impl Walk for StepWalk<'_> {
    fn threads(&self) -> usize {
        self.machine.threads()
    }

    fn able(&self) -> Vec<usize> {
        let able = |thread: &usize| self.machine.can_move(&self.state, *thread);
        (0..self.threads()).filter(able).collect()
    }

    fn obstacle(&self, thread: usize) -> String {
        let Some(obstacle) = self.machine.obstacle(&self.state, thread) else {
            return "it can".into();
        };
        let what = describe(&self.machine, obstacle);
        let on = waits_for(&self.machine, &self.state, obstacle);
        match (obstacle, on) {
            (Obstacle::Done, _) => "it is done".into(),
            (Obstacle::Held(_), Some(on)) => format!("it waits for {what}, held by {}", letter(on)),
            _ => format!("it waits for {what}"),
        }
    }

    fn advance(&mut self, thread: usize) -> Moved {
        let step = self.machine.step(&self.state, thread).expect("it can move");
        let taken = self.machine.take(&mut self.state, thread);
        let words = if taken.other && !step.other.is_empty() {
            &step.other
        } else {
            &step.text
        };
        let note = self.note(thread, step.op, taken);
        let text = words.replace("{}", &taken.value.to_string());
        Moved {
            thread,
            text,
            values: self.values(),
            note,
        }
    }

    fn end(&self) -> Option<End> {
        if !self.able().is_empty() {
            return None;
        }
        Some(Final::of(&self.machine, &self.state).judge(&self.machine))
    }

    fn next_step(&self, thread: usize) -> String {
        let step = self.machine.step(&self.state, thread);
        step.map_or(String::new(), |step| {
            let named = !step.name.is_empty();
            if named { &step.name } else { &step.text }.clone()
        })
    }

    fn columns(&self) -> Vec<String> {
        columns(self.machine.program)
    }

    fn values(&self) -> Vec<String> {
        let (machine, state) = (&self.machine, &self.state);
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
        values
    }
}

impl<'p> StepWalk<'p> {
    /// The empty schedule of a program.
    pub fn new(program: &'p Program) -> Self {
        let machine = machine(program, false);
        let vars = program.vars.len();
        Self {
            state: machine.start(),
            written: vec![(0, 0); vars],
            read: vec![vec![0; vars]; machine.threads()],
            machine: Arc::new(machine),
        }
    }

    /// What a reader should notice: an update that is based on what has changed since.
    fn note(&mut self, thread: usize, op: Op, taken: Taken) -> String {
        match op {
            Op::Read(var, _) => self.read[thread][var.0] = self.written[var.0].0,
            Op::Write(var, _) | Op::Add(var, _) => {
                let (times, by) = self.written[var.0];
                let stale = matches!(op, Op::Write(..)) && self.read[thread][var.0] != times;
                self.written[var.0] = (times + 1, thread);
                self.read[thread][var.0] = times + 1;
                if stale {
                    return format!("overwrites {}'s update", letter(by));
                }
            }
            Op::Remove { .. } if taken.other => return "there was nothing to take".into(),
            _ => {}
        }
        String::new()
    }
}

/// The names of what replay shows beside the lanes.
fn columns(program: &Program) -> Vec<String> {
    let name = |shared: &Shared| shared.name.clone();
    let mut columns: Vec<String> = program
        .vars
        .iter()
        .filter(|shared| shared.shown)
        .map(name)
        .collect();
    columns.extend(program.locks.iter().map(name));
    columns.extend(program.semaphores.iter().map(name));
    columns.extend(
        program
            .conditions
            .iter()
            .filter(|shared| shared.shown)
            .map(|shared| format!("wait {}", shared.name)),
    );
    columns.extend(
        program
            .queues
            .iter()
            .map(|(shared, capacity)| match capacity {
                Capacity::Rendezvous => format!("{} (offered)", shared.name),
                _ => name(shared),
            }),
    );
    columns
}

fn or_dash(parts: &[String]) -> String {
    if parts.is_empty() {
        "-".into()
    } else {
        parts.join(" ")
    }
}

//! A schedule under way: the state, what each move did in words, and what a reader should notice.

use super::deadlock::{describe, stuck};
use super::machine::{Machine, Obstacle};
use super::model::End;
use super::moves::Taken;
use super::program::{Finals, Program, Shared, letter};
use super::replay::Row;
use super::step::{Capacity, Condition, Op};

/// A schedule under way.
#[derive(Clone)]
pub(super) struct Walk<'m> {
    machine: &'m Machine<'m>,
    cells: Vec<u32>,
    /// Per variable: how often it was written, and by whom last.
    written: Vec<(u32, usize)>,
    /// Per thread and variable: how often it had been written when the thread read it.
    read: Vec<Vec<u32>>,
}

impl<'m> Walk<'m> {
    pub(super) fn new(machine: &'m Machine<'m>) -> Self {
        let vars = machine.program.vars.len();
        Self {
            machine,
            cells: machine.start(),
            written: vec![(0, 0); vars],
            read: vec![vec![0; vars]; machine.threads()],
        }
    }

    /// Moves the thread of that letter, or says why it can't.
    pub(super) fn step(&mut self, typed: char) -> Result<Row, String> {
        let machine = self.machine;
        let Some(thread) = (0..machine.threads()).find(|thread| letter(*thread) == typed) else {
            let last = letter(machine.threads() - 1);
            return Err(format!("there is no thread {typed}: they are A to {last}"));
        };
        if let Some(obstacle) = machine.obstacle(&self.cells, thread) {
            return Err(self.refusal(typed, obstacle));
        }
        let step = machine.step(&self.cells, thread).expect("it can move");
        let taken = machine.take(&mut self.cells, thread);
        let words = if taken.other && !step.other.is_empty() {
            &step.other
        } else {
            &step.text
        };
        let note = self.note(thread, step.op, taken);
        let text = words.replace("{}", &taken.value.to_string());
        Ok(Row {
            thread,
            text,
            values: self.values(),
            note,
        })
    }

    fn refusal(&self, typed: char, obstacle: Obstacle) -> String {
        let (what, on) = describe(self.machine, &self.cells, obstacle);
        let why = match (obstacle, on) {
            (Obstacle::Done, _) => "it is done".into(),
            (Obstacle::Held(_), Some(on)) => format!("it waits for {what}, held by {}", letter(on)),
            _ => format!("it waits for {what}"),
        };
        match &self.able()[..] {
            [] => format!("{typed} can't move: {why}; nobody can"),
            able => format!("{typed} can't move: {why}; {} can", letters(able)),
        }
    }

    /// The threads that can move.
    pub(super) fn able(&self) -> Vec<usize> {
        let able = |thread: &usize| self.machine.can_move(&self.cells, *thread);
        (0..self.machine.threads()).filter(able).collect()
    }

    /// How the schedule ended; `None` while a thread can move.
    pub(super) fn end(&self) -> Option<End> {
        if !self.able().is_empty() {
            return None;
        }
        Some(if self.machine.finished(&self.cells) {
            let finals = Finals(self.machine.vars(&self.cells));
            End::Done((self.machine.program.judge)(finals))
        } else {
            End::Deadlock(stuck(self.machine, &self.cells))
        })
    }

    /// The name of the step that a thread takes next.
    pub(super) fn next_step(&self, thread: usize) -> &'m str {
        let step = self.machine.step(&self.cells, thread);
        step.map_or("", |step| {
            if step.name.is_empty() {
                step.text.as_str()
            } else {
                step.name.as_str()
            }
        })
    }

    /// The shared values, one per column.
    pub(super) fn values(&self) -> Vec<String> {
        let (machine, cells) = (self.machine, &self.cells);
        let program = machine.program;
        let vars = program
            .vars
            .iter()
            .zip(machine.vars(cells))
            .filter(|(shared, _)| shared.shown);
        let mut values: Vec<String> = vars.map(|(_, value)| value.to_string()).collect();
        for lock in 0..program.locks.len() {
            let holder = machine.holder(cells, lock);
            values.push(holder.map_or("-".into(), |thread| letter(thread).to_string()));
        }
        for semaphore in 0..program.semaphores.len() {
            values.push(machine.permits(cells, semaphore).to_string());
        }
        let conditions = program.conditions.iter().enumerate();
        for (condition, _) in conditions.filter(|(_, shared)| shared.shown) {
            let waiters = machine.waiters(cells, Condition(condition));
            let waiting = (0..machine.threads()).filter(|thread| waiters & (1 << thread) != 0);
            let shown: Vec<String> = waiting.map(|thread| letter(thread).to_string()).collect();
            values.push(or_dash(&shown));
        }
        for queue in 0..program.queues.len() {
            let items = machine.items(cells, queue).into_iter();
            let shown: Vec<String> = items.map(|item| item.to_string()).collect();
            values.push(or_dash(&shown));
        }
        values
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
pub(super) fn columns(program: &Program) -> Vec<String> {
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

/// `A`, `A and B`, `A, B and C`.
pub(super) fn letters(threads: &[usize]) -> String {
    let all: Vec<String> = threads
        .iter()
        .map(|thread| letter(*thread).to_string())
        .collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.concat(),
    }
}

fn or_dash(parts: &[String]) -> String {
    if parts.is_empty() {
        "-".into()
    } else {
        parts.join(" ")
    }
}

//! One schedule, walked step by step, with what each step did and what is shown after it.

use std::collections::HashMap;
use std::fmt;

use super::memory::probe;
use super::model::ScheduleEnd;
use super::written::letter;

/// A schedule in progress: where it is, and what can come next.
pub trait Walk: Clone {
    /// How many threads there are; the first is A.
    fn threads(&self) -> usize;

    /// The threads' store queues, by number: 26 for A's, which is called a.
    fn queues(&self) -> Vec<usize> {
        Vec::new()
    }

    /// The threads and store queues that can move.
    fn able(&self) -> Vec<usize>;

    /// Whether one of them is.
    fn is_able(&self, thread: usize) -> bool {
        self.able().contains(&thread)
    }

    /// Why a blocked thread can't move: `it waits for lock, held by A`.
    fn obstacle(&self, thread: usize) -> String;

    /// The same program in another state, as encoded by its model.
    #[must_use]
    fn at(&self, state: &[u8]) -> Self;

    /// Moves a thread that can move; `way` is the alternative that its step takes.
    fn advance(&mut self, thread: usize, way: u8) -> Moved;

    /// How the schedule ended; `None` while a thread can move.
    fn end(&self) -> Option<ScheduleEnd>;

    /// The name of a thread's next step; empty if it has ended.
    fn next_step(&self, thread: usize) -> String;

    /// The names of the shared things that are shown.
    fn columns(&self) -> Vec<String>;

    /// Their current values.
    fn values(&self) -> Vec<String>;

    /// Whether a column is a lock, whose value is the letter of its holder.
    fn is_lock(&self, column: usize) -> bool;

    /// The column at which a blocked thread waits, if there is one.
    fn waits_at(&self, thread: usize) -> Option<usize>;

    /// The name of a thread; `None` until it has started.
    fn name(&self, thread: usize) -> Option<String>;

    /// What only this thread sees, by name: what it has read and still needs.
    fn own(&self, thread: usize) -> Vec<(String, String)>;

    /// What was printed before the first step.
    fn opening(&self) -> String;

    /// The program's text.
    fn text(&self) -> Vec<Listing>;

    /// The line of the text that a thread is on, counted over all listings from 0.
    fn line(&self, thread: usize) -> Option<usize>;

    /// Moves the thread with that letter, or says why it can't move. Letters may be in either case,
    /// unless lowercase ones name store queues.
    fn step(&mut self, typed: char) -> Result<Moved, String> {
        let queues = self.queues();
        let typed = if queues.is_empty() {
            typed.to_ascii_uppercase()
        } else {
            typed
        };
        let mut all = (0..self.threads()).chain(queues.iter().copied());
        let Some(thread) = all.find(|thread| letter(*thread) == typed) else {
            let last = letter(self.threads() - 1);
            return Err(match (&queues[..], typed) {
                ([], _) | (_, 'A'..='Z') => {
                    format!("there is no thread {typed}: they are A to {last}")
                }
                (queues, _) => format!(
                    "there is no store queue {typed}: there is {}",
                    letters(queues)
                ),
            });
        };
        if self.is_able(thread) {
            return Ok(self.advance(thread, 0));
        }
        let able = self.able();
        let why = self.obstacle(thread);
        Err(match &able[..] {
            [] => format!("{typed} can't move: {why}; no thread can"),
            able => format!("{typed} can't move: {why}; {} can", letters(able)),
        })
    }
}

/// A part of a program's text: a file, or the steps of threads that do the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The file's name, or the letters and role of the threads.
    pub title: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// What a step did to a shared variable, given by its number among those of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Read it.
    Read(usize),
    /// Set it, perhaps depending on what was read before.
    Write(usize),
    /// Read and set it atomically.
    Update(usize),
}

/// What one step of a walked schedule did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The thread that moved, 0 for A, or 26 for A's store queue.
    pub thread: usize,
    /// What it did: `read 0`.
    pub text: String,
    /// The shared values after it, one per column.
    pub values: Vec<String>,
    /// What is notable about it: `overwrites A's update`.
    pub note: String,
    /// What it printed.
    pub printed: String,
    /// The variable that it read or set, if that is shown.
    pub access: Option<Access>,
}

/// The updates that a schedule has made, to detect one based on a value that has changed since.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    /// For each variable, how often it was set, and by which thread last.
    made: HashMap<usize, (u32, usize)>,
    /// For each thread and variable, how often it had been set when the thread read it.
    seen: HashMap<(usize, usize), u32>,
}

impl Updates {
    /// Adds a step, with a note if it overwrites another thread's update.
    pub fn notice(&mut self, moved: &mut Moved) {
        let Some(access) = moved.access else { return };
        let (Access::Read(variable) | Access::Write(variable) | Access::Update(variable)) = access;
        let (times, by) = self.made.get(&variable).copied().unwrap_or_default();
        let seen = self.seen.entry((moved.thread, variable)).or_default();
        if access == Access::Read(variable) {
            *seen = times;
            return;
        }
        if access == Access::Write(variable) && *seen != times && by != moved.thread {
            moved.note = format!("overwrites {}'s update", letter(by));
        }
        *seen = times + 1;
        self.made.insert(variable, (times + 1, moved.thread));
    }
}

/// A walked schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// How many threads there are.
    pub threads: usize,
    /// The names of the shared things.
    pub columns: Vec<String>,
    /// Their values before the first step.
    pub initial: Vec<String>,
    /// The steps.
    pub steps: Vec<Moved>,
    /// How it ended, if it did.
    pub end: Option<ScheduleEnd>,
    /// The threads that can move after it.
    pub able: Vec<usize>,
}

/// A letter of a schedule that can't be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its position among the letters, starting from 1.
    pub position: usize,
    /// The letter.
    pub letter: char,
    /// Why it can't be followed, and what to do instead.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "step {} of the schedule: {}", self.position, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// Walks a schedule given as letters; a number before a letter repeats it.
pub fn follow(mut walk: impl Walk, schedule: &str) -> Result<Replay, Refusal> {
    let initial = walk.values();
    let mut updates = Updates::default();
    let mut steps = Vec::new();
    for (before, typed) in typed_letters(schedule).enumerate() {
        let moved = room(before).and_then(|()| walk.step(typed));
        let refused = |reason| Refusal {
            position: before + 1,
            letter: typed,
            reason,
        };
        let mut moved = moved.map_err(refused)?;
        updates.notice(&mut moved);
        steps.push(moved);
    }
    Ok(Replay {
        threads: walk.threads(),
        columns: walk.columns(),
        initial,
        steps,
        end: walk.end(),
        able: walk.able(),
    })
}

/// The typed letters, optionally separated by spaces or commas; a number before a letter repeats it.
pub fn typed_letters(typed: &str) -> impl Iterator<Item = char> + use<> {
    let mut runs = Vec::new();
    let mut times: Option<usize> = None;
    let mut last = ' ';
    for typed in typed.chars().filter(|c| !c.is_whitespace() && *c != ',') {
        last = typed;
        match typed.to_digit(10) {
            Some(digit) => {
                let so_far = times.unwrap_or(0);
                times = Some(so_far.saturating_mul(10).saturating_add(digit as usize));
            }
            None => runs.push((typed, times.take().unwrap_or(1))),
        }
    }
    // A number without a letter names no thread, and is refused as such.
    runs.extend(times.map(|_| (last, 1)));
    runs.into_iter()
        .flat_map(|(letter, times)| std::iter::repeat_n(letter, times))
}

/// `A`, `A and B`, `A, B and C`.
pub fn letters(threads: &[usize]) -> String {
    let all: Vec<String> = threads
        .iter()
        .map(|thread| letter(*thread).to_string())
        .collect();
    match all.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => all.concat(),
    }
}

/// An error if there is no room for another step after this many. If threads run in a cycle, a number
/// before a letter makes schedules of any length.
fn room(steps: usize) -> Result<(), String> {
    const MOST: usize = 1_000_000;
    /// Room is reserved for this many steps at a time, with a generous size in bytes for each step and
    /// its line in a report.
    const SOME: usize = 1024;
    const STEP: usize = 2048;
    if steps == MOST {
        return Err(format!("a schedule can have {MOST} steps at most"));
    }
    if steps.is_multiple_of(SOME) && probe((steps + SOME) * STEP).is_err() {
        return Err("there is no memory for a longer walk".into());
    }
    Ok(())
}

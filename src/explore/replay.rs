//! One schedule, walked step by step, with what each step did and what is shown after it.

use std::collections::HashMap;
use std::fmt;

use super::memory::probe;
use super::model::ScheduleEnd;
use super::written::letter;

/// A schedule under way: where it is, and what can come next.
pub trait Walk: Clone {
    /// How many threads there are, the first of which is A.
    fn threads(&self) -> usize;

    /// The store queues that threads have, by their numbers: 26 for that of A, which is called a.
    fn queues(&self) -> Vec<usize> {
        Vec::new()
    }

    /// The threads that can move, and the store queues.
    fn able(&self) -> Vec<usize>;

    /// Why a thread that can't move can't: `it waits for lock, held by A`.
    fn obstacle(&self, thread: usize) -> String;

    /// The same program in another state, as its model writes states.
    #[must_use]
    fn at(&self, state: &[u8]) -> Self;

    /// Moves a thread that can move, by this one of the ways that its step can go.
    fn advance(&mut self, thread: usize, way: u8) -> Moved;

    /// How the schedule ended; `None` while a thread can move.
    fn end(&self) -> Option<ScheduleEnd>;

    /// The name of the step that a thread takes next; empty if it has ended.
    fn next_step(&self, thread: usize) -> String;

    /// The names of the shared things that are shown.
    fn columns(&self) -> Vec<String>;

    /// Their values now.
    fn values(&self) -> Vec<String>;

    /// Whether a column is a lock, whose value is the letter of its holder.
    fn is_lock(&self, column: usize) -> bool;

    /// The column at which a thread that can't move waits, if there is one.
    fn waits_at(&self, thread: usize) -> Option<usize>;

    /// The name of a thread; `None` until it has started.
    fn name(&self, thread: usize) -> Option<String>;

    /// What a thread alone sees, by name: what it has read and still needs.
    fn own(&self, thread: usize) -> Vec<(String, String)>;

    /// What was printed before the first step.
    fn opening(&self) -> String;

    /// The program's text.
    fn text(&self) -> Vec<Listing>;

    /// The line of the text that a thread is at, counted over all listings, 0 for the first.
    fn line(&self, thread: usize) -> Option<usize>;

    /// Moves the thread of that letter, or says why it can't move. Either case will do, unless small
    /// letters are those of store queues.
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
        let able = self.able();
        if able.contains(&thread) {
            return Ok(self.advance(thread, 0));
        }
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

/// What a step did to a shared variable, which is named by its number among those of the walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Read it.
    Read(usize),
    /// Set it, perhaps by what was read before.
    Write(usize),
    /// Read and set it at once.
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
    /// What is remarkable about it: `overwrites A's update`.
    pub note: String,
    /// What it printed.
    pub printed: String,
    /// The variable that it read or set, if it is one that is shown.
    pub access: Option<Access>,
}

/// Which updates a schedule has made, to notice one that is based on what has changed since.
#[derive(Clone, Debug, Default)]
pub struct Updates {
    /// Per variable: how often it was set, and by which thread last.
    made: HashMap<usize, (u32, usize)>,
    /// Per thread and variable: how often it had been set when the thread read it.
    seen: HashMap<(usize, usize), u32>,
}

impl Updates {
    /// Adds a step, and a note to it where it overwrites another thread's update.
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
    /// Its place among the letters, 1 for the first.
    pub position: usize,
    /// The letter.
    pub letter: char,
    /// Why it can't be followed, and what can be done instead.
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "step {} of the schedule: {}", self.position, self.reason)
    }
}

impl std::error::Error for Refusal {}

/// Walks a schedule, typed as letters; a number before a letter repeats it.
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

/// The letters that were typed, with spaces or commas between them if wanted; a
/// number before a letter repeats it.
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
    // A number that no letter follows names no thread, and is refused for that.
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

/// Whether there is room for one more step after this many. If threads run in a cycle, a number
/// before a letter makes a schedule of any length.
fn room(steps: usize) -> Result<(), String> {
    const MOST: usize = 1_000_000;
    /// This many steps are provided for at a time, each with its place in a report, amply, in bytes.
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

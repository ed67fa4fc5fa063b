//! One schedule, walked step by step, with what each step did and what is shared after it.

use std::fmt;

use super::cut::free;
use super::machine::Machine;
use super::model::End;
use super::program::Program;
use super::walk::{Walk, columns};

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
    pub rows: Vec<Row>,
    /// How it ended, if it did.
    pub end: Option<End>,
    /// The threads that can move after it.
    pub able: Vec<usize>,
}

/// One step of a walked schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The thread that moved, 0 for A.
    pub thread: usize,
    /// What it did: `read 0`.
    pub text: String,
    /// The shared values after it, one per column.
    pub values: Vec<String>,
    /// What is remarkable about it: `overwrites A's update`.
    pub note: String,
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

/// The moves that were typed: letters, in either case, with spaces or commas between them where
/// wanted; a number before a letter repeats it.
pub(super) fn moves(typed: &str) -> impl Iterator<Item = char> + use<> {
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

/// Whether there is room for one more step than so many. Where threads go round in a circle, a
/// number before a letter makes a schedule of any length.
fn room(steps: usize) -> Result<(), String> {
    const MOST: usize = 1_000_000;
    /// So many steps are provided for at a time, each with its place in a report, amply, in bytes.
    const SOME: usize = 1024;
    const STEP: usize = 2048;
    if steps == MOST {
        return Err(format!(
            "a schedule of more than {MOST} steps is not walked"
        ));
    }
    if steps.is_multiple_of(SOME) && free((steps + SOME) * STEP).is_err() {
        return Err("there is no memory for a longer walk".into());
    }
    Ok(())
}

/// Walks a schedule, typed as letters in either case; a number before a letter repeats it.
pub fn replay(program: &Program, schedule: &str) -> Result<Replay, Refusal> {
    let machine = Machine::new(program);
    let mut walk = Walk::new(&machine);
    let initial = walk.values();
    let mut rows = Vec::new();
    for (before, typed) in moves(schedule).enumerate() {
        let row = room(before).and_then(|()| walk.step(typed.to_ascii_uppercase()));
        let refused = |reason| Refusal {
            position: before + 1,
            letter: typed,
            reason,
        };
        rows.push(row.map_err(refused)?);
    }
    let columns = columns(program);
    Ok(Replay {
        threads: machine.threads(),
        columns,
        initial,
        rows,
        end: walk.end(),
        able: walk.able(),
    })
}

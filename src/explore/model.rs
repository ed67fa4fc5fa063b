//! What the search walks: anything that has an initial state, moves from state to state, and ends.
//!
//! Step programs are one such model, the user's own programs are another. It is a trait, not an enum,
//! so that the search knows none of its models.

use std::fmt;
use std::hash::Hash;

use schemars::JsonSchema;
use serde::Serialize;

use super::cut::Cut;
use super::deadlock::Stuck;
use super::written::MOST_THREADS;

/// What can move: the threads, and behind them the store queues of the first of them, A's at 26.
pub(super) const MOVERS: usize = MOST_THREADS + MOST_QUEUES;

/// As many threads can have store queues: what moves takes five bits, and 31 means that nothing has.
pub(super) const MOST_QUEUES: usize = 5;

/// A program whose schedules can be searched.
///
/// A state is a run of bytes, and two states are the same if and only if their bytes are: what can no
/// longer make a difference (a local variable that is never read again) must not be in them.
pub trait Model: Sync {
    /// How a schedule ended, as the model tells ends apart: small and without words. It may name
    /// threads by number.
    type Final: Clone + Eq + Hash + Ord + Send + Sync;

    /// What one thread of the search needs to work on a state without allocating.
    type Scratch: Send;

    /// Working memory for one more thread of the search.
    fn scratch(&self) -> Self::Scratch;

    /// Writes the initial state into `state`, which is empty.
    fn initial(&self, state: &mut Vec<u8>);

    /// Adds each move that is possible in `state` to `moves`, which is empty, in the order of
    /// threads, then of alternatives. The outcome depends on `state` alone.
    ///
    /// # Errors
    /// `Cut::Refused` if the model meets something that it can't explore; it keeps the reason.
    fn moves(
        &self,
        state: &[u8],
        scratch: &mut Self::Scratch,
        moves: &mut Moves,
    ) -> Result<(), Cut>;

    /// How the schedules that lead to `state`, which has no moves, end.
    fn last(&self, state: &[u8], scratch: &mut Self::Scratch) -> Self::Final;

    /// The same in words.
    fn judge(&self, last: &Self::Final) -> ScheduleEnd;

    /// The bytes of each state, if all states have the same number of them.
    fn width(&self) -> Option<usize> {
        None
    }

    /// Whether all schedules that lead to one state are equally long. Returning true saves time and
    /// memory, and is wrong if there is an exception.
    fn graded(&self) -> bool {
        false
    }

    /// Moves that are worked out in a moment, some tenths of a second.
    fn in_a_moment(&self) -> usize {
        1_000_000
    }

    /// Renamings of threads that generate the program's symmetry: applied to a schedule, each gives
    /// another schedule. None: the program has no symmetry, or the model makes nothing of it.
    ///
    /// A model that lists some keeps one state of those that differ only by a renaming: `initial`
    /// and `moves` give that one, and the methods below say what it stands for.
    fn symmetry(&self) -> &[Renaming] {
        &[]
    }

    /// How threads are renamed on the way from `state` to the kept successor that `made` leads to.
    fn renaming(&self, _state: &[u8], _scratch: &mut Self::Scratch, _made: Move) -> Renaming {
        Renaming::NONE
    }

    /// An end with its threads renamed.
    fn renamed(&self, last: &Self::Final, _by: &Renaming) -> Self::Final {
        last.clone()
    }

    /// How many states `state` stands for, itself included.
    fn stands_for(&self, _state: &[u8], _scratch: &mut Self::Scratch) -> u128 {
        1
    }
}

/// How a schedule ends, in words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ScheduleEnd {
    /// The program ended.
    Done(Ending),
    /// No thread can move, and these have not ended.
    Deadlock(Vec<Stuck>),
    /// A loop was cut, so nothing is known of what would have come.
    Cut(Ending),
    /// A thread repeats a state of its own and never takes another step.
    Endless(Ending),
}

impl ScheduleEnd {
    /// How many bytes of words it has.
    pub(super) fn words(&self) -> usize {
        match self {
            ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending) => {
                ending.name.len() + ending.meaning.len() + ending.goal.len()
            }
            ScheduleEnd::Deadlock(_) => 0,
        }
    }
}

/// What else happened in a program of the user's own, beside what it printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// Nothing caught this exception.
    Raised {
        /// The thread's name.
        thread: String,
        /// The last line of the traceback.
        error: String,
    },
    /// A thread repeats itself without a step at this line.
    NeverEnds(usize),
    /// A loop was cut.
    Cut,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raised { thread, error } => write!(f, "{thread}: {error}"),
            Self::NeverEnds(line) => write!(f, "never ends: line {line}"),
            Self::Cut => f.write_str("cut"),
        }
    }
}

/// An end in words, and whether it is a good one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Ending {
    /// `count = 1`.
    pub name: String,
    /// `one update is lost`.
    pub meaning: String,
    /// What a player is asked for: `make it end at 1`.
    #[serde(skip)]
    pub goal: String,
    /// What tells it from others of its name.
    #[serde(skip)]
    pub notes: Vec<Note>,
    /// Whether it keeps what the program promises.
    pub good: bool,
    /// Its place among the outcomes, smallest first.
    #[serde(skip)]
    pub rank: u32,
}

impl Ending {
    /// An ending that keeps the promise.
    pub fn good(rank: u32, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            goal: format!("make it end with {name}"),
            meaning: "correct".into(),
            name,
            notes: Vec::new(),
            good: true,
            rank,
        }
    }

    /// An ending that breaks it, and what that means.
    pub fn bad(rank: u32, name: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self {
            good: false,
            ..Self::good(rank, name)
        }
        .meaning(meaning)
    }

    /// The same ending with another meaning.
    #[must_use]
    pub fn meaning(mut self, meaning: impl Into<String>) -> Self {
        self.meaning = meaning.into();
        self
    }

    /// The same ending with other words for a player.
    #[must_use]
    pub fn goal(mut self, goal: impl Into<String>) -> Self {
        self.goal = goal.into();
        self
    }
}

impl fmt::Display for Ending {
    /// On one line, with its notes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let notes = self.notes.iter().map(ToString::to_string);
        let parts: Vec<String> = self.name.lines().map(str::to_owned).chain(notes).collect();
        f.write_str(match &parts[..] {
            [] => "nothing",
            [one] => one,
            _ => return f.write_str(&parts.join(" | ")),
        })
    }
}

/// One move of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Move {
    /// The thread, 0 for A, or 26 for A's store queue.
    pub thread: u8,
    /// Which of the ways that its step can go, 0 unless there are several.
    pub alternative: u8,
}

/// Where each thread goes: `to[thread]` is its new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Renaming {
    /// The new number of each thread.
    pub to: [u8; MOVERS],
}

impl Renaming {
    /// Every thread keeps its number.
    #[expect(clippy::cast_possible_truncation, reason = "there are 31 numbers")]
    pub const NONE: Self = {
        let mut to = [0; MOVERS];
        let mut thread = 0;
        while thread < MOVERS {
            to[thread] = thread as u8;
            thread += 1;
        }
        Self { to }
    };

    /// This renaming, then another one.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        Self {
            to: self.to.map(|thread| next.to[usize::from(thread)]),
        }
    }

    /// The renaming that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut to = [0; MOVERS];
        for (thread, new) in (0u8..).zip(self.to) {
            to[usize::from(new)] = thread;
        }
        Self { to }
    }

    /// This renaming taken back, then another one.
    pub(super) fn back_then(&self, next: &Self) -> Self {
        // Most moves rename no thread.
        if *self == Self::NONE {
            *next
        } else {
            self.inverse().then(next)
        }
    }

    /// The thread that gets this number.
    pub(super) fn source(&self, number: u8) -> usize {
        let place = self.to.iter().position(|to| *to == number);
        place.expect("each number is that of a thread")
    }
}

/// A move that is possible, and what it stands for in a model with symmetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Possible {
    /// The move.
    pub made: Move,
    /// The threads that could make it alike, this one the first of them, as a set of bits: a renaming
    /// that leaves the state as it is takes each to each.
    pub alike: u32,
    /// The number that the thread which moved has in the successor.
    pub mover: u8,
    /// Where the successor ends in the bytes of all.
    until: u32,
}

/// The moves of one state, in a buffer that is used again for the next state.
#[derive(Debug, Default)]
pub struct Moves {
    bytes: Vec<u8>,
    list: Vec<Possible>,
}

impl Moves {
    /// Empties the buffer and keeps its memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.list.clear();
    }

    /// Adds a move and the state that it leads to.
    pub fn push(&mut self, thread: u8, alternative: u8, successor: &[u8]) {
        self.write(thread, alternative, |bytes| {
            bytes.extend_from_slice(successor);
        });
    }

    /// The same with a successor that is written by appending to the buffer.
    pub fn write(&mut self, thread: u8, alternative: u8, successor: impl FnOnce(&mut Vec<u8>)) {
        let made = Move {
            thread,
            alternative,
        };
        self.write_alike(made, 1 << thread, thread, successor);
    }

    /// Adds a move that the threads in `alike` could make alike, and the number that the one which
    /// moves has afterwards.
    pub fn write_alike(
        &mut self,
        made: Move,
        alike: u32,
        mover: u8,
        successor: impl FnOnce(&mut Vec<u8>),
    ) {
        successor(&mut self.bytes);
        self.list.push(Possible {
            made,
            alike,
            mover,
            until: u32::try_from(self.bytes.len()).expect("the successors of a state fit 4 GiB"),
        });
    }

    /// How many moves there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The bytes of all successors.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The moves, each with its successor.
    pub fn iter(&self) -> impl Iterator<Item = (Possible, &[u8])> {
        let mut from = 0;
        self.list.iter().map(move |possible| {
            let until = possible.until as usize;
            let successor = &self.bytes[from..until];
            from = until;
            (*possible, successor)
        })
    }
}

//! What the search explores: anything that has an initial state, moves from state to state, and ends.
//!
//! Step programs are one such model, the user's own programs another. It is a trait, not an enum, so that
//! the search knows none of its models.

use std::fmt;
use std::hash::Hash;

use schemars::JsonSchema;
use serde::Serialize;

use super::cut::Cut;
use super::deadlock::Stuck;
use super::written::MOST_THREADS;

/// The number of movers: the threads, followed by the store queues of the first few; A's is 26.
pub(super) const MOVERS: usize = MOST_THREADS + MOST_QUEUES;

/// The number of threads that can have store queues: a mover takes five bits, and 31 means none.
pub(super) const MOST_QUEUES: usize = 5;

/// A program whose schedules can be searched.
///
/// A state is a string of bytes, and two states are the same if and only if their bytes are: anything
/// that can no longer make a difference (such as a local variable that is never read again) must not be
/// in them.
pub trait Model: Sync {
    /// How a schedule ended, as far as the model distinguishes ends: small and without words. It may name
    /// threads by number.
    type Final: Clone + Eq + Hash + Ord + Send + Sync;

    /// What one search thread needs to work on a state without allocating.
    type Scratch: Send;

    /// Working memory for one more search thread.
    fn scratch(&self) -> Self::Scratch;

    /// Writes the initial state into `state`, which is empty.
    fn initial(&self, state: &mut Vec<u8>);

    /// Adds each move that is possible in `state` to `moves`, which is empty, in the order of threads,
    /// then of alternatives, which are numbered from 0 for each thread. The result depends on `state`
    /// alone.
    ///
    /// # Errors
    /// `Cut::Refused` if the model meets something it can't explore; it stores the reason.
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

    /// Whether some moves are marked as made by a thread that keeps `CPython`'s global interpreter lock.
    fn has_gil(&self) -> bool {
        false
    }

    /// The number of bytes of each state, if it is the same for all.
    fn width(&self) -> Option<usize> {
        None
    }

    /// Whether all schedules that lead to the same state have the same length. Returning true saves time
    /// and memory, but is wrong if there is any exception.
    fn graded(&self) -> bool {
        false
    }

    /// The number of moves that can be computed in a few tenths of a second.
    fn in_a_moment(&self) -> usize {
        1_000_000
    }

    /// Renamings of threads that generate the program's symmetry: applied to a schedule, each gives
    /// another schedule. Empty if the program has no symmetry, or the model doesn't exploit it.
    ///
    /// A model that lists some stores one representative of the states that differ only by a renaming:
    /// `initial` and `moves` produce representatives, and the methods below say what they stand for.
    fn symmetry(&self) -> &[Renaming] {
        &[]
    }

    /// How threads are renamed between `state` and the representative successor that `made` leads to.
    fn renaming(&self, _state: &[u8], _scratch: &mut Self::Scratch, _made: Move) -> Renaming {
        Renaming::NONE
    }

    /// An end with its threads renamed.
    fn renamed(&self, last: &Self::Final, _by: &Renaming) -> Self::Final {
        last.clone()
    }

    /// How many states `state` represents, itself included.
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
    /// A loop was cut, so the rest of the schedule is unknown.
    Cut(Ending),
    /// A thread repeats a state of its own and never takes another step.
    Endless(Ending),
}

impl ScheduleEnd {
    /// The end in words, if it isn't a deadlock.
    pub fn ending(&self) -> Option<&Ending> {
        match self {
            Self::Done(ending) | Self::Cut(ending) | Self::Endless(ending) => Some(ending),
            Self::Deadlock(_) => None,
        }
    }

    /// The length of its words in bytes.
    pub(super) fn words(&self) -> usize {
        self.ending().map_or(0, |ending| {
            ending.name.len() + ending.meaning.len() + ending.goal.len()
        })
    }
}

/// What else happened in a user's own program, besides what it printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Note {
    /// Nothing caught this exception.
    Raised {
        /// The thread's name.
        thread: String,
        /// The last line of the traceback.
        error: String,
    },
    /// A thread loops forever without taking a step, at this line.
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
    /// The goal given to a player: `make it end at 1`.
    #[serde(skip)]
    pub goal: String,
    /// What tells it from other ends with the same name.
    #[serde(skip)]
    pub notes: Vec<Note>,
    /// Whether it keeps what the program promises.
    pub good: bool,
    /// Its rank among the outcomes, lowest first.
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

    /// The same ending with another goal for a player.
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
    /// Which of the alternatives its step took, 0 unless there are several.
    pub alternative: u8,
}

/// A renaming of threads: `to[thread]` is the thread's new number.
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

    /// The inverse of this renaming.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let mut to = [0; MOVERS];
        for (thread, new) in (0u8..).zip(self.to) {
            to[usize::from(new)] = thread;
        }
        Self { to }
    }

    /// The inverse of this renaming, then another one.
    pub(super) fn back_then(&self, next: &Self) -> Self {
        // Most moves rename no thread.
        if *self == Self::NONE {
            *next
        } else {
            self.inverse().then(next)
        }
    }

    /// The thread that is given this number.
    pub(super) fn source(&self, number: u8) -> usize {
        let place = self.to.iter().position(|to| *to == number);
        place.expect("each number is that of a thread")
    }
}

/// A possible move, and what it represents in a model with symmetry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Possible {
    /// The move.
    pub made: Move,
    /// The threads that could make it equally well, as a set of bits; this one is the first. A renaming
    /// that leaves the state unchanged takes each of them to each other.
    pub alike: u32,
    /// The number that the mover has in the successor.
    pub mover: u8,
    /// Whether `CPython` since 3.10 doesn't switch threads between this move and the thread's next one.
    pub keeps_gil: bool,
    /// Where the successor ends in the buffer of all bytes.
    until: u32,
}

/// The moves of one state, in a buffer that is reused for the next state.
#[derive(Debug, Default)]
pub struct Moves {
    bytes: Vec<u8>,
    list: Vec<Possible>,
}

impl Moves {
    /// Empties the buffer but keeps its memory.
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

    /// The same, with a successor written by appending to the buffer.
    pub fn write(&mut self, thread: u8, alternative: u8, successor: impl FnOnce(&mut Vec<u8>)) {
        let made = Move {
            thread,
            alternative,
        };
        self.write_alike(made, 1 << thread, thread, successor);
    }

    /// Adds a move that any of the threads in `alike` could make, with the number that the mover has
    /// afterwards.
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
            keeps_gil: false,
            until: u32::try_from(self.bytes.len()).expect("the successors of a state fit 4 GiB"),
        });
    }

    /// Marks the move that was added last: its thread keeps the global interpreter lock.
    pub fn keep_gil(&mut self) {
        if let Some(last) = self.list.last_mut() {
            last.keeps_gil = true;
        }
    }

    /// How many moves there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The number of bytes of all successors.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there are none.
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

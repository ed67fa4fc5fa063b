//! What the search reports: how many schedules there are, how they end, and one schedule for each end.

use num_bigint::BigUint;
use schemars::JsonSchema;
use serde::Serialize;

use super::cut::Cut;
use super::deadlock::Stuck;
use super::model::Ending;
use super::replay::Replay;
use super::steps::Memory;
use super::written;

/// The limits of the search.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The maximum number of states to visit.
    pub max_states: usize,
    /// The number of threads that search, asked for once there is enough work for several.
    pub threads: fn() -> usize,
    /// The number of states that are shared out among these threads at a time: about ten milliseconds
    /// of work. What is much less than this isn't shared out.
    pub batch: usize,
    /// Whether states that differ only by a renaming of threads are stored once.
    pub symmetry: bool,
}

impl Default for Limits {
    /// Fifty million states, about a minute and three gigabytes, searched by one thread.
    fn default() -> Self {
        Self {
            max_states: 50_000_000,
            threads: || 1,
            batch: 1 << 15,
            symmetry: true,
        }
    }
}

/// How many schedules a program has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedules {
    /// Exactly this many.
    Exactly(BigUint),
    /// A cycle of states lets some run forever.
    Infinite,
    /// The search was cut short before it had counted them.
    Unknown,
}

impl Schedules {
    /// The number, if there is one.
    pub fn exact(&self) -> Option<&BigUint> {
        match self {
            Self::Exactly(number) => Some(number),
            Self::Infinite | Self::Unknown => None,
        }
    }
}

/// Threads that run the same function, and its steps by line of the program's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionSteps {
    /// The threads, 0 for A.
    pub threads: Vec<usize>,
    /// The function's name.
    pub function: String,
    /// Each line that has steps: its number, its text, and what its steps do.
    pub lines: Vec<(usize, String, Vec<String>)>,
}

/// One way in which schedules end.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Outcome {
    /// Its name and meaning.
    #[serde(flatten)]
    pub ending: Ending,
    /// Whether it is a deadlock.
    pub deadlock: bool,
    /// The schedules that end this way; `None` if they were not counted.
    #[serde(serialize_with = "written::digits")]
    #[schemars(
        with = "Option<String>",
        description = "How many schedules end so; null if they were not counted"
    )]
    pub schedules: Option<BigUint>,
    /// Their share of all schedules, 0 to 1.
    pub share: Option<f64>,
    /// The chance of ending this way if each move is drawn uniformly from the threads that can move.
    pub chance: Option<f64>,
    /// The schedule with the fewest preemptions, then the shortest, then the alphabetically first; if the
    /// search was cut short, the best or the first that it found.
    pub schedule: String,
    /// The number of preemptions in that schedule.
    pub preemptions: u32,
    /// Whether `CPython` since 3.10 never shows it, because it switches threads only at calls and backward
    /// jumps.
    #[serde(skip)]
    pub hidden_by_gil: bool,
}

/// One kind of deadlock: threads that wait at the same places for the same things.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Deadlock {
    /// Every thread that is stuck.
    pub stuck: Vec<Stuck>,
    /// Those that wait for each other in a cycle, each for the next; empty if there is no cycle.
    #[serde(serialize_with = "written::threads")]
    #[schemars(with = "Vec<String>")]
    pub cycle: Vec<usize>,
    /// The number of states in which it occurs.
    pub states: usize,
    /// The schedules that end in it; `None` if they were not counted.
    #[serde(serialize_with = "written::digits")]
    #[schemars(
        with = "Option<String>",
        description = "How many schedules end in it; null if they were not counted"
    )]
    pub schedules: Option<BigUint>,
    /// The chance of ending in it, defined as for an outcome.
    pub chance: Option<f64>,
    /// A schedule that ends in it, chosen as for an outcome.
    pub schedule: String,
    /// The number of preemptions in that schedule.
    pub preemptions: u32,
}

/// What the findings say about the program's promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
// The name that readers of the schema know.
#[schemars(rename = "Said")]
pub enum Conclusion {
    /// It holds in every schedule.
    Proved,
    /// The fault that the lesson planted was found.
    Shown,
    /// A schedule breaks it, and no fault was planted.
    Broken,
    /// A schedule ends in a deadlock, and no fault was planted.
    Deadlocked,
    /// The search stopped before every state was visited, and found no fault: not a proof.
    Stopped,
}

/// What a program is, for readers of its findings.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The demo, the variant, the size in words.
    pub title: [String; 3],
    /// What should hold in every schedule.
    pub promise: String,
    /// Whether the lesson planted a fault against it.
    pub planted: bool,
    /// When others see what a thread writes.
    pub memory: Memory,
    /// What the model decides or leaves out.
    pub remarks: Vec<String>,
    /// The steps in words: letters, role, steps.
    pub steps: Vec<(String, String, String)>,
}

/// Everything that was found out about a program.
#[derive(Debug)]
pub struct Findings {
    /// What was explored.
    pub about: About,
    /// States visited; states that differ only by a renaming of threads count once.
    pub states: usize,
    /// The states that these represent, if the program has symmetry and the number is known.
    pub all_states: Option<u128>,
    /// The memory used by states, index and moves, in bytes.
    pub memory: usize,
    /// Whether these are all the states there are.
    pub whole: bool,
    /// Why the search was cut short. If every state had been visited by then, it happened while counting
    /// if the schedules are unknown, otherwise while choosing those to show.
    pub cut: Option<Cut>,
    /// How many schedules there are.
    pub schedules: Schedules,
    /// The outcomes: a deadlock first, then by rank.
    pub outcomes: Vec<Outcome>,
    /// The kinds of deadlock, the shortest schedule first.
    pub deadlocks: Vec<Deadlock>,
    /// The schedule of the first outcome that breaks the promise, or else of the first outcome; `None` if
    /// there is no outcome, or no memory for all its steps.
    pub replay: Option<Replay>,
}

impl Findings {
    /// The outcome to replay: the first that breaks the promise, or else the first.
    pub fn shown(&self) -> Option<&Outcome> {
        let broken = self.outcomes.iter().find(|outcome| !outcome.ending.good);
        broken.or(self.outcomes.first())
    }

    /// What they say about the promise.
    pub fn conclusion(&self) -> Conclusion {
        let broken = self.outcomes.iter().any(|outcome| !outcome.ending.good);
        match (broken, self.about.planted) {
            (true, true) => Conclusion::Shown,
            (true, false) if self.deadlocks.is_empty() => Conclusion::Broken,
            (true, false) => Conclusion::Deadlocked,
            (false, _) if self.whole => Conclusion::Proved,
            (false, _) => Conclusion::Stopped,
        }
    }
}

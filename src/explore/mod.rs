//! The explorer: step programs, the exact search of their interleavings, replay of one schedule,
//! and play, where a person is the scheduler.
//!
//! It owns the model and every number that is counted in it. It starts no thread, reads no clock,
//! and knows nothing of how its findings are shown. A step is one atomic action and steps are
//! sequentially consistent: weak memory orders are left out, and the reports say so.
//!
//! ```
//! use threaddemo::explore::{Builder, Ending, Limits, Steps, Value, explore};
//!
//! let mut program = Builder::new("counter", "unlocked", "2 workers x 1 increment");
//! let count = program.var("count", 0);
//! for _ in 0..2 {
//!     let mut worker = Steps::of("worker");
//!     let seen = worker.register();
//!     worker.read(count, seen);
//!     worker.write(count, Value::Plus(seen, 1));
//!     program.thread(worker);
//! }
//! let program = program.finish(move |finals| Ending::good(finals[count], format!("count = {}", finals[count])));
//! let findings = explore(&program, &Limits::default());
//! assert_eq!(findings.schedules.exact().unwrap().to_string(), "6");
//! ```

mod build;
mod count;
mod cut;
mod deadlock;
mod findings;
mod graph;
mod kinds;
mod lesson;
mod machine;
mod model;
mod moves;
mod play;
mod program;
mod replay;
mod search;
mod step;
mod store;
mod walk;
mod witness;

#[cfg(test)]
mod tests;

pub use build::{Builder, Steps};
pub use cut::Cut;
pub use deadlock::Stuck;
pub use findings::{Deadlock, Findings, Limits, Outcome, Schedules, Verdict};
pub use lesson::{LETTERS, Lesson, MOST, Mode, SPURIOUS, Size, Sizes, Unfit, many, part};
pub use model::{End, MOST_THREADS, Model, Move, Moves, Possible, Renaming};
pub use play::{Played, play};
pub use program::{Ending, Finals, Program, letter};
pub use replay::{Refusal, Replay, Row, replay};
pub use search::{explore, explore_until};
pub use step::{
    Capacity, Condition, Lock, Op, Queue, Register, Semaphore, Step, Test, Thread, Value, Var,
    Watch,
};

//! The explorer: step programs, the exact search of their interleavings, and replay of one schedule.
//!
//! It owns the model and everything that is counted in it. It reads no clock, prints nothing, and its
//! only threads are those of the search. A step is one atomic action, and steps are sequentially
//! consistent unless a program asks for x86-TSO memory; weaker memory orders are left out, and the
//! reports say so.
//!
//! ```
//! use explore::{Builder, Ending, Limits, Steps, Value, explore};
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

mod atlas;
mod cut;
mod deadlock;
mod explored;
mod findings;
mod memory;
mod model;
mod odds;
mod replay;
mod search;
mod steps;
mod written;

pub use atlas::{Action, Atlas, Edge, Next, State, View};
pub use cut::{Callback, Cut, Progress};
pub use deadlock::Stuck;
pub use explored::{explore, explore_until};
pub use findings::{
    About, Conclusion, Deadlock, Findings, FunctionSteps, Limits, Outcome, Schedules,
};
pub use memory::{make_room, room_for, spare_room};
pub use model::{Ending, Model, Move, Moves, Note, Possible, Renaming, ScheduleEnd};
pub use odds::Odds;
pub use replay::{
    Access, Listing, Moved, Refusal, Replay, Updates, Walk, follow, letters, typed_letters,
};
pub use search::explore_model;
pub use steps::{
    Blocked, Builder, Capacity, Condition, Final, Finals, LETTERS, Lesson, Lock, MEMORY, MOST,
    Memory, Mode, Op, Program, Queue, Register, SPURIOUS, ScratchStates, Semaphore, Size, Sizes,
    Step, StepModel, StepWalk, Steps, Test, Thread, Unfit, Value, Var, Watch, many, part, replay,
};
pub use written::{MOST_THREADS, lane, letter};

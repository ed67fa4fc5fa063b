//! Step programs: threads as lists of atomic steps over shared things, and what their steps do.

mod build;
mod lesson;
mod machine;
mod moves;
mod program;
mod step;
mod stuck;
mod walk;

pub use build::{Builder, Steps};
pub use lesson::{LETTERS, Lesson, MOST, Mode, SPURIOUS, Size, Sizes, Unfit, many, part};
pub use program::{Finals, Program};
pub use step::{
    Capacity, Condition, Lock, Op, Queue, Register, Semaphore, Step, Test, Thread, Value, Var,
    Watch,
};
pub use walk::{StepWalk, replay};

pub(super) use machine::Machine;
pub(super) use stuck::stuck;

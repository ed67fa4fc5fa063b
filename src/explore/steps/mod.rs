//! Step programs: threads as lists of atomic steps over shared things, and what their steps do.

mod bounds;
mod build;
mod fields;
mod flow;
mod lesson;
mod machine;
mod model;
mod moves;
mod place;
mod program;
mod step;
mod stores;
mod stuck;
mod symmetry;
mod text;
mod things;
mod tso;
mod walk;

pub use build::{Builder, Steps};
pub use lesson::{LETTERS, Lesson, MEMORY, MOST, Mode, SPURIOUS, Size, Sizes, Unfit, many, part};
pub use model::{ScratchStates, StepModel};
pub use program::{Finals, Program};
pub use step::{
    Capacity, Condition, Lock, Op, Queue, Register, Semaphore, Step, Test, Thread, Value, Var,
    Watch,
};
pub use stores::Memory;
pub use stuck::{Blocked, Final};
pub use walk::{StepWalk, replay};

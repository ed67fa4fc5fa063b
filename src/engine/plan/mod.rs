//! What is to be run, as data: a plan's variants, a job's tasks, their outcomes, and the checks of their
//! answers. No thread is started here.

mod bound;
mod check;
mod job;
mod setup;
mod strategy;
mod task;
mod variant;

pub use bound::Bound;
pub use check::{Check, Checked, PossibleEnd, ProcessMap, RunEnd};
pub use job::{AfterJoin, BeforeStart, Job, MainPart, Prepare, Prepared, RunView, WhileRunning};
pub use setup::Setup;
pub use strategy::Strategy;
pub use task::{Body, Task, TaskError, TaskResult};
pub use variant::{Figure, Plan, Variant};

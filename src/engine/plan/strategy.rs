//! How the tasks of a job are carried out, by name; carrying them out is left to
//! [`engine::strategy`](crate::strategy).

/// How the tasks of a job are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// One after another, on the main thread.
    Sequential,
    /// Each on its own thread.
    Threads,
    /// On this many threads, each of which takes the next task when it has finished one.
    Pool(usize),
    /// Each in its own process.
    Processes,
}

impl Strategy {
    /// Its name, without a pool's size.
    pub fn name(self) -> &'static str {
        match self {
            Strategy::Sequential => "sequential",
            Strategy::Threads => "threads",
            Strategy::Pool(_) => "pool",
            Strategy::Processes => "processes",
        }
    }

    /// How many threads or processes work in parallel on `tasks` tasks.
    pub fn workers(self, tasks: usize) -> usize {
        match self {
            Strategy::Sequential => 1,
            Strategy::Threads | Strategy::Processes => tasks,
            Strategy::Pool(size) => size,
        }
    }
}

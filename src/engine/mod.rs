//! How a job is run and recorded: the plan of what to run, the strategies that carry it out, the
//! threads and children that do it, the record of what happened, the live output, the signal
//! that stops it all, and the watch over memory that ends a search. What is run is left to the lessons, what
//! is made of the record to the reports.

pub mod children;
pub mod external;
pub mod live;
pub mod memory_watch;
pub mod plan;
pub mod record;
pub mod stop;
pub mod strategy;
pub mod thread_group;

//! How a job is run and recorded: the plan, the strategies that carry it out, the threads and children
//! that do the work, the record of what happened, the live output, the stop signal, and the memory watch
//! that ends a search. What is run is left to the lessons, what is made of the record to the reports.

pub mod children;
pub mod external;
pub mod live;
pub mod memory_watch;
pub mod plan;
pub mod record;
pub mod stop;
pub mod strategy;
pub mod thread_group;

//! threaddemo lets people see concurrency: it runs the classic multithreading lessons on real
//! threads, prints what they print as they print it, times one way against another, and checks
//! what it shows.
//!
//! ```text
//! argv ─cli→ Request ─demos→ Plan ─strategy→ entries ─record→ Record ─stats→ Comparison ─report→ text, JSON
//!                       └──program→ explore (state space) → Findings ──────────────────────────┘
//! ```
//!
//! [`app`] is the one place that sees all of it. A lesson is a row of data in [`demos`]; a plan
//! ([`plan`]) is data too; the threads that do them are hired from [`crew`] alone, the clock is read in
//! [`record`] alone, and stdout belongs to [`live`].

pub mod app;
pub mod cli;
pub mod crew;
pub mod demos;
pub mod digits;
pub mod error;
pub mod explore;
pub mod live;
pub mod plan;
pub mod record;
pub mod relaunch;
pub mod report;
pub mod results;
pub mod stats;
pub mod stop;
pub mod strategy;
pub mod sync;
pub mod system;

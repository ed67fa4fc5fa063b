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
//! ([`engine::plan`]) is data too; the threads that do them are hired from [`engine::thread_group`] alone, the clock is read in
//! [`engine::record`] alone, and stdout belongs to [`engine::live`].

pub mod app;
pub mod cli;
pub mod demos;
pub mod engine;
pub mod error;
pub mod explore;
#[allow(clippy::pedantic)] // a new room: held to the default lints until it has been tidied
pub mod python;
pub mod report;
pub mod stats;
pub mod sync;
pub mod system;
pub mod words;

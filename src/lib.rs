//! threaddemo lets people see concurrency: it runs the classic multithreading lessons on real
//! threads, prints their lines as they happen, times one way of running them against another, and
//! checks what it shows.
//!
//! ```text
//! argv ─cli→ Request ─demos→ Plan ─engine→ Record ─stats→ Results ─report→ text, timeline, JSON, trace, page
//!                       └─model→ Program ─explore→ Findings ──────────────┘
//! ```
//!
//! What a command does passes through the rooms once, downwards. Each is a package that can use only what
//! its manifest names:
//!
//! - [`app`] sees all the others: it runs the request, reports it, and returns the exit code.
//! - [`cli`] turns arguments into a `Request`, by a clap tree built from the registry.
//! - [`report`] holds the forms of output, each a function from data to bytes.
//! - [`demos`] is the registry of lessons, a row of data and a folder for each.
//! - [`python`] parses, checks and compiles the user's own programs.
//! - [`engine`] runs a plan and records it. Only [`engine::record`] reads the clock.
//! - [`explore`] counts every interleaving of a program, exactly.
//! - [`sync`] holds the shared-memory parts that the lessons teach.
//! - [`system`] asks the operating system whatever has to be asked.
//! - [`stats`] turns repeated runs into verdicts.
//! - [`words`] and [`error`] are single files: plurals and figures in words, and exit codes.
//!
//! To get to know it, read [`demos::demo`], one demo such as `demos/semaphore`, then [`engine::plan`]
//! and [`engine::record`]. `CONTRIBUTING.md` says how to add a demo, a wait, a primitive or a report.

pub use {app, cli, demos, engine, error, explore, python, report, stats, sync, system, words};

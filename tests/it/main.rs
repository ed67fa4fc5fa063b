//! The real program, run from outside: what it prints, how it ends, what it leaves behind.
//!
//! [`runner`] starts it; each other file tests the promises of one part of the program.

mod at_once;
mod check;
mod commands;
mod compare;
mod cuts;
mod endings;
mod examples;
mod explain;
mod explore;
mod gates;
mod interrupts;
mod json;
mod lessons;
mod limits;
mod lines;
mod output;
mod pictures;
mod python;
mod python_text;
mod readme;
mod registry;
mod reordering;
mod repeats;
mod room;
mod runner;
mod saved;
mod scale;
mod schema;
mod scripts;
mod shared;
mod shells;
mod sources;
mod square_cube;
mod stalled;
mod storm;
mod targets;
mod tools;
mod tour;
mod usage;
mod work;
mod wrong;

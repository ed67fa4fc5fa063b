//! Model checks: the parts of `src/sync` and a lane's chunk, from the same source files, under a
//! scheduler that tries every interleaving of two or three threads, with spurious wake-ups and time-outs
//! at every moment.
//!
//! It is a separate package, since the controlled scheduler's panic hook is process-wide, and since
//! millions of schedules take ten times as long unoptimized. Memory is
//! sequentially consistent here: what a weaker order would allow is not tried.

#![cfg(test)]

mod accounts;
mod barrier;
mod buffer;
mod chunk;
mod counter;
mod event;
mod explorer;
mod locks;
mod read_write_lock;
mod record;
mod rendezvous;
#[path = "../it/repeats.rs"]
mod repeats;
mod search;
mod search_itself;
mod seats;
mod semaphore;
mod sync;
mod tallies;

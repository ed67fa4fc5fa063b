//! The parts on real threads; `tests/model` tries their interleavings. The tests have their own files
//! because the model checks mount the parts' files.

mod accounts;
mod barrier;
mod buffer;
mod counter;
mod event;
mod locks;
mod read_write_lock;
mod rendezvous;
mod seats;
mod semaphore;
mod tallies;

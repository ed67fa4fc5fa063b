//! The parts on real threads; `tests/model` tries their interleavings. They are apart from the parts
//! because the model checks mount those files.

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

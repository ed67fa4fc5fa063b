//! Pending stores, as data; what they do is in `tso`.

use super::step::Var;

/// When others see what a thread writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Memory {
    /// At once: steps are sequentially consistent.
    #[default]
    Sc,
    /// Once its store queue has written it to memory, oldest first: total store order.
    Tso,
}

impl Memory {
    /// The names to type, in the order of the models.
    pub const NAMES: &'static [&'static str] = &["sc", "tso"];

    /// The model's name, as it is typed.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What is known about a thread's store queue.
#[derive(Debug)]
pub(super) struct StoreQueue {
    /// Its place among the threads.
    pub(super) thread: usize,
    /// The stores, in the order they are made.
    pub(super) stores: Vec<Store>,
}

/// A store that a thread makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Store {
    /// The place of its step.
    pub(super) place: usize,
    pub(super) var: Var,
    pub(super) value: u32,
}

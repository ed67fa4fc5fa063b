//! Values by number, so that a number can take the place of a value in states.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use super::growth::{room_in, room_in_list};
use super::hashing::Hashing;
use explore::Cut;

/// Values of one kind, each once, numbered from 0 as they come.
pub(super) struct Numbers<T> {
    numbers: HashMap<T, u32, Hashing>,
    all: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self {
            numbers: HashMap::default(),
            all: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    /// The number of a value.
    pub(super) fn number<Q>(&mut self, value: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers.insert(value.to_owned(), number);
        self.all.push(value.to_owned());
        number
    }

    /// The value with this number, if there is one.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        self.all.get(number as usize)
    }

    /// The value with a number that was given out.
    pub(super) fn part(&self, number: u32) -> &T {
        &self.all[number as usize]
    }

    /// Makes room for more.
    pub(super) fn make_room(&mut self) -> Result<(), Cut> {
        room_in(&mut self.numbers)?;
        room_in_list(&mut self.all)
    }
}

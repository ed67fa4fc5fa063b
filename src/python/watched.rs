//! A list that tracks which of its elements are read, to know what a step depends on.

use std::cell::Cell;
use std::ops::{Index, IndexMut};
use std::slice;

use super::thread::{Question, Thread};

/// The bit that stands for all elements, including missing ones.
pub(super) const ALL: u128 = 1 << 127;

/// A list, and the elements that were read since it was made.
#[derive(Debug)]
pub(super) struct Watched<T> {
    list: Vec<T>,
    looked: Cell<u128>,
    /// Those that were only asked each of these questions.
    asked: [Cell<u128>; 2],
    /// Those that were replaced before they were read: what is read in them now depends on nothing earlier.
    replaced: u128,
}

impl<T> Watched<T> {
    /// A list of which nothing has been read.
    pub(super) fn new(list: Vec<T>) -> Self {
        Self {
            list,
            looked: Cell::new(0),
            asked: Default::default(),
            replaced: 0,
        }
    }

    /// The elements that were read, as a set of bits; those that were replaced first don't count.
    pub(super) fn looked(&self) -> u128 {
        self.looked.get()
    }

    /// Whether an element was read.
    pub(super) fn has_looked(&self, place: usize) -> bool {
        self.looked.get() & bit(place) != 0
    }

    /// An element, without recording the read.
    pub(super) fn unnoted(&self, place: usize) -> Option<&T> {
        self.list.get(place)
    }

    /// The length, without recording the read.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// An element, if it is there.
    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.look(place);
        self.list.get(place)
    }

    /// All elements.
    pub(super) fn iter(&self) -> slice::Iter<'_, T> {
        self.look_at_all();
        self.list.iter()
    }

    /// All elements of a list whose length is the same in all states.
    pub(super) fn each(&self) -> slice::Iter<'_, T> {
        (0..self.list.len()).for_each(|place| self.look(place));
        self.list.iter()
    }

    /// Replaces an element, which isn't recorded.
    pub(super) fn set(&mut self, place: usize, element: T) {
        self.replaced |= bit(place) & !(self.looked.get() | ALL);
        self.list[place] = element;
    }

    /// Adds an element, which is recorded as if all were read.
    pub(super) fn push(&mut self, element: T) {
        self.looked.set(self.looked.get() | ALL);
        self.list.push(element);
    }

    fn look(&self, place: usize) {
        self.looked
            .set(self.looked.get() | bit(place) & !self.replaced);
    }

    fn look_at_all(&self) {
        let all = if self.list.len() < 127 {
            (1 << self.list.len()) - 1
        } else {
            0
        };
        let all = all & !self.replaced | ALL;
        self.looked.set(self.looked.get() | all);
    }
}

impl Watched<Thread> {
    /// Asks a thread a question, without recording more than that.
    pub(super) fn ask(&self, place: usize, question: Question) -> bool {
        let asked = &self.asked[question as usize];
        asked.set(asked.get() | bit(place));
        question.answer(self.list[place].status)
    }

    /// The threads that were asked a question and not read.
    pub(super) fn asked(&self, question: Question) -> u128 {
        self.asked[question as usize].get() & !self.looked.get()
    }
}

/// The bit of an element.
fn bit(place: usize) -> u128 {
    if place < 127 { 1 << place } else { ALL }
}

impl<T> Default for Watched<T> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<T: Clone> Clone for Watched<T> {
    fn clone(&self) -> Self {
        Self::new(self.list.clone())
    }
}

impl<T> Index<usize> for Watched<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        self.look(place);
        &self.list[place]
    }
}

impl<T> IndexMut<usize> for Watched<T> {
    fn index_mut(&mut self, place: usize) -> &mut T {
        self.look(place);
        &mut self.list[place]
    }
}

impl<'w, T> IntoIterator for &'w Watched<T> {
    type Item = &'w T;
    type IntoIter = slice::Iter<'w, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'w, T> IntoIterator for &'w mut Watched<T> {
    type Item = &'w mut T;
    type IntoIter = slice::IterMut<'w, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.look_at_all();
        self.list.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_at_is_noted() {
        let mut list = Watched::new(vec![0; 200]);
        assert_eq!((list.len(), list.unnoted(9)), (200, Some(&0)));
        assert_eq!(list.looked(), 0);
        list[3] += list[5];
        assert_eq!(list.looked(), 1 << 3 | 1 << 5);
        assert_eq!(list.clone().looked(), 0);
        assert_eq!(list[150], 0);
        assert_eq!(list.looked(), ALL | 1 << 3 | 1 << 5);
        let few = Watched::new(vec![0; 2]);
        assert_eq!(few.iter().sum::<i32>(), 0);
        assert_eq!(few.looked(), ALL | 0b11);
        let mut few = Watched::new(vec![0; 3]);
        few.set(1, 7);
        assert_eq!(few.looked(), 0);
        assert_eq!(few.each().sum::<i32>(), 7);
        assert_eq!(few.looked(), 0b101);
        assert!(few.has_looked(2) && !few.has_looked(1));
        // What is replaced after it was read was read all the same.
        few.set(0, 1);
        assert_eq!((few[0], few.looked()), (1, 0b101));
    }
}

//! What the runs of one search have in common: what was touched, and the texts by number.

use super::super::sharing::Touches;
use std::collections::{HashMap, HashSet};

/// Texts by number.
#[derive(Default)]
pub(in crate::python) struct Texts {
    numbers: HashMap<String, u32>,
    all: Vec<String>,
}

impl Texts {
    /// The number of a text.
    pub(in crate::python) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.to_string());
        self.numbers.insert(text.to_string(), number);
        number
    }

    /// The text of a number.
    pub(in crate::python) fn text(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", String::as_str)
    }
}

/// What the runs of one search have in common and add to.
#[derive(Default)]
pub(in crate::python) struct Common {
    pub(in crate::python) touches: Touches,
    pub(in crate::python) texts: Texts,
    /// States that were walked on from since something new was found to be shared.
    pub(in crate::python) late: u32,
    /// States from which an end can be reached, by their hashes.
    pub(in crate::python) hopeful: HashSet<u128>,
    /// States from which none can: some thread goes round for ever.
    pub(in crate::python) hopeless: HashSet<u128>,
    /// Where threads are switched only as `CPython` since 3.10 does it: whether it may have switched
    /// them since the last step.
    pub(in crate::python) gil: Option<bool>,
    /// The lines of loops that were cut.
    pub(in crate::python) cuts: std::collections::BTreeSet<u32>,
}

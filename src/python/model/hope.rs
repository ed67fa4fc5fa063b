//! Whether an end can still be reached: if not, some thread goes round the same states forever, whatever
//! the scheduler does.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::machine::Common;
use super::program::Python;

/// The maximum number of states examined from one state.
const MOST: usize = 1 << 14;

impl Python {
    /// Whether no end can be reached from a state. Results for other states along the way are remembered.
    pub(super) fn hopeless(&self, common: &mut Common, state: &[u8]) -> bool {
        let start = digest(state);
        if common.hopeless.contains(&start) {
            return true;
        }
        // Each state met, and the one from which it was first reached.
        let mut met = HashMap::from([(start, start)]);
        let mut open = vec![(start, state.to_vec())];
        let mut reached = None;
        while let Some((number, bytes)) = open.pop() {
            if common.hopeful.contains(&number) || met.len() > MOST {
                reached = Some(number);
                break;
            }
            let mut ends = true;
            // If everything has to stop, nothing is known about any state.
            if common.go_on().is_err() {
                return false;
            }
            let moved = self.each_move(common, &bytes, &mut |_, _, after, _| {
                ends = false;
                let mut bytes = Vec::new();
                after.write(&mut bytes);
                let next = digest(&bytes);
                met.entry(next).or_insert_with(|| {
                    open.push((next, bytes));
                    number
                });
            });
            if ends || moved.is_err() {
                reached = Some(number);
                break;
            }
        }
        let Some(mut at) = reached else {
            common.hopeless.extend(met.into_keys());
            return true;
        };
        while common.hopeful.insert(at) && at != start {
            at = met[&at];
        }
        common.hopeful.insert(start);
        false
    }
}

/// Two hashes of a state; states with the same two are considered equal.
fn digest(state: &[u8]) -> u128 {
    let hash = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, state).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    hash(1) << 64 | hash(2)
}

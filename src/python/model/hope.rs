//! Whether an end can still be reached: where none can, some thread goes round the same states for
//! ever, whatever the scheduler does.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::super::machine::Common;
use super::program::Python;

/// More states than this are not looked at from one of them.
const MOST: usize = 1 << 14;

impl Python {
    /// Whether no end can be reached from a state. What is found out of other states on the way is
    /// remembered.
    pub(super) fn hopeless(&self, common: &mut Common, state: &[u8]) -> bool {
        let start = digest(state);
        if common.hopeless.contains(&start) {
            return true;
        }
        // Each state that is met, and the one that it was first met from.
        let mut met = HashMap::from([(start, start)]);
        let mut open = vec![(start, state.to_vec())];
        let mut reached = None;
        while let Some((number, bytes)) = open.pop() {
            if common.hopeful.contains(&number) || met.len() > MOST {
                reached = Some(number);
                break;
            }
            let mut ends = true;
            // Where everything is to stop, nothing is known of any state.
            if common.go_on().is_err() {
                return false;
            }
            let moved = self.each_move(common, &bytes, &mut |_, _, after, parts| {
                ends = false;
                let mut bytes = Vec::new();
                after.write(parts, &mut bytes);
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

/// Two hashes of a state: two states that share both are taken for one.
fn digest(state: &[u8]) -> u128 {
    let hash = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        (seed, state).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    hash(1) << 64 | hash(2)
}

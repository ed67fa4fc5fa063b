//! The set of states: each is stored once, end to end with the others, and looked up by its hash.

use std::hash::{BuildHasherDefault, Hasher};

use crate::cut::{Asker, Cut};
use crate::memory::{filled, reserve};

/// States stored end to end. If all have the same length, nothing else is stored.
#[derive(Debug, Default)]
pub(super) struct States {
    width: Option<usize>,
    bytes: Vec<u8>,
    /// Where each state ends, if they differ in length.
    ends: Vec<u64>,
    len: usize,
}

impl States {
    pub(super) fn new(width: Option<usize>) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, state: usize) -> &[u8] {
        let end = |state: usize| usize::try_from(self.ends[state]).expect("memory is addressable");
        match self.width {
            Some(width) => &self.bytes[state * width..][..width],
            None => &self.bytes[state.checked_sub(1).map_or(0, end)..end(state)],
        }
    }

    /// Adds a state; there must be room for it.
    pub(super) fn push(&mut self, state: &[u8]) {
        append(&mut self.bytes, state);
        if self.width.is_none() {
            self.ends.push(self.bytes.len() as u64);
        }
        self.len += 1;
    }

    pub(super) fn reserve(&mut self, states: usize, bytes: usize) -> Result<(), Cut> {
        if self.width.is_none() {
            reserve(&mut self.ends, states)?;
        }
        reserve(&mut self.bytes, bytes)
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.len = 0;
    }

    /// The number of bytes of all states.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 8
    }
}

/// The states found so far, or only those that can be met again, numbered from `first` on.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) states: States,
    pub(super) first: usize,
    /// An open-addressing hash table with a power of two of slots: a state's hash in the upper half, its
    /// index in `states` plus one in the lower; 0 if free.
    table: Vec<u64>,
}

const FEWEST_SLOTS: usize = 64;

impl Store {
    pub(super) fn new(width: Option<usize>) -> Self {
        Self {
            states: States::new(width),
            first: 0,
            table: vec![0; FEWEST_SLOTS],
        }
    }

    /// Makes room for this many more states, of this many bytes in total.
    pub(super) fn reserve(
        &mut self,
        states: usize,
        bytes: usize,
        asker: &Asker,
    ) -> Result<(), Cut> {
        self.states.reserve(states, bytes)?;
        while (self.states.len() + states) * 4 > self.table.len() * 3 {
            self.grow(asker)?;
        }
        Ok(())
    }

    /// The number of a known state.
    pub(super) fn find(&self, hash: u32, state: &[u8]) -> Option<u32> {
        self.slot(hash, state).err().map(|place| self.number(place))
    }

    /// The number of a state, and whether it is new; there must be room for it.
    pub(super) fn intern(&mut self, hash: u32, state: &[u8]) -> (u32, bool) {
        match self.slot(hash, state) {
            Err(place) => (self.number(place), false),
            Ok(slot) => {
                let place = self.states.len();
                self.states.push(state);
                self.table[slot] = u64::from(hash) << 32 | (place as u64 + 1);
                (self.number(place), true)
            }
        }
    }

    /// Discards the states stored so far, which are never met again, and returns them. `before`, the
    /// previous layer, is recycled for new ones.
    pub(super) fn leave(&mut self, mut before: States) -> States {
        before.clear();
        let left = std::mem::replace(&mut self.states, before);
        self.first += left.len();
        let slots = (left.len() * 2).next_power_of_two().max(FEWEST_SLOTS);
        self.table.clear();
        // Within the reserved capacity, or as small as a new table: the rest is requested later.
        self.table
            .resize(slots.min(self.table.capacity()).max(FEWEST_SLOTS), 0);
        left
    }

    /// Memory in use, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.states.memory() + self.table.capacity() * 8
    }

    fn number(&self, place: usize) -> u32 {
        u32::try_from(self.first + place).expect("the bound on states fits 27 bits")
    }

    /// The free slot where a state belongs; or, as an error, its index if it is known.
    fn slot(&self, hash: u32, state: &[u8]) -> Result<usize, usize> {
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            let entry = self.table[slot];
            if entry == 0 {
                return Ok(slot);
            }
            if entry >> 32 == u64::from(hash) {
                let [.., a, b, c, d] = entry.to_be_bytes();
                let place = u32::from_be_bytes([a, b, c, d]) as usize - 1;
                if same(self.states.get(place), state) {
                    return Err(place);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Doubles the table.
    fn grow(&mut self, asker: &Asker) -> Result<(), Cut> {
        let mask = self.table.len() * 2 - 1;
        let mut table = filled(0u64, mask + 1, asker)?;
        for entry in self.table.iter().filter(|entry| **entry != 0) {
            let mut slot = (entry >> 32) as usize & mask;
            while table[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            table[slot] = *entry;
        }
        self.table = table;
        Ok(())
    }
}

/// Up to this many bytes are copied and compared word by word, which is faster than a call.
const FEW_BYTES: usize = 32;

/// Appends a state to a list of bytes.
pub(super) fn append(list: &mut Vec<u8>, state: &[u8]) {
    let (words, rest) = state.as_chunks::<8>();
    if state.len() > FEW_BYTES || !rest.is_empty() {
        list.extend_from_slice(state);
    } else {
        for word in words {
            list.extend_from_slice(word);
        }
    }
}

/// Whether two states are the same.
fn same(one: &[u8], two: &[u8]) -> bool {
    let (words, rest) = one.as_chunks::<8>();
    if one.len() != two.len() || one.len() > FEW_BYTES || !rest.is_empty() {
        return one == two;
    }
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    let mut pairs = words.iter().zip(two.as_chunks::<8>().0);
    pairs.all(|(one, two)| word(one) == word(two))
}

const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Multiply and rotate, eight bytes at a time, folded at the end; based on rustc's `FxHasher`.
#[allow(clippy::cast_possible_truncation)] // the upper half was folded into the lower one
pub(super) fn hash(bytes: &[u8]) -> u32 {
    let mut hash = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    let mut add = |word: u64| hash = (hash.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    for word in words {
        add(u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut word = [0; 8];
        word[..rest.len()].copy_from_slice(rest);
        add(u64::from_le_bytes(word));
    }
    (hash ^ hash >> 29 ^ hash >> 47) as u32 ^ (hash >> 32) as u32
}

/// The same for small map keys.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        self.write_u64(u64::from(hash(bytes)));
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(SPREAD);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29 ^ self.0 >> 47
    }
}

/// A map with that hash for small keys.
pub(super) type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Spread>>;

/// A set with the same hash.
pub(super) type Set<K> = std::collections::HashSet<K, BuildHasherDefault<Spread>>;

#[cfg(test)]
mod tests {
    use super::{Store, hash};
    use crate::cut::Asker;

    #[test]
    fn a_state_is_kept_once_and_comes_back_whole() {
        for width in [None, Some(16)] {
            let asker = Asker::new(&|_| None);
            let mut store = Store::new(width);
            let states: Vec<Vec<u8>> = (0..2000u128)
                .map(|n| {
                    let bytes = (((n * 300) << 80) | (n % 7)).to_le_bytes();
                    let short = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0);
                    bytes[..width.unwrap_or(short)].to_vec()
                })
                .collect();
            let mut distinct = 0;
            for state in &states {
                store.reserve(1, state.len(), &asker).unwrap();
                let (number, new) = store.intern(hash(state), state);
                assert_eq!(store.states.get(number as usize), &state[..]);
                distinct += usize::from(new);
            }
            for state in &states {
                let number = store.find(hash(state), state).unwrap();
                assert_eq!(store.states.get(number as usize), &state[..]);
            }
            assert_eq!(store.states.len(), distinct);
            assert!(width.is_none() || distinct == 2000);
        }
    }
}

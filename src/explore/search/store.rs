//! States with memory: each state is kept once, packed to about a byte per cell, and found again
//! by a hash.

use crate::explore::cut::{Cut, Told};
use crate::explore::memory::{filled, reserve};

/// The states seen so far, numbered in the order in which they were first seen.
pub(super) struct Store {
    /// All states end to end; a cell below 128 takes one byte, a larger one more (LEB128).
    bytes: Vec<u8>,
    /// Where each state begins, and where the last one ends.
    starts: Vec<u64>,
    /// Open addressing: the number of a state plus one, 0 for free; a power of two long.
    table: Vec<u32>,
    packed: Vec<u8>,
}

impl Store {
    pub(super) fn new() -> Self {
        Self {
            bytes: Vec::new(),
            starts: vec![0],
            table: vec![0; 64],
            packed: Vec::new(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Makes room for so many more states of so many cells.
    pub(super) fn room(&mut self, states: usize, cells: usize, told: &Told) -> Result<(), Cut> {
        /// What a cell takes at most, packed.
        const WIDEST: usize = 5;
        reserve(&mut self.bytes, states * cells * WIDEST)?;
        reserve(&mut self.starts, states)?;
        reserve(&mut self.packed, cells * WIDEST)?;
        while (self.len() + states) * 4 > self.table.len() * 3 {
            self.grow(told)?;
        }
        Ok(())
    }

    /// The number of a state, and whether it is new; there has to be room for it.
    pub(super) fn intern(&mut self, cells: &[u32]) -> (u32, bool) {
        self.packed.clear();
        for &cell in cells {
            pack(cell, &mut self.packed);
        }
        let slot = self.slot(&self.packed);
        if let Some(known) = self.table[slot].checked_sub(1) {
            return (known, false);
        }
        self.bytes.extend_from_slice(&self.packed);
        self.starts.push(self.bytes.len() as u64);
        let state = u32::try_from(self.len()).expect("the bound on states fits 27 bits");
        self.table[slot] = state;
        (state - 1, true)
    }

    /// Makes room for so many more states of so many bytes at most.
    pub(super) fn room_for(&mut self, states: usize, bytes: usize, told: &Told) -> Result<(), Cut> {
        reserve(&mut self.bytes, states * bytes)?;
        reserve(&mut self.starts, states)?;
        while (self.len() + states) * 4 > self.table.len() * 3 {
            self.grow(told)?;
        }
        Ok(())
    }

    /// The same as `intern` for a state that is bytes already.
    pub(super) fn intern_bytes(&mut self, state: &[u8]) -> (u32, bool) {
        let slot = self.slot(state);
        if let Some(known) = self.table[slot].checked_sub(1) {
            return (known, false);
        }
        self.bytes.extend_from_slice(state);
        self.starts.push(self.bytes.len() as u64);
        let number = u32::try_from(self.len()).expect("the bound on states fits 27 bits");
        self.table[slot] = number;
        (number - 1, true)
    }

    /// The bytes of a state.
    pub(super) fn bytes(&self, state: u32) -> &[u8] {
        self.packed(state)
    }

    /// Unpacks a state into `cells`.
    pub(super) fn load(&self, state: u32, cells: &mut [u32]) {
        let mut bytes = self.packed(state).iter();
        for cell in cells {
            let mut shift = 0;
            *cell = 0;
            for byte in bytes.by_ref() {
                *cell |= u32::from(byte & 127) << shift;
                shift += 7;
                if byte & 128 == 0 {
                    break;
                }
            }
        }
    }

    /// Gives back what finds states again: from here on none is added.
    pub(super) fn close(&mut self) {
        self.table = Vec::new();
    }

    /// Bytes of memory in use for states and their index.
    pub(super) fn memory(&self) -> usize {
        self.bytes.capacity() + self.starts.capacity() * 8 + self.table.capacity() * 4
    }

    fn packed(&self, state: u32) -> &[u8] {
        let at = |index: usize| usize::try_from(self.starts[index]).expect("memory is addressable");
        &self.bytes[at(state as usize)..at(state as usize + 1)]
    }

    /// Where a packed state is in the table, or the free slot where it belongs.
    fn slot(&self, packed: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let mut slot = hash(packed) & mask;
        while let Some(state) = self.table[slot].checked_sub(1) {
            if self.packed(state) == packed {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Doubles the table.
    fn grow(&mut self, told: &Told) -> Result<(), Cut> {
        let mask = self.table.len() * 2 - 1;
        let mut table = filled(0, mask + 1)?;
        for state in 0..self.len() {
            told.go_on()?;
            let number = u32::try_from(state).expect("numbered by u32");
            let mut slot = hash(self.packed(number)) & mask;
            while table[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            table[slot] = number + 1;
        }
        self.table = table;
        Ok(())
    }
}

fn pack(mut cell: u32, packed: &mut Vec<u8>) {
    while cell >= 128 {
        packed.push(cell.to_le_bytes()[0] | 128);
        cell >>= 7;
    }
    packed.push(cell.to_le_bytes()[0]);
}

/// Multiply and rotate, eight bytes at a time, folded at the end; after rustc's `FxHasher`.
#[allow(clippy::cast_possible_truncation)] // the upper bits were folded into the lower ones
fn hash(bytes: &[u8]) -> usize {
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(SPREAD);
    }
    (hash ^ (hash >> 29) ^ (hash >> 47)) as usize
}

#[cfg(test)]
mod tests {
    use super::{Store, Told};

    #[test]
    fn a_state_is_kept_once_and_comes_back_whole() {
        let mut store = Store::new();
        let states: Vec<Vec<u32>> = (0..2000u32)
            .map(|n| vec![n % 7, n, n * 300, u32::MAX - n])
            .collect();
        let told = Told::new(&|| None);
        for (number, state) in states.iter().enumerate() {
            store.room(1, 4, &told).unwrap();
            assert_eq!(store.intern(state), (u32::try_from(number).unwrap(), true));
        }
        let mut cells = [9; 4];
        for (number, state) in states.iter().enumerate() {
            let number = u32::try_from(number).unwrap();
            assert_eq!(store.intern(state), (number, false));
            store.load(number, &mut cells);
            assert_eq!(&cells[..], &state[..]);
        }
        assert_eq!(store.len(), 2000);
    }
}

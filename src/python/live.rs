//! The local variables that may still be read, by instruction: a set of slots for each.

/// For each instruction of a function the slots that are live before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Live {
    /// How many words of bits a row has.
    words: usize,
    /// A row after the other; empty if all slots are live everywhere.
    bits: Vec<u64>,
}

impl Live {
    /// Nothing is live anywhere.
    pub(super) fn new(instructions: usize, slots: usize) -> Self {
        let words = slots.div_ceil(64);
        Self {
            words,
            bits: vec![0; words * instructions],
        }
    }

    /// Whether a slot may be read from an instruction on.
    pub(super) fn has(&self, at: u32, slot: usize) -> bool {
        let word = self.bits.get(at as usize * self.words + slot / 64);
        word.is_none_or(|word| word >> (slot % 64) & 1 == 1)
    }

    /// A row without a slot.
    pub(super) fn empty_row(&self) -> Vec<u64> {
        vec![0; self.words]
    }

    /// The row of an instruction.
    pub(super) fn row(&self, at: usize) -> &[u64] {
        &self.bits[at * self.words..][..self.words]
    }

    /// Adds a row to that of an instruction; whether it had not all of it.
    pub(super) fn widen(&mut self, at: usize, row: &[u64]) -> bool {
        let mut more = false;
        for (own, other) in self.bits[at * self.words..].iter_mut().zip(row) {
            more |= *other & !*own != 0;
            *own |= other;
        }
        more
    }
}

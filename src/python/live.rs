//! The live local variables: a set of slots for each instruction.

/// For each instruction of a function, the slots that are live before it.
#[derive(Clone, Debug, Default)]
pub(super) struct Live {
    /// How many words of bits a row has.
    words: usize,
    /// The rows, one after the other; empty if all slots are live everywhere.
    bits: Vec<u64>,
}

impl Live {
    /// No slot is live anywhere.
    pub(super) fn new(instructions: usize, slots: usize) -> Self {
        let words = slots.div_ceil(64);
        Self {
            words,
            bits: vec![0; words * instructions],
        }
    }

    /// Whether a slot is live before an instruction.
    pub(super) fn has(&self, at: u32, slot: usize) -> bool {
        let word = self.bits.get(at as usize * self.words + slot / 64);
        word.is_none_or(|word| word >> (slot % 64) & 1 == 1)
    }

    /// A row without any slots.
    pub(super) fn empty_row(&self) -> Vec<u64> {
        vec![0; self.words]
    }

    /// The row of an instruction.
    pub(super) fn row(&self, at: usize) -> &[u64] {
        &self.bits[at * self.words..][..self.words]
    }

    /// Adds a row to an instruction's row; returns whether that changed it.
    pub(super) fn widen(&mut self, at: usize, row: &[u64]) -> bool {
        let mut more = false;
        for (own, other) in self.bits[at * self.words..].iter_mut().zip(row) {
            more |= *other & !*own != 0;
            *own |= other;
        }
        more
    }
}

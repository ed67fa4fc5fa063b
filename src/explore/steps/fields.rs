//! The layout of a packed state: each thing takes the bits that its largest value needs.

/// Some bits of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    word: usize,
    shift: u32,
    mask: u64,
}

impl Field {
    pub(super) fn of(self, state: &[u64]) -> u32 {
        // A field is 32 bits wide at most.
        u32::try_from(state[self.word] >> self.shift & self.mask).unwrap_or(u32::MAX)
    }

    pub(super) fn is_zero(self, state: &[u64]) -> bool {
        state[self.word] >> self.shift & self.mask == 0
    }

    pub(super) fn set(self, state: &mut [u64], value: u32) {
        let value = u64::from(value);
        assert!(value <= self.mask, "a value passes the bound of its field");
        let word = &mut state[self.word];
        *word = *word & !(self.mask << self.shift) | value << self.shift;
    }

    pub(super) fn clear(self, state: &mut [u64]) {
        state[self.word] &= !(self.mask << self.shift);
    }

    /// Whether only zero fits.
    pub(super) fn is_empty(self) -> bool {
        self.mask == 0
    }
}

/// The bits that a number up to `most` needs.
pub(super) fn bits(most: u32) -> u32 {
    u32::BITS - most.leading_zeros()
}

/// Allocates bits; no field crosses from one word to the next.
#[derive(Debug, Default)]
pub(super) struct Bits {
    next: u32,
}

impl Bits {
    /// Allocates the next `bits` bits as one field.
    pub(super) fn field(&mut self, bits: u32) -> Field {
        let at = self.room(bits);
        Field {
            word: (at / 64) as usize,
            shift: at % 64,
            mask: (1 << bits) - 1,
        }
    }

    /// Reserves the next `bits` bits, at most 64, and returns where they begin.
    pub(super) fn room(&mut self, bits: u32) -> u32 {
        if self.next % 64 + bits > 64 {
            self.next = self.next.next_multiple_of(64);
        }
        let at = self.next;
        self.next += bits;
        at
    }

    /// The same fields with another first bit, in the same word as that.
    pub(super) fn starting_at(at: u32) -> Self {
        Self { next: at }
    }

    pub(super) fn words(&self) -> usize {
        self.next.div_ceil(64).max(1) as usize
    }
}

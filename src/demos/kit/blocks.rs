//! Generated input for the lessons that compute or download: blocks of any size, always the same, and the
//! digests of what is read.
//!
//! The lessons decide what the blocks are used for.

use std::fmt::Write as _;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// How much is read, sent or computed at a time: it stays in a core's own cache.
pub(crate) const PIECE: usize = 256 * 1024;
/// The length of the stamp that begins each piece, the numbers of its block and of itself, so that no two
/// are alike.
const STAMP: usize = 16;
const SEED: u64 = 0x7468_7265_6164_6465;

/// One block. All pieces are the same noise except for their stamps, so reading costs next to nothing
/// compared with what is done with it, and a block takes no memory of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    number: u64,
    size: u64,
}

impl Block {
    /// The block with this number and size in bytes.
    pub(crate) fn new(number: u64, size: u64) -> Self {
        Self { number, size }
    }

    /// The piece with this number, its stamp first; `None` after the last.
    pub(crate) fn piece(self, place: u64) -> Option<Piece> {
        let left = self.size.checked_sub(place.checked_mul(PIECE as u64)?)?;
        let mut stamp = [0; STAMP];
        stamp[..8].copy_from_slice(&self.number.to_le_bytes());
        stamp[8..].copy_from_slice(&place.to_le_bytes());
        let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        (length > 0).then_some(Piece { stamp, length })
    }

    /// Copies the bytes from `offset` on, as many as exist and fit; returns how many.
    pub(crate) fn read_at(self, offset: u64, into: &mut [u8]) -> usize {
        let Some(piece) = self.piece(offset / PIECE as u64) else {
            return 0;
        };
        // Less than a piece.
        let from = usize::try_from(offset % PIECE as u64).unwrap_or(0);
        let copied = into.len().min(piece.length.saturating_sub(from));
        let stamped = copied.min(STAMP.saturating_sub(from));
        into[..stamped].copy_from_slice(&piece.stamp[from.min(STAMP)..][..stamped]);
        into[stamped..copied].copy_from_slice(&noise()[from + stamped..from + copied]);
        copied
    }

    /// The digest of the whole block.
    pub(crate) fn digest(self) -> String {
        let mut hasher = Sha256::new();
        let pieces = (0..).map_while(|place| self.piece(place));
        pieces.for_each(|piece| piece.parts().iter().for_each(|part| hasher.update(part)));
        hex(&hasher.finalize())
    }
}

/// A piece of a block.
pub(crate) struct Piece {
    stamp: [u8; STAMP],
    length: usize,
}

impl Piece {
    /// Its bytes, in two parts.
    pub(crate) fn parts(&self) -> [&[u8]; 2] {
        let stamped = self.length.min(STAMP);
        [&self.stamp[..stamped], &noise()[stamped..self.length]]
    }
}

/// A piece of noise from a fixed seed, by `SplitMix64` (G. L. Steele, D. Lea, C. H. Flood, "Fast
/// splittable pseudorandom number generators", 2014).
fn noise() -> &'static [u8] {
    static NOISE: OnceLock<Vec<u8>> = OnceLock::new();
    NOISE.get_or_init(|| {
        let mut state = SEED;
        let mut word = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (z ^ (z >> 31)).to_le_bytes()
        };
        std::iter::repeat_with(&mut word)
            .take(PIECE / 8)
            .flatten()
            .collect()
    })
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(number: u64, size: u64) -> Vec<u8> {
        let block = Block::new(number, size);
        let pieces = (0..).map_while(|place| block.piece(place));
        pieces.flat_map(|piece| piece.parts().concat()).collect()
    }

    #[test]
    fn a_block_has_its_size_and_no_two_are_alike() {
        for size in [
            0,
            1,
            15,
            16,
            17,
            PIECE as u64 - 1,
            PIECE as u64,
            3 * PIECE as u64 + 5,
        ] {
            assert_eq!(bytes(7, size).len() as u64, size);
        }
        assert_ne!(bytes(1, 100), bytes(2, 100));
        let two = bytes(1, 2 * PIECE as u64);
        assert_ne!(two[..PIECE], two[PIECE..], "nor two pieces");
    }

    #[test]
    fn reading_at_any_offset_gives_the_same_bytes() {
        let size = PIECE as u64 + 100;
        let (block, whole) = (Block::new(5, size), bytes(5, size));
        for step in [7, 16, 1000, PIECE] {
            let (mut read, mut buffer) = (Vec::new(), vec![0; step]);
            loop {
                let copied = block.read_at(read.len() as u64, &mut buffer);
                read.extend_from_slice(&buffer[..copied]);
                if copied == 0 {
                    break;
                }
            }
            assert!(read == whole, "in steps of {step}");
        }
    }

    #[test]
    fn a_digest_is_that_of_the_bytes() {
        let size = 2 * PIECE as u64 + 3;
        let whole = hex(&Sha256::digest(bytes(3, size)));
        assert_eq!(Block::new(3, size).digest(), whole);
        // FIPS 180-4's example of the empty message.
        assert_eq!(
            Block::new(0, 0).digest(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}

//! An entry packed into two words, as a chunk stores it: when, and what.
//!
//! The second word is a tag of 4 bits, an object of 16 and a number of 44.

use super::chunk::Words;
use super::clock::Stamp;
use super::entry::{Entry, EntryKind, Wait};

const OBJECT_AT: u32 = 4;
const NUMBER_AT: u32 = 20;
/// The largest number that can be stored. Acts are counted with it: reaching it would take days.
const MOST: u64 = u64::MAX >> NUMBER_AT;
/// Where, in the number of a wait, the holder begins.
const HOLDER_AT: u32 = 8;

const BEGIN: u64 = 0;
const END: u64 = 1;
const LINE: u64 = 2;
const PIECE: u64 = 3;
const WAIT: u64 = 4;
const WAIT_FOR_HOLDER: u64 = 5;
const WOKE: u64 = 6;
const GAVE: u64 = 7;
const LEVEL: u64 = 8;
const SPAWN: u64 = 9;
const REACHED: u64 = 10;

/// The kinds of wait, each at the place of its number.
const WAITS: [Wait; 7] = [
    Wait::Sleep,
    Wait::Lock,
    Wait::Permit,
    Wait::Signal,
    Wait::Item,
    Wait::Join,
    Wait::Queued,
];

impl Entry {
    #[inline]
    pub(super) fn pack(self) -> Words {
        let (tag, object, number) = match self.kind {
            EntryKind::Begin(task) => (BEGIN, 0, task.into()),
            EntryKind::End => (END, 0, 0),
            EntryKind::Line(length) => (LINE, 0, length.into()),
            EntryKind::Piece(length) => (PIECE, 0, length.into()),
            EntryKind::Wait {
                wait,
                object,
                holder: None,
            } => (WAIT, object, wait as u64),
            EntryKind::Wait {
                wait,
                object,
                holder: Some(holder),
            } => {
                let number = wait as u64 | u64::from(holder) << HOLDER_AT;
                (WAIT_FOR_HOLDER, object, number)
            }
            EntryKind::Woke(number) => (WOKE, 0, number),
            EntryKind::Gave(object, number) => (GAVE, object, number),
            EntryKind::Level(object, level) => (LEVEL, object, level.into()),
            EntryKind::Spawn(lane) => (SPAWN, 0, lane.into()),
            EntryKind::Reached(line) => (REACHED, 0, line.into()),
        };
        let what = tag | u64::from(object) << OBJECT_AT | number.min(MOST) << NUMBER_AT;
        [self.at.0, what]
    }

    // Each part fits the bits that it is taken from, or did when it was packed.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn unpack([at, what]: Words) -> Self {
        let object = (what >> OBJECT_AT) as u16;
        let number = what >> NUMBER_AT;
        let short = number as u32;
        let wait = |holder| EntryKind::Wait {
            wait: WAITS[usize::from(number as u8)],
            object,
            holder,
        };
        let kind = match what & 0xf {
            BEGIN => EntryKind::Begin(short),
            END => EntryKind::End,
            LINE => EntryKind::Line(short),
            PIECE => EntryKind::Piece(short),
            WAIT => wait(None),
            WAIT_FOR_HOLDER => wait(Some((number >> HOLDER_AT) as u32)),
            WOKE => EntryKind::Woke(number),
            GAVE => EntryKind::Gave(object, number),
            LEVEL => EntryKind::Level(object, short),
            SPAWN => EntryKind::Spawn(short),
            _ => EntryKind::Reached(short),
        };
        let at = Stamp(at);
        Self { at, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_out_of_its_words_as_it_went_in() {
        let (most, object) = (u32::MAX, u16::MAX);
        let mut kinds = vec![
            EntryKind::Begin(most),
            EntryKind::End,
            EntryKind::Line(most),
            EntryKind::Piece(most),
            EntryKind::Woke(0),
            EntryKind::Woke(MOST),
            EntryKind::Gave(object, MOST),
            EntryKind::Gave(0, 1),
            EntryKind::Level(object, most),
            EntryKind::Spawn(most),
            EntryKind::Reached(most),
        ];
        for wait in WAITS {
            kinds.extend([None, Some(0), Some(most)].map(|holder| EntryKind::Wait {
                wait,
                object,
                holder,
            }));
        }
        for kind in kinds {
            for at in [Stamp(0), Stamp(u64::MAX)] {
                let entry = Entry { at, kind };
                assert_eq!(Entry::unpack(entry.pack()), entry);
            }
        }
    }
}

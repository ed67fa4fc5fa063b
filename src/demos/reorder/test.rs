//! The five tests to choose from: their threads, what they ask about, and which models allow it.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::{Serialize, Serializer};

use super::litmus::{Litmus, TestWords};

/// A test to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LitmusTest {
    /// Store buffering.
    Sb,
    /// Message passing.
    Mp,
    /// Load buffering.
    Lb,
    /// Coherence of two reads.
    Corr,
    /// Independent reads of independent writes.
    Iriw,
}

/// All of them, in the order of [`NAMES`].
pub(super) const TESTS: [LitmusTest; 5] = [
    LitmusTest::Sb,
    LitmusTest::Mp,
    LitmusTest::Lb,
    LitmusTest::Corr,
    LitmusTest::Iriw,
];

/// Their names, as typed.
pub(super) const NAMES: &[&str] = &["sb", "mp", "lb", "corr", "iriw"];

impl LitmusTest {
    /// Its threads and the outcome it asks about.
    pub(super) fn litmus(self) -> Litmus<'static> {
        let (threads, asked) = match self {
            LitmusTest::Sb => ("x=1 y | y=1 x", "r1=0 r2=0"),
            LitmusTest::Mp => ("x=1 y=1 | y x", "r1=1 r2=0"),
            LitmusTest::Lb => ("x y=1 | y x=1", "r1=1 r2=1"),
            LitmusTest::Corr => ("x=1 | x x", "r1=1 r2=0"),
            LitmusTest::Iriw => ("x=1 | y=1 | x y | y x", "r1=1 r2=0 r3=1 r4=0"),
        };
        Litmus { threads, asked }
    }

    /// The words about it.
    pub(super) fn words(self) -> TestWords {
        let (title, promise, meaning) = match self {
            LitmusTest::Sb => (
                "store buffering",
                "at least one thread sees what the other wrote",
                "neither sees what the other wrote",
            ),
            LitmusTest::Mp => (
                "message passing",
                "if B sees y = 1, it sees x = 1 too",
                "B sees y, written last, and not x",
            ),
            LitmusTest::Lb => (
                "load buffering",
                "no thread reads what is written after its read",
                "each reads what comes later",
            ),
            LitmusTest::Corr => (
                "coherence",
                "B never reads an older value after a newer one",
                "x goes back to its old value",
            ),
            LitmusTest::Iriw => (
                "independent reads of independent writes",
                "C and D agree on which write came first",
                "C sees x first, D sees y first",
            ),
        };
        TestWords {
            title,
            promise,
            meaning,
            tso: self == LitmusTest::Sb,
        }
    }

    /// Its number of threads.
    pub(super) fn threads(self) -> usize {
        if self == LitmusTest::Iriw { 4 } else { 2 }
    }

    /// Its number of reads.
    pub(super) fn reads(self) -> usize {
        if self == LitmusTest::Iriw { 4 } else { 2 }
    }

    /// The reads, decoded from bits in which the first read is the lowest.
    pub(super) fn reads_of(self, bits: u32) -> Vec<u32> {
        (0..self.reads()).map(|read| bits >> read & 1).collect()
    }

    /// What C11, and Rust with it, allows beyond x86 for relaxed accesses.
    pub(super) fn beyond(self) -> &'static str {
        match self {
            LitmusTest::Sb => {
                "r1 = 0, r2 = 0 with release and acquire too; only SeqCst, in all accesses or in fences, \
                 rules it out"
            }
            LitmusTest::Mp => {
                "r1 = 1, r2 = 0 for relaxed accesses; a release store of y read by an acquire load rules \
                 it out"
            }
            LitmusTest::Lb => {
                "r1 = 1, r2 = 1 for relaxed accesses; acquire loads or release stores rule it out"
            }
            LitmusTest::Corr => {
                "nothing: one variable's values are seen in one order by every thread, relaxed or not"
            }
            LitmusTest::Iriw => {
                "r1 = 1, r2 = 0, r3 = 1, r4 = 0 even with release and acquire; only SeqCst rules it out"
            }
        }
    }
}

impl ValueEnum for LitmusTest {
    fn value_variants<'a>() -> &'a [Self] {
        &TESTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(NAMES[*self as usize]).help(self.words().title))
    }
}

impl Serialize for LitmusTest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(NAMES[*self as usize])
    }
}

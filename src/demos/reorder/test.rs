//! The five tests that can be chosen: their threads, what they ask, and who allows it.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::{Serialize, Serializer};

use super::litmus::{Litmus, Words};

/// A test that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
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
pub(super) const TESTS: [Test; 5] = [Test::Sb, Test::Mp, Test::Lb, Test::Corr, Test::Iriw];

/// Their names, as they are typed.
pub(super) const NAMES: &[&str] = &["sb", "mp", "lb", "corr", "iriw"];

impl Test {
    /// Its threads and what it asks.
    pub(super) fn litmus(self) -> Litmus<'static> {
        let (threads, asked) = match self {
            Test::Sb => ("x=1 y | y=1 x", "r1=0 r2=0"),
            Test::Mp => ("x=1 y=1 | y x", "r1=1 r2=0"),
            Test::Lb => ("x y=1 | y x=1", "r1=1 r2=1"),
            Test::Corr => ("x=1 | x x", "r1=1 r2=0"),
            Test::Iriw => ("x=1 | y=1 | x y | y x", "r1=1 r2=0 r3=1 r4=0"),
        };
        Litmus { threads, asked }
    }

    /// What is said of it.
    pub(super) fn words(self) -> Words {
        let (title, promise, meaning) = match self {
            Test::Sb => (
                "store buffering",
                "at least one thread sees what the other wrote",
                "neither sees what the other wrote",
            ),
            Test::Mp => (
                "message passing",
                "if B sees y = 1, it sees x = 1 too",
                "B sees y, written last, and not x",
            ),
            Test::Lb => (
                "load buffering",
                "no thread reads what is written after its read",
                "each reads what comes later",
            ),
            Test::Corr => (
                "coherence",
                "B never reads an older value after a newer one",
                "x goes back to its old value",
            ),
            Test::Iriw => (
                "independent reads of independent writes",
                "C and D agree on which write came first",
                "C sees x first, D sees y first",
            ),
        };
        Words {
            title,
            promise,
            meaning,
            tso: self == Test::Sb,
        }
    }

    /// Its number of threads.
    pub(super) fn threads(self) -> usize {
        if self == Test::Iriw { 4 } else { 2 }
    }

    /// Its number of reads.
    pub(super) fn reads(self) -> usize {
        if self == Test::Iriw { 4 } else { 2 }
    }

    /// What was read, of bits in which the first read is the lowest.
    pub(super) fn reads_of(self, bits: u32) -> Vec<u32> {
        (0..self.reads()).map(|read| bits >> read & 1).collect()
    }

    /// What C11, and Rust with it, allows beyond x86 for relaxed accesses.
    pub(super) fn beyond(self) -> &'static str {
        match self {
            Test::Sb => {
                "r1 = 0, r2 = 0 with release and acquire too; only SeqCst, in all accesses or in fences, \
                 rules it out"
            }
            Test::Mp => {
                "r1 = 1, r2 = 0 for relaxed accesses; a release store of y read by an acquire load rules \
                 it out"
            }
            Test::Lb => {
                "r1 = 1, r2 = 1 for relaxed accesses; acquire loads or release stores rule it out"
            }
            Test::Corr => {
                "nothing: one variable's values are seen in one order by every thread, relaxed or not"
            }
            Test::Iriw => {
                "r1 = 1, r2 = 0, r3 = 1, r4 = 0 even with release and acquire; only SeqCst rules it out"
            }
        }
    }
}

impl ValueEnum for Test {
    fn value_variants<'a>() -> &'a [Self] {
        &TESTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(NAMES[*self as usize]).help(self.words().title))
    }
}

impl Serialize for Test {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(NAMES[*self as usize])
    }
}

//! The 28 tests of herd7's catalogue for x86-64, rewritten, with what its `kinds.txt` says about each:
//! does the explorer agree?

use super::access_order::AccessOrder;
use super::litmus::{Litmus, TestWords};
use explore::{Limits, Memory, explore};

/// Name, threads, the outcome asked about, and whether x86 allows it.
const CATALOGUE: [(&str, &str, &str, bool); 28] = [
    ("2+2W", "x=2 y=1 | y=2 x=1", "x=2 y=2", false),
    ("LB", "x y=1 | y x=1", "r1=1 r2=1", false),
    ("MP", "x=1 y=1 | y x", "r1=1 r2=0", false),
    (
        "MP+po+po-rfi-po",
        "x=1 y=1 | y z=1 z x",
        "r1=1 r2=1 r3=0",
        false,
    ),
    ("R", "x=1 y=1 | y=2 x", "y=2 r1=0", true),
    ("R+po+mfence", "x=1 y=1 | y=2 fence x", "y=2 r1=0", false),
    (
        "R+po+po-rfi-po",
        "x=1 y=1 | y=2 z=1 z x",
        "y=2 r1=1 r2=0",
        true,
    ),
    ("R+po+rfi-po", "x=1 y=1 | y=2 y x", "y=2 r1=2 r2=0", true),
    ("RWC", "x=1 | x y | y=1 x", "r1=1 r2=0 r3=0", true),
    (
        "RWC+po+mfence",
        "x=1 | x y | y=1 fence x",
        "r1=1 r2=0 r3=0",
        false,
    ),
    (
        "RWC+po+rfi-po",
        "x=1 | x y | y=1 y x",
        "r1=1 r2=0 r3=1 r4=0",
        true,
    ),
    ("S", "x=2 y=1 | y x=1", "x=2 r1=1", false),
    ("SB", "x=1 y | y=1 x", "r1=0 r2=0", true),
    ("SB+mfence+po", "x=1 fence y | y=1 x", "r1=0 r2=0", true),
    (
        "SB+mfence+po-rfi-po",
        "x=1 fence y | y=1 z=1 z x",
        "r1=0 r2=1 r3=0",
        true,
    ),
    (
        "SB+mfence+rfi-po",
        "x=1 fence y | y=1 y x",
        "r1=0 r2=1 r3=0",
        true,
    ),
    (
        "SB+mfences",
        "x=1 fence y | y=1 fence x",
        "r1=0 r2=0",
        false,
    ),
    (
        "SB+po+po-rfi-po",
        "x=1 y | y=1 z=1 z x",
        "r1=0 r2=1 r3=0",
        true,
    ),
    ("SB+po+rfi-po", "x=1 y | y=1 y x", "r1=0 r2=1 r3=0", true),
    (
        "SB+rfi-po+po-rfi-po",
        "x=1 x y | y=1 z=1 z x",
        "r1=1 r2=0 r3=1 r4=0",
        true,
    ),
    (
        "SB+rfi-pos",
        "x=1 x y | y=1 y x",
        "r1=1 r2=0 r3=1 r4=0",
        true,
    ),
    ("WRC", "x=1 | x y=1 | y x", "r1=1 r2=1 r3=0", false),
    ("WRR+2W", "x=2 | x y | y=1 x=1", "x=2 r1=2 r2=0", false),
    ("WRW+2W", "x=2 | x y=1 | y=2 x=1", "x=2 y=2 r1=2", false),
    ("WRW+WR", "x=1 | x y=1 | y=2 x", "y=2 r1=1 r2=0", true),
    (
        "WRW+WR+po+mfence",
        "x=1 | x y=1 | y=2 fence x",
        "y=2 r1=1 r2=0",
        false,
    ),
    (
        "WRW+WR+po+rfi-po",
        "x=1 | x y=1 | y=2 y x",
        "y=2 r1=1 r2=2 r3=0",
        true,
    ),
    ("WWC", "x=2 | x y=1 | y x=1", "x=2 r1=2 r2=1", false),
];

const WORDS: TestWords = TestWords {
    title: "catalogue",
    promise: "one step at a time",
    meaning: "asked",
    tso: false,
};

/// How many schedules have the outcome that the test asks about.
fn asked(name: &str, test: Litmus<'_>, memory: Memory) -> u64 {
    let program = test.program(AccessOrder::Relaxed, memory, &WORDS);
    let findings = explore(&program, &Limits::default());
    assert!(findings.whole && findings.deadlocks.is_empty(), "{name}");
    let outcomes = findings.outcomes.iter();
    let asked = outcomes.filter(|one| one.ending.meaning == WORDS.meaning);
    let schedules = asked.map(|one| u64::try_from(one.schedules.as_ref().unwrap()).unwrap());
    schedules.sum()
}

#[test]
fn all_28_tests_of_the_x86_catalogue_are_decided_as_it_decides_them() {
    for (name, threads, asked_for, allowed) in CATALOGUE {
        let test = Litmus {
            threads,
            asked: asked_for,
        };
        assert_eq!(asked(name, test, Memory::Tso) > 0, allowed, "{name}");
        assert_eq!(
            asked(name, test, Memory::Sc),
            0,
            "{name} in some order of steps"
        );
    }
}

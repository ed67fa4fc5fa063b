//! The step programs of `reorder`: its tests under either memory model.

use super::access_order::AccessOrder;
use super::test::{NAMES, TESTS};
use crate::demo::modes;
use explore::{Lesson, MEMORY, Program, Size, Sizes, Unfit};

const TEST: Size = Size::choice(
    "test",
    "Store buffering (sb), message passing (mp), load buffering (lb), coherence (corr), or \
     independent reads of independent writes (iriw)",
    NAMES,
    0,
);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, AccessOrder {
        Relaxed: "nothing orders the accesses of a thread";
        Fence: "a fence between each two accesses of a thread";
        SeqCst: "each access ends before the next begins";
    }),
    default: AccessOrder::Relaxed.name(),
    options: &[TEST, MEMORY],
};

/// The program of a variant.
fn program(order: AccessOrder, sizes: &Sizes) -> Result<Program, Unfit> {
    let test = TESTS[sizes.of(TEST)? as usize];
    Ok(test.litmus().program(order, sizes.memory()?, &test.words()))
}

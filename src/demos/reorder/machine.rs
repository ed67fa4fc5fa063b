//! What this machine's memory model lets threads see.

use super::access_order::AccessOrder;
use super::test::LitmusTest;
use explore::{Limits, Memory, explore};

/// A memory model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MemoryModel {
    /// Total store order: a thread may read before its writes are visible; nothing else is reordered.
    Tso(&'static str),
    /// Accesses to different variables may be reordered freely.
    Weak(&'static str),
}

impl MemoryModel {
    /// The model of the architecture that this program was built for.
    pub(super) fn here() -> Self {
        Self::of(std::env::consts::ARCH)
    }

    fn of(architecture: &'static str) -> Self {
        match architecture {
            "x86" | "x86_64" => Self::Tso("x86-TSO"),
            "s390x" => Self::Tso("z/Architecture"),
            "sparc" | "sparc64" => Self::Tso("SPARC TSO"),
            "aarch64" => Self::Weak("Armv8"),
            "arm" => Self::Weak("Armv7"),
            "riscv32" | "riscv64" => Self::Weak("RISC-V RVWMO"),
            "powerpc" | "powerpc64" => Self::Weak("Power"),
            other => Self::Weak(other),
        }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Tso(name) | Self::Weak(name) => name,
        }
    }
}

/// How a test can end, according to the models.
pub(super) struct Allowed {
    sc: Vec<String>,
    tso: Vec<String>,
    /// Whether the outcome that the test asks about is allowed on this machine.
    pub(super) asked_here: bool,
}

impl Allowed {
    /// What the explorer finds for this test and order, and what is known about this machine.
    pub(super) fn of(test: LitmusTest, order: AccessOrder, here: MemoryModel) -> Self {
        let names = |memory: Memory| {
            let program = test.litmus().program(order, memory, &test.words());
            let found = explore(&program, &Limits::default()).outcomes.into_iter();
            found.map(|one| one.ending.name).collect::<Vec<_>>()
        };
        // Two reads of one variable keep their order on every machine.
        let asked_here = match here {
            MemoryModel::Tso(_) => test == LitmusTest::Sb,
            MemoryModel::Weak(_) => test != LitmusTest::Corr,
        };
        Self {
            sc: names(Memory::Sc),
            tso: names(Memory::Tso),
            asked_here: asked_here && order == AccessOrder::Relaxed,
        }
    }

    /// Whether this outcome is possible one step at a time.
    pub(super) fn sc(&self, outcome: &str) -> bool {
        self.sc.iter().any(|name| name == outcome)
    }

    /// Whether x86-TSO allows it.
    pub(super) fn tso(&self, outcome: &str) -> bool {
        self.tso.iter().any(|name| name == outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reorder::litmus::outcome;
    use crate::reorder::test::TESTS;

    /// The outcome that each test asks about.
    fn asked(test: LitmusTest) -> String {
        let all = (0..1_u32 << test.reads()).map(|bits| test.reads_of(bits));
        let mut asked = all.filter(|reads| test.litmus().asked_of(reads));
        outcome(&asked.next().unwrap())
    }

    #[test]
    fn what_x86_allows_is_what_the_explorer_finds() {
        for test in TESTS {
            for order in [
                AccessOrder::Relaxed,
                AccessOrder::Fence,
                AccessOrder::SeqCst,
            ] {
                let allowed = Allowed::of(test, order, MemoryModel::of("x86_64"));
                let asked = asked(test);
                assert!(!allowed.sc(&asked), "{test:?} {order:?}");
                assert_eq!(
                    allowed.tso(&asked),
                    allowed.asked_here,
                    "{test:?} {order:?}"
                );
            }
        }
    }

    #[test]
    fn weaker_machines_allow_all_but_to_see_one_variable_go_back() {
        for architecture in ["aarch64", "riscv64", "powerpc64", "loongarch64"] {
            let here = MemoryModel::of(architecture);
            for test in TESTS {
                let allowed = Allowed::of(test, AccessOrder::Relaxed, here);
                assert_eq!(allowed.asked_here, test != LitmusTest::Corr);
                assert!(!Allowed::of(test, AccessOrder::Fence, here).asked_here);
            }
        }
        assert_eq!(MemoryModel::of("aarch64").name(), "Armv8");
    }
}

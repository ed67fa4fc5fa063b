//! What a demo is: a row of data. The rows themselves are in the registry, [`demos`](super).

use clap::{ArgMatches, Command};

use super::kit::explain::Explain;
use crate::engine::plan::{Plan, Strategy};
use crate::explore::Lesson;

/// One lesson, as a row of data.
pub struct Demo {
    /// Its name, which is its subcommand.
    pub name: &'static str,
    /// What it teaches, in a line.
    pub about: &'static str,
    /// Whether it is left out of lists and help.
    pub hidden: bool,
    /// What it compares.
    pub variants: &'static [VariantRow],
    /// Commands worth trying, each with what it shows.
    pub examples: &'static [(&'static str, &'static str)],
    /// Own options that make it small enough for `check`: some tens of milliseconds a variant.
    pub small: &'static [&'static str],
    /// The lesson in a screen of text.
    pub explain: &'static Explain,
    /// Adds its own options to its subcommand.
    pub options: fn(Command) -> Command,
    /// Makes the plan for the variants chosen, from the options given. It is a function of these
    /// alone, since a child process makes the same plan again.
    pub plan: fn(&ArgMatches, &[Choice]) -> anyhow::Result<Plan>,
    /// Its step programs, where the explorer can count its interleavings.
    pub steps: Option<&'static Lesson>,
}

impl Demo {
    /// Whether its variants are strategies, which have options of their own.
    pub fn compares_strategies(&self) -> bool {
        self.variants
            .iter()
            .any(|row| row.strategy == Some(Strategy::Threads))
    }
}

/// One variant of a demo.
#[derive(Debug)]
pub struct VariantRow {
    /// Its name; `pool-N` stands for all sizes.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Whether it runs where none is chosen.
    pub default: bool,
    /// The strategy that it is, in demos that compare strategies.
    pub strategy: Option<Strategy>,
}

/// A variant that was chosen.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Which one.
    pub row: &'static VariantRow,
    /// The pool's size, where it is a pool.
    pub size: Option<usize>,
}

impl Choice {
    /// Its name, as it is typed after `--variants`.
    pub fn name(&self) -> String {
        match self.size {
            Some(size) => format!("pool-{size}"),
            None => self.row.name.to_owned(),
        }
    }

    /// The strategy that it is, in demos that compare strategies.
    pub fn strategy(&self) -> Option<Strategy> {
        match self.size {
            Some(size) => Some(Strategy::Pool(size)),
            None => self.row.strategy,
        }
    }
}

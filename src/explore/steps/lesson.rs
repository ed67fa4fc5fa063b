//! What a demo provides to the explorer: its variants, each with its program, and the options that change
//! its size.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::ops::RangeInclusive;

use super::program::Program;
use super::stores::Memory;

/// A demo's row for the explorer.
pub struct Lesson {
    /// The variants that can be explored.
    pub modes: &'static [Mode],
    /// The default variant: the faulty one, if there is one.
    pub default: &'static str,
    /// The sizes that its programs use, one option each.
    pub options: &'static [Size],
}

/// One variant that can be explored.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Its name.
    pub name: &'static str,
    /// A line on what it does.
    pub about: &'static str,
    /// Makes its program.
    pub program: fn(&Sizes) -> Result<Program, Unfit>,
}

impl Lesson {
    /// The program of a variant with these sizes.
    pub fn program(&self, variant: &str, sizes: &Sizes) -> Result<Program, Unfit> {
        let mut modes = self.modes.iter();
        let Some(mode) = modes.find(|mode| mode.name == variant) else {
            return Err(Unfit::Variant(variant.into()));
        };
        let known = |option: &str| self.options.iter().any(|size| size.option == option);
        if let Some(unknown) = sizes.0.keys().find(|option| !known(option)) {
            return Err(Unfit::Unused(unknown, variant.into()));
        }
        (mode.program)(sizes)
    }

    /// Every combination of the sizes that a variant uses, from the minimum to one more than the default:
    /// few enough to try all schedules one by one.
    pub fn small(&self, variant: &str) -> Vec<Sizes> {
        let used = |size: &&Size| {
            let alone = Sizes::from([(size.option, size.default.into())]);
            !matches!(self.program(variant, &alone), Err(Unfit::Unused(..)))
        };
        let used = self.options.iter().filter(used);
        used.fold(vec![Sizes::default()], |all, size| {
            let with = |sizes: &Sizes, number: u32| {
                let mut sizes = sizes.clone();
                sizes.set(size.option, number.into());
                sizes
            };
            all.iter()
                .flat_map(|sizes| size.few().map(|number| with(sizes, number)))
                .collect()
        })
    }
}

/// One size of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The option that sets it, without its dashes.
    pub option: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// The default: the smallest that shows the lesson.
    pub default: u32,
    /// The minimum.
    pub least: u32,
    /// The maximum for this size alone; all threads together must also have a letter each.
    pub most: u32,
    /// The names of the numbers from 0 on, if names are typed.
    pub names: &'static [&'static str],
}

impl Size {
    /// A size of at least 1.
    pub const fn from_one(
        option: &'static str,
        about: &'static str,
        default: u32,
        most: u32,
    ) -> Self {
        Self {
            option,
            about,
            default,
            least: 1,
            most,
            names: &[],
        }
    }

    /// A choice among names; the first is number 0.
    #[expect(clippy::cast_possible_truncation, reason = "names are few")]
    pub const fn choice(
        option: &'static str,
        about: &'static str,
        names: &'static [&'static str],
        default: u32,
    ) -> Self {
        Self {
            option,
            about,
            default,
            least: 0,
            most: names.len() as u32 - 1,
            names,
        }
    }

    /// The numbers to use when trying all combinations: up to one more than the default, or all that have
    /// names.
    fn few(&self) -> RangeInclusive<u32> {
        let most = if self.names.is_empty() {
            (self.default + 1).min(self.most)
        } else {
            self.most
        };
        self.least..=most
    }
}

/// The memory model of the shared memory.
pub const MEMORY: Size = Size::choice(
    "memory",
    "When others see what a thread writes: sc, at once, or tso, once its store queue brings it to memory",
    Memory::NAMES,
    Memory::Tso as u32,
);

/// The maximum number of spurious wake-ups.
pub const SPURIOUS: Size = Size {
    option: "spurious",
    about: "Wake-ups for no reason, over all threads",
    default: 1,
    least: 0,
    most: MOST,
    names: &[],
};

/// How large a program should be, by option; a size that isn't given takes its default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sizes(BTreeMap<&'static str, u64>);

impl<const N: usize> From<[(&'static str, u64); N]> for Sizes {
    fn from(given: [(&'static str, u64); N]) -> Self {
        Self(given.into())
    }
}

/// More than this of anything is beyond any search.
pub const MOST: u32 = 1000;

/// The maximum number of threads: each needs a letter.
pub const LETTERS: u32 = 26;

impl Sizes {
    /// Sets the size of this option.
    pub fn set(&mut self, option: &'static str, number: u64) {
        self.0.insert(option, number);
    }

    /// One size, checked to be in its range, or its default if not given.
    pub fn of(&self, size: Size) -> Result<u32, Unfit> {
        match self.0.get(size.option) {
            None => Ok(size.default),
            Some(given) => u32::try_from(*given)
                .ok()
                .filter(|given| (size.least..=size.most).contains(given))
                .ok_or(Unfit::Size(size)),
        }
    }

    /// The chosen memory model.
    pub fn memory(&self) -> Result<Memory, Unfit> {
        Ok(match self.of(MEMORY)? {
            0 => Memory::Sc,
            _ => Memory::Tso,
        })
    }

    /// An error if a size is given that the variant's program would not use.
    pub fn unused(&self, size: Size, variant: &str) -> Result<(), Unfit> {
        if self.0.contains_key(size.option) {
            return Err(Unfit::Unused(size.option, variant.into()));
        }
        Ok(())
    }

    /// An error if there are more threads than letters.
    pub fn threads(threads: u32) -> Result<(), Unfit> {
        if threads <= LETTERS {
            Ok(())
        } else {
            Err(Unfit::Threads(threads))
        }
    }
}

/// Why there is no such program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The variant can't be explored.
    Variant(String),
    /// A size is out of range.
    Size(Size),
    /// The variant's program has no use for a size, given as an option without its dashes.
    Unused(&'static str, String),
    /// More threads than letters.
    Threads(u32),
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Variant(name) => write!(f, "variant {name} can't be explored"),
            Self::Size(Size {
                option,
                least,
                most,
                ..
            }) => write!(f, "--{option}: {least} to {most} can be explored"),
            Self::Unused(option, variant) => {
                write!(f, "--{option}: variant {variant} has no use for it")
            }
            Self::Threads(threads) => {
                write!(
                    f,
                    "{threads} threads are too many to explore: at most {LETTERS}, A to Z"
                )
            }
        }
    }
}

impl Error for Unfit {}

/// The share of `all` that part `index` of `parts` gets, split as evenly as possible.
pub fn part(all: u32, parts: u32, index: u32) -> u32 {
    all / parts + u32::from(index < all % parts)
}

/// `1 worker`, `2 workers`.
pub fn many(count: u32, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

//! What a demo tells the explorer: its variants, the options that change its size, its program.

use std::error::Error;
use std::fmt;

use super::program::Program;

/// A demo's row for the explorer.
pub struct Lesson {
    /// The variants that can be explored.
    pub modes: &'static [Mode],
    /// The one explored where none is named: the faulty one where there is one.
    pub default: &'static str,
    /// The sizes that its program uses, each an option.
    pub options: &'static [Size],
    /// Makes the program of a variant.
    pub program: fn(&str, &Sizes) -> Result<Program, Unfit>,
}

/// One variant that can be explored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Its name.
    pub name: &'static str,
    /// A line on what it does.
    pub about: &'static str,
}

/// One size of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The option that sets it, without its dashes.
    pub option: &'static str,
    /// What it is, in a line.
    pub about: &'static str,
    /// What it is where none is given: the smallest that shows the lesson.
    pub default: u32,
    /// The least that can be explored.
    pub least: u32,
    /// The most that can be explored, by itself: all threads together have to have a letter each.
    pub most: u32,
}

/// The budget of wake-ups by nobody.
pub const SPURIOUS: Size = Size {
    option: "spurious",
    about: "Wake-ups for no reason, over all threads",
    default: 1,
    least: 0,
    most: MOST,
};

/// How large a program is to be; what isn't given takes the demo's smallest telling size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Threads that do the same work.
    pub workers: Option<u64>,
    /// Increments of each worker.
    pub increments: Option<u64>,
    /// Permits of the semaphore.
    pub permits: Option<u64>,
    /// Threads that put.
    pub producers: Option<u64>,
    /// Threads that take.
    pub consumers: Option<u64>,
    /// Items in all.
    pub items: Option<u64>,
    /// Items that the buffer or queue holds.
    pub capacity: Option<u64>,
    /// Philosophers, and forks.
    pub philosophers: Option<u64>,
    /// Meals of each philosopher.
    pub meals: Option<u64>,
    /// Wake-ups by nobody, over all threads; 1 where not given.
    pub spurious: Option<u64>,
}

/// More than this of anything is beyond every search.
pub const MOST: u32 = 1000;

/// More threads than this can't be explored: each has a letter.
pub const LETTERS: u32 = 26;

impl Sizes {
    /// Where the size of this option is kept; `None` for an option that no program has.
    pub fn at(&mut self, option: &str) -> Option<&mut Option<u64>> {
        Some(match option {
            "workers" => &mut self.workers,
            "increments" => &mut self.increments,
            "permits" => &mut self.permits,
            "producers" => &mut self.producers,
            "consumers" => &mut self.consumers,
            "items" => &mut self.items,
            "capacity" => &mut self.capacity,
            "philosophers" => &mut self.philosophers,
            "meals" => &mut self.meals,
            "spurious" => &mut self.spurious,
            _ => return None,
        })
    }

    /// One size, checked: its least to its most, or its default where none is given.
    pub fn of(mut self, size: Size) -> Result<u32, Unfit> {
        match self.at(size.option).copied().flatten() {
            None => Ok(size.default),
            Some(given) => u32::try_from(given)
                .ok()
                .filter(|given| (size.least..=size.most).contains(given))
                .ok_or(Unfit::Size(size)),
        }
    }

    /// Refuses a size that the variant's program would not use.
    pub fn unused(mut self, size: Size, variant: &str) -> Result<(), Unfit> {
        match self.at(size.option).copied().flatten() {
            None => Ok(()),
            Some(_) => Err(Unfit::Unused(size.option, variant.into())),
        }
    }

    /// Refuses more threads than there are letters.
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
    /// The variant's program has no use for a size, which is an option without its dashes.
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

/// How many of `all` fall to the share `index` of `parts`, as evenly as it goes.
pub fn part(all: u32, parts: u32, index: u32) -> u32 {
    all / parts + u32::from(index < all % parts)
}

/// `1 worker`, `2 workers`.
pub fn many(count: u32, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

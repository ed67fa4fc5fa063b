//! The step programs of producers and consumers: what those of `condition` and `queue` share.

use std::fmt;

use explore::{Builder, LETTERS, MOST, Size, Sizes, Steps, Unfit, many, part};

/// How many threads put items.
pub(crate) const PRODUCERS: Size = Size::from_one("producers", "Threads that put", 1, LETTERS - 1);
/// How many items there are.
pub(crate) const ITEMS: Size = Size::from_one("items", "Items in all", 2, MOST);

/// How many threads take items, with this default.
pub(crate) const fn consumers(default: u32) -> Size {
    Size::from_one("consumers", "Threads that take", default, LETTERS - 1)
}

/// What a thread does with items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It puts them.
    Producer,
    /// It takes them.
    Consumer,
}

impl Role {
    /// A thread with this role, without steps yet.
    pub(crate) fn steps(self) -> Steps {
        Steps::of(match self {
            Role::Producer => "producer",
            Role::Consumer => "consumer",
        })
    }
}

/// How many threads hand over how many items.
#[derive(Clone, Copy)]
pub(crate) struct Handover {
    producers: u32,
    consumers: u32,
    /// The total number of items.
    pub(crate) items: u32,
}

impl Handover {
    /// The given sizes, or their defaults.
    pub(crate) fn of(sizes: &Sizes, consumers: Size) -> Result<Self, Unfit> {
        let handover = Self {
            producers: sizes.of(PRODUCERS)?,
            consumers: sizes.of(consumers)?,
            items: sizes.of(ITEMS)?,
        };
        Sizes::threads(handover.producers + handover.consumers)?;
        Ok(handover)
    }

    /// Adds each thread, which `thread` makes for its role and its share of the items: producers first.
    pub(crate) fn threads(self, program: &mut Builder, mut thread: impl FnMut(Role, u32) -> Steps) {
        for (role, threads) in [
            (Role::Producer, self.producers),
            (Role::Consumer, self.consumers),
        ] {
            for index in 0..threads {
                program.thread(thread(role, part(self.items, threads, index)));
            }
        }
    }
}

impl fmt::Display for Handover {
    /// `1 producer, 2 consumers, 2 items`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let producers = many(self.producers, "producer");
        let consumers = many(self.consumers, "consumer");
        write!(f, "{producers}, {consumers}, {}", many(self.items, "item"))
    }
}

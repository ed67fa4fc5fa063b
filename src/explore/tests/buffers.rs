//! The models of the bounded buffer and of the queue; see `models`.

use super::models::{Model, World, lock, size, when};
use explore::part;

/// Producers, consumers, items, capacity, spurious wake-ups.
pub(super) fn condition(variant: &'static str, sizes: [u32; 5]) -> Model {
    let [producers, consumers, items, capacity, spurious] = sizes;
    let buffer = Buffer {
        variant,
        producers: size(producers),
        capacity,
    };
    let mut start = World::default();
    start.n[3] = spurious;
    let lengths = shares(producers, consumers, items)
        .map(|items| buffer.places() * items)
        .collect();
    let end = move |world: &World| {
        let over = world.n[1].saturating_sub(capacity);
        let nothing = match world.n[2] {
            1 => "1 consumer took nothing".to_string(),
            missing => format!("{missing} consumers took nothing"),
        };
        match (over, world.n[2]) {
            (0, 0) => "all handed over".into(),
            (0, _) => nothing,
            (_, 0) => format!("{over} too many"),
            _ => format!("{nothing}, {over} too many"),
        }
    };
    Model {
        lengths,
        start,
        step: Box::new(move |world, thread| {
            world.at[thread] = if variant == "polling" {
                buffer.poll(world, thread)?
            } else {
                buffer.wait(world, thread)?
            };
            Some(())
        }),
        end: Box::new(end),
    }
}

/// The buffer of `condition`.
///
/// Of a world's `n`: 0 held, 1 most, 2 missing, 3 spurious left, 4 and 5 asleep for room, for an item.
#[derive(Clone, Copy)]
struct Buffer {
    variant: &'static str,
    producers: usize,
    capacity: u32,
}

impl Buffer {
    /// The places of one round.
    fn places(self) -> usize {
        if self.variant == "polling" { 5 } else { 7 }
    }

    /// Whether a thread may move an item.
    fn fine(self, world: &World, thread: usize) -> bool {
        if thread < self.producers {
            world.n[0] < self.capacity
        } else {
            world.n[0] > 0
        }
    }

    fn move_item(self, world: &mut World, thread: usize) {
        if thread < self.producers {
            world.n[0] += 1;
            world.n[1] = world.n[1].max(world.n[0]);
        } else if world.n[0] == 0 {
            world.n[2] += 1;
        } else {
            world.n[0] -= 1;
        }
    }

    /// A step of a thread that polls, and its next place: 0 lock, 1 look, 2 unlock in vain, 3 move an item,
    /// 4 unlock.
    fn poll(self, world: &mut World, thread: usize) -> Option<usize> {
        let at = world.at[thread];
        let round = at / self.places() * self.places();
        match at - round {
            0 => {
                when(world.seen[thread] != world.n[0] + 1)?;
                lock(world, 0, thread)?;
                world.seen[thread] = 0;
            }
            1 if self.fine(world, thread) => return Some(round + 3),
            1 => world.seen[thread] = world.n[0] + 1,
            2 => {
                world.holder[0] = None;
                return Some(round);
            }
            3 => self.move_item(world, thread),
            _ => world.holder[0] = None,
        }
        Some(at + 1)
    }

    /// A step of a thread that waits, and its next place: 0 lock, 1 look, 2 sleep, 3 wake, 4 move an item,
    /// 5 notify, 6 unlock.
    fn wait(self, world: &mut World, thread: usize) -> Option<usize> {
        let at = world.at[thread];
        let round = at / self.places() * self.places();
        let (mine, theirs) = if thread < self.producers {
            (0, 1)
        } else {
            (1, 0)
        };
        let bit = 1 << thread;
        match at - round {
            0 => lock(world, 0, thread)?,
            1 if self.fine(world, thread) => return Some(round + 4),
            1 => {}
            2 => {
                world.holder[0] = None;
                world.n[4 + mine] |= bit;
            }
            3 => {
                let note = world.notes[mine].iter().position(|set| set & bit != 0);
                when(note.is_some() || world.n[3] > 0)?;
                lock(world, 0, thread)?;
                match note {
                    Some(note) => world.notes[mine].copy_within(note + 1.., note),
                    None => world.n[3] -= 1,
                }
                world.notes[mine].iter_mut().for_each(|set| *set &= !bit);
                world.n[4 + mine] &= !bit;
                let looks_again = self.variant != "if";
                return Some(if looks_again { round + 1 } else { round + 4 });
            }
            4 => self.move_item(world, thread),
            5 => {
                let asleep = world.n[4 + theirs];
                let notes = &mut world.notes[theirs];
                let there = notes.iter().filter(|set| **set != 0).count();
                if there < size(asleep.count_ones()) {
                    notes[there] = asleep;
                }
            }
            _ => world.holder[0] = None,
        }
        Some(at + 1)
    }
}

/// Producers, consumers, items, capacity.
pub(super) fn queue(variant: &'static str, sizes: [u32; 4]) -> Model {
    let [producers, consumers, items, capacity] = sizes;
    let producers_end = size(producers);
    let step = move |world: &mut World, thread: usize| {
        if thread < producers_end {
            when(variant != "bounded" || world.len < size(capacity))?;
            world.items[world.len] = (0, thread);
            world.len += 1;
            world.n[0] = world.n[0].max(u32::try_from(world.len).unwrap());
        } else {
            when(world.len > 0)?;
            world.items.copy_within(1.., 0);
            world.len -= 1;
        }
        world.at[thread] += 1;
        Some(())
    };
    let offered = move |world: &mut World, thread: usize| {
        let waits = world.items[..world.len].iter().any(|item| item.1 == thread);
        when(variant != "rendezvous" || !waits)?;
        step(world, thread)
    };
    let end = move |world: &World| match variant {
        "rendezvous" => "all handed over".into(),
        _ => format!("longest = {}", world.n[0]),
    };
    Model {
        lengths: shares(producers, consumers, items).collect(),
        start: World::default(),
        step: Box::new(offered),
        end: Box::new(end),
    }
}

/// The items of each producer, then of each consumer.
fn shares(producers: u32, consumers: u32, items: u32) -> impl Iterator<Item = usize> {
    let of = move |parts| (0..parts).map(move |index| size(part(items, parts, index)));
    of(producers).chain(of(consumers))
}

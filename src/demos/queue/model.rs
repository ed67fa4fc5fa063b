//! The queue's step programs: numbered items go through a channel; how many does it hold?

use super::channel::Channel;
use crate::demo::modes;
use crate::kit::handover_model::{Handover, ITEMS, PRODUCERS, Role, consumers};
use explore::{Builder, Capacity, Ending, Lesson, MOST, Op, Program, Size, Sizes, Unfit, Value};

const CONSUMERS: Size = consumers(1);
const CAPACITY: Size = Size::from_one("capacity", "Items that the bounded queue holds", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Channel {
        Bounded: "a put into a full queue waits";
        Rendezvous: "a put ends when its item is taken";
        Unbounded: "nothing holds the producers back";
    }),
    default: Channel::Unbounded.name(),
    options: &[PRODUCERS, CONSUMERS, ITEMS, CAPACITY],
};

/// The program of a variant.
fn program(channel: Channel, sizes: &Sizes) -> Result<Program, Unfit> {
    let handover = Handover::of(sizes, CONSUMERS)?;
    let most = sizes.of(CAPACITY)?;
    let (capacity, bound) = match channel {
        Channel::Bounded => (Capacity::Bounded(most), format!("capacity {most}")),
        Channel::Rendezvous => {
            sizes.unused(CAPACITY, channel.name())?;
            (Capacity::Rendezvous, "capacity 0".into())
        }
        Channel::Unbounded => (Capacity::Unbounded, "no bound".into()),
    };
    let mut program = Builder::new("queue", channel.name(), format!("{handover}, {bound}"));
    let queue = program.queue("queue", capacity);
    let longest = program.longest(queue, "longest");
    let mut item = 0;
    handover.threads(&mut program, |role, items| {
        let mut steps = role.steps();
        match role {
            Role::Producer => {
                for _ in 0..items {
                    item += 1;
                    steps.step(Op::Put(queue, Value::Is(item)), "put", "put {}");
                }
            }
            Role::Consumer => {
                let taken = steps.register();
                for _ in 0..items {
                    steps.step(Op::Take(queue, taken), "take", "take {}");
                }
            }
        }
        steps
    });
    if channel == Channel::Rendezvous {
        program.hide(longest);
        program.promise("nothing is left lying in the queue", false);
        return Ok(program
            .finish(|_| Ending::good(0, "all handed over").meaning("each from hand to hand")));
    }
    let planted = channel == Channel::Unbounded && handover.items > most;
    program.promise(format!("at most {most} held"), planted);
    Ok(program.finish(move |finals| ending(finals[longest], most)))
}

/// What this maximum length of the queue means.
fn ending(length: u32, most: u32) -> Ending {
    let name = format!("longest = {length}");
    let ending = if length <= most {
        Ending::good(length, name).meaning(format!("never more than {length} held"))
    } else {
        let more = length - most;
        let meaning = format!("{length} held at once, {more} more than a bounded queue");
        Ending::bad(length, name, meaning)
    };
    ending.goal(format!("let the queue grow to {length}, no further"))
}

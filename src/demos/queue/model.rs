//! The queue's step programs: numbered items go through a channel; how many does it hold?

use super::room::Room;
use crate::demos::demo::modes;
use crate::explore::{
    Builder, Capacity, Ending, LETTERS, Lesson, MOST, Op, Program, Size, Sizes, Steps, Unfit,
    Value, many, part,
};

const PRODUCERS: Size = Size::from_one("producers", "Threads that put", 1, LETTERS - 1);
const CONSUMERS: Size = Size::from_one("consumers", "Threads that take", 1, LETTERS - 1);
const ITEMS: Size = Size::from_one("items", "Items in all", 2, MOST);
const CAPACITY: Size = Size::from_one("capacity", "Items that the bounded queue holds", 1, MOST);

/// What the explorer knows of this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Room {
        Bounded: "a put into a full queue waits";
        Rendezvous: "a put ends when its item is taken";
        Unbounded: "nothing holds the producers back";
    }),
    default: Room::Unbounded.name(),
    options: &[PRODUCERS, CONSUMERS, ITEMS, CAPACITY],
};

/// The program of a variant.
fn program(room: Room, sizes: &Sizes) -> Result<Program, Unfit> {
    let producers = sizes.of(PRODUCERS)?;
    let consumers = sizes.of(CONSUMERS)?;
    let items = sizes.of(ITEMS)?;
    let most = sizes.of(CAPACITY)?;
    Sizes::threads(producers + consumers)?;
    let capacity = match room {
        Room::Bounded => Capacity::Bounded(most),
        Room::Rendezvous => {
            sizes.unused(CAPACITY, room.name())?;
            Capacity::Rendezvous
        }
        Room::Unbounded => Capacity::Unbounded,
    };
    let size = format!(
        "{}, {}, {}, {}",
        many(producers, "producer"),
        many(consumers, "consumer"),
        many(items, "item"),
        match capacity {
            Capacity::Bounded(most) => format!("capacity {most}"),
            Capacity::Rendezvous => "capacity 0".into(),
            Capacity::Unbounded => "no bound".into(),
        }
    );
    let mut program = Builder::new("queue", room.name(), size);
    let unbounded = capacity == Capacity::Unbounded;
    program.promise(format!("at most {most} held"), unbounded && items > most);
    let queue = program.queue("queue", capacity);
    let longest = program.longest(queue, "longest");
    let mut item = 0;
    for index in 0..producers {
        let mut producer = Steps::of("producer");
        for _ in 0..part(items, producers, index) {
            item += 1;
            producer.step(Op::Put(queue, Value::Is(item)), "put", "put {}");
        }
        program.thread(producer);
    }
    for index in 0..consumers {
        let mut consumer = Steps::of("consumer");
        let taken = consumer.register();
        for _ in 0..part(items, consumers, index) {
            consumer.step(Op::Take(queue, taken), "take", "take {}");
        }
        program.thread(consumer);
    }
    if capacity == Capacity::Rendezvous {
        program.hide(longest);
        program.promise("nothing is left lying in the queue", false);
        return Ok(program
            .finish(|_| Ending::good(0, "all handed over").meaning("each from hand to hand")));
    }
    Ok(program.finish(move |finals| {
        let length = finals[longest];
        let name = format!("longest = {length}");
        let ending = if length <= most {
            Ending::good(length, name).meaning(format!("never more than {length} held"))
        } else {
            Ending::bad(
                length,
                name,
                format!(
                    "{length} held at once, {} more than a bounded queue",
                    length - most
                ),
            )
        };
        ending.goal(format!("let the queue grow to {length}, no further"))
    }))
}

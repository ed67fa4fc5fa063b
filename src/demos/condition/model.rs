//! The bounded buffer's step programs: a lock and two condition variables, waited for with `while`
//! or, for the explorer alone, with `if`; or the lock alone, polled.

use super::waiting::Waiting;
use crate::demos::demo::modes;
use crate::explore::{
    Builder, Condition, Ending, LETTERS, Lesson, Lock, MOST, Op, Program, SPURIOUS, Size, Sizes,
    Steps, Test, Unfit, Value, Var, Watch, many, part,
};

const PRODUCERS: Size = Size::from_one("producers", "Threads that put", 1, LETTERS - 1);
const CONSUMERS: Size = Size::from_one("consumers", "Threads that take", 2, LETTERS - 1);
const ITEMS: Size = Size::from_one("items", "Items in all", 2, MOST);
const CAPACITY: Size = Size::from_one("capacity", "Items that the buffer holds", 1, MOST);

/// What the explorer knows of this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Look {
        While: "while it is full or empty: wait";
        Polling: "unlock, and look again after a change";
        If: "waits with if instead of while (explored only)";
    }),
    default: Look::If.name(),
    options: &[PRODUCERS, CONSUMERS, ITEMS, CAPACITY, SPURIOUS],
};

/// How a thread that finds the buffer full or empty looks again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// After each wake-up, until it finds what it needs.
    While,
    /// Never: it takes a wake-up for a promise.
    If,
    /// At once, after giving others the lock.
    Polling,
}

impl Look {
    const fn name(self) -> &'static str {
        match self {
            Look::While => Waiting::Condition.name(),
            // Explored only: no thread runs it.
            Look::If => "if",
            Look::Polling => Waiting::Polling.name(),
        }
    }
}

/// The shared things of a buffer.
#[derive(Clone, Copy)]
struct Buffer {
    lock: Lock,
    held: Var,
    missing: Var,
    capacity: u32,
    not_full: Condition,
    not_empty: Condition,
}

/// The program of a variant.
fn program(look: Look, sizes: &Sizes) -> Result<Program, Unfit> {
    let producers = sizes.of(PRODUCERS)?;
    let consumers = sizes.of(CONSUMERS)?;
    let items = sizes.of(ITEMS)?;
    let capacity = sizes.of(CAPACITY)?;
    Sizes::threads(producers + consumers)?;
    let size = format!(
        "{}, {}, {}, capacity {capacity}",
        many(producers, "producer"),
        many(consumers, "consumer"),
        many(items, "item")
    );
    let mut program = Builder::new("condition", look.name(), size);
    program.promise(
        "no thread takes from an empty buffer or fills a full one",
        look == Look::If,
    );
    let held = program.var("held", 0);
    let most = program.peak_of(held, "most");
    let missing = program.var("missing", 0);
    program.hide(most);
    program.hide(missing);
    let lock = program.lock("lock");
    let not_full = program.condition("not full");
    let not_empty = program.condition("not empty");
    let buffer = Buffer {
        lock,
        held,
        missing,
        capacity,
        not_full,
        not_empty,
    };
    if look == Look::Polling {
        sizes.unused(SPURIOUS, look.name())?;
        program.remark("a poll that saw nothing new waits for a change: a real one keeps looking");
    } else {
        program.spurious(sizes.of(SPURIOUS)?);
    }
    for index in 0..producers {
        program.thread(thread(buffer, look, true, part(items, producers, index)));
    }
    for index in 0..consumers {
        program.thread(thread(buffer, look, false, part(items, consumers, index)));
    }
    Ok(program.finish(move |finals| {
        let (over, missing) = (finals[most].saturating_sub(capacity), finals[missing]);
        let nothing = format!("{} took nothing", many(missing, "consumer"));
        match (over, missing) {
            (0, 0) => Ending::good(0, "all handed over"),
            (0, _) => Ending::bad(1, nothing, "taken from an empty buffer"),
            (_, 0) => Ending::bad(2, format!("{over} too many"), "put into a full buffer")
                .goal("get an item put into a full buffer"),
            _ => Ending::bad(3, format!("{nothing}, {over} too many"), "both went wrong"),
        }
    }))
}

/// A producer or a consumer of this many items.
fn thread(buffer: Buffer, look: Look, producer: bool, items: u32) -> Steps {
    let mut steps = Steps::of(if producer { "producer" } else { "consumer" });
    let (test, why, wait, wake) = if producer {
        (
            Test::Below(buffer.capacity),
            "full",
            buffer.not_full,
            buffer.not_empty,
        )
    } else {
        (Test::Above(0), "empty", buffer.not_empty, buffer.not_full)
    };
    let seen = steps.register();
    for _ in 0..items {
        let round = steps.lock(buffer.lock);
        if look == Look::Polling {
            steps.at(round).again = Some(Watch {
                var: buffer.held,
                seen,
            });
            let place = steps.here();
            let op = Op::Look {
                var: buffer.held,
                test,
                other: place + 1,
                seen: Some(seen),
                vain: None,
            };
            steps.step(
                op,
                &format!("look (while {why}: unlock, again)"),
                "look: {}",
            );
            steps.at(place).next = place + 2;
            steps.at(place).other = format!("look: {{}}, {why}");
            steps.step(Op::Unlock(buffer.lock), "", "unlock");
            steps.at(place + 1).next = round;
        } else {
            steps.wait(
                (buffer.held, test),
                (wait, buffer.lock),
                why,
                look == Look::If,
            );
        }
        if producer {
            steps.step(Op::Add(buffer.held, Value::Is(1)), "put", "put");
        } else {
            steps.step(
                Op::Remove {
                    from: buffer.held,
                    short: buffer.missing,
                },
                "take",
                "take",
            );
        }
        if look != Look::Polling {
            steps.step(Op::NotifyOne(wake), "notify", "notify");
        }
        steps.unlock(buffer.lock);
    }
    steps
}

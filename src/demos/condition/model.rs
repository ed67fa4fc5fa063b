//! The bounded buffer's step programs: a lock and two condition variables, waited for with `while`
//! or, for the explorer alone, with `if`; or the lock alone, polled.

use super::waiting::Waiting;
use crate::demo::modes;
use crate::kit::handover_model::{Handover, ITEMS, PRODUCERS, Role, consumers};
use explore::{
    Builder, Condition, Ending, Lesson, Lock, MOST, Op, Program, Register, SPURIOUS, Size, Sizes,
    Steps, Test, Unfit, Value, Var, Watch, many,
};

const CONSUMERS: Size = consumers(2);
const CAPACITY: Size = Size::from_one("capacity", "Items that the buffer holds", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Look {
        While: "while it is full or empty: wait";
        Polling: "unlock, and look again after a change";
        If: "waits with if instead of while (explored only)";
    }),
    default: Look::If.name(),
    options: &[PRODUCERS, CONSUMERS, ITEMS, CAPACITY, SPURIOUS],
};

/// How a thread that found the buffer full or empty checks again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// After each wake-up, until it finds what it needs.
    While,
    /// Never: it takes a wake-up for a guarantee.
    If,
    /// At once, after releasing the lock.
    Polling,
}

impl Look {
    const fn name(self) -> &'static str {
        match self {
            Look::While => Waiting::Condition.name(),
            // Only explored; no thread runs it.
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
    let handover = Handover::of(sizes, CONSUMERS)?;
    let capacity = sizes.of(CAPACITY)?;
    let size = format!("{handover}, capacity {capacity}");
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
    let buffer = Buffer {
        lock: program.lock("lock"),
        held,
        missing,
        capacity,
        not_full: program.condition("not full"),
        not_empty: program.condition("not empty"),
    };
    if look == Look::Polling {
        sizes.unused(SPURIOUS, look.name())?;
        program.remark("a poll that saw nothing new waits for a change: a real one keeps looking");
    } else {
        program.spurious(sizes.of(SPURIOUS)?);
    }
    handover.threads(&mut program, |role, items| {
        thread(buffer, look, role, items)
    });
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
fn thread(buffer: Buffer, look: Look, role: Role, items: u32) -> Steps {
    let mut steps = role.steps();
    let (test, why, wait, wake) = match role {
        Role::Producer => {
            let below = Test::Below(buffer.capacity);
            (below, "full", buffer.not_full, buffer.not_empty)
        }
        Role::Consumer => (Test::Above(0), "empty", buffer.not_empty, buffer.not_full),
    };
    let seen = steps.register();
    for _ in 0..items {
        let round = steps.lock(buffer.lock);
        if look == Look::Polling {
            poll(&mut steps, buffer, (test, why), (seen, round));
        } else {
            let once = look == Look::If;
            steps.wait((buffer.held, test), (wait, buffer.lock), why, once);
        }
        if role == Role::Producer {
            steps.step(Op::Add(buffer.held, Value::Is(1)), "put", "put");
        } else {
            let (from, short) = (buffer.held, buffer.missing);
            steps.step(Op::Remove { from, short }, "take", "take");
        }
        if look != Look::Polling {
            steps.step(Op::NotifyOne(wake), "notify", "notify");
        }
        steps.unlock(buffer.lock);
    }
    steps
}

/// Checks with the lock held; if there is nothing, unlocks and starts again after a change.
fn poll(
    steps: &mut Steps,
    buffer: Buffer,
    (test, why): (Test, &str),
    (seen, round): (Register, usize),
) {
    let var = buffer.held;
    steps.at(round).again = vec![Watch { var, seen }];
    let place = steps.here();
    let look = Op::Look {
        var,
        test,
        other: place + 1,
        seen: Some(seen),
        vain: None,
    };
    let text = format!("look (while {why}: unlock, again)");
    steps.step(look, &text, "look: {}");
    steps.at(place).next = place + 2;
    steps.at(place).other = format!("look: {{}}, {why}");
    steps.step(Op::Unlock(buffer.lock), "", "unlock");
    steps.at(place + 1).next = round;
}

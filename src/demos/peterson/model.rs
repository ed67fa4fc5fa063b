//! The step programs of `peterson` (Peterson 1981): two flags and a turn, then enter and leave.

use super::exclusion::Exclusion;
use crate::demo::modes;
use explore::{
    Builder, Ending, Lesson, MEMORY, MOST, Memory, Op, Program, Size, Sizes, Steps, Test, Unfit,
    Value, Var, Watch, letter, many,
};

const ROUNDS: Size = Size::from_one("rounds", "Times that each thread goes inside", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Exclusion {
        Peterson: "my flag, their turn, a fence after each, then wait";
        NoFence: "no fences: under tso a flag may be read before the own one is seen";
        Swapped: "their turn, then my flag: wrong in whatever memory";
        Mutex: "one lock around enter and leave";
    }),
    default: Exclusion::NoFence.name(),
    options: &[ROUNDS, MEMORY],
};

/// The variables of the lock.
#[derive(Clone, Copy)]
struct Shared {
    flags: [Var; 2],
    turn: Var,
    inside: Var,
}

/// The program of a variant.
fn program(way: Exclusion, sizes: &Sizes) -> Result<Program, Unfit> {
    let rounds = sizes.of(ROUNDS)?;
    let memory = sizes.memory()?;
    let size = format!("2 threads x {}, {}", many(rounds, "round"), memory.name());
    let mut program = Builder::new("peterson", way.name(), size);
    program.memory(memory);
    let broken = way == Exclusion::Swapped || way == Exclusion::NoFence && memory == Memory::Tso;
    program.promise("never both inside", broken);
    let lock = (way == Exclusion::Mutex).then(|| program.lock("lock"));
    let shared = (0..2).map(|thread| program.var(format!("flag {}", letter(thread)), 0));
    let flags: Vec<Var> = shared.collect();
    let shared = Shared {
        flags: [flags[0], flags[1]],
        turn: program.var("turn", 0),
        inside: program.var("inside", 0),
    };
    if way == Exclusion::Mutex {
        for var in [shared.flags[0], shared.flags[1], shared.turn] {
            program.hide(var);
        }
    } else {
        program.remark("turn = 1 lets A in, turn = 2 lets B in; inside is the model's own count");
        program.remark("between two rounds of looks a thread waits for a change");
    }
    let most = program.peak_of(shared.inside, "most");
    program.hide(most);
    for me in 0..2 {
        let mut thread = Steps::of("thread");
        for _ in 0..rounds {
            match lock {
                Some(lock) => {
                    thread.lock(lock);
                    go_inside(&mut thread, shared);
                    thread.unlock(lock);
                }
                None => round(&mut thread, way, me, shared),
            }
        }
        program.thread(thread);
    }
    Ok(program.finish(move |finals| {
        let name = format!("most = {}", finals[most]);
        match finals[most] {
            0..=1 => Ending::good(1, name).meaning("one at a time"),
            more => Ending::bad(more, name, "both inside at once"),
        }
    }))
}

/// One round: ask, wait, enter, leave.
fn round(thread: &mut Steps, way: Exclusion, me: usize, shared: Shared) {
    let (mine, theirs) = (shared.flags[me], shared.flags[1 - me]);
    let names = [me, 1 - me].map(letter);
    let (to_me, to_them) = if me == 0 { (1, 2) } else { (2, 1) };
    let flag = (mine, 1, format!("flag {} = 1", names[0]));
    let turn = (shared.turn, to_them, format!("turn = {to_them}"));
    let writes = match way {
        Exclusion::Swapped => [turn, flag],
        _ => [flag, turn],
    };
    for (var, value, name) in writes {
        write(thread, var, value, &name);
        if way != Exclusion::NoFence {
            thread.fence();
        }
    }
    let (flag, turn) = (thread.register(), thread.register());
    let place = thread.here();
    let look = |thread: &mut Steps, var, test, other, seen, name: &str| {
        let look = Op::Look {
            var,
            test,
            other,
            seen: Some(seen),
            vain: None,
        };
        thread.step(look, name, format!("{name}: {{}}, enter"))
    };
    let name = format!("look flag {}", names[1]);
    look(thread, theirs, Test::Is(0), place + 1, flag, &name);
    thread.at(place).next = place + 2;
    thread.at(place).other = format!("{name}: {{}}");
    thread.at(place).again = vec![
        Watch {
            var: theirs,
            seen: flag,
        },
        Watch {
            var: shared.turn,
            seen: turn,
        },
    ];
    let name = "look turn";
    look(thread, shared.turn, Test::Is(to_me), place, turn, name);
    thread.at(place + 1).name = "look turn (again while theirs)".into();
    thread.at(place + 1).other = format!("{name}: {{}}, wait");
    go_inside(thread, shared);
    write(thread, mine, 0, &format!("flag {} = 0", names[0]));
}

fn write(thread: &mut Steps, var: Var, value: u32, name: &str) {
    thread.step(Op::Write(var, Value::Is(value)), name, name);
}

fn go_inside(thread: &mut Steps, shared: Shared) {
    thread.step(Op::Add(shared.inside, Value::Is(1)), "enter", "enter");
    let leave = Op::Remove {
        from: shared.inside,
        short: shared.inside,
    };
    thread.step(leave, "leave", "leave");
}

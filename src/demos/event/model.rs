//! The event's step programs: a flag under a lock with a condition variable, or a flag that is polled.
//! Each worker waits; main, the last letter, sets it.

use super::waiting::Waiting;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, Op, Program, SPURIOUS, Size, Sizes, Steps, Test, Unfit,
    Value, Var, many,
};

const WORKERS: Size = Size::from_one(
    "workers",
    "Threads that wait for the signal",
    2,
    LETTERS - 1,
);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Waiting {
        Event: "sleep until the signal: it is not missed, early or late";
        Polling: "look again and again: looks in vain";
    }),
    default: Waiting::Polling.name(),
    options: &[WORKERS, SPURIOUS],
};

/// The program of a variant.
fn program(waiting: Waiting, sizes: &Sizes) -> Result<Program, Unfit> {
    let workers = sizes.of(WORKERS)?;
    Sizes::threads(workers + 1)?;
    let size = format!("{}, one signal", many(workers, "worker"));
    let mut program = Builder::new("event", waiting.name(), size);
    program.promise("every worker sees the signal", false);
    let set = program.var("set", 0);
    match waiting {
        Waiting::Event => {
            program.spurious(sizes.of(SPURIOUS)?);
            Ok(sleeping(program, set, workers))
        }
        Waiting::Polling => {
            sizes.unused(SPURIOUS, waiting.name())?;
            Ok(polling(program, set, workers))
        }
    }
}

/// Workers that sleep until main wakes all of them.
fn sleeping(mut program: Builder, set: Var, workers: u32) -> Program {
    let lock = program.lock("lock");
    let signal = program.condition("signal");
    for _ in 0..workers {
        let mut worker = Steps::of("worker");
        worker.lock(lock);
        worker.wait((set, Test::Is(1)), (signal, lock), "not set", false);
        worker.unlock(lock);
        program.thread(worker);
    }
    let mut main = Steps::of("main");
    main.lock(lock);
    main.step(Op::Write(set, Value::Is(1)), "set", "set");
    main.step(Op::NotifyAll(signal), "notify all", "notify all");
    main.unlock(lock);
    program.thread(main);
    let all = many(workers, "worker");
    program.finish(move |_| {
        Ending::good(0, format!("{all} on")).meaning("every worker has seen the signal")
    })
}

/// Workers that poll.
fn polling(mut program: Builder, set: Var, workers: u32) -> Program {
    let vain = program.var("in vain", 0);
    for _ in 0..workers {
        let mut worker = Steps::of("worker");
        worker.poll(set, Test::Is(1), "not set", vain);
        program.thread(worker);
    }
    let mut main = Steps::of("main");
    main.step(Op::Write(set, Value::Is(1)), "set", "set");
    program.thread(main);
    program.remark(
        "a poll that saw nothing new waits for a change: a real one keeps looking, and burns CPU time",
    );
    program.finish(move |finals| {
        let looks = finals[vain];
        let early = many(looks, "worker");
        let (meaning, goal) = match looks {
            0 => (
                "no worker looked too early".into(),
                "let every worker look only after the signal".into(),
            ),
            _ => (
                format!("{early} polled too early"),
                format!("let {early} look too early"),
            ),
        };
        let ending = Ending::good(looks, format!("in vain = {looks}"));
        ending.meaning(meaning).goal(goal)
    })
}

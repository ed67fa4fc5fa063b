//! The counter's step programs: an unlocked increment is a read and a write; each lock around it
//! adds its own steps.

use super::counting_method::CountingMethod;
use crate::demo::modes;
use explore::{
    Builder, Capacity, Ending, Finals, LETTERS, Lesson, MOST, Op, Program, Size, Sizes, Steps,
    Unfit, Value, Var, many,
};

const WORKERS: Size = Size::from_one("workers", "Threads that add", 2, LETTERS);
const INCREMENTS: Size = Size::from_one("increments", "Increments of each worker", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, CountingMethod {
        Sequential: "one thread makes every update";
        Unlocked: "read, then write: another thread may come between";
        Mutex: "read and write inside a lock";
        Atomic: "each update is one step";
        RwLock: "read and write inside a write lock";
        Channel: "workers send, one owner adds up";
        Local: "each thread its own counter, added up at the end";
    }),
    default: CountingMethod::Unlocked.name(),
    options: &[WORKERS, INCREMENTS],
};

/// The program of a variant.
fn program(way: CountingMethod, sizes: &Sizes) -> Result<Program, Unfit> {
    let workers = sizes.of(WORKERS)?;
    let increments = sizes.of(INCREMENTS)?;
    let extra = u32::from(matches!(
        way,
        CountingMethod::Channel | CountingMethod::Local
    ));
    Sizes::threads(workers + extra)?;
    let size = format!(
        "{} x {}",
        many(workers, "worker"),
        many(increments, "increment")
    );
    let mut program = Builder::new("counter", way.name(), size);
    program.promise(
        "no update is lost",
        way == CountingMethod::Unlocked && workers > 1,
    );
    let count = program.var("count", 0);
    match way {
        CountingMethod::Sequential => {
            let mut one = Steps::of("the only thread");
            update(&mut one, count, workers * increments);
            program.thread(one);
        }
        CountingMethod::Unlocked => workers_of(&mut program, workers, |worker| {
            update(worker, count, increments);
        }),
        CountingMethod::Atomic => workers_of(&mut program, workers, |worker| {
            for _ in 0..increments {
                worker.step(Op::Add(count, Value::Is(1)), "add 1", "add {}");
            }
        }),
        CountingMethod::Mutex | CountingMethod::RwLock => {
            let lock = program.lock("lock");
            let word = if way == CountingMethod::Mutex {
                "lock"
            } else {
                "write lock"
            };
            workers_of(&mut program, workers, |worker| {
                let seen = worker.register();
                for _ in 0..increments {
                    worker.step(Op::Lock(lock), word, word);
                    worker.read(count, seen);
                    worker.write(count, Value::Plus(seen, 1));
                    worker.unlock(lock);
                }
            });
        }
        CountingMethod::Channel => channel(&mut program, count, workers, increments),
        CountingMethod::Local => local(&mut program, count, workers, increments),
        // Nothing is shared, so there is nothing to interleave.
        CountingMethod::Processes => return Err(Unfit::Variant(way.name().into())),
    }
    let all = workers * increments;
    Ok(program.finish(move |finals| ending(finals, count, all)))
}

fn ending(finals: Finals, count: Var, all: u32) -> Ending {
    let now = finals[count];
    let name = format!("count = {now}");
    let ending = match all - now {
        0 => Ending::good(now, name),
        1 => Ending::bad(now, name, "one update is lost"),
        lost => Ending::bad(now, name, format!("{lost} updates are lost")),
    };
    ending.goal(format!("make it end at {now}"))
}

fn workers_of(program: &mut Builder, workers: u32, write: impl Fn(&mut Steps)) {
    for _ in 0..workers {
        let mut worker = Steps::of("worker");
        write(&mut worker);
        program.thread(worker);
    }
}

/// Updates without a lock.
fn update(thread: &mut Steps, count: Var, increments: u32) {
    let seen = thread.register();
    for _ in 0..increments {
        thread.read(count, seen);
        thread.write(count, Value::Plus(seen, 1));
    }
}

/// Workers send each increment; the thread that starts last owns the counter.
fn channel(program: &mut Builder, count: Var, workers: u32, increments: u32) {
    let queue = program.queue("channel", Capacity::Unbounded);
    workers_of(program, workers, |worker| {
        for _ in 0..increments {
            worker.step(Op::Put(queue, Value::Is(1)), "send 1", "send {}");
        }
    });
    let mut owner = Steps::of("owner");
    let received = owner.register();
    for _ in 0..workers * increments {
        owner.step(Op::Take(queue, received), "receive", "receive {}");
        owner.step(Op::Add(count, Value::Plus(received, 0)), "add", "add {}");
    }
    program.thread(owner);
}

/// Each worker counts on its own; main joins them and adds up.
fn local(program: &mut Builder, count: Var, workers: u32, increments: u32) {
    let mut main = Steps::of("main");
    for worker in 0..workers as usize {
        let own = program.var(format!("own {}", explore::letter(worker)), 0);
        let mut steps = Steps::of("worker");
        for _ in 0..increments {
            steps.step(
                Op::Add(own, Value::Is(1)),
                "add 1 to its own",
                "add {} to its own",
            );
        }
        program.thread(steps);
        main.step(
            Op::Join(worker),
            "join",
            format!("join {}", explore::letter(worker)),
        );
        main.step(Op::Add(count, Value::Of(own)), "add its count", "add {}");
    }
    program.thread(main);
}

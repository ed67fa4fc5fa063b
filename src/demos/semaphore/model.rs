//! The semaphore's step programs: acquire, enter, leave, release; how many are inside at once?

use super::limit::Limit;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, MOST, Op, Program, Size, Sizes, Steps, Unfit, Value, many,
};

const PERMITS: Size = Size::from_one("permits", "Permits of the semaphore", 2, MOST);
const WORKERS: Size = Size::from_one("workers", "Threads that want a permit", 3, LETTERS);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Limit {
        One: "one permit: one at a time";
        Permits: "as many at once as --permits";
        Unlimited: "no permit is needed";
    }),
    default: Limit::Unlimited.name(),
    options: &[WORKERS, PERMITS],
};

/// The program of a variant.
fn program(limit: Limit, sizes: &Sizes) -> Result<Program, Unfit> {
    let allowed = match limit {
        Limit::One => {
            sizes.unused(PERMITS, limit.name())?;
            1
        }
        Limit::Permits | Limit::Unlimited => sizes.of(PERMITS)?,
    };
    let workers = sizes.of(WORKERS)?;
    Sizes::threads(workers)?;
    let size = format!("{}, {}", many(workers, "worker"), many(allowed, "permit"));
    let mut program = Builder::new("semaphore", limit.name(), size);
    let unlimited = limit == Limit::Unlimited;
    program.promise(
        format!("at most {allowed} at once"),
        unlimited && workers > allowed,
    );
    let inside = program.var("inside", 0);
    let peak = program.peak_of(inside, "most");
    let semaphore = (!unlimited).then(|| program.semaphore("permits", allowed));
    for _ in 0..workers {
        let mut worker = Steps::of("worker");
        if let Some(semaphore) = semaphore {
            worker.step(Op::Acquire(semaphore), "acquire", "acquire");
        }
        worker.step(Op::Add(inside, Value::Is(1)), "enter", "enter");
        let (from, short) = (inside, inside);
        worker.step(Op::Remove { from, short }, "leave", "leave");
        if let Some(semaphore) = semaphore {
            worker.step(Op::Release(semaphore), "release", "release");
        }
        program.thread(worker);
    }
    Ok(program.finish(move |finals| {
        let most = finals[peak];
        let name = format!("most = {most}");
        let ending = match most {
            0..=1 => Ending::good(most, name).meaning("one at a time"),
            _ if most <= allowed => Ending::good(most, name).meaning(format!("{most} at once")),
            _ => {
                let more = most - allowed;
                Ending::bad(most, name, format!("{most} at once, {more} too many"))
            }
        };
        ending.goal(format!("bring {most} inside at once, no more"))
    }))
}

//! The barrier's step programs: a round of work is one step, arriving is another, and leaving is a third
//! for each thread that was not the last. How many rounds was the quickest ever ahead?

use super::meeting::Meeting;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, Op, Program, Size, Sizes, Steps, Unfit, Value, Var, many,
};

const WORKERS: Size = Size::from_one("workers", "Threads that work in rounds", 2, LETTERS);
const ROUNDS: Size = Size::from_one("rounds", "Rounds of each worker", 3, 1000);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, Meeting {
        Barrier: "all meet after each round, again and again";
        None: "no meeting: each worker for itself";
        OneShot: "the barrier stays open after the first meeting";
    }),
    default: Meeting::OneShot.name(),
    options: &[WORKERS, ROUNDS],
};

/// The program of a variant.
fn program(meeting: Meeting, sizes: &Sizes) -> Result<Program, Unfit> {
    let workers = sizes.of(WORKERS)?;
    let rounds = sizes.of(ROUNDS)?;
    Sizes::threads(workers)?;
    let size = format!("{} x {}", many(workers, "worker"), many(rounds, "round"));
    let mut program = Builder::new("barrier", meeting.name(), size);
    let broken = meeting.broken_round();
    let planted = workers > 1 && broken.is_some_and(|round| rounds as usize > round);
    program.promise("no worker is more than one round ahead", planted);
    let ended: Vec<Var> = (0..workers)
        .map(|worker| program.var(format!("rounds {}", explore::letter(worker as usize)), 0))
        .collect();
    let ahead = program.spread_of(ended[0], ended.len(), "ahead");
    let barrier =
        (meeting != Meeting::None).then(|| program.barrier(workers, meeting == Meeting::OneShot));
    for own in &ended {
        let mut worker = Steps::of("worker");
        for _ in 0..rounds {
            worker.step(Op::Add(*own, Value::Is(1)), "work", "work");
            if let Some(barrier) = barrier {
                worker.meet(barrier);
            }
        }
        program.thread(worker);
    }
    Ok(program.finish(move |finals| {
        let most = finals[ahead];
        let name = format!("ahead = {most}");
        let ending = if most < 2 {
            Ending::good(most, name).meaning("all in step")
        } else {
            Ending::bad(
                most,
                name,
                format!("one ended {most} rounds that another had not"),
            )
        };
        ending.goal(format!(
            "bring one worker {} ahead, no more",
            many(most, "round")
        ))
    }))
}

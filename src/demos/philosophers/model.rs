//! The dining philosophers' step programs (Dijkstra 1965). A meal is exactly four steps: take, take, put,
//! put, in the order taken; eating and thinking are not steps, and there is no gate.

use super::fork_rule::ForkRule;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, Lock, MOST, Op, Program, Size, Sizes, Steps, Unfit, many,
};

const PHILOSOPHERS: Size = Size {
    least: 2,
    ..Size::from_one("philosophers", "Philosophers, and forks", 2, LETTERS)
};
const MEALS: Size = Size::from_one("meals", "Meals of each philosopher", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, ForkRule {
        Naive: "each takes the left fork, then the right one";
        Ordered: "each takes the fork with the lower number first";
        Waiter: "one seat fewer than forks";
        TryLock: "puts the first fork back when the second is taken";
    }),
    default: ForkRule::Naive.name(),
    options: &[PHILOSOPHERS, MEALS],
};

/// The program of a variant.
fn program(way: ForkRule, sizes: &Sizes) -> Result<Program, Unfit> {
    let philosophers = sizes.of(PHILOSOPHERS)?;
    let meals = sizes.of(MEALS)?;
    Sizes::threads(philosophers)?;
    let size = format!("{philosophers} philosophers x {}", many(meals, "meal"));
    let mut program = Builder::new("philosophers", way.name(), size);
    program.promise("no deadlock is reached", way == ForkRule::Naive);
    let forks: Vec<Lock> = (1..=philosophers)
        .map(|n| program.lock(format!("fork {n}")))
        .collect();
    let seats = (way == ForkRule::Waiter).then(|| program.semaphore("seats", philosophers - 1));
    for left in 0..forks.len() {
        let right = (left + 1) % forks.len();
        let (first, second) = if way == ForkRule::Ordered && right < left {
            (right, left)
        } else {
            (left, right)
        };
        let (first, second) = ((forks[first], first + 1), (forks[second], second + 1));
        let mut philosopher = Steps::of("philosopher");
        for _ in 0..meals {
            if let Some(seats) = seats {
                philosopher.step(Op::Acquire(seats), "sit", "sit");
            }
            if way == ForkRule::TryLock {
                try_both(&mut philosopher, first, second);
            } else {
                take(&mut philosopher, first);
                take(&mut philosopher, second);
            }
            put(&mut philosopher, first);
            put(&mut philosopher, second);
            if let Some(seats) = seats {
                philosopher.step(Op::Release(seats), "stand up", "stand up");
            }
        }
        program.thread(philosopher);
    }
    let all = meals * philosophers;
    Ok(program.finish(move |_| {
        Ending::good(1, format!("{} eaten", many(all, "meal"))).meaning("everyone has eaten")
    }))
}

fn take(philosopher: &mut Steps, (fork, number): (Lock, usize)) -> usize {
    let words = format!("take fork {number}");
    philosopher.step(Op::Lock(fork), &words, words.as_str())
}

fn put(philosopher: &mut Steps, (fork, number): (Lock, usize)) -> usize {
    let words = format!("put fork {number}");
    philosopher.step(Op::Unlock(fork), &words, words.as_str())
}

/// Takes the first fork and tries the second; if that is taken, puts the first back and starts again.
/// This is not a poll that waits for a change: the fork held meanwhile blocks others, and all may repeat
/// this forever (a livelock).
fn try_both(philosopher: &mut Steps, first: (Lock, usize), second: (Lock, usize)) {
    let start = take(philosopher, first);
    let number = second.1;
    let attempt = philosopher.here();
    let op = Op::TryLock {
        lock: second.0,
        other: attempt + 1,
    };
    let name = format!(
        "try fork {number} (while taken: put fork {}, again)",
        first.1
    );
    philosopher.step(op, &name, format!("take fork {number}"));
    philosopher.at(attempt).other = format!("try fork {number}: taken");
    philosopher.at(attempt).next = attempt + 2;
    let back = put(philosopher, first);
    philosopher.at(back).name = String::new();
    philosopher.at(back).next = start;
}

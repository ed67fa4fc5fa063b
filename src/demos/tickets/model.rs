//! The step programs of `tickets`: look whether a seat is left, then take it, with locks around each or
//! both, or both as one step.

use super::sale_method::SaleMethod;
use crate::demo::modes;
use explore::{
    Builder, Ending, LETTERS, Lesson, Lock, MOST, Op, Program, Size, Sizes, Steps, Test, Unfit,
    Var, many,
};

const WORKERS: Size = Size::from_one("workers", "Threads that want a seat", 2, LETTERS);
const SEATS: Size = Size::from_one("seats", "Seats", 1, MOST);

/// What the explorer knows about this demo.
pub(super) const LESSON: Lesson = Lesson {
    modes: modes!(program, SaleMethod {
        Bare: "look, then take: another worker may come between";
        Locked: "look and take inside one lock";
        Halves: "look inside the lock, then take inside it";
        Swap: "look and take in one step";
    }),
    default: SaleMethod::Bare.name(),
    options: &[WORKERS, SEATS],
};

/// The program of a variant.
fn program(way: SaleMethod, sizes: &Sizes) -> Result<Program, Unfit> {
    let workers = sizes.of(WORKERS)?;
    let seats = sizes.of(SEATS)?;
    Sizes::threads(workers)?;
    let size = format!("{}, {}", many(workers, "worker"), many(seats, "seat"));
    let mut program = Builder::new("tickets", way.name(), size);
    program.promise("no seat is sold twice", way.open() && workers > seats);
    let left = program.var("left", seats);
    let over = program.var("oversold", 0);
    let lock = matches!(way, SaleMethod::Locked | SaleMethod::Halves).then(|| program.lock("lock"));
    // Counts workers that found no seat left, which is not a sale.
    let refused = program.var("refused", 0);
    program.hide(refused);
    for _ in 0..workers {
        let mut worker = Steps::of("worker");
        match (way, lock) {
            (SaleMethod::Halves, Some(lock)) => halves(&mut worker, lock, left, over),
            (_, Some(lock)) => {
                worker.lock(lock);
                look_and_take(&mut worker, left, over);
                worker.unlock(lock);
            }
            (SaleMethod::Swap, None) => take(&mut worker, left, refused),
            (_, None) => look_and_take(&mut worker, left, over),
        }
        program.thread(worker);
    }
    Ok(program.finish(move |finals| {
        let sold = seats - finals[left] + finals[over];
        let name = format!("sold = {sold}");
        match finals[over] {
            0 => Ending::good(sold, name),
            1 => Ending::bad(sold, name, "one seat is sold twice"),
            more => Ending::bad(sold, name, format!("{more} seats too many are sold")),
        }
    }))
}

/// Looks whether a seat is left; if there is none, skips to after the next step added.
fn look(worker: &mut Steps, left: Var, past: usize) {
    let place = worker.here();
    let look = Op::Look {
        var: left,
        test: Test::Above(0),
        other: place + past,
        seen: None,
        vain: None,
    };
    worker.step(look, "look (end if sold out)", "look: {} left");
    worker.at(place).other = "look: sold out".into();
}

fn take(worker: &mut Steps, from: Var, short: Var) {
    worker.step(Op::Remove { from, short }, "take", "take");
}

fn look_and_take(worker: &mut Steps, left: Var, over: Var) {
    look(worker, left, 2);
    take(worker, left, over);
}

/// Both halves locked, with the lock released in between.
fn halves(worker: &mut Steps, lock: Lock, left: Var, over: Var) {
    worker.lock(lock);
    // A worker that finds no seat releases the lock and ends.
    look(worker, left, 5);
    worker.unlock(lock);
    worker.lock(lock);
    take(worker, left, over);
    let end = worker.unlock(lock);
    let sold_out = worker.unlock(lock);
    worker.at(end).next = sold_out + 1;
    worker.at(sold_out).name = String::new();
}

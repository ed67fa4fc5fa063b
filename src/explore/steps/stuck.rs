//! What a stuck thread of a step program holds and waits for.

use super::machine::{Machine, Obstacle};
use crate::explore::deadlock::Stuck;
use crate::explore::model::letter;

/// The threads that can't move in a state and are not done.
pub(in crate::explore) fn stuck(machine: &Machine, cells: &[u32]) -> Vec<Stuck> {
    (0..machine.threads())
        .filter_map(|thread| match machine.obstacle(cells, thread)? {
            Obstacle::Done => None,
            obstacle => {
                let (waits_for, on) = describe(machine, cells, obstacle);
                Some(Stuck {
                    thread,
                    holds: held(machine, cells, thread),
                    waits_for,
                    on,
                })
            }
        })
        .collect()
}

/// What stands in a thread's way, and whom it waits for where that is one thread.
pub(super) fn describe(
    machine: &Machine,
    cells: &[u32],
    obstacle: Obstacle,
) -> (String, Option<usize>) {
    let program = machine.program;
    let queue = |queue: usize| program.queues[queue].0.name.clone();
    let lock = |lock: usize| {
        (
            program.locks[lock].name.clone(),
            machine.holder(cells, lock),
        )
    };
    match obstacle {
        Obstacle::Done => ("nothing: it is done".into(), None),
        Obstacle::Change(var) => (format!("a change of {}", program.vars[var.0].name), None),
        Obstacle::Held(at) => lock(at.0),
        Obstacle::Permit(semaphore) => (
            format!("a permit of {}", program.semaphores[semaphore].name),
            None,
        ),
        Obstacle::Notice(on) => (
            format!("{} to be notified", program.conditions[on.0].name),
            None,
        ),
        Obstacle::Item(from) => (format!("an item in {}", queue(from.0)), None),
        Obstacle::Room(into) => (format!("room in {}", queue(into.0)), None),
        Obstacle::Taker(of) => (format!("its item in {} to be taken", queue(of.0)), None),
        Obstacle::End(of) => (format!("the end of {}", letter(of)), Some(of)),
    }
}

fn held(machine: &Machine, cells: &[u32], thread: usize) -> Vec<String> {
    let locks = machine.program.locks.iter().enumerate();
    let held = locks.filter(|(lock, _)| machine.holder(cells, *lock) == Some(thread));
    held.map(|(_, shared)| shared.name.clone()).collect()
}

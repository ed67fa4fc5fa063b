//! From a program to its findings: walk the states, count the schedules to each kind of end, find
//! the best schedule to each; and what can still be said where one of these was cut short.

mod count;
mod graph;
mod kinds;
mod store;
mod witness;

use num_bigint::BigUint;

use self::graph::Graph;
use self::kinds::{Kind, Kinds};
use crate::explore::cut::{Cut, Told};
use crate::explore::deadlock::{Stuck, cycle};
use crate::explore::findings::{Deadlock, Findings, Limits, Outcome, Schedules};
use crate::explore::model::Ending;
use crate::explore::model::{End, Model, letter};
use crate::explore::steps::Machine;
use crate::explore::steps::Program;
use crate::explore::steps::replay;

/// Visits every state of a program, up to the bound, and counts its schedules.
pub fn explore(program: &Program, limits: &Limits) -> Findings {
    explore_until(program, limits, &|| None)
}

/// The same until `told` answers with a reason to end; what is known by then is in the findings.
pub fn explore_until(
    program: &Program,
    limits: &Limits,
    told: &dyn Fn() -> Option<Cut>,
) -> Findings {
    let machine = Machine::new(program);
    let told = Told::new(told);
    let mut kinds = Kinds::default();
    let graph = Graph::walk(&machine, limits.max_states, &told, &mut kinds);
    let found = counted(graph, kinds, *limits, &told);
    let shown = found
        .outcomes
        .iter()
        .find(|outcome| !outcome.ending.good)
        .or(found.outcomes.first());
    let title = [&program.demo, &program.variant, &program.size];
    Findings {
        title: title.map(String::clone),
        promise: program.promise.clone(),
        planted: program.planted,
        remarks: program.remarks.clone(),
        steps: program.listing(),
        replay: shown.and_then(|outcome| replay(program, &outcome.schedule).ok()),
        ..found
    }
}

/// Visits every state of a model, as `explore_until` does; what is said of the model itself
/// (title, steps, replay) is left to the caller.
pub fn explore_model<M: Model>(
    model: &M,
    limits: &Limits,
    told: &dyn Fn() -> Option<Cut>,
) -> Findings {
    let told = Told::new(told);
    let mut kinds = Kinds::default();
    let graph = Graph::walk_model(model, limits.max_states, &told, &mut kinds);
    counted(graph, kinds, *limits, &told)
}

/// Counts what was walked.
fn counted(graph: Graph, mut kinds: Kinds, limits: Limits, told: &Told) -> Findings {
    let whole = graph.cut.is_none();
    let (schedules, counting) = match whole.then(|| kinds.count(&graph, told)) {
        Some(Ok(Some(number))) => (Schedules::Exactly(number), None),
        Some(Ok(None)) => (Schedules::Infinite, None),
        Some(Err(cut)) => (Schedules::Unknown, Some(cut)),
        None => (Schedules::Unknown, None),
    };
    let (kinds, chosen) = kinds.chosen(&graph, told);
    let (outcomes, deadlocks) = outcomes(kinds, &schedules);
    let (states, memory) = (graph.states().min(limits.max_states.max(1)), graph.memory);
    let cut = chosen.err().or(counting).or(graph.cut);
    // Before more is made of the findings: this was the memory that may have come to its end.
    drop(graph);
    Findings {
        title: Default::default(),
        promise: String::new(),
        planted: false,
        remarks: Vec::new(),
        steps: Vec::new(),
        states,
        memory,
        whole,
        cut,
        replay: None,
        schedules,
        outcomes,
        deadlocks,
    }
}

/// The kinds in words: the outcomes, with one for all deadlocks, and each deadlock.
fn outcomes(mut kinds: Vec<Kind>, schedules: &Schedules) -> (Vec<Outcome>, Vec<Deadlock>) {
    kinds.sort_by(|a, b| {
        let key = |kind: &Kind| (kind.preemptions, kind.schedule.len());
        key(a)
            .cmp(&key(b))
            .then_with(|| a.schedule.cmp(&b.schedule))
    });
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut deadlocks = Vec::new();
    for kind in kinds {
        let tally = kind.tally.map(|tally| (tally.schedules, tally.chance));
        let (number, chance) = tally.unzip();
        let (ending, deadlock) = match kind.end {
            End::Done(ending) | End::Cut(ending) | End::Endless(ending) => (ending, false),
            End::Deadlock(stuck) => {
                let cycle = cycle(&stuck);
                let ending = deadlock_ending(&stuck, &cycle);
                deadlocks.push(Deadlock {
                    stuck,
                    cycle,
                    states: kind.states,
                    schedules: number.clone(),
                    chance,
                    schedule: kind.schedule.clone(),
                    preemptions: kind.preemptions,
                });
                (ending, true)
            }
        };
        if let Some(first) = outcomes.iter_mut().find(|one| one.deadlock && deadlock) {
            first.schedules = first
                .schedules
                .take()
                .zip(number)
                .map(|(all, more)| all + more);
            first.chance = first.chance.zip(chance).map(|(all, more)| all + more);
            continue;
        }
        outcomes.push(Outcome {
            ending,
            deadlock,
            schedules: number,
            share: None,
            chance,
            schedule: kind.schedule,
            preemptions: kind.preemptions,
        });
    }
    for outcome in &mut outcomes {
        outcome.share = outcome
            .schedules
            .as_ref()
            .zip(schedules.exact())
            .map(|(part, all)| share(part, all));
    }
    outcomes.sort_by_key(|one| (!one.deadlock, one.ending.rank, one.ending.name.clone()));
    (outcomes, deadlocks)
}

fn deadlock_ending(stuck: &[Stuck], cycle: &[usize]) -> Ending {
    let meaning = if cycle.len() > 3 {
        format!("{} threads wait in a cycle", cycle.len())
    } else if cycle.len() > 1 {
        let mut ring: Vec<String> = cycle
            .iter()
            .map(|thread| letter(*thread).to_string())
            .collect();
        ring.push(ring[0].clone());
        ring.join(" waits for ")
    } else {
        let waits: Vec<_> = stuck
            .iter()
            .map(|one| format!("{} waits for {}", letter(one.thread), one.waits_for))
            .collect();
        waits.join(", ")
    };
    Ending::bad(0, "deadlock", meaning).goal("make it deadlock")
}

/// A part of a whole as a fraction, exact to twelve digits however large the numbers are.
fn share(part: &BigUint, all: &BigUint) -> f64 {
    const SCALE: u64 = 1_000_000_000_000;
    let scaled = part * SCALE / all;
    scaled.iter_u64_digits().next().unwrap_or(0) as f64 / SCALE as f64
}

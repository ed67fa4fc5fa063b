//! From a program to its findings: walk the states, sort the ends into kinds, count the schedules
//! to each kind, and find the best schedule to each.

use std::collections::HashMap;

use num_bigint::BigUint;

use super::count::count;
use super::deadlock::{Stuck, cycle, stuck};
use super::findings::{Deadlock, Findings, Limits, Outcome, Schedules};
use super::graph::Graph;
use super::machine::Machine;
use super::program::{Ending, Finals, Program, letter};
use super::replay::replay;
use super::witness::witnesses;

/// How schedules can end.
#[derive(PartialEq)]
enum End {
    Done(Ending),
    Stuck(Vec<Stuck>),
}

/// The ends of one kind.
struct Kind {
    end: End,
    states: usize,
    /// Schedules and chance, where they were counted.
    tally: Option<(BigUint, f64)>,
    schedule: String,
    preemptions: u32,
}

/// Visits every state of a program, up to the bound, and counts its schedules.
pub fn explore(program: &Program, limits: &Limits) -> Findings {
    let machine = Machine::new(program);
    let graph = Graph::walk(&machine, limits.max_states);
    let (kinds, all) = kinds(&machine, &graph);
    let schedules = match all {
        Some(number) => Schedules::Exactly(number),
        None if graph.stopped => Schedules::Unknown,
        None => Schedules::Infinite,
    };
    let (outcomes, deadlocks) = outcomes(kinds, &schedules);
    let shown = outcomes
        .iter()
        .find(|outcome| !outcome.ending.good)
        .or(outcomes.first());
    Findings {
        title: [
            program.demo.clone(),
            program.variant.clone(),
            program.size.clone(),
        ],
        promise: program.promise.clone(),
        planted: program.planted,
        remarks: program.remarks.clone(),
        steps: program.listing(),
        states: graph.states().min(limits.max_states.max(1)),
        memory: graph.memory(),
        replay: shown.and_then(|outcome| replay(program, &outcome.schedule).ok()),
        schedules,
        outcomes,
        deadlocks,
    }
}

/// The kinds of end, and the number of schedules in all where there is one.
fn kinds(machine: &Machine, graph: &Graph) -> (Vec<Kind>, Option<BigUint>) {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut kind_of = HashMap::new();
    let mut cells = machine.start();
    for &state in &graph.ends {
        graph.store.load(state, &mut cells);
        let end = if machine.finished(&cells) {
            End::Done((machine.program.judge)(Finals(machine.vars(&cells))))
        } else {
            End::Stuck(stuck(machine, &cells))
        };
        let kind = kinds
            .iter()
            .position(|kind| kind.end == end)
            .unwrap_or_else(|| {
                let (schedule, preemptions) = (String::new(), 0);
                kinds.push(Kind {
                    end,
                    states: 0,
                    tally: None,
                    schedule,
                    preemptions,
                });
                kinds.len() - 1
            });
        kinds[kind].states += 1;
        kind_of.insert(state, kind);
    }
    let counted = if graph.stopped { None } else { count(graph) };
    let all = counted.map(|reached| {
        let mut all = BigUint::ZERO;
        for end in reached {
            let tally = &mut kinds[kind_of[&end.state]].tally;
            let (schedules, chance) = tally.get_or_insert((BigUint::ZERO, 0.0));
            *schedules += &end.schedules;
            *chance += end.chance;
            all += end.schedules;
        }
        all
    });
    let found = witnesses(graph, kinds.len(), |state| kind_of.get(&state).copied());
    for (kind, (way, preemptions)) in kinds.iter_mut().zip(found) {
        kind.schedule = way
            .into_iter()
            .map(|thread| letter(thread.into()))
            .collect();
        kind.preemptions = preemptions;
    }
    (kinds, all)
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
        let (number, chance) = kind.tally.unzip();
        let (ending, deadlock) = match kind.end {
            End::Done(ending) => (ending, false),
            End::Stuck(stuck) => {
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

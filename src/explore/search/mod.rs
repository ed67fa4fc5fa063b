//! From a model to its findings: walk the states, count the schedules to each kind of end, find the best
//! schedule to each; and report what is known if one of these was cut short.

mod chance;
mod cost;
mod count;
mod dive;
mod gil;
mod graph;
mod kinds;
mod marks;
mod met;
mod partial_schedule;
mod store;
mod threads;
mod walk;
mod witness;

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering::Relaxed;

use num_bigint::BigUint;

use self::count::count;
use self::dive::dive;
use self::gil::under_gil;
use self::graph::Graph;
use self::kinds::{Kind, Kinds};
use self::met::shortest;
use self::threads::beside;
use self::walk::walk;
use self::witness::witnesses;
use super::cut::{Asker, Callback, Cut, Progress};
use super::deadlock::{Stuck, cycle};
use super::findings::{About, Deadlock, Findings, Limits, Outcome, Schedules};
use super::model::{Ending, Model, ScheduleEnd};
use super::written::letter;

/// The maximum length in bytes of all ends' words in a search that was cut short.
const MOST_WORDS: usize = 4 << 20;

/// Visits every state of a model, up to the bound, until `callback` returns a reason to stop, and counts
/// its schedules; the findings contain what is known by then. The description of the model and the steps
/// of a schedule are left to the caller.
pub fn explore_model<M: Model>(model: &M, limits: &Limits, callback: Callback) -> Findings {
    let asker = Asker::new(callback);
    let mut graph = walk(model, limits, &asker);
    asker.note(graph.states, graph.memory);
    let mut kinds = Kinds::new(model);
    let cut = graph.cut.take();
    let sorted = if cut.is_none() {
        kinds.add(&graph, &asker)
    } else {
        kinds.add_until(&graph, &Asker::new(&soon()), MOST_WORDS)
    };
    let cut = cut.or(sorted.err());
    let (counted, chosen) = match cut {
        None => both(model, &graph, &mut kinds, limits, &asker),
        Some(cut) => {
            let chosen = shown(model, &graph, &mut kinds, cut, &asker);
            (Err(cut), sorted.and(chosen))
        }
    };
    let schedules = match counted {
        Ok(true) => {
            let kinds = kinds.list.iter();
            let tallies = kinds.filter_map(|kind| kind.tally.as_ref());
            Schedules::Exactly(tallies.map(|tally| &tally.schedules).sum())
        }
        Ok(false) => Schedules::Infinite,
        Err(_) => Schedules::Unknown,
    };
    let counting = cut.is_none().then(|| counted.err()).flatten();
    let whole = cut.is_none();
    if whole
        && model.has_gil()
        && let Ok(reached) = under_gil(&graph, &asker)
    {
        kinds.hide(&reached);
    }
    let symmetric = !model.symmetry().is_empty();
    let all_states = (whole && symmetric).then_some(graph.all_states);
    let (states, memory) = (graph.states.min(limits.max_states.max(1)), graph.memory);
    // Free this before building the findings: it may be what used up the memory.
    drop(graph);
    // If the model refused, no outcomes are reported.
    let refused = cut == Some(Cut::Refused);
    if (chosen.is_err() || !whole) && states > 0 && !refused {
        dive(model, &mut kinds);
    }
    if !whole {
        kinds.list.retain(|kind| kind.shown);
    }
    let (outcomes, deadlocks) = outcomes(kinds.list, &schedules);
    Findings {
        about: About::default(),
        states,
        all_states,
        memory,
        whole,
        cut: cut.or(chosen.err()).or(counting),
        replay: None,
        schedules,
        outcomes,
        deadlocks,
    }
}

/// Counts the schedules and chooses those to show, in parallel if that pays. Returns whether schedules
/// have a number.
fn both<M: Model>(
    model: &M,
    graph: &Graph<M::Final>,
    kinds: &mut Kinds<M>,
    limits: &Limits,
    asker: &Asker,
) -> (Result<bool, Cut>, Result<(), Cut>) {
    // The moves of fewer states are counted faster than a thread starts.
    let large = graph.edges.len() >= 3 * limits.batch;
    let (counted, chosen) = if large && (limits.threads)() > 1 {
        let another = asker.another();
        let counting = || count(graph, &another());
        let choosing = || witnesses(model, graph, kinds, asker);
        let (chosen, mut counted) = beside("count", &[counting], choosing);
        let counted = counted.pop().expect("one piece of work has one result");
        (counted, chosen)
    } else {
        let counted = count(graph, asker);
        (counted, witnesses(model, graph, kinds, asker))
    };
    let counted = counted.map(|tallies| {
        if let Some(tallies) = &tallies {
            kinds.tally(tallies);
        }
        tallies.is_some()
    });
    let chosen = match chosen {
        Ok(()) => Ok(()),
        Err(cut) => shown(model, graph, kinds, cut, asker).and(Err(cut)),
    };
    (counted, chosen)
}

/// Chooses schedules among the states that a search saw before it was cut short: the best if there is
/// time, otherwise the shortest.
fn shown<M: Model>(
    model: &M,
    graph: &Graph<M::Final>,
    kinds: &mut Kinds<M>,
    cut: Cut,
    asker: &Asker,
) -> Result<(), Cut> {
    // Even if the search is to stop, provided that all paths together are quick to walk.
    let all = kinds.list.len().saturating_mul(graph.layers.len());
    let best = if graph.edges.len().saturating_add(all) < model.in_a_moment() {
        witnesses(model, graph, kinds, &Asker::new(&|_| None))
    } else if cut == Cut::Bound {
        witnesses(model, graph, kinds, asker)
    } else {
        Err(cut)
    };
    best.or_else(|cut| shortest(model, graph, kinds).and(Err(cut)))
}

/// Lets a search that has to stop ask only a limited number of times whether to continue.
fn soon() -> impl Fn(Progress) -> Option<Cut> + Sync {
    const QUESTIONS: u32 = 256;
    let asked = AtomicU32::new(0);
    move |_| (asked.fetch_add(1, Relaxed) >= QUESTIONS).then_some(Cut::Interrupted)
}

/// The kinds in words: the outcomes, with one for all deadlocks, and each deadlock.
fn outcomes<F>(mut kinds: Vec<Kind<F>>, schedules: &Schedules) -> (Vec<Outcome>, Vec<Deadlock>) {
    kinds.sort_by(|a, b| {
        let key = |kind: &Kind<F>| (kind.preemptions, kind.way.len());
        key(a).cmp(&key(b)).then_with(|| a.way.cmp(&b.way))
    });
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut deadlocks = Vec::new();
    for kind in kinds {
        let tally = kind
            .tally
            .map(|tally| (tally.schedules, tally.chance.value()));
        let (number, chance) = tally.unzip();
        let letters = kind.way.iter().map(|made| letter(made.thread.into()));
        let schedule: String = letters.collect();
        let (ending, deadlock) = match kind.end {
            ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending) => {
                (ending, false)
            }
            ScheduleEnd::Deadlock(stuck) => {
                let cycle = cycle(&stuck);
                let ending = deadlock_ending(&stuck, &cycle);
                deadlocks.push(Deadlock {
                    stuck,
                    cycle,
                    states: usize::try_from(kind.states).unwrap_or(usize::MAX),
                    schedules: number.clone(),
                    chance,
                    schedule: schedule.clone(),
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
            first.hidden_by_gil &= kind.hidden_by_gil;
            continue;
        }
        outcomes.push(Outcome {
            ending,
            deadlock,
            schedules: number,
            share: None,
            chance,
            schedule,
            preemptions: kind.preemptions,
            hidden_by_gil: kind.hidden_by_gil,
        });
    }
    for outcome in &mut outcomes {
        outcome.share = outcome
            .schedules
            .as_ref()
            .zip(schedules.exact())
            .map(|(part, all)| share(part, all));
    }
    outcomes.sort_by(|one, two| {
        let (first, second) = (&one.ending, &two.ending);
        (!one.deadlock, first.rank)
            .cmp(&(!two.deadlock, second.rank))
            .then_with(|| first.name.cmp(&second.name))
            .then_with(|| first.notes.cmp(&second.notes))
    });
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

/// The double nearest to a part divided by a whole.
fn share(part: &BigUint, all: &BigUint) -> f64 {
    /// Bits of the quotient: more than a double has, so that only the final conversion rounds.
    const BITS: u64 = 62;
    if *part == BigUint::ZERO {
        return 0.0;
    }
    // Shifted so that the quotient has 62 or 63 bits; a nonzero remainder makes it odd, for correct
    // rounding.
    let shift = BITS + all.bits() - part.bits();
    let shifted = part << shift;
    let quotient = &shifted / all;
    let rest = u64::from(&quotient * all != shifted);
    let quotient = quotient.iter_u64_digits().next().unwrap_or(0) | rest;
    let power = i32::try_from(shift).unwrap_or(i32::MAX);
    // In two steps, neither of which leaves the range of a double.
    quotient as f64 * 0.5f64.powi(power / 2) * 0.5f64.powi(power - power / 2)
}

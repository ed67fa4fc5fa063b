//! Every schedule tried one by one on the plain models, and compared with what the search counted.

use super::buffers;
use super::models::{self, Model, World};
use super::rules;
use super::tally::Tallies;
use demos::lesson;
use explore::{Findings, Lesson, Limits, ScheduleEnd, Sizes, explore, replay};

/// One schedule in progress.
struct Trial<'m> {
    model: &'m Model,
    letters: String,
    found: Tallies,
}

impl Trial<'_> {
    fn go_on(&mut self, world: &World, last: Option<usize>, preemptions: u32, chance: f64) {
        let mut next = Vec::new();
        for (thread, length) in self.model.lengths.iter().enumerate() {
            let mut after = *world;
            if world.at[thread] < *length && (self.model.step)(&mut after, thread).is_some() {
                next.push((thread, after));
            }
        }
        if next.is_empty() {
            self.end(world, preemptions, chance);
        }
        let able = next.iter().any(|(thread, _)| Some(*thread) == last);
        let share = chance / next.len() as f64;
        for (thread, after) in next {
            let preempted = u32::from(able && Some(thread) != last);
            self.letters.push(explore::letter(thread));
            self.go_on(&after, Some(thread), preemptions + preempted, share);
            self.letters.pop();
        }
    }

    fn end(&mut self, world: &World, preemptions: u32, chance: f64) {
        let done = world
            .at
            .iter()
            .zip(&self.model.lengths)
            .all(|(at, length)| at == length);
        let name = if done {
            (self.model.end)(world)
        } else {
            "deadlock".into()
        };
        self.found.add(name, &self.letters, preemptions, chance);
    }
}

/// Compares everything, if there are few enough schedules to try; returns their number.
fn compare(lesson: &Lesson, variant: &str, sizes: &Sizes, model: &Model) -> u64 {
    let what = format!("{variant} {sizes:?}");
    let program = lesson.program(variant, sizes).unwrap();
    let findings = explore(&program, &Limits::default());
    let all = findings.schedules.exact().expect(&what);
    if *all > 1_000_000u32.into() {
        return 0;
    }
    let mut trial = Trial {
        model,
        letters: String::new(),
        found: Tallies::default(),
    };
    trial.go_on(&model.start, None, 0, 1.0);
    let every_state = Limits {
        symmetry: false,
        ..Limits::default()
    };
    for findings in [&findings, &explore(&program, &every_state)] {
        trial.found.agree_with(findings, &what);
        witnesses_lead_to_their_ends(&program, findings);
    }
    trial.found.schedules()
}

fn witnesses_lead_to_their_ends(program: &explore::Program, findings: &Findings) {
    for outcome in &findings.outcomes {
        match replay(program, &outcome.schedule).unwrap().end {
            Some(ScheduleEnd::Done(ending)) => assert_eq!(ending, outcome.ending),
            Some(ScheduleEnd::Deadlock(_)) => assert!(outcome.deadlock),
            _ => panic!("{} is not over", outcome.schedule),
        }
    }
    for deadlock in &findings.deadlocks {
        let end = replay(program, &deadlock.schedule).unwrap().end;
        assert_eq!(end, Some(ScheduleEnd::Deadlock(deadlock.stuck.clone())));
    }
}

#[test]
fn counters_agree_with_every_schedule_tried() {
    let mut tried = Vec::new();
    for variant in ["unlocked", "mutex", "rwlock", "atomic", "channel", "local"] {
        for (workers, increments) in [(1, 1), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
            let sizes = Sizes::from([
                ("workers", workers.into()),
                ("increments", increments.into()),
            ]);
            let model = models::counter(variant, workers, increments);
            tried.push(compare(lesson("counter"), variant, &sizes, &model));
        }
    }
    assert!(tried.contains(&34_650) && tried.iter().filter(|tried| **tried > 0).count() > 35);
}

#[test]
fn semaphores_agree_with_every_schedule_tried() {
    for variant in ["one", "permits", "unlimited"] {
        for (workers, permits) in [(1, 1), (2, 1), (3, 1), (3, 2), (3, 3), (4, 2)] {
            let mut sizes = Sizes::from([("workers", workers.into())]);
            if variant != "one" {
                sizes.set("permits", permits.into());
            }
            let model = models::semaphore(variant, workers, permits);
            compare(lesson("semaphore"), variant, &sizes, &model);
        }
    }
}

#[test]
fn events_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["event", "polling"] {
        for (workers, spurious) in [
            (1, 0),
            (1, 1),
            (1, 3),
            (2, 0),
            (2, 1),
            (2, 2),
            (3, 0),
            (3, 1),
        ] {
            let mut sizes = Sizes::from([("workers", workers.into())]);
            if variant != "polling" {
                sizes.set("spurious", spurious.into());
            }
            let model = models::event(variant, workers, spurious);
            tried += u32::from(compare(lesson("event"), variant, &sizes, &model) > 0);
        }
    }
    assert_eq!(tried, 16);
}

#[test]
fn conditions_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["condition", "if", "polling"] {
        for [producers, consumers, items, capacity] in [
            [1, 1, 1, 1],
            [1, 1, 2, 1],
            [1, 1, 3, 2],
            [1, 2, 2, 1],
            [2, 1, 2, 1],
            [2, 2, 2, 1],
            [1, 3, 3, 1],
            [1, 2, 4, 1],
            [1, 2, 4, 2],
        ] {
            // A thread that polls doesn't sleep, so nothing wakes it.
            let spurious = if variant == "polling" { 0..1 } else { 0..3 };
            for spurious in spurious {
                let mut sizes = Sizes::from([
                    ("producers", producers.into()),
                    ("consumers", consumers.into()),
                    ("items", items.into()),
                    ("capacity", capacity.into()),
                ]);
                if variant != "polling" {
                    sizes.set("spurious", spurious.into());
                }
                let sizes_too = [producers, consumers, items, capacity, spurious];
                let model = buffers::condition(variant, sizes_too);
                let found = compare(lesson("condition"), variant, &sizes, &model);
                tried += u32::from(found > 0);
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

#[test]
fn queues_agree_with_every_schedule_tried() {
    for variant in ["bounded", "rendezvous", "unbounded"] {
        for [producers, consumers, items, capacity] in [
            [1, 1, 1, 1],
            [1, 1, 2, 1],
            [1, 1, 5, 2],
            [2, 1, 3, 1],
            [1, 2, 3, 2],
            [2, 2, 4, 1],
            [2, 2, 4, 3],
        ] {
            let mut sizes = Sizes::from([
                ("producers", producers.into()),
                ("consumers", consumers.into()),
                ("items", items.into()),
            ]);
            if variant != "rendezvous" {
                sizes.set("capacity", capacity.into());
            }
            let model = buffers::queue(variant, [producers, consumers, items, capacity]);
            assert!(compare(lesson("queue"), variant, &sizes, &model) > 0);
        }
    }
}

#[test]
fn philosophers_agree_with_every_schedule_tried() {
    for variant in ["naive", "ordered", "waiter"] {
        for (people, meals) in [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1)] {
            let sizes = Sizes::from([("philosophers", people.into()), ("meals", meals.into())]);
            let model = models::philosophers(variant, people, meals);
            compare(lesson("philosophers"), variant, &sizes, &model);
        }
    }
}

#[test]
fn barriers_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["barrier", "none", "one-shot"] {
        for (workers, rounds) in [(1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
            let sizes = Sizes::from([("workers", workers.into()), ("rounds", rounds.into())]);
            let model = rules::barrier(variant, workers, rounds);
            tried += u32::from(compare(lesson("barrier"), variant, &sizes, &model) > 0);
        }
    }
    assert!(tried > 15, "{tried}");
}

#[test]
fn tickets_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["bare", "locked", "halves", "compare-and-swap"] {
        for (workers, seats) in [(1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 3)] {
            let sizes = Sizes::from([("workers", workers.into()), ("seats", seats.into())]);
            let model = rules::tickets(variant, workers, seats);
            tried += u32::from(compare(lesson("tickets"), variant, &sizes, &model) > 0);
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn transfers_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["naive", "ordered", "one-lock", "check-then-act"] {
        for (workers, transfers) in [(1, 2), (2, 1), (2, 2), (3, 1), (4, 1)] {
            let sizes = Sizes::from([("workers", workers.into()), ("transfers", transfers.into())]);
            let model = rules::transfer(variant, workers, transfers);
            tried += u32::from(compare(lesson("transfer"), variant, &sizes, &model) > 0);
        }
    }
    assert!(tried > 15, "{tried}");
}

#[test]
fn readers_and_writers_agree_with_every_schedule_tried() {
    let mut tried = 0;
    for variant in ["mutex", "rwlock", "writer-first"] {
        for [readers, writers, rounds] in [[1, 1, 1], [1, 1, 2], [2, 1, 1], [2, 2, 1], [3, 1, 1]] {
            let sizes = Sizes::from([
                ("readers", readers.into()),
                ("writers", writers.into()),
                ("rounds", rounds.into()),
            ]);
            let model = rules::readers_writers(variant, [readers, writers, rounds]);
            tried += u32::from(compare(lesson("readers-writers"), variant, &sizes, &model) > 0);
        }
    }
    assert_eq!(tried, 15);
}

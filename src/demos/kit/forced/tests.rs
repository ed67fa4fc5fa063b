//! Each lesson's schedules on real threads, compared with what the explorer counts.

use super::{sizes, variant};
use crate::kit::trial;
use crate::{explorable, lesson};
use engine::plan::{Checked, TaskResult};
use engine::strategy::Run;
use explore::{Limits, Program, explore};

/// The fact that a run reports under this label.
fn fact(run: &Run, label: &str) -> Option<String> {
    let facts = &run.checked.as_ref()?.facts;
    let found = facts.iter().find(|(name, _)| *name == label);
    found.map(|(_, text)| text.clone())
}

fn program(name: &str, variant: &str) -> Program {
    let lesson = lesson(name);
    lesson.program(variant, &sizes(lesson)).unwrap()
}

#[test]
fn every_schedule_of_two_increments_loses_what_the_model_says_it_loses() {
    let all = [
        ("AABB", 2),
        ("ABAB", 1),
        ("ABBA", 1),
        ("BAAB", 1),
        ("BABA", 1),
        ("BBAA", 2),
    ];
    for (letters, count) in all {
        let forced = variant(program("counter", "unlocked"), Some(letters)).unwrap();
        let run = trial::run_variant(&forced);
        assert!(run.checked.as_ref().is_some_and(Checked::holds));
        assert_eq!(fact(&run, "schedule").unwrap().replace(' ', ""), letters);
        let outcome = fact(&run, "outcome").unwrap();
        assert!(
            outcome.starts_with(&format!("count = {count}:")),
            "{letters}: {outcome}"
        );
    }
}

#[test]
fn the_first_schedule_of_each_outcome_of_the_lessons_has_this_outcome_on_real_threads() {
    /// Enough for the default sizes; a debug build takes some seconds for more.
    const MOST_STATES: usize = 20_000;
    let limits = Limits {
        max_states: MOST_STATES,
        ..Limits::default()
    };
    let mut tried = 0;
    for (demo, lesson) in explorable() {
        for mode in lesson.modes {
            let Ok(one) = lesson.program(mode.name, &sizes(lesson)) else {
                continue;
            };
            let planted = one.planted;
            let findings = explore(&one, &limits);
            for outcome in findings.outcomes.iter().take(3) {
                let letters = &outcome.schedule;
                let what = format!("{} {} {letters}", demo.name, mode.name);
                let forced = variant(program(demo.name, mode.name), Some(letters));
                let forced = forced.unwrap_or_else(|why| panic!("{what}: {why}"));
                let run = trial::run_variant(&forced);
                tried += 1;
                if outcome.deadlock && !planted {
                    let named = |one: &TaskResult| matches!(one, TaskResult::Deadlock(_));
                    assert!(run.outcomes.iter().any(named), "{what}");
                    continue;
                }
                let label = if outcome.deadlock {
                    "deadlock"
                } else {
                    "outcome"
                };
                let told = fact(&run, label).unwrap_or_else(|| panic!("{what}"));
                let name = &outcome.ending.name;
                assert!(outcome.deadlock || told.starts_with(name), "{what}: {told}");
                let checks = run.checked.map(|one| one.checks).unwrap_or_default();
                let wrong: Vec<_> = checks.iter().filter(|one| !one.holds()).collect();
                assert!(
                    planted || outcome.ending.good == wrong.is_empty(),
                    "{what}: {wrong:?}"
                );
            }
        }
    }
    assert!(tried > 40, "only {tried} schedules were tried");
}

#[test]
fn letters_that_came_by_themselves_replay() {
    for _ in 0..20 {
        let free = variant(program("counter", "unlocked"), None).unwrap();
        let run = trial::run_variant(&free);
        let letters = fact(&run, "schedule").unwrap();
        let forced = variant(program("counter", "unlocked"), Some(&letters)).unwrap();
        let again = trial::run_variant(&forced);
        assert_eq!(fact(&run, "outcome"), fact(&again, "outcome"), "{letters}");
    }
}

#[test]
fn a_schedule_that_cannot_be_is_refused_in_the_explorer_s_words() {
    let refused = |letters| {
        variant(program("counter", "mutex"), Some(letters))
            .err()
            .unwrap()
    };
    assert_eq!(
        refused("AB"),
        "step 2 of the schedule: B can't move: it waits for lock, held by A; A can"
    );
    assert!(refused("AC").contains("there is no thread C"));
}

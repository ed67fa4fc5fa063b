//! Searches that are cut short: in each phase the findings say what was found, and no more.

use std::sync::atomic::{AtomicU32, Ordering};

use demos::lesson;
use explore::{
    Conclusion, Cut, Findings, Limits, Program, ScheduleEnd, Schedules, Sizes, explore,
    explore_until, replay,
};

/// The findings of a search that is stopped at its n-th question.
fn told_at(program: &Program, question: u32) -> Findings {
    let asked = AtomicU32::new(0);
    explore_until(program, &Limits::default(), &|_| {
        let before = asked.fetch_add(1, Ordering::Relaxed);
        (before + 1 == question).then_some(Cut::Interrupted)
    })
}

fn counter(variant: &str, workers: u64, increments: u64) -> Program {
    let sizes = Sizes::from([("workers", workers), ("increments", increments)]);
    lesson("counter").program(variant, &sizes).unwrap()
}

fn names(findings: &Findings) -> Vec<&str> {
    let names = findings.outcomes.iter().map(|one| &one.ending.name[..]);
    names.collect()
}

/// Each schedule ends as its outcome says, with the stated number of preemptions.
fn schedules_are_real(program: &Program, findings: &Findings) {
    for outcome in &findings.outcomes {
        let end = replay(program, &outcome.schedule).unwrap().end;
        match &end {
            Some(ScheduleEnd::Done(ending)) => assert_eq!(ending.name, outcome.ending.name),
            Some(ScheduleEnd::Deadlock(_)) => assert!(outcome.deadlock),
            _ => panic!("{} is not over", outcome.schedule),
        }
        let switches = (1..outcome.schedule.len()).filter(|&at| {
            let (before, after) = outcome.schedule.split_at(at);
            let last = before.chars().next_back().unwrap();
            let able = replay(program, before).unwrap().able;
            let could_go_on = able.contains(&(last as usize - 'A' as usize));
            could_go_on && !after.starts_with(last)
        });
        assert_eq!(switches.count(), outcome.preemptions as usize);
    }
}

#[test]
fn before_its_first_state_a_search_has_found_nothing() {
    let findings = told_at(&counter("unlocked", 2, 1), 1);
    assert_eq!(
        (findings.whole, findings.cut),
        (false, Some(Cut::Interrupted))
    );
    assert_eq!((findings.states, findings.outcomes.len()), (0, 0));
    assert_eq!(findings.conclusion(), Conclusion::Stopped);
}

#[test]
fn among_its_states_a_search_has_found_ends_with_real_schedules() {
    let program = counter("unlocked", 3, 4);
    let whole = explore(&program, &Limits::default());
    let findings = told_at(&program, 5);
    assert_eq!(
        (findings.whole, findings.cut),
        (false, Some(Cut::Interrupted))
    );
    assert!(findings.states > 1024 && findings.states < whole.states);
    assert!(!findings.outcomes.is_empty());
    assert_eq!(findings.schedules, Schedules::Unknown);
    schedules_are_real(&program, &findings);
}

#[test]
fn a_search_cut_far_from_every_end_shows_ends_by_schedules_with_few_preemptions() {
    for (variant, workers, right) in [("unlocked", 3, "count = 90"), ("mutex", 2, "count = 60")] {
        let program = counter(variant, workers, 30);
        let findings = told_at(&program, 3);
        assert_eq!((findings.whole, findings.states > 0), (false, true));
        let mut outcomes = findings.outcomes.iter();
        let right = outcomes.find(|one| one.ending.name == right);
        assert_eq!(right.map(|one| one.preemptions), Some(0));
        let shown = findings.outcomes.iter();
        assert!(shown.map(|one| one.preemptions).max() <= Some(2));
        schedules_are_real(&program, &findings);
    }
    let findings = told_at(&counter("unlocked", 3, 30), 3);
    assert!(findings.outcomes.len() >= 5, "{:?}", names(&findings));
}

#[test]
fn once_every_state_was_visited_the_outcomes_and_the_proof_stand_uncounted() {
    for program in [counter("unlocked", 2, 2), counter("mutex", 2, 2)] {
        let whole = explore(&program, &Limits::default());
        let findings = told_at(&program, 2);
        assert_eq!(
            (findings.whole, findings.cut),
            (true, Some(Cut::Interrupted))
        );
        assert_eq!(names(&findings), names(&whole));
        assert_eq!(findings.conclusion(), whole.conclusion());
        assert_eq!(findings.schedules, Schedules::Unknown);
        assert!(findings.outcomes.iter().all(|one| one.schedules.is_none()));
        schedules_are_real(&program, &findings);
    }
}

#[test]
fn once_schedules_were_counted_only_the_choice_is_open() {
    let naive = lesson("philosophers")
        .program("naive", &Sizes::default())
        .unwrap();
    for program in [counter("unlocked", 2, 2), naive] {
        let whole = explore(&program, &Limits::default());
        let findings = told_at(&program, 3);
        assert_eq!(
            (findings.whole, findings.cut),
            (true, Some(Cut::Interrupted))
        );
        assert_eq!(findings.schedules, whole.schedules);
        for (one, other) in findings.outcomes.iter().zip(&whole.outcomes) {
            assert_eq!(one.schedules, other.schedules);
        }
        schedules_are_real(&program, &findings);
        assert_eq!(told_at(&program, 4).cut, None);
    }
}

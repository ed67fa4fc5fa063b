//! Numbers calculated by hand.

use num_bigint::BigUint;

use demos::lesson;
use explore::{
    Builder, Conclusion, Cut, Ending, Findings, Limits, Op, Schedules, Sizes, Steps, Value, explore,
};

fn counter(variant: &str, workers: u64, increments: u64) -> Findings {
    let sizes = Sizes::from([("workers", workers), ("increments", increments)]);
    let program = lesson("counter").program(variant, &sizes).unwrap();
    explore(&program, &Limits::default())
}

fn philosophers(variant: &str, philosophers: u64, meals: u64) -> Findings {
    let sizes = Sizes::from([("philosophers", philosophers), ("meals", meals)]);
    let program = lesson("philosophers").program(variant, &sizes).unwrap();
    explore(&program, &Limits::default())
}

/// `{1: 4, 2: 2}` as `1:4 2:2`, after the total.
fn summary(findings: &Findings) -> String {
    let mut words = vec![findings.schedules.exact().unwrap().to_string()];
    for outcome in &findings.outcomes {
        let number = outcome.schedules.as_ref().unwrap();
        words.push(format!(
            "{}:{number}",
            outcome.ending.name.replace("count = ", "")
        ));
    }
    words.join(" ")
}

#[test]
fn two_threads_with_one_increment_lose_an_update_in_four_schedules_of_six() {
    let findings = counter("unlocked", 2, 1);
    assert_eq!(summary(&findings), "6 1:4 2:2");
    assert_eq!((findings.states, findings.all_states), (8, Some(12)));
    let chances: Vec<f64> = findings
        .outcomes
        .iter()
        .map(|one| one.chance.unwrap())
        .collect();
    assert_eq!(chances, [0.5, 0.5]);
    let schedules: Vec<&str> = findings
        .outcomes
        .iter()
        .map(|one| &one.schedule[..])
        .collect();
    assert_eq!(schedules, ["ABBA", "AABB"]);
    assert!((findings.outcomes[0].share.unwrap() - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(findings.conclusion(), Conclusion::Shown);
}

#[test]
fn larger_counters_have_the_numbers_that_enumeration_gave() {
    assert_eq!(summary(&counter("unlocked", 2, 2)), "70 2:32 3:32 4:6");
    assert_eq!(
        summary(&counter("unlocked", 2, 3)),
        "924 2:8 3:300 4:416 5:180 6:20"
    );
    assert_eq!(summary(&counter("unlocked", 3, 1)), "90 1:48 2:36 3:6");
    assert!(summary(&counter("unlocked", 3, 2)).starts_with("34650 "));
    assert!(summary(&counter("unlocked", 2, 10)).starts_with("137846528820 "));
}

#[test]
fn states_are_as_many_as_other_checkers_find() {
    for (workers, increments, states, all) in [
        (3, 2, 211, 904),
        (2, 10, 11_446, 22_707),
        (4, 3, 20_432, 361_775),
        (8, 1, 1280, 741_218),
    ] {
        let findings = counter("unlocked", workers, increments);
        assert_eq!((findings.states, findings.all_states), (states, Some(all)));
    }
}

#[test]
fn no_lock_or_owner_or_atomic_loses_an_update() {
    for variant in [
        "sequential",
        "mutex",
        "rwlock",
        "atomic",
        "channel",
        "local",
    ] {
        for (workers, increments) in [(1, 1), (2, 1), (2, 2), (3, 1)] {
            let findings = counter(variant, workers, increments);
            assert_eq!(
                findings.conclusion(),
                Conclusion::Proved,
                "{variant} {workers} x {increments}"
            );
            assert_eq!(findings.outcomes.len(), 1);
            assert!((findings.outcomes[0].chance.unwrap() - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn free_steps_have_the_closed_form_of_the_multinomial() {
    for threads in 1..=4 {
        for steps in 0..=4 {
            let mut program = Builder::new("free", "free", "");
            let var = program.var("x", 0);
            for _ in 0..threads {
                let mut thread = Steps::of("thread");
                (0..steps).for_each(|_| {
                    thread.step(Op::Add(var, Value::Is(1)), "add", "add");
                });
                program.thread(thread);
            }
            let program = program.finish(|_| Ending::good(0, "done"));
            let found = explore(&program, &Limits::default());
            let factorial = |n: u32| (1..=n).map(BigUint::from).product::<BigUint>();
            let closed = factorial(threads * steps) / factorial(steps).pow(threads);
            assert_eq!(
                found.schedules.exact(),
                Some(&closed),
                "{threads} threads, {steps} steps"
            );
        }
    }
}

#[test]
fn a_number_of_schedules_may_pass_every_machine_integer() {
    let findings = counter("local", 2, 70);
    let factorial = |n: u32| (1..=n).map(BigUint::from).product::<BigUint>();
    // Main's join of A falls anywhere after A's end: the free steps alone are C(140, 70).
    let free = factorial(140) / factorial(70).pow(2);
    let all = findings.schedules.exact().unwrap();
    assert!(*all > free && free > BigUint::from(u128::MAX));
    let outcome = &findings.outcomes[0];
    assert!((outcome.share.unwrap() - 1.0).abs() < 1e-9);
    assert!((outcome.chance.unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn naive_philosophers_deadlock_in_two_schedules_of_four_and_six_of_396() {
    let two = philosophers("naive", 2, 1);
    assert_eq!(summary(&two), "4 deadlock:2 2 meals eaten:2");
    let three = philosophers("naive", 3, 1);
    assert_eq!(summary(&three), "396 deadlock:6 3 meals eaten:390");
    assert_eq!(three.deadlocks.len(), 1);
    let deadlock = &three.deadlocks[0];
    assert_eq!(deadlock.cycle, [0, 1, 2]);
    assert_eq!(deadlock.schedule, "ACB");
    assert_eq!(deadlock.stuck[2].holds, ["fork 3"]);
    assert_eq!(deadlock.stuck[2].waits_for, "fork 1");
    assert_eq!(
        three.outcomes[0].ending.meaning,
        "A waits for B waits for C waits for A"
    );
    assert_eq!(three.conclusion(), Conclusion::Shown);
}

#[test]
fn ordered_forks_and_a_waiter_never_deadlock() {
    for variant in ["ordered", "waiter"] {
        for (people, meals) in [(2, 1), (2, 2), (3, 1), (4, 1), (3, 2)] {
            let findings = philosophers(variant, people, meals);
            assert_eq!(
                findings.conclusion(),
                Conclusion::Proved,
                "{variant} {people} x {meals}"
            );
        }
    }
}

#[test]
fn forks_put_back_can_go_round_for_ever() {
    let findings = philosophers("try-lock", 2, 1);
    assert_eq!(findings.schedules, Schedules::Infinite);
    assert_eq!(findings.outcomes.len(), 1);
    let outcome = &findings.outcomes[0];
    assert_eq!((outcome.share, outcome.chance), (None, None));
    assert_eq!(outcome.schedule, "AAAABBBB");
    assert!(findings.deadlocks.is_empty());
}

#[test]
fn a_search_that_stops_at_its_bound_proves_nothing() {
    let sizes = Sizes::from([("workers", 3), ("increments", 3)]);
    let program = lesson("counter").program("mutex", &sizes).unwrap();
    let findings = explore(
        &program,
        &Limits {
            max_states: 10,
            ..Limits::default()
        },
    );
    assert_eq!(findings.schedules, Schedules::Unknown);
    assert_eq!(findings.states, 10);
    assert_eq!(findings.conclusion(), Conclusion::Stopped);
    assert!(!findings.whole);
    assert_eq!(findings.cut, Some(Cut::Bound));
    let whole = explore(&program, &Limits::default());
    let exactly = explore(
        &program,
        &Limits {
            max_states: whole.states,
            ..Limits::default()
        },
    );
    assert_eq!(exactly.schedules, whole.schedules);
    assert_eq!((exactly.whole, exactly.cut), (true, None));
    let almost = Limits {
        max_states: whole.states - 1,
        ..Limits::default()
    };
    assert!(!explore(&program, &almost).whole);
}

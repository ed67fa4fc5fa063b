//! Searches with several threads, compared with those with one.

use demos::lesson;
use explore::{Findings, Limits, Program, Sizes, explore, explore_until};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::thread;

/// Everything that was found, as text; the memory used may differ.
fn text(findings: Findings) -> String {
    let findings = Findings {
        memory: 0,
        ..findings
    };
    format!("{findings:?}")
}

fn limits(threads: fn() -> usize, symmetry: bool, max_states: usize) -> Limits {
    Limits {
        max_states,
        threads,
        batch: 64,
        symmetry,
    }
}

/// The first small sizes of every lesson's variants.
fn programs() -> Vec<Program> {
    let mut programs = Vec::new();
    for (_, lesson) in demos::explorable() {
        for mode in lesson.modes {
            let sizes = lesson.small(mode.name);
            let last = sizes.last().into_iter();
            let some = sizes.iter().take(2).chain(last);
            programs.extend(some.map(|sizes| lesson.program(mode.name, sizes).unwrap()));
        }
    }
    programs
}

#[test]
fn any_number_of_threads_finds_the_same_of_every_lesson_to_the_letter() {
    for program in programs() {
        for symmetry in [true, false] {
            // The first bound lets most run to the end; the second cuts them short.
            let several: [(fn() -> usize, usize); 2] = [(|| 3, 500), (|| 2, 60)];
            for (threads, most) in several {
                let alone = text(explore(&program, &limits(|| 1, symmetry, most)));
                let shared = text(explore(&program, &limits(threads, symmetry, most)));
                let what = format!("{} {} {}", program.demo, program.variant, program.size);
                assert!(
                    alone == shared,
                    "{what}: {} threads, {most} states",
                    threads()
                );
            }
        }
    }
}

#[test]
fn schedules_are_counted_on_a_thread_of_their_own() {
    let names = Mutex::new(BTreeSet::new());
    let sizes = Sizes::from([("workers", 3), ("increments", 3)]);
    let program = lesson("counter").program("unlocked", &sizes).unwrap();
    explore_until(&program, &limits(|| 2, false, 10_000), &|_| {
        let name = thread::current().name().map(String::from);
        names.lock().unwrap().insert(name);
        None
    });
    let names = names.into_inner().unwrap();
    assert!(names.contains(&Some("count".into())), "{names:?}");
}

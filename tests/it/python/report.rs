//! What `explore FILE.py` says in text: its head, its rows, its columns, what the GIL hides.

use std::collections::HashSet;
use std::path::Path;

use crate::runner::run;

fn told(file: &str) -> String {
    run(["explore", file, "--color", "never"])
        .within(env!("CARGO_MANIFEST_DIR"))
        .env("COLUMNS", "80")
        .seen()
        .stdout
}

#[test]
fn the_head_counts_the_threads_and_names_what_each_line_does() {
    let told = told("examples/python/lock_order.py");
    let (title, rest) = told.split_once('\n').unwrap();
    assert!(
        title.starts_with("examples/python/lock_order.py"),
        "{title}"
    );
    assert!(title.ends_with(" 2 threads"), "{title}");
    for line in [
        "A (first)    17  with a:      acquire a, release a\n",
        "B (second)   23  with b:      acquire b, release b\n",
    ] {
        assert!(rest.contains(line), "{told}");
    }
}

#[test]
fn what_threads_share_inside_an_object_is_shown_beside_the_steps() {
    let told = told("examples/python/philosophers.py");
    assert!(told.contains("forks[0]   forks[1]   forks[2]\n"), "{told}");
    assert!(!told.contains("lock object"), "{told}");
}

#[test]
fn outputs_of_many_lines_never_read_alike_where_they_can_be_told_apart() {
    for file in ["work_queue.py", "philosophers.py", "numbers_letters.py"] {
        let told = told(&format!("examples/python/{file}"));
        let table = told.split("\nprints ").nth(1).unwrap();
        let rows: Vec<&str> = table
            .split("\n\n")
            .next()
            .unwrap()
            .lines()
            .skip(1)
            .collect();
        let names: HashSet<&str> = rows
            .iter()
            .map(|row| row.split("   ").next().unwrap())
            .collect();
        assert_eq!(names.len(), rows.len(), "{told}");
    }
}

#[test]
fn the_gil_is_said_to_hide_just_what_needs_a_switch_without_a_call() {
    let hides = |file: &str| {
        let told = told(file);
        let line = told.lines().find(|line| line.starts_with("CPython "));
        line.map(str::to_owned)
    };
    let counter = hides("examples/python/counter.py").unwrap();
    assert!(counter.contains("hides \"Final counter: 1\""), "{counter}");
    let account = hides("examples/python/check_then_act.py").unwrap();
    assert!(account.contains("-60"), "{account}");
    for free in ["numbers_letters", "lock_order", "counter_fixed", "uncaught"] {
        assert_eq!(hides(&format!("examples/python/{free}.py")), None);
    }
    // Here a call lies between the read and the write.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("called.py");
    let counter = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/python/counter.py");
    let text = std::fs::read_to_string(counter).unwrap();
    std::fs::write(
        &file,
        text.replace("counter += 1", "counter = max(counter + 1, 0)"),
    )
    .unwrap();
    assert_eq!(hides(file.to_str().unwrap()), None);
}

#[test]
fn no_schedule_is_offered_where_letters_name_none() {
    let told = told("tests/python/random_branch.py");
    assert!(!told.contains("--schedule"), "{told}");
    assert!(told.contains("several ways"), "{told}");
}

//! What `explore FILE.py` prints as text: its head, its rows, its columns, what the GIL hides.

use std::collections::HashSet;
use std::path::Path;

use crate::at_once::at_once;
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
fn reports_are_word_for_word_what_was_checked_by_hand() {
    for (name, options, code, expected) in [
        ("lock_order", "", 5, include_str!("reports/lock_order.txt")),
        ("daemon", "--loops=2", 0, include_str!("reports/daemon.txt")),
        ("peterson", "", 0, include_str!("reports/peterson.txt")),
    ] {
        let file = format!("examples/python/{name}.py");
        let mut words = vec!["explore", &file, "--color", "never"];
        words.extend(options.split_whitespace());
        let seen = run(words)
            .within(env!("CARGO_MANIFEST_DIR"))
            .env("COLUMNS", "80")
            .code(code);
        assert_eq!(seen.stdout, expected, "{name}");
    }
}

#[test]
fn the_document_s_figures_are_those_of_paper() {
    let document = |words: &str| {
        let words = words.split(' ').chain(["--format", "json"]);
        run(words).within(env!("CARGO_MANIFEST_DIR")).seen().json()
    };
    let counter = document("explore examples/python/check_then_act.py");
    let of = |key: &str| -> Vec<String> {
        let outcomes = counter["outcomes"].as_array().unwrap().iter();
        outcomes.map(|one| one[key].to_string()).collect()
    };
    assert_eq!(of("schedules"), ["\"14\"", "\"6\""]);
    assert_eq!(of("share"), ["0.7", "0.3"]);
    assert_eq!(of("chance"), ["0.625", "0.375"]);
    assert_eq!(of("cut"), ["false", "false"]);
    let steps = counter["walk"]["steps"].as_array().unwrap().iter();
    let letters: String = steps.filter_map(|step| step["thread"].as_str()).collect();
    assert_eq!(of("schedule")[0], format!("\"{letters}\""));
    let cut = document("explore examples/python/peterson.py --loops 1");
    assert_eq!(cut["cut_lines"], serde_json::json!([24]));
    assert!(
        cut["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["cut"] == true),
        "{cut}"
    );
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
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("between.py");
    let counter = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/python/counter.py");
    let text = std::fs::read_to_string(counter).unwrap();
    let own = "class Own:\n    def __add__(self, other):\n        return other + 1\n    \
               def __bool__(self):\n        return True\n    \
               def __getitem__(self, key):\n        return 1\n    \
               def __iter__(self):\n        return iter([1])\n    \
               def __str__(self):\n        return ''\n    \
               def __eq__(self, other):\n        return True\n    \
               @property\n    def one(self):\n        return 1\n\n\nown = Own()\ncounter = 0";
    let with = |between: &str| {
        let text = text.replacen("counter = 0", own, 1);
        std::fs::write(&file, text.replace("counter += 1", between)).unwrap();
        hides(file.to_str().unwrap())
    };
    // A call or a backward jump lies between the read and the write; the call may come from an operator.
    for switches in [
        "counter = max(counter + 1, 0)",
        "now = counter; counter = own + now",
        "counter = counter + own[0]",
        "counter = counter + own.one",
        "now = counter; counter = now + 1 if own else 0",
        "now = counter; one, = own; counter = now + one",
        "now = counter; f'{own}'; counter = now + 1",
        "now = counter; [own] == [1]; counter = now + 1",
        "now = counter; [0 for _ in (1, 2)]; counter = now + 1",
    ] {
        assert_eq!(with(switches), None, "{switches}");
    }
    for stays in [
        "now = counter; counter = now + 1",
        "now = counter; counter = now + 1 if now >= 0 else 0",
        "now = counter; f'{now}'; counter = now + 1",
        "one, now = 1, counter; counter = now + one",
    ] {
        assert!(with(stays).is_some(), "{stays}");
    }
}

#[test]
fn no_number_of_threads_is_told_where_no_schedule_came_to_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endless.py");
    let text = "import threading\n\ndef say():\n    while True:\n        print(1)\n\n\
                for _ in range(2):\n    threading.Thread(target=say).start()\n";
    std::fs::write(&file, text).unwrap();
    let seen = run(["explore", file.to_str().unwrap(), "--max-states", "500"]).code(3);
    assert!(!seen.stdout.contains("threads"), "{seen}");
    seen.stdout_has("stopped at 500 states");
}

#[test]
fn no_schedule_is_offered_where_letters_name_none() {
    let told = told("tests/python/random_branch.py");
    assert!(!told.contains("--schedule"), "{told}");
    assert!(told.contains("several ways"), "{told}");
}

#[test]
fn no_line_is_wider_than_a_narrow_terminal() {
    // An executor's workers, two errors that are told in full, and more outcomes than are shown.
    let files = [
        "examples/python/bank.py",
        "examples/python/pool.py",
        "examples/python/uncaught.py",
        "examples/python/double_checked_early.py",
        "examples/python/barrier_reused.py",
    ];
    for width in ["20", "33"] {
        at_once(4, &files, |file| {
            let seen = run(["explore", file])
                .within(env!("CARGO_MANIFEST_DIR"))
                .env("COLUMNS", width)
                .seen();
            assert!(!seen.stdout.is_empty(), "{seen}");
            let most = width.parse().unwrap();
            for line in seen.stdout.lines() {
                assert!(line.chars().count() <= most, "{file} at {width}: {line}");
            }
        });
    }
}

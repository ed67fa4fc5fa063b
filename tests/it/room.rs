//! What helps in a classroom, from the command line: slower runs, questions before them, explained terms,
//! torn lines, and files that show them.

use std::fs;

use serde_json::Value;

use crate::runner::{run, shell, words};

/// What this command prints on a terminal of 80 columns.
fn printed(command: &str) -> String {
    let seen = run(words(command)).env("COLUMNS", "80").code(0).no_stderr();
    seen.stdout.clone()
}

#[test]
fn slow_stretches_the_waits_of_threads_and_of_children() {
    let command = "square-cube --threads --processes --numbers 2 --delay 20ms --slow 2.5";
    let seen = printed(&format!("{command} --format json"));
    let document: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(document["options"]["delay_s"], 0.05);
    for variant in document["variants"].as_array().unwrap() {
        let elapsed = variant["runs"][0]["elapsed_s"].as_f64().unwrap();
        assert!(elapsed >= 0.05, "{variant}");
    }
    run(words("tickets --slow 2"))
        .code(2)
        .one_error()
        .stderr_has("tickets has none");
    run(words("square-cube --slow 0"))
        .code(2)
        .stderr_has("a number above 0");
}

#[test]
fn lines_are_shown_by_key_on_a_terminal_alone() {
    run(words("tickets --step"))
        .code(2)
        .one_error()
        .stderr_has("needs a terminal");
    run(words("tickets --step --format json"))
        .code(2)
        .one_error()
        .stderr_has("--format text");
}

#[test]
fn a_question_comes_before_the_run_and_its_answer_after_it() {
    for (typed, said) in [("2", "right      2"), ("1", "not quite  1")] {
        let seen = shell(&format!("echo {typed} | $T tickets --predict"))
            .env("COLUMNS", "80")
            .code(0)
            .no_stderr();
        let at = |text: &str| {
            let found = seen.stdout.find(text);
            found.unwrap_or_else(|| panic!("no {text:?}: {seen}"))
        };
        assert!(at("How many sell it?") < at("Seats left"), "{seen}");
        assert!(at("Seats left") < at(said), "{seen}");
        assert!(at("\nwhy ") < at("\nnext "), "{seen}");
    }
    // No answer is an answer, too.
    shell("$T tickets --predict </dev/null")
        .code(0)
        .stdout_has("answer     2");
    run(words("tickets --predict --workers 3"))
        .code(2)
        .one_error()
        .stderr_has("leave out --workers");
}

#[test]
fn the_words_of_an_output_are_explained_and_no_others() {
    let plain = printed("tickets");
    let seen = printed("tickets --legend");
    for word in ["\nat best ", "\nguaranteed ", "\nchecked "] {
        assert_eq!(
            plain.matches(word).count() + 1,
            seen.matches(word).count(),
            "{word}: {seen}"
        );
    }
    assert!(!seen.contains("Jain"), "{seen}");
}

#[test]
fn the_first_line_is_torn_in_every_run_of_torn() {
    let command = "numbers-letters --variants torn --count 3 --delay 0s";
    for _ in 0..5 {
        let seen = printed(&format!("{command} --format plain"));
        let seen = seen.split_once("done in").unwrap().0;
        let first = seen.lines().next().unwrap();
        let torn = ["Number: Letter: ", "Letter: Number: "];
        assert!(torn.iter().any(|begin| first.starts_with(begin)), "{seen}");
        // All pieces are there, however they mix.
        for piece in ["1", "2", "3", "A", "B", "C"] {
            assert_eq!(
                seen.lines().filter(|line| line.contains(piece)).count(),
                1,
                "{seen}"
            );
        }
    }
    assert!(printed(command).contains("lines torn"));
}

#[test]
fn losses_are_counted_beside_the_shares_of_the_model() {
    let small = "counter --variants unlocked --workers 2 --increments 1 --runs 5";
    let seen = printed(small);
    let has = |words: &str| {
        let line = seen
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let found = line.filter(|line| line.starts_with(words)).count();
        assert_eq!(found, 1, "{words}: {seen}");
    };
    has("unlocked: what was lost in 5 runs");
    // Two threads meet in every run, so each run loses one update.
    has("0 0 33.3 % 50.0 %");
    has("1 5 ");
    assert!(seen.contains("66.7 %"), "{seen}");
    let large = printed("counter --variants unlocked --increments 1001 --runs 3");
    assert!(large.contains("too large to count"), "{large}");
    assert!(!printed("counter --variants mutex --increments 1 --runs 3").contains("was lost in"));
}

#[test]
fn a_picture_of_memory_has_the_addresses_of_the_run() {
    let seen = printed("memory");
    assert!(seen.contains("shared by all its threads"), "{seen}");
    // Three threads and three processes have a stack each; the threads share one heap value.
    let stacks = seen.matches(" stack 0x").count() + seen.matches(" stack  0x").count();
    assert_eq!(stacks, 6, "{seen}");
    assert_eq!(
        seen.matches("heap   0x").count() + seen.matches("heap  0x").count(),
        4,
        "{seen}"
    );
    assert!(
        seen.lines().all(|line| line.chars().count() <= 80),
        "{seen}"
    );
}

#[test]
fn a_cast_has_every_line_at_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.cast");
    let options = [
        "square-cube",
        "--threads",
        "--numbers",
        "2,3",
        "--delay",
        "10ms",
        "--cast",
    ];
    run(options.iter().map(AsRef::as_ref).chain([file.as_os_str()])).code(0);
    let cast = fs::read_to_string(&file).unwrap();
    let mut lines = cast.lines();
    let head: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(head["version"], 2);
    let events: Vec<(f64, String, String)> = lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(events.is_sorted_by(|one, next| one.0 <= next.0), "{cast}");
    assert!(events.iter().all(|(_, kind, _)| kind == "o"));
    let shown: String = events.iter().map(|(.., text)| text.as_str()).collect();
    for text in [
        "$ threaddemo square-cube --threads",
        "cube : 27",
        "done",
        "guaranteed",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    // The player's terminal is in raw mode.
    assert_eq!(shown.matches('\n').count(), shown.matches("\r\n").count());
}

#[test]
fn one_core_is_used_where_one_is_asked_for() {
    let seen = printed("oversubscribe --variants cores --blocks 1 --cores 1 --format json");
    let document: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(
        document["machine"]["usable_cpus"], 1,
        "{}",
        document["machine"]
    );
}

#[test]
fn default_runs_with_many_lines_fit_a_large_screen() {
    for demo in ["queue", "condition"] {
        let lines = printed(demo).lines().count();
        assert!(lines <= 72, "{demo} prints {lines} lines");
    }
}

#[test]
fn help_of_a_command_is_had_in_both_ways_and_under_other_names() {
    for (one, other) in [
        ("help counter", "counter --help"),
        ("help explore counter", "explore counter --help"),
        ("help", "--help"),
        ("race --help", "counter --help"),
        ("ls", "list"),
    ] {
        assert_eq!(printed(one), printed(other), "{one}");
    }
    run(words("help countr")).code(2).stderr_has("'counter'");
}

#[test]
fn commands_are_followed_by_their_comparison_and_a_comparison_by_a_run() {
    for (command, next) in [
        ("commands true", "threaddemo compare true\n"),
        ("compare true --runs 1", "threaddemo commands true\n"),
        (
            "commands --shell 'a=1 true'",
            "threaddemo compare --shell 'a=1 true'\n",
        ),
    ] {
        let words = shlex::split(command).unwrap();
        let seen = run(words).code(0);
        assert!(seen.stdout.ends_with(next), "{seen}");
    }
}

#[test]
fn the_tour_is_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tour.html");
    run(["tour".as_ref(), "--html".as_ref(), file.as_os_str()])
        .code(0)
        .no_stderr();
    let page = fs::read_to_string(file).unwrap();
    let steps = threaddemo::demos::tour::steps().len();
    assert_eq!(page.matches("<details class=\"answer\">").count(), steps);
}

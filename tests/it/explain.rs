//! `explain`, from outside.

use crate::runner::{run, words};

#[test]
fn explain_has_a_screen_for_every_demo_and_its_example() {
    let list = run(words("list --format json")).code(0).json();
    for demo in list["demos"].as_array().unwrap() {
        let name = demo["name"].as_str().unwrap();
        let seen = run(["explain", name])
            .env("COLUMNS", "70")
            .code(0)
            .no_stderr();
        for heading in [
            "Watch for",
            "Guaranteed",
            "Not guaranteed",
            "Python",
            "examples/",
        ] {
            assert!(seen.stdout.contains(heading), "{heading}: {seen}");
        }
        let text = seen.stdout.split("\nexamples/").next().unwrap();
        let prose = text.split("\nPython").next().unwrap();
        assert!(
            prose.lines().all(|line| line.chars().count() <= 70),
            "{seen}"
        );
        // Code stays as it was written, and is written for a usual terminal.
        let usual = run(["explain", name]).env("COLUMNS", "80").code(0);
        for line in usual.stdout.lines() {
            assert!(line.chars().count() <= 80, "{line:?} of {name}");
        }
        assert!(!seen.stdout.contains('\u{1b}'), "no colour into a pipe");
        let colored = run(["explain", "--color", "always", name]).code(0);
        assert!(colored.stdout.contains('\u{1b}'));
    }
}

#[test]
fn explain_offers_the_listed_demos_and_guesses_what_was_meant() {
    run(["explain", "squar-cube"])
        .code(2)
        .one_error()
        .stderr_has("'square-cube'");
    run(["explain", "fault"])
        .code(2)
        .one_error()
        .stderr_has("numbers-letters");
    run(["explain"]).code(2).one_error();
}

//! `explain`, from the command line.

use crate::runner::{run, words};
use threaddemo::demos::{listed, topics};

/// What `explain` prints with these arguments on a terminal of this many columns.
fn explained(arguments: &[&str], columns: &str) -> String {
    let arguments = ["explain"].iter().chain(arguments);
    let seen = run(arguments).env("COLUMNS", columns).code(0).no_stderr();
    assert!(!seen.stdout.contains('\u{1b}'), "no color into a pipe");
    seen.stdout.clone()
}

#[test]
fn every_lesson_fits_a_screen() {
    for demo in listed() {
        let screen = explained(&[demo.name], "80");
        assert!(screen.lines().count() <= 24, "{screen}");
        for label in ["\nwatch for ", "\nguaranteed ", "\nmore "] {
            assert!(screen.contains(label), "{label}: {screen}");
        }
        assert!(screen.starts_with(&format!("{} ", demo.name)), "{screen}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal_and_code_stays_as_it_was_written() {
    for demo in listed() {
        let screen = explained(&[demo.name], "50");
        assert!(
            screen.lines().all(|line| line.chars().count() <= 50),
            "{screen}"
        );
        // Code is written for a terminal of the usual width.
        let all = explained(&[demo.name, "--all"], "80");
        for line in all.lines() {
            assert!(line.chars().count() <= 80, "{line:?} of {}", demo.name);
        }
    }
}

#[test]
fn each_option_adds_its_part_and_all_adds_every_part() {
    for demo in listed() {
        let all = explained(&[demo.name, "--all"], "80");
        let parts = [
            ("--python", "examples/python/", demo.explain.python),
            ("--code", "examples/", demo.explain.examples),
        ];
        for (option, folder, files) in parts {
            let part = explained(&[demo.name, option], "80");
            for (file, source) in files {
                let heading = format!("\n{folder}{file}\n");
                assert!(part.contains(&heading) && all.contains(&heading), "{part}");
                for line in source.lines().skip_while(|line| line.starts_with('#')) {
                    assert!(part.contains(line) && all.contains(line), "{line}");
                }
            }
        }
        assert!(all.contains("\nPython"), "{all}");
        for paragraph in demo.explain.read().more {
            let start = paragraph.split(' ').take(4).collect::<Vec<_>>().join(" ");
            assert!(all.contains(&start), "{start}");
            assert!(!explained(&[demo.name], "80").contains(&paragraph));
        }
    }
    let refused = explained(&["counter", "--rust"], "80");
    assert!(refused.contains("Rust refuses"), "{refused}");
    assert!(!refused.contains("examples/"), "{refused}");
}

#[test]
fn a_topic_is_typed_in_one_word_or_several_and_fits_a_screen() {
    for topic in topics::all() {
        let names: Vec<_> = topic.name.split(' ').collect();
        let spaced = explained(&names, "80");
        assert_eq!(spaced, explained(&[&topic.name.replace(' ', "-")], "80"));
        assert!(spaced.lines().count() < 25, "{spaced}");
        for (command, shows) in topic.commands {
            assert!(
                spaced.contains(command) && spaced.contains(shows),
                "{spaced}"
            );
        }
    }
}

#[test]
fn the_commands_of_topics_are_understood() {
    for topic in topics::all() {
        for (command, _) in topic.commands {
            let arguments: Vec<_> = command.split(' ').skip(1).map(Into::into).collect();
            if let Err(error) = threaddemo::cli::parse(&arguments) {
                panic!("{command}: {error}");
            }
        }
    }
}

#[test]
fn explain_alone_lists_what_can_be_explained() {
    let list = explained(&[], "80");
    for name in listed()
        .map(|demo| demo.name)
        .chain(topics::all().map(|topic| topic.name))
    {
        assert!(list.contains(&format!("\n  {name}")), "{name}: {list}");
    }
}

#[test]
fn explain_guesses_what_was_meant() {
    run(words("explain squar-cube"))
        .code(2)
        .one_error()
        .stderr_has("'square-cube'");
    run(words("explain fault"))
        .code(2)
        .one_error()
        .stderr_has("numbers-letters");
    run(words("explain deadlock --python"))
        .code(2)
        .one_error()
        .stderr_has("need a demo");
}

#[test]
fn explain_is_colored_when_asked() {
    let colored = run(words("explain --color always counter")).code(0);
    assert!(colored.stdout.contains('\u{1b}'));
}

//! The README: its commands are accepted, and its outputs are what they print.

use std::ffi::OsString;

use crate::runner::run;

const README: &str = include_str!("../../README.md");

/// The commands that the README shows, without the parts of the line meant for the shell.
fn commands() -> Vec<Vec<String>> {
    let shown = README
        .lines()
        .filter_map(|line| line.strip_prefix("$ threaddemo "));
    let in_scripts = README.lines().filter_map(|line| {
        let line = line.strip_prefix("    ")?.trim();
        let line = line.strip_prefix("- ").unwrap_or(line);
        let line = line.strip_prefix("run: ").unwrap_or(line);
        line.strip_prefix("threaddemo ")
    });
    shown
        .chain(in_scripts)
        .map(|line| {
            let words = shlex::split(line).unwrap();
            words
                .into_iter()
                .take_while(|word| !word.starts_with(['#', '>', '|']))
                .collect()
        })
        .collect()
}

/// The output that the README shows below this command.
fn shown_below(command: &str) -> &'static str {
    let (_, below) = README
        .split_once(&format!("```console\n$ {command}\n"))
        .unwrap();
    below.split_once("```").unwrap().0
}

/// A text with its digits masked and its lines sorted, so that times and order don't matter.
fn masked(text: &str) -> Vec<String> {
    let mask = |line: &str| line.replace(|letter: char| letter.is_ascii_digit(), "0");
    let lines = text.lines().filter(|line| !line.starts_with("luck"));
    let mut lines: Vec<_> = lines.map(mask).collect();
    lines.sort();
    lines
}

#[test]
fn every_command_of_the_readme_is_understood() {
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    let in_scripts = ["diff", "baseline/run.json"].map(str::to_owned);
    assert!(
        commands
            .iter()
            .any(|command| command.starts_with(&in_scripts))
    );
    for command in commands {
        let arguments: Vec<_> = command.iter().map(OsString::from).collect();
        if let Err(error) = threaddemo::cli::parse(&arguments) {
            panic!("{command:?}: {error}");
        }
    }
}

#[test]
fn the_first_lesson_prints_what_the_readme_shows() {
    let shown = shown_below("threaddemo square-cube");
    let printed = run(["square-cube"]).code(0).no_stderr();
    assert_eq!(masked(&printed.stdout), masked(shown));
}

#[test]
fn the_picture_is_the_one_that_stands_beside_the_examples() {
    let picture = include_str!("../../examples/pictures/semaphore.txt");
    let (_, timeline) = README.split_once("```text\ntimeline").unwrap();
    let (timeline, _) = timeline.split_once("```").unwrap();
    assert!(
        picture.contains(&format!("\ntimeline{timeline}\n")),
        "{picture}"
    );
}

#[test]
fn exploring_prints_what_the_readme_shows() {
    let shown = shown_below("threaddemo explore counter");
    assert_eq!(run(["explore", "counter"]).code(0).stdout, shown);
}

#[test]
fn exploring_a_file_prints_what_the_readme_shows() {
    let shown = shown_below("threaddemo explore examples/python/counter.py");
    let printed = run(["explore", "examples/python/counter.py"]).code(0);
    assert_eq!(printed.stdout, shown);
}

#[test]
fn every_demo_stands_in_the_readmes_table() {
    for demo in threaddemo::demos::listed() {
        let row = format!("| `{}` | {} |", demo.name, demo.about);
        assert!(README.contains(&row), "{row}");
    }
}

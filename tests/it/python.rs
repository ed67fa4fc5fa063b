//! Programs of one's own: `explore FILE.py`, held against CPython and against numbers worked out by hand.
//!
//! The programs are `examples/python/` and the corpus `tests/python/`; [`corpus`] reads what their first
//! lines expect, [`cpython`] runs them under each CPython that is installed.

mod corpus;
mod cpython;
mod hostile;
mod real;

use corpus::{Program, corpus, examples};
use cpython::Run;

use crate::runner::run;

/// All that the explorer says of a program.
fn explored(program: &Program) -> corpus::Explored {
    let mut words = vec!["explore".to_owned(), program.path.display().to_string()];
    words.extend(program.with.iter().cloned());
    words.extend(["--format", "json"].map(String::from));
    corpus::Explored::of(program, run(words).seen())
}

#[test]
fn each_example_opens_with_what_to_look_for_and_the_command_to_see_it() {
    for program in examples() {
        let name = program.path.file_name().unwrap().to_str().unwrap();
        let command = format!("#   threaddemo explore examples/python/{name}");
        let opening: Vec<_> = program.opening().collect();
        assert!(
            opening.iter().any(|line| line.starts_with("# Look for: "))
                && opening.iter().any(|line| line.starts_with(&command)),
            "{name}: {opening:#?}"
        );
        assert!(opening.iter().all(|line| line.len() <= 110), "{name}");
        // A file beside it by the name of a module would be imported in that module's place.
        let modules = ["queue", "threading", "time", "random", "collections"];
        assert!(
            !modules
                .map(|module| format!("{module}.py"))
                .contains(&name.to_owned()),
            "{name} hides Python's own module"
        );
    }
}

#[test]
fn schedules_are_counted_as_each_program_s_first_lines_say() {
    let mut wrong = Vec::new();
    for program in examples().into_iter().chain(corpus()) {
        let explored = explored(&program);
        for expected in &program.expected {
            if let Err(found) = explored.meets(expected) {
                wrong.push(format!("{}: {expected:?}, {found}", program.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_program_prints_nothing_under_cpython_that_is_not_among_its_outcomes() {
    let programs: Vec<_> = examples().into_iter().chain(corpus()).collect();
    let explored: Vec<_> = programs.iter().map(explored).collect();
    let pythons = cpython::installed();
    if pythons.is_empty() {
        crate::tools::missing("python3 from 3.8 on");
    }
    let mut wrong = Vec::new();
    for (nth, python) in pythons.iter().enumerate() {
        let here: Vec<_> = (programs.iter().zip(&explored))
            .filter(|(program, _)| program.runs_under(python.version))
            .collect();
        let asked = here
            .iter()
            .map(|(program, explored)| (*program, runs(program, nth), explored.may_hang()));
        for ((program, explored), runs) in here.iter().zip(python.run(asked)) {
            for run in runs {
                if let Err(found) = explored.holds(&run) {
                    wrong.push(format!("{} under {python}: {found}", program.name()));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// How often a program is run: 200 times under the first CPython in CI, seldom elsewhere.
fn runs(program: &Program, nth: usize) -> usize {
    let wanted = std::env::var("THREADDEMO_PYTHON_RUNS").ok();
    let many = match (wanted, std::env::var_os("CI")) {
        (Some(wanted), _) => wanted.parse().expect("THREADDEMO_PYTHON_RUNS is a number"),
        (None, Some(_)) if nth == 0 => 200,
        (None, Some(_)) => 20,
        (None, None) => 4,
    };
    if program.expected.is_empty() { 1 } else { many }
}

#[test]
fn the_least_likely_output_of_a_program_is_seen_to_be_missed() {
    // That a run is held against the outcomes at all: one that isn't among them is told.
    let program = examples()
        .into_iter()
        .find(|program| program.name() == "counter")
        .unwrap();
    let explored = explored(&program);
    let of = |stdout: &str| Run {
        stdout: stdout.to_owned(),
        last: String::new(),
        code: Some(0),
    };
    assert_eq!(explored.holds(&of("Final counter: 1\n")), Ok(()));
    assert!(explored.holds(&of("Final counter: 3\n")).is_err());
    assert!(
        explored
            .holds(&Run {
                code: None,
                ..of("")
            })
            .is_err()
    );
}

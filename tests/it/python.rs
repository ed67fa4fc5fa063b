//! The user's own programs: `explore FILE.py`, compared with `CPython` and with numbers worked out by
//! hand.
//!
//! The programs are `examples/python/` and the corpus `tests/python/`; [`corpus`] reads what their first
//! lines expect, [`cpython`] runs them under each installed Python.

mod beside;
mod corpus;
pub(crate) mod cpython;
mod forced;
mod hostile;
mod real;
mod report;
mod states;

use std::sync::LazyLock;

use corpus::{Explored, Program, corpus, examples};
use cpython::Run;

use crate::at_once::at_once;
use crate::repeats::{FACTOR, repeats};
use crate::runner::run;

/// Each program with everything the explorer says about it: explored once, several at a time.
static ALL: LazyLock<Vec<(Program, Explored)>> = LazyLock::new(|| {
    let programs: Vec<_> = examples().into_iter().chain(corpus()).collect();
    let explored = at_once(4, &programs, explored);
    programs.into_iter().zip(explored).collect()
});

fn explored(program: &Program) -> Explored {
    let mut words = vec!["explore".to_owned(), program.path.display().to_string()];
    words.extend(program.with.iter().cloned());
    words.extend(["--format", "json"].map(String::from));
    Explored::of(program, &run(words).seen())
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
        let mut prose = opening
            .iter()
            .filter(|line| !line.starts_with("# expect: "));
        assert!(prose.all(|line| line.len() <= 110), "{name}");
        // A file next to it with the name of a module would be imported instead of that module.
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
    for (program, explored) in &*ALL {
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
    let pythons = cpython::installed();
    if pythons.is_empty() {
        crate::tools::missing("python3 from 3.8 on");
    }
    let mut wrong = Vec::new();
    for (nth, python) in pythons.iter().enumerate() {
        let here: Vec<_> = (ALL.iter().enumerate())
            .filter(|(place, (program, _))| {
                program.runs_under(python.version) && is_turn(*place, nth, pythons.len())
            })
            .map(|(_, explored)| explored)
            .collect();
        // An interpreter takes a while to start.
        if here.is_empty() {
            continue;
        }
        let runs = |program| if nth == 0 { times(program) } else { 1 };
        let asked = here
            .iter()
            .map(|(program, explored)| (program, runs(program), explored.may_hang()));
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

/// Whether this Python runs this program: the first one runs all, and each program also runs under some of the
/// others if more is repeated than usual.
fn is_turn(place: usize, nth: usize, pythons: usize) -> bool {
    nth == 0 || (place + nth) % (pythons - 1) < *FACTOR - 1
}

/// How many times a program is run: once, and again if its first lines say what it can do.
fn times(program: &Program) -> usize {
    if program.expected.is_empty() {
        1
    } else {
        repeats(1)
    }
}

#[test]
fn the_least_likely_output_of_a_program_is_seen_to_be_missed() {
    // Verifies that runs are really compared with the outcomes: one that isn't among them is reported.
    let mut all = ALL.iter();
    let (_, explored) = all
        .find(|(program, _)| program.name() == "counter")
        .unwrap();
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

#[test]
fn the_document_of_a_file_holds_against_its_schema() {
    for (name, options) in [
        ("counter", &[][..]),
        ("lock_order", &[]),
        ("uncaught", &[]),
        ("daemon", &["--loops", "1"]),
        ("counter", &["--schedule", "ABAB"]),
    ] {
        let file = format!("examples/python/{name}.py");
        let words = ["explore", &file, "--format", "json"];
        let seen = run(words.iter().chain(options))
            .within(env!("CARGO_MANIFEST_DIR"))
            .seen();
        crate::schema::holds("explore-file", &seen.json());
    }
}

#[test]
fn a_demo_s_program_in_python_is_explored_by_the_demo_s_name() {
    let twin = run(["explore", "counter", "--python", "--format", "json"])
        .code(0)
        .json();
    let file = run(["explore", "examples/python/counter.py", "--format", "json"])
        .within(env!("CARGO_MANIFEST_DIR"))
        .code(0)
        .json();
    assert_eq!(twin["file"], "counter.py");
    assert_eq!(twin["outcomes"], file["outcomes"]);
    let none = run(["explore", "hash", "--python"]).code(2);
    assert!(none.stderr.contains("hash has no program in Python"));
    let unknown = run(["explore", "counters", "--python"]).code(2);
    assert!(unknown.stderr.contains("no demo counters"));
}

#[test]
fn a_program_that_goes_several_ways_before_its_first_step_has_no_page_and_no_game() {
    let file = "tests/python/random_branch.py";
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let page = page.to_str().unwrap().to_owned();
    for options in [
        vec!["--html", &page],
        vec!["--play"],
        vec!["--schedule", "A"],
    ] {
        run(["explore", file].iter().chain(&options))
            .code(2)
            .stderr_has(&format!("{}: the program goes several ways", options[0]));
    }
}

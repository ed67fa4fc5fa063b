//! The tour, from outside: its steps as text, answered from stdin.

use threaddemo::demos::tour::{Answer, steps};

use crate::runner::{Seen, run, shell, words};

/// What the tour prints from this step on, answered with these lines.
fn toured(step: usize, answers: &str) -> Seen {
    shell(&format!("printf '{answers}' | $T tour {step}"))
        .env("COLUMNS", "80")
        .code(0)
        .no_stderr()
}

/// The number of the step that counts the orders of two increments.
fn counting() -> usize {
    let place = steps()
        .iter()
        .position(|step| step.run == "explore counter");
    place.unwrap() + 1
}

#[test]
fn the_tour_lists_its_steps() {
    let list = run(words("tour --list")).code(0).no_stderr();
    for (number, step) in (1..).zip(steps()) {
        assert!(
            list.stdout
                .contains(&format!("{number:>2}  {}\n", step.title)),
            "{list}"
        );
    }
}

#[test]
fn a_step_asks_runs_and_says_why() {
    let step = &steps()[counting() - 1];
    let seen = toured(counting(), r"4\n\nq\n")
        .stdout_has(step.title)
        .stdout_has("right      4")
        .stdout_has("the run    count = 1 4 66.7 %")
        .stdout_has("try        threaddemo explore counter --schedule ABAB")
        .stdout_has("read on    threaddemo explain share and chance");
    // The question comes before the run, the run before the reason.
    let at = |text: &str| seen.stdout.find(text).unwrap();
    assert!(at("Take the smallest case") < at("$ threaddemo explore counter"));
    assert!(at("\nwhy") > at("6 schedules"));
}

#[test]
fn a_wrong_answer_gets_the_right_one_and_none_gets_it_too() {
    toured(counting(), r"5\nq\n")
        .stdout_has("not quite  5")
        .stdout_has("answer     4");
    toured(counting(), r"\nq\n")
        .stdout_lacks("not quite")
        .stdout_has("answer     4");
}

#[test]
fn a_hint_is_given_and_b_goes_back() {
    let seen = toured(counting(), r"?\nb\nq\n");
    let hint = &steps()[counting() - 1].hint;
    let hint = hint.split(' ').take(5).collect::<Vec<_>>().join(" ");
    let back = steps()[counting() - 2].title;
    assert!(seen.stdout.contains(&hint), "{seen}");
    assert!(seen.stdout.contains(back), "{seen}");
}

#[test]
fn an_answer_that_there_is_not_is_asked_for_again() {
    toured(1, r"9\nwhat?\nq\n").stdout_has("there is no answer 9");
}

#[test]
fn the_end_of_the_input_ends_the_tour() {
    let seen = toured(counting(), "");
    assert!(!seen.stdout.contains("$ threaddemo"), "{seen}");
}

#[test]
fn a_step_that_there_is_not_is_refused() {
    let steps = steps().len();
    for wrong in ["0", "x", &(steps + 1).to_string()] {
        run(["tour", wrong])
            .code(2)
            .one_error()
            .stderr_has(&format!("a step from 1 to {steps}"));
    }
}

#[test]
fn every_step_runs_and_its_run_has_the_line_that_answers_it() {
    std::thread::scope(|scope| {
        for step in steps() {
            scope.spawn(move || {
                let seen = run(words(step.run)).env("COLUMNS", "80").seen();
                let line = seen.stdout.lines().find(|line| line.contains(step.look));
                let line = line.unwrap_or_else(|| panic!("no {:?}: {seen}", step.look));
                if let Answer::Number(right) = step.answer {
                    assert!(line.contains(&right.to_string()), "{line}");
                }
                for command in [step.try_next, step.read] {
                    let arguments: Vec<_> = command.split(' ').map(Into::into).collect();
                    if let Err(error) = threaddemo::cli::parse(&arguments) {
                        panic!("{command}: {error}");
                    }
                }
            });
        }
    });
}

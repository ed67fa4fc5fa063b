//! The tour, from the command line: its steps as text, answered from stdin.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use nix::pty::{Winsize, openpty};
use threaddemo::demos::tour::{Answer, steps};

use crate::runner::{PROGRAM, Seen, run, shell, words};

/// A tour taken on a terminal.
struct Tour {
    child: Child,
    keys: File,
    pieces: Receiver<Vec<u8>>,
    /// Everything drawn.
    drawn: String,
}

impl Tour {
    /// Starts it with these arguments, and this folder for its saved state.
    fn start(arguments: &[&str], state: &Path, (columns, rows): (u16, u16)) -> Self {
        let size = Winsize {
            ws_row: rows,
            ws_col: columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let pty = openpty(Some(&size), None).unwrap();
        let child = Command::new(PROGRAM)
            .args(["tour", "--color", "never"])
            .args(arguments)
            .env_remove("COLUMNS")
            .env("XDG_STATE_HOME", state)
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .stdin(pty.slave.try_clone().unwrap())
            .stdout(pty.slave)
            .spawn()
            .unwrap();
        let keys = File::from(pty.master);
        let mut master = keys.try_clone().unwrap();
        let (send, pieces) = channel();
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            // The end of the last writer is an error.
            while let Ok(read @ 1..) = master.read(&mut piece) {
                if send.send(piece[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            keys,
            pieces,
            drawn: String::new(),
        }
    }

    /// Types this, once a screen with these words has been drawn since the last key.
    fn types(&mut self, keys: &str, after: &str) {
        let from = self.drawn.len();
        while !self.drawn[from..].contains(after) {
            let piece = self.pieces.recv_timeout(Duration::from_mins(1));
            let piece = piece.unwrap_or_else(|_| panic!("no {after:?}: {}", self.drawn));
            self.drawn.push_str(&String::from_utf8_lossy(&piece));
        }
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Everything drawn until the program ended.
    fn end(mut self) -> String {
        while let Ok(piece) = self.pieces.recv_timeout(Duration::from_mins(1)) {
            self.drawn.push_str(&String::from_utf8_lossy(&piece));
        }
        assert!(self.child.wait().unwrap().success());
        std::mem::take(&mut self.drawn)
    }
}

impl Drop for Tour {
    fn drop(&mut self) {
        // It has ended, unless the test failed.
        let _ = self.child.kill();
    }
}

#[test]
fn on_a_terminal_each_step_is_one_screen_and_the_place_is_remembered() {
    const ROWS: u16 = 20;
    let state = tempfile::tempdir().unwrap();
    let number = counting();
    let mut tour = Tour::start(&[&number.to_string()], state.path(), (60, ROWS));
    tour.types("?", "leaves");
    tour.types("4\r", "hint ");
    tour.types(" ", "read on");
    tour.types("q", steps()[number].title);
    let drawn = tour.end();
    for screen in drawn.split("\x1b[H").skip(1) {
        let below = screen.trim_end().matches('\n').count();
        assert!(below < ROWS.into(), "{screen}");
    }
    for part in ["right ", "the run ", "why ", "try ", "read on "] {
        assert!(drawn.contains(part), "{part}: {drawn}");
    }
    let left = std::fs::read_to_string(state.path().join("threaddemo/tour")).unwrap();
    assert_eq!(left, format!("{number}\n"));
    let mut again = Tour::start(&[], state.path(), (80, 24));
    again.types("q", steps()[number].title);
    again.end();
}

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
        .stdout_has("try        threaddemo explore counter --increments 2 --play")
        .stdout_has("read on    threaddemo explain share and chance")
        .stdout_lacks("\nnext ");
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

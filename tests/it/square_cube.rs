//! What `square-cube` prints, in each format and by each strategy.

use crate::runner::{Seen, run, words};

/// The lines of the original lesson: each task's own, in their order.
const LESSON: [[&str; 5]; 2] = [
    [
        "calculate square numbers",
        "square : 4",
        "square : 9",
        "square : 64",
        "square : 81",
    ],
    [
        "calculate cube of numbers",
        "cube : 8",
        "cube : 27",
        "cube : 512",
        "cube : 729",
    ],
];

/// Holds plain output against the lesson: its lines, each task's in order, and `done in` last.
#[track_caller]
fn is_the_lesson(seen: &Seen) {
    let mut lines = seen.lines();
    let done = lines.pop().unwrap_or_default();
    assert!(
        done.starts_with("done in ") && done.ends_with(" s"),
        "{seen}"
    );
    assert_eq!(lines.len(), 10, "{seen}");
    for own in LESSON {
        let said: Vec<_> = lines.iter().filter(|line| own.contains(line)).collect();
        assert_eq!(said, own.iter().collect::<Vec<_>>(), "{seen}");
    }
}

#[test]
fn every_strategy_prints_the_lines_of_the_lesson() {
    for strategy in ["sequential", "threads", "pool", "pool=3", "processes"] {
        let line = format!("square-cube --format plain --delay 0s --{strategy}");
        is_the_lesson(&run(words(&line)).code(0).no_stderr());
    }
}

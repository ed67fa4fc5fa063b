//! The examples in plain std Rust print the same as the demos.

use std::path::PathBuf;

use crate::at_once::at_once;
use crate::runner::{program, run, words};

/// An example's program, which `cargo test` builds along with these tests.
#[track_caller]
pub(crate) fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let example = tests
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples")
        .join(name);
    assert!(
        example.exists(),
        "`cargo build --examples` makes {}",
        example.display()
    );
    example
}

#[test]
fn each_way_of_the_lesson_in_plain_rust_says_what_the_demo_says() {
    let ways = [
        ("sequential", "--sequential"),
        ("threads", "--threads"),
        ("scoped", "--threads"),
        ("pool", "--pool=2"),
        ("processes", "--processes"),
    ];
    at_once(ways.len(), &ways, |(way, options)| {
        let demo = run(words(&format!(
            "square-cube --delay 0s --format plain {options}"
        )))
        .code(0);
        let plain = program(example(&format!("square_cube_{way}")))
            .code(0)
            .no_stderr();
        assert_eq!(plain.sorted_lines(), demo.sorted_lines(), "{way}");
        for own in crate::square_cube::LESSON {
            let said: Vec<_> = plain
                .lines()
                .into_iter()
                .filter(|line| own.contains(line))
                .collect();
            assert_eq!(said, own, "{way}");
        }
        assert!(
            plain.lines().last().unwrap().starts_with("done in "),
            "{plain}"
        );
    });
}

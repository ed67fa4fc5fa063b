//! The registry of lessons: each has its own folder and a row.

mod barrier;
mod cache_line;
mod commands;
mod compare;
mod condition;
mod counter;
mod daemon;
pub mod demo;
mod download;
mod event;
mod fault;
mod hash;
pub mod kit;
mod memory;
mod numbers_letters;
mod oversubscribe;
mod peterson;
mod philosophers;
mod queue;
mod readers_writers;
mod reorder;
mod semaphore;
mod square_cube;
mod tickets;
pub mod topics;
pub mod tour;
mod transfer;
mod workers;

pub use commands::DEMO as COMMANDS;
pub use compare::COMPARE;
pub use demo::{Choice, Demo, VariantRow};

use explore::Lesson;

/// Every demo, in listing order.
pub const DEMOS: &[Demo] = &[
    square_cube::DEMO,
    numbers_letters::DEMO,
    workers::DEMO,
    daemon::DEMO,
    counter::DEMO,
    semaphore::DEMO,
    event::DEMO,
    condition::DEMO,
    queue::DEMO,
    memory::DEMO,
    hash::DEMO,
    download::DEMO,
    oversubscribe::DEMO,
    philosophers::DEMO,
    barrier::DEMO,
    readers_writers::DEMO,
    transfer::DEMO,
    tickets::DEMO,
    cache_line::DEMO,
    peterson::DEMO,
    reorder::DEMO,
    commands::DEMO,
    fault::DEMO,
];

/// The demo with this name.
pub fn find(name: &str) -> Option<&'static Demo> {
    DEMOS.iter().find(|demo| demo.name == name)
}

/// Whether its output is a lesson's, rather than that of the user's own commands or programs.
pub fn is_lesson(name: &str) -> bool {
    find(name).is_some() && name != commands::DEMO.name
}

/// The demos that lists and help show.
pub fn listed() -> impl Iterator<Item = &'static Demo> {
    DEMOS.iter().filter(|demo| !demo.hidden)
}

/// The demos that can be explored, each with its step programs.
pub fn explorable() -> impl Iterator<Item = (&'static Demo, &'static Lesson)> {
    listed().filter_map(|demo| Some((demo, demo.steps?)))
}

/// The step programs of the demo with this name, which must have some.
pub fn lesson(name: &str) -> &'static Lesson {
    find(name)
        .and_then(|demo| demo.steps)
        .expect("the demo has step programs")
}

/// The command to try after a run of this demo: counting its interleavings if it can be explored,
/// otherwise the next lesson; `None` for a hidden demo.
pub fn next_command(demo: &Demo) -> Option<String> {
    if demo.hidden {
        return None;
    }
    if demo.steps.is_some() {
        return Some(format!("threaddemo explore {}", demo.name));
    }
    let mut following = listed().skip_while(|one| one.name != demo.name).skip(1);
    let next = following.next().or(listed().next())?;
    // A demo that needs an argument is represented by its first example.
    Some(match (next.examples, next.name == commands::DEMO.name) {
        ([(command, _), ..], true) => (*command).to_owned(),
        _ => format!("threaddemo {}", next.name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Command;
    use std::collections::HashSet;

    #[test]
    fn every_name_is_said_once_and_every_row_says_what_it_is() {
        let mut names = HashSet::new();
        for demo in DEMOS {
            assert!(names.insert(demo.name), "{} is there twice", demo.name);
            assert!(
                !demo.about.is_empty() && !demo.about.ends_with('.'),
                "{}",
                demo.name
            );
            let mut variants = HashSet::new();
            for row in demo.variants {
                assert!(
                    variants.insert(row.name),
                    "{} {} is there twice",
                    demo.name,
                    row.name
                );
                assert!(
                    !row.about.is_empty() && !row.about.ends_with('.'),
                    "{}",
                    row.name
                );
            }
            assert!(
                demo.variants.iter().any(|row| row.default),
                "{} runs nothing",
                demo.name
            );
        }
    }

    #[test]
    fn every_listed_demo_explains_itself_and_shows_a_program() {
        for demo in listed() {
            let text = demo.explain.read();
            assert!(text.lesson.concat().len() > 200, "{}", demo.name);
            assert!(text.watch.len() > 1, "{}", demo.name);
            assert!(!text.guaranteed.is_empty(), "{}", demo.name);
            assert!(!text.not_guaranteed.is_empty(), "{}", demo.name);
            assert!(!demo.explain.examples.is_empty(), "{}", demo.name);
            for (file, source) in demo.explain.examples {
                let stem = demo.name.replace('-', "_");
                assert!(file.starts_with(&stem), "{file} for {}", demo.name);
                assert!(source.starts_with("//! "), "{file}");
            }
        }
    }

    #[test]
    fn what_is_guaranteed_is_said_of_the_variants_that_run() {
        let cases = [
            ("counter", "mutex", "unlocked"),
            ("daemon", "daemon", "join"),
            ("daemon", "joined", "process"),
            ("memory", "processes", "threads"),
            ("memory", "threads", "processes"),
            ("philosophers", "naive", "meal"),
            ("philosophers", "ordered", "naive"),
            ("semaphore", "unlimited", "permits"),
            ("transfer", "naive", "money"),
            ("transfer", "ordered", "naive"),
        ];
        for (name, alone, other) in cases {
            let demo = find(name).unwrap();
            let command = (demo.options)(Command::new(name).no_binary_name(true));
            let matches = command.try_get_matches_from([""; 0]).unwrap();
            let guaranteed = |chosen: &dyn Fn(&VariantRow) -> bool| {
                let rows = demo.variants.iter().filter(|row| chosen(row));
                let choices: Vec<_> = rows.map(|row| Choice { row, size: None }).collect();
                (demo.plan)(&matches, &choices).unwrap().guaranteed
            };
            let (one, all) = (guaranteed(&|row| row.name == alone), guaranteed(&|_| true));
            assert!(
                !one.is_empty() && !one.contains(other),
                "{name} {alone}: {one}"
            );
            assert!(all.contains(other), "{name}: {all}");
        }
    }

    /// Python's terms, each with the demos whose lesson it belongs to.
    const PYTHON: &[(&str, &[&str])] = &[
        ("Thread(target=f", &["square-cube", "numbers-letters"]),
        ("args=", &["square-cube", "workers"]),
        ("kwargs=", &["square-cube", "workers"]),
        ("name=", &["square-cube", "workers"]),
        ("daemon=True", &["daemon"]),
        (".start()", &["square-cube", "numbers-letters"]),
        (".join()", &["square-cube", "workers", "daemon"]),
        ("run(self)", &["numbers-letters"]),
        ("active_count()", &["workers"]),
        ("Lock()", &["counter"]),
        ("Semaphore(", &["semaphore"]),
        ("Event()", &["event"]),
        ("Condition(", &["condition"]),
        ("Queue(", &["queue"]),
        ("ThreadPoolExecutor(", &["square-cube"]),
        ("future.result()", &["square-cube"]),
        ("Process(", &["square-cube", "memory"]),
    ];

    #[test]
    fn every_word_of_pythons_threading_stands_where_it_belongs() {
        for (word, belongs) in PYTHON {
            for name in *belongs {
                let words = find(name).unwrap().explain.read().words;
                let said = words.iter().any(|row| row.python.contains(word));
                assert!(said, "{word} in explain {name}");
            }
        }
    }

    #[test]
    fn every_listed_demo_has_examples_that_name_it() {
        for demo in listed() {
            assert!(!demo.examples.is_empty(), "{}", demo.name);
            for (command, _) in demo.examples {
                assert!(
                    command.starts_with(&format!("threaddemo {}", demo.name)),
                    "{command}"
                );
            }
        }
    }
}

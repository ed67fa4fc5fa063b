//! The lessons numbers-letters, workers, daemon and memory, from the command line.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use serde_json::Value;
use threaddemo::engine::children::{Assignment, CHILD_FLAG};
use threaddemo::engine::plan::Setup;
use threaddemo::engine::record::{Clock, Stamp};

use crate::at_once::at_once;
use crate::examples::example;
use crate::repeats::repeats;
use crate::runner::{PROGRAM, program, run, words};

const TICK: &str = "Running background task...";
const EXITING: &str = "Main thread exiting";

/// Runs the lesson; every variant must end well and have been checked.
#[track_caller]
fn ends_well(line: &str) {
    let seen = run(words(&format!("{line} --format json")))
        .code(0)
        .no_stderr();
    for variant in seen.json()["variants"].as_array().unwrap() {
        let checks = variant["checks"].as_array().unwrap();
        assert!(!checks.is_empty(), "{line}: {variant}");
    }
}

#[test]
fn every_lesson_ends_well_small_and_large() {
    let lines = [
        "numbers-letters --all --count 1 --delay 0s",
        "numbers-letters --pool=1 --pool=7 --count 3 --delay 1ms",
        "workers --all --workers 1 --delay 0s",
        "workers --processes --workers 40 --delay 0s",
        "daemon --main-for 0s --interval 0s --ticks 1",
        "daemon --main-for 1ms --interval 1h --variants daemon",
        "daemon --main-for 10ms --interval 0s --ticks 10000 --variants joined,daemon,joined",
        "memory --workers 1",
        "memory --workers 2 --variants processes,threads",
        "memory --workers 40 --variants processes",
    ];
    at_once(2, &lines, |line| ends_well(line));
    let workers = repeats(125);
    let large = [
        format!("numbers-letters --all --count {} --delay 0s", workers * 10),
        format!("workers --threads --pool={workers} --workers {workers} --delay 1ms"),
        format!("memory --workers {workers} --variants threads"),
    ];
    at_once(2, &large, |line| ends_well(line));
}

#[test]
fn wrong_sizes_are_refused_before_anything_runs() {
    for (line, named) in [
        ("numbers-letters --count 0", "--count"),
        ("numbers-letters --delay 5", "--delay"),
        ("workers --workers 0", "--workers"),
        ("workers --workers 1000001", "--workers"),
        ("daemon --interval soon", "--interval"),
        ("daemon --variants daemon --ticks 3", "--ticks"),
        ("memory --workers none", "--workers"),
        ("memory --threads", "--threads"),
    ] {
        run(words(line)).code(2).one_error().stderr_has(named);
    }
}

#[test]
fn numbers_and_letters_are_each_in_order_and_the_letters_go_on_past_z() {
    let seen = run(words(
        "numbers-letters --threads --count 28 --delay 0s --format plain",
    ))
    .code(0);
    let lines = |start: &str| {
        let mut lines = seen.lines();
        lines.retain(|line| line.starts_with(start));
        lines.join("\n")
    };
    let numbers: Vec<_> = (1..=28).map(|number| format!("Number: {number}")).collect();
    assert_eq!(lines("Number"), numbers.join("\n"));
    let letters = ('A'..='Z').map(String::from);
    let letters = letters.chain(["AA".to_owned(), "AB".to_owned()]);
    let letters: Vec<_> = letters
        .map(|letters| format!("Letter: {letters}"))
        .collect();
    assert_eq!(lines("Letter"), letters.join("\n"));
}

/// The kernel's names of the process's threads, except the main one.
#[cfg(target_os = "linux")]
fn other_threads(process: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    tasks
        .flatten()
        .filter(|task| task.file_name().to_str() != Some(&process.to_string()))
        .map(|task| std::fs::read_to_string(task.path().join("comm")).unwrap())
        .map(|name| name.trim().to_owned())
        .collect()
}

#[test]
#[cfg(target_os = "linux")]
fn the_active_threads_are_those_that_the_kernel_has_but_for_the_helpers() {
    for (strategy, at_work) in [
        ("--sequential", 1),
        ("--threads", 5),
        ("--pool=3", 3),
        ("--processes", 5),
    ] {
        let line = format!("workers {strategy} --workers 5 --delay 1h --format plain");
        let mut running = run(words(&line)).start();
        let counted = running.line().unwrap();
        // The workers sleep for an hour after their first line.
        for _ in 0..at_work {
            let line = running.line().unwrap();
            assert!(line.ends_with(" starting."), "{line}");
        }
        let threads = other_threads(running.id());
        // The last one is a helper thread that has not set its name yet; the workers have, since they
        // printed a line.
        let helpers = ["signals", "flusher", "timeout", "threaddemo"];
        let at_work = threads.iter().filter(|name| !helpers.contains(&&***name));
        let alive = 1 + at_work.count();
        assert_eq!(
            counted,
            format!("Active threads: {alive}"),
            "{strategy}: {threads:?}"
        );
        running.signal(Signal::SIGINT);
        running.finish().code(130);
    }
}

#[test]
fn a_thousand_workers_are_all_alive_when_they_are_counted() {
    let seen = run(words(
        "workers --threads --workers 1000 --delay 50ms --format plain",
    ))
    .code(0);
    let lines = seen.lines();
    assert_eq!(lines[0], "Active threads: 1001");
    assert_eq!(lines[lines.len() - 2], "Active threads: 1");
    for number in [0, 1, 999] {
        seen.lines()
            .iter()
            .find(|line| **line == format!("Thread Worker-{number} finished."))
            .expect("each worker finishes");
    }
    assert_eq!(lines.len(), 2 + 2000 + 1);
}

#[test]
fn a_ratio_of_unlike_runs_says_what_it_is_worth() {
    let daemon = "daemon --quiet --interval 10ms --main-for 25ms";
    let said = "their ratio is set by the options";
    let seen = |line: &str| {
        let seen = run(words(line)).env("COLUMNS", "300").code(0);
        seen.stdout
    };
    assert_eq!(seen(daemon).matches(said).count(), 1);
    assert!(!seen(&format!("{daemon} --variants joined")).contains(said));
    assert_eq!(seen("memory -q").matches(" is a timeout: ").count(), 1);
    assert!(!seen("memory -q --workers 1").contains("is a timeout"));
}

/// A child is watched to its end by a parent that neither stops nor kills it: its output ends when the
/// last thread that could write is gone.
#[test]
fn a_daemon_ends_with_its_process_and_no_tick_comes_after() {
    let clock = Clock::start();
    let assignment = Assignment {
        variant: 0,
        task: 0,
        epoch: clock.epoch(),
        parent: std::process::id(),
        setup: Setup::default(),
    };
    let mut child = Command::new(PROGRAM)
        .arg(CHILD_FLAG)
        .arg(serde_json::to_string(&assignment).unwrap())
        .args(words(
            "daemon --variants daemon --interval 1ms --main-for 50ms",
        ))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Kept open until the end: closing it would be the stop signal.
    let mut lifeline = child.stdin.take().unwrap();
    lifeline.write_all(b"g").unwrap();
    let mut sent = String::new();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_to_string(&mut sent).unwrap();
    let end = clock.now();
    assert_eq!(child.wait().unwrap().code(), Some(0), "it ended by itself");
    drop(lifeline);

    let messages: Vec<Value> = sent
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let lanes: Vec<_> = messages
        .iter()
        .filter_map(|it| it["lane"].as_str())
        .collect();
    assert_eq!(lanes, ["main", "background"]);
    let said = |text: &str| -> Vec<Stamp> {
        let spoken = messages.iter().filter(|it| it["line"][2] == text);
        spoken
            .map(|it| serde_json::from_value(it["line"][1].clone()).unwrap())
            .collect()
    };
    assert_eq!(said(EXITING).len(), 1, "main said its line: {sent}");
    assert!(said(TICK).iter().all(|tick| *tick < end));
    let tells_its_end = |it: &&Value| it["usage"][0] == 1;
    assert_eq!(
        messages.iter().find(tells_its_end),
        None,
        "the background thread was not ended, and did not end itself"
    );
}

#[test]
fn the_daemons_lane_ends_amid_its_sleep_and_a_joined_thread_does_all_its_ticks() {
    let seen = run(words(
        "daemon --interval 1h --main-for 100ms --variants daemon --format json",
    ))
    .code(0);
    let document = seen.json();
    let lanes = document["variants"][0]["lanes"].as_array().unwrap();
    let daemon = lanes
        .iter()
        .find(|lane| lane["name"].as_str().unwrap().starts_with("background"))
        .unwrap();
    let process = daemon["process"].as_u64().unwrap();
    assert!(
        daemon["name"]
            .as_str()
            .unwrap()
            .ends_with(&format!("(pid {process})")),
        "{daemon}"
    );
    if cfg!(target_os = "linux") {
        assert!(!std::path::Path::new(&format!("/proc/{process}")).exists());
    }
    // On a busy machine the process may be over before its daemon has run at all.
    if let Some(last) = daemon["entries"].as_array().unwrap().last() {
        assert_ne!(last["what"], "woke", "an hour has not passed: {daemon}");
        assert_ne!(last["what"], "end");
    }

    let seen = run(words(
        "daemon --interval 1ms --main-for 0s --ticks 7 --variants joined --format plain",
    ))
    .code(0);
    let spoken = seen.lines();
    assert_eq!(spoken[..7], [TICK; 7]);
    assert_eq!(spoken[7], EXITING);
}

#[test]
fn a_change_is_seen_by_threads_and_not_by_processes() {
    let seen = run(words("memory --workers 4 --format json")).code(0);
    let document = seen.json();
    let answers = |variant: usize| -> Vec<Value> {
        let tasks = document["variants"][variant]["tasks"].as_array().unwrap();
        tasks
            .iter()
            .map(|task| task["outcome"]["answered"].clone())
            .collect()
    };
    let different = |answers: &[Value], key: &str| {
        let all: HashSet<_> = answers
            .iter()
            .map(|answer| answer[key].to_string())
            .collect();
        all.len()
    };
    let threads = answers(0);
    assert_eq!(different(&threads, "process"), 1);
    assert_eq!(different(&threads, "on_heap"), 1);
    assert_eq!(different(&threads, "local"), 4);
    assert!(
        threads
            .iter()
            .all(|answer| answer["saw"] == serde_json::json!([42, 42]))
    );
    let processes = answers(1);
    assert_eq!(different(&processes, "process"), 4);
    assert_eq!(processes[0]["saw"], serde_json::json!([42, 42]));
    for other in &processes[1..] {
        assert_eq!(other["saw"], serde_json::json!([1, 1]));
    }
}

#[test]
fn an_interrupt_ends_every_lesson_and_its_children() {
    for line in [
        "numbers-letters --processes --delay 1h",
        "workers --processes --delay 1h",
        "daemon --main-for 1h --variants daemon",
        "daemon --interval 1h --variants joined",
    ] {
        let mut running = run(words(&format!("{line} --format plain"))).start();
        // Lessons that begin with an hour's sleep print nothing before it.
        if !line.starts_with("numbers") {
            running.line().unwrap();
        }
        while line.contains("processes") && running.children().len() < 2 {
            std::thread::yield_now();
        }
        let children = running.children();
        running.signal(Signal::SIGINT);
        running.finish().code(130);
        if cfg!(target_os = "linux") {
            for child in children {
                assert!(
                    !std::path::Path::new(&format!("/proc/{child}")).exists(),
                    "{line}"
                );
            }
        }
    }
}

#[test]
fn each_lesson_in_plain_rust_says_what_the_demo_says() {
    let lessons = [
        ("numbers_letters", "numbers-letters --threads --delay 0s"),
        ("workers", "workers --threads --delay 0s"),
        (
            "daemon_joined",
            "daemon --variants joined --interval 0s --main-for 0s",
        ),
    ];
    at_once(lessons.len(), &lessons, |(name, demo)| {
        let plain = program(example(name)).code(0).no_stderr();
        let demo = run(words(&format!("{demo} --format plain"))).code(0);
        assert_eq!(plain.sorted_lines(), demo.sorted_lines(), "{name}");
    });
    let daemon = program(example("daemon")).code(0).no_stderr();
    assert!(daemon.lines().contains(&EXITING));
    assert!(
        daemon
            .lines()
            .iter()
            .all(|line| [TICK, EXITING].contains(line))
    );
    let memory = program(example("memory")).code(0).no_stderr();
    let seen = memory
        .lines()
        .iter()
        .filter(|line| line.ends_with(": sees 21 and 21"))
        .count();
    assert_eq!(seen, 3, "two workers and main: {memory}");
}

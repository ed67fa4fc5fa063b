//! Searches of `explore` that are cut short: what was found so far is on stdout.
#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::runner::{PROGRAM, Running, run, shell, words};
use crate::schema;

/// A search that takes minutes but finds ends early.
const LONG: &str = "explore counter --workers 3 --increments 30 --max-states 100000000";

/// Starts it and returns after it has searched for a fifth of a second.
fn long_search(format: &str) -> Running {
    const FIFTH: u64 = 20;
    let running = run(words(&format!("{LONG} --format {format}"))).start();
    let ticks = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", running.id())).unwrap();
        let behind_name = stat.rsplit_once(')').unwrap().1.to_owned();
        let user = behind_name.split_whitespace().nth(11).unwrap().to_owned();
        user.parse::<u64>().unwrap()
    };
    while ticks() < FIFTH {
        // Without a pause, this would take a CPU from the search.
        std::thread::sleep(Duration::from_millis(1));
    }
    running
}

#[test]
fn ctrl_c_and_a_time_out_end_a_long_search_with_what_it_has_found() {
    for (signal, code) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        let running = long_search("text");
        running.signal(signal);
        let seen = running.finish().code(code);
        seen.no_stderr()
            .stdout_has(" states, not a proof\n")
            .stdout_has("\ncount = 90  ")
            .stdout_has(
                "\nended        interrupted, before every state was visited: the schedules",
            );
    }
    let running = long_search("json");
    running.signal(Signal::SIGINT);
    let document = running.finish().code(130).no_stderr().json();
    schema::holds("explore", &document);
    assert_eq!(document["ended"], "interrupted");
    assert_eq!(document["findings"]["search"], "stopped");
    assert_eq!(document["walk"]["end"]["kind"], "done");
    run(words(&format!("{LONG} --timeout 100ms")))
        .code(124)
        .no_stderr()
        .stdout_has(" states, not a proof\n")
        .stdout_has("\nended        out of time, before every state was visited");
}

#[test]
fn a_search_that_memory_ends_says_so_and_what_it_has_found() {
    let mut most = 0;
    for kilobytes in [40_000, 44_000] {
        let seen = shell(&format!("ulimit -v {kilobytes}; exec $T {LONG}"))
            .code(4)
            .one_error_on_stderr("the limit on address space (RLIMIT_AS = ")
            .stdout_has(" states, not a proof\n")
            .stdout_has("\nended        for want of memory, before every state was visited");
        // More memory never allows fewer states.
        let message = &seen.stderr;
        let (_, states) = message.split_once(" allows ").unwrap();
        let (states, _) = states.split_once(" states").unwrap();
        let states: usize = states.replace(',', "").parse().unwrap();
        assert!(states >= most, "{kilobytes}: {states} states after {most}");
        most = states;
    }
    let walk = "explore philosophers --variants try-lock --schedule B999999999A";
    shell(&format!("ulimit -v 100000; exec $T {walk}"))
        .code(2)
        .one_error()
        .stderr_has("there is no memory for a longer walk");
}

#[test]
fn a_reader_that_was_never_there_is_no_error_and_a_full_disk_costs_no_findings() {
    for line in ["--max-states 9", "--schedule AB", "--play"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut explore = Command::new(PROGRAM);
        explore.args(words(&format!("explore counter {line}")));
        let status = explore.stdin(Stdio::null()).stdout(writer).status();
        assert_eq!(status.unwrap().code(), Some(0), "{line}");
    }
    shell("$T explore counter > /dev/full")
        .code(4)
        .one_error_on_stderr("can't write to stdout: No space left on device")
        .stderr_has("\ncount = 1           4   66.7 %");
}

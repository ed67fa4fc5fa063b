//! Live lines: none lost, none torn, each thread's in order, and a lone one printed at once.

use crate::runner::{Seen, run, words};

/// Compares the lines of `fault` with what each of its tasks prints, in order.
#[track_caller]
fn all_there(seen: &Seen, tasks: usize, lines: usize) {
    let mut next = vec![1; tasks];
    let mut said = seen.lines();
    assert!(said.pop().unwrap().starts_with("done in "));
    for line in said {
        let parts: Vec<_> = line.split_whitespace().collect();
        let [name, "line", number] = parts[..] else {
            panic!("torn: {line:?}");
        };
        assert_eq!(line, format!("{name} line {number:>10}"), "torn");
        let task: usize = name.strip_prefix("task-").unwrap().parse().unwrap();
        assert_eq!(
            number.parse::<usize>().unwrap(),
            next[task],
            "{name} is out of order"
        );
        next[task] += 1;
    }
    assert_eq!(next, vec![lines + 1; tasks], "lines are lost");
}

#[test]
fn eight_threads_lose_and_tear_no_line() {
    let seen = run(words("fault --tasks 8 --lines 20000 --format plain"))
        .code(0)
        .no_stderr();
    all_there(&seen, 8, 20_000);
}

#[test]
fn children_lose_and_tear_no_line() {
    // The fault happens before a child's last line, so the first task's last line is missing.
    let line = "fault --variants killed-child --tasks 4 --lines 2000 --format plain";
    let seen = run(words(line)).code(1);
    for task in 1..4 {
        let own: Vec<_> = seen
            .lines()
            .into_iter()
            .filter(|line| line.starts_with(&format!("task-{task} ")))
            .collect();
        let all = (1..=2000).map(|number| format!("task-{task} line {number:>10}"));
        assert_eq!(own, all.collect::<Vec<_>>());
    }
}

#[test]
fn a_terminal_gets_every_line_too() {
    let seen = run(words("fault --tasks 4 --lines 500 --format plain"))
        .on_terminal(80)
        .code(0);
    all_there(&seen, 4, 500);
}

#[test]
fn a_lone_line_appears_while_the_run_goes_on() {
    for strategy in ["sequential", "threads", "pool=2", "processes"] {
        let line = format!("square-cube --{strategy} --delay 1h --format plain");
        let mut running = run(words(&line)).start();
        // No further line follows for an hour, so nothing else can have flushed this one.
        let first = running.line().unwrap();
        assert!(first.starts_with("calculate "), "{first}");
    }
}

#[test]
fn the_last_lines_of_a_burst_appear_while_the_run_goes_on() {
    let line = "fault --variants sleep --tasks 1 --lines 2000 --format plain";
    let mut running = run(words(line)).start();
    // The task prints all but its last line in one go, then sleeps for an hour.
    for number in 1..2000 {
        assert_eq!(running.line().unwrap(), format!("task-0 line {number:>10}"));
    }
}

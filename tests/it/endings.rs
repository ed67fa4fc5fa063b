//! How runs end that don't end well: panics, failures, lost children, signals, time-outs.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::at_once::at_once;
use crate::repeats::repeats;
use crate::runner::{Running, run, words};

fn fault(rest: &str) -> crate::runner::Call {
    run(words(&format!("fault --format plain --variants {rest}")))
}

#[test]
fn nothing_wrong_is_nothing_said() {
    fault("none").code(0).no_stderr().stdout_has("task-0 line");
}

#[test]
fn a_thread_that_panics_is_named_and_the_others_finish() {
    fault("panic --tasks 4 --lines 3")
        .code(1)
        .one_error_on_stderr("task-0 panicked: a planned panic")
        .stdout_has("task-1 line          3")
        .stdout_has("task-2 line          3")
        .stdout_has("task-3 line          3")
        .stdout_has("task-0 line          2")
        .stdout_lacks("task-0 line          3");
}

#[test]
fn a_task_that_fails_is_named_with_its_reason() {
    fault("fail")
        .code(1)
        .one_error_on_stderr("task-0 failed: a planned failure");
}

#[test]
fn a_wrong_answer_fails_its_check() {
    fault("wrong").code(1).one_error_on_stderr(
        "wrong failed its check: expected 1 line of each of 2 tasks, but task-0 said 1 line and \
             answered 0",
    );
}

#[test]
fn a_line_that_is_lost_fails_the_check() {
    fault("lost-line --lines 3")
        .code(1)
        .one_error_on_stderr("task-0 said 2 lines and answered 3")
        .stdout_has("task-0 line          2")
        .stdout_lacks("task-0 line          3");
}

#[test]
fn a_run_that_failed_its_check_is_compared_with_nothing() {
    run(words("fault --variants none,wrong,none --quiet"))
        .code(1)
        .stdout_has("\nnone ")
        .stdout_lacks("\nwrong ");
    run(words("fault --variants wrong,none --quiet"))
        .code(1)
        .stdout_has("\nnone ")
        .stdout_lacks("baseline");
    let document = run(words("fault --variants none,wrong --format json"))
        .code(1)
        .json();
    assert_eq!(
        document["variants"][1]["comparison"],
        serde_json::Value::Null
    );
    assert_eq!(document["variants"][1]["runs"], serde_json::json!([]));
}

#[test]
fn what_ends_before_it_begins_has_no_empty_line_in_front() {
    for line in [
        "square-cube --timeout 0s",
        "square-cube --timeout 0s --warmup 1",
    ] {
        let seen = run(words(line)).code(124);
        assert!(!seen.stdout.starts_with('\n'), "{seen}");
        seen.stdout_has("ended");
    }
}

#[test]
fn variants_after_a_failed_one_still_run() {
    fault("panic,none")
        .code(1)
        .one_error_on_stderr("panic")
        .stdout_has("task-0 line          1");
}

#[test]
fn a_killed_child_is_reported_and_not_waited_for() {
    fault("killed-child --lines 2")
        .code(1)
        .one_error_on_stderr("task-0 was lost: its process was killed by signal 9 (SIGKILL)")
        .stdout_has("task-0 line          1")
        .stdout_has("task-1 line          2");
}

#[test]
fn a_time_out_ends_every_way_of_waiting() {
    for variant in ["sleep", "hang", "hung-child"] {
        fault(&format!("{variant} --timeout 200ms"))
            .code(124)
            .stdout_has("task-1 line");
    }
    for strategy in ["sequential", "threads", "pool=2", "processes"] {
        run(words(&format!(
            "square-cube --{strategy} --delay 1h --format plain --timeout 200ms"
        )))
        .code(124)
        .stdout_has("calculate square numbers")
        .stdout_lacks("square : ")
        .stdout_lacks("done in");
    }
}

#[test]
fn a_task_that_hears_no_signal_is_given_up_by_name() {
    at_once(2, &["hang", "hung-child"], |variant| {
        // On a busy machine a child takes long to start.
        fault(&format!("{variant} --timeout 3s"))
            .code(124)
            .one_error_on_stderr("task-0 did not end when it was told to, and was given up");
    });
}

#[test]
fn a_time_out_that_is_not_reached_changes_nothing() {
    run(words("square-cube --delay 0s --timeout 1h"))
        .code(0)
        .no_stderr();
}

#[test]
fn what_was_measured_before_a_time_out_is_printed() {
    let line = "fault --variants none,sleep --timeout 300ms";
    run(words(line))
        .code(124)
        .stdout_has("none")
        .stdout_has("baseline");
}

#[test]
fn where_nothing_was_measured_before_a_time_out_the_text_says_so() {
    run(words("fault --variants sleep --quiet --timeout 100ms"))
        .code(124)
        .stdout_has("out of time before the first run was over")
        .stdout_lacks("stands above");
}

/// Reads until every task has printed its first line.
fn under_way(running: &mut Running, tasks: usize) {
    for _ in 0..tasks {
        assert!(running.line().is_some());
    }
}

const ENDLESS: [(&str, usize); 4] = [
    ("square-cube --format plain --delay 1h --sequential", 1),
    ("square-cube --format plain --delay 1h --threads", 2),
    ("square-cube --format plain --delay 1h --pool=3", 2),
    ("square-cube --format plain --delay 1h --processes", 2),
];

#[test]
fn signals_end_a_run_with_their_codes() {
    for (signal, code) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        for (line, lines) in ENDLESS {
            let mut running = run(words(line)).start();
            under_way(&mut running, lines);
            running.signal(signal);
            running.finish().code(code).no_stderr();
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_comes_twice_in_a_moment_still_lets_the_run_report() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let mut running = run(words("fault --variants none,hang --lines 2")).start();
        // In `hang`, a task that has printed its first line continues to hang.
        for _ in 0..2 {
            while running
                .line()
                .is_some_and(|line| !line.contains("task-0  line          1"))
            {}
        }
        running.until_asleep("task-0");
        running.signal(signal);
        running.signal(signal);
        let seen = running.finish();
        let code = if signal == Signal::SIGINT { 130 } else { 143 };
        seen.code(code)
            .stdout_has("baseline")
            .stderr_has("given up");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_is_said_to_be_one_in_json() {
    let running = run(words("square-cube --threads --delay 1h --format json")).start();
    running.until_asleep("square");
    running.signal(Signal::SIGINT);
    let seen = running.finish().code(130);
    let document = seen.json();
    crate::schema::holds("run", &document);
    assert_eq!(document["ended"], "interrupted");
    assert_eq!(document["variants"][0]["runs"].as_array().unwrap().len(), 0);
    let tasks = &document["variants"][0]["tasks"];
    assert_eq!(tasks[0]["outcome"], "stopped", "{seen}");
}

#[cfg(target_os = "linux")]
#[test]
fn children_end_with_their_parent_however_that_ends() {
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGKILL] {
        // In the second case, the second child may have ended by the time two lines have arrived.
        for (line, at_least) in [
            ("square-cube --format plain --delay 1h --processes", 2),
            (
                "fault --format plain --variants hung-child --tasks 2 --lines 2",
                1,
            ),
        ] {
            let mut running = run(words(line)).start();
            under_way(&mut running, 2);
            let children = running.children();
            assert!(children.len() >= at_least, "{line}");
            running.signal(signal);
            let _ended = running.finish();
            for child in children {
                gone(child);
            }
        }
    }
}

/// Waits until this process has ended; one that lives on makes the test time out.
#[cfg(target_os = "linux")]
fn gone(process: u32) {
    let status = format!("/proc/{process}/stat");
    for _ in 0..10_000 {
        let Ok(stat) = std::fs::read_to_string(&status) else {
            return;
        };
        // A zombie has ended as well.
        let state = stat.rsplit(')').next().unwrap_or_default().trim_start();
        if state.starts_with('Z') || state.starts_with('X') {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("process {process} outlives its parent");
}

#[test]
fn a_child_alone_says_what_it_lacks() {
    for line in ["--child", "--child {}", "--child nonsense square-cube"] {
        let seen = run(words(line)).seen();
        assert!(matches!(seen.status.code(), Some(1..=4)), "{seen}");
        assert!(seen.stderr.starts_with("error: "), "{seen}");
    }
}

#[test]
fn a_stopped_and_continued_run_still_ends() {
    let mut running = run(words("square-cube --threads --format plain --delay 50ms")).start();
    under_way(&mut running, 2);
    running.signal(Signal::SIGSTOP);
    running.signal(Signal::SIGCONT);
    assert_eq!(running.finish().code(0).lines().len(), 11);
}

#[test]
fn a_child_killed_from_outside_is_reported_and_the_other_goes_on() {
    let killed = "was lost: its process was killed by signal 9 (SIGKILL)";
    let told = "says that it was stopped, though the run was not";
    for (signal, reason) in [(Signal::SIGKILL, killed), (Signal::SIGTERM, told)] {
        let line = "square-cube --processes --format plain --delay 100ms";
        let mut running = run(words(line)).start();
        under_way(&mut running, 2);
        let child = running.children()[0];
        kill(Pid::from_raw(child.try_into().unwrap()), signal).unwrap();
        let seen = running.finish().code(1).one_error_on_stderr(reason);
        let last = ["square : 81", "cube : 729"].map(|line| seen.lines().contains(&line));
        assert_ne!(last[0], last[1], "{signal}: {seen}");
    }
}

#[test]
fn children_are_found_from_any_folder() {
    let seen = run(words("square-cube --processes --delay 0s --format plain"))
        .within("/")
        .code(0);
    assert_eq!(seen.lines().len(), 11);
}

#[test]
fn errors_of_several_programs_never_tear_each_other() {
    let programs = repeats(25);
    let script = format!("seq 1 {programs} | xargs -P 8 -I{{}} $T hash nope{{}} 2>&1 | cat");
    let seen = crate::runner::shell(&script).code(0);
    let whole = |line: &&str| line.starts_with("error: ") && line.matches("error: ").count() == 1;
    assert_eq!(seen.lines().len(), programs, "{seen}");
    assert!(seen.lines().iter().all(whole), "{seen}");
    // Clap's message about a wrong option has several lines, but is one write.
    let script = format!("seq 1 {programs} | xargs -P 8 -I{{}} $T hash --nope{{}} 2>&1 | cat");
    let seen = crate::runner::shell(&script).seen();
    let errors = seen.stdout.split("error: ").skip(1);
    let whole = |error: &str| error.starts_with("unexpected argument") && error.contains("--help");
    assert!(errors.clone().all(whole), "{seen}");
    assert_eq!(errors.count(), programs, "{seen}");
}

#[test]
fn lines_of_programs_that_share_a_pipe_are_never_torn() {
    let script = "for i in 1 2 3 4; do $T fault --lines 20000 --format plain & done | cat; wait";
    let seen = crate::runner::shell(script).code(0);
    let whole = |line: &&str| {
        line.starts_with("task-") && line.len() == "task-0 line          1".len()
            || line.starts_with("done in ")
    };
    let lines = seen.lines();
    let torn: Vec<_> = lines.iter().filter(|line| !whole(line)).take(5).collect();
    assert!(torn.is_empty(), "{torn:?}");
    assert_eq!(lines.len(), 4 * (2 * 20_000 + 1));
}

#[test]
fn no_width_from_the_environment_is_beyond_what_can_be_allocated() {
    for columns in ["99999999999", "9223372036854775807", "18446744073709551615"] {
        run(words("square-cube --numbers 2 --delay 0s --runs 3"))
            .env("COLUMNS", columns)
            .on_terminal(80)
            .code(0);
        run(words("list")).env("COLUMNS", columns).code(0);
        run(words("hash --help")).env("COLUMNS", columns).code(0);
    }
    run(words("square-cube --delay 0s --all"))
        .env("RUST_MIN_STACK", "99999999999999")
        .code(0)
        .no_stderr();
}

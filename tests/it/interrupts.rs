//! Ctrl-C and SIGTERM at any moment: what was measured is printed, children are ended, the terminal is
//! left as it was.

use std::time::Duration;

use nix::sys::signal::Signal;

use crate::runner::{Running, run, shell, words};
use crate::schema;

const SIGNALS: [(Signal, i32); 3] = [
    (Signal::SIGHUP, 129),
    (Signal::SIGINT, 130),
    (Signal::SIGTERM, 143),
];

/// Waits until the program catches signals; before that, the system's default ends it.
#[cfg(target_os = "linux")]
fn until_it_listens(running: &Running) {
    let file = format!("/proc/{}/status", running.id());
    loop {
        let status = std::fs::read_to_string(&file).unwrap();
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:\t"));
        let caught = u64::from_str_radix(caught.unwrap(), 16).unwrap();
        let listens = |signal: i32| caught & (1 << (signal - 1)) != 0;
        if listens(Signal::SIGINT as i32) && listens(Signal::SIGTERM as i32) {
            return;
        }
        std::thread::yield_now();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_before_the_first_line_ends_the_run_with_a_whole_document() {
    for (signal, code) in SIGNALS {
        let running = run(words("fault --delay 1h --format json")).start();
        until_it_listens(&running);
        running.signal(signal);
        let json = running.finish().code(code).no_stderr().json();
        schema::holds("run", &json);
        assert_eq!(json["ended"], "interrupted");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_while_a_thread_sleeps_for_an_hour_prints_what_was_measured() {
    for (signal, code) in SIGNALS {
        let interrupted = || {
            let line = "fault --variants none,sleep --tasks 1 --format json";
            let running = run(words(line)).start();
            running.until_asleep("task-0");
            running.signal(signal);
            running.finish().code(code).no_stderr().json()
        };
        // `none` never sleeps except at its gate, where a signal rarely catches it.
        let met = |json: &serde_json::Value| json["variants"].as_array().unwrap().len() == 2;
        let json = (0..20).map(|_| interrupted()).find(met).unwrap();
        schema::holds("run", &json);
        assert_eq!(json["ended"], "interrupted");
        let runs = |variant: usize| json["variants"][variant]["runs"].as_array().unwrap().len();
        assert_eq!((runs(0), runs(1)), (1, 0));
        assert_eq!(json["variants"][1]["tasks"][0]["outcome"], "stopped");
    }
}

/// Reads until the first round has been printed; after that, runs are repeated.
fn until_repeating(running: &mut Running) {
    for _ in 0..2 {
        while !running.line().expect("it runs").contains("done") {}
    }
}

#[test]
fn a_signal_during_repeated_runs_prints_the_comparison_of_those_that_ended() {
    for strategies in ["sequential,threads", "threads,processes"] {
        for (signal, code) in SIGNALS {
            let line = format!(
                "square-cube --numbers 2 --delay 5ms --runs 100000 --variants {strategies}"
            );
            let mut running = run(words(&line)).start();
            until_repeating(&mut running);
            running.signal(signal);
            let seen = running.finish().code(code).no_stderr();
            seen.stdout_has("baseline")
                .stdout_has("interrupted; what was measured");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn children_of_repeated_runs_end_too() {
    let line = "square-cube --delay 1h --processes --runs 3 --format json";
    let running = run(words(line)).start();
    let mut children = running.children();
    while children.len() < 2 {
        std::thread::yield_now();
        children = running.children();
    }
    running.signal(Signal::SIGINT);
    running.finish().code(130);
    for child in children {
        // They were reaped before the program ended.
        assert!(!std::path::Path::new(&format!("/proc/{child}")).exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_more_children_are_started_once_everything_is_to_stop() {
    // Starting that many takes a hundred times as long as delivering a signal.
    let line = "workers --processes --workers 400 --delay 1h --format json";
    let running = run(words(line)).start();
    while running.children().is_empty() {
        std::thread::yield_now();
    }
    running.signal(Signal::SIGINT);
    let json = running.finish().code(130).no_stderr().json();
    // Each started child has a lane here.
    let lanes = json["variants"][0]["lanes"].as_array().unwrap();
    assert!(lanes.len() < 400, "{} lanes", lanes.len());
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    // `hang` ignores the stop signal, and is given up 300 ms after the first signal, with a report.
    // Signals that follow within 100 ms count as echoes of the first. On a busy machine the second one
    // may come too late to catch it at work, but not five times.
    let at_once = (0..5).any(|_| {
        let mut running = run(words("fault --variants hang --lines 2 --format plain")).start();
        for _ in 0..3 {
            running.line().unwrap();
        }
        while !running.ended() {
            running.signal(Signal::SIGINT);
            std::thread::sleep(Duration::from_millis(10));
        }
        let seen = running.finish().code(130);
        !seen.stderr.contains("given up")
    });
    assert!(at_once);
}

#[test]
fn a_check_that_is_interrupted_says_how_far_it_came() {
    for (signal, code) in SIGNALS {
        let mut running = run(words("check fault --limit 1h --format tap")).start();
        while !running
            .line()
            .expect("a fourth case")
            .starts_with("not ok 4")
        {}
        running.signal(signal);
        let seen = running.finish().code(code).no_stderr();
        let last = seen.lines().last().copied().unwrap();
        assert!(last.starts_with("Bail out! interrupted after "), "{seen}");
        // The signal may come before the fifth begins, but not once it has passed: it waits for hours.
        let mut passed = seen.stdout.lines().filter(|line| line.starts_with("ok 5 "));
        assert!(
            passed.all(|line| line.ends_with("# SKIP never began")),
            "{seen}"
        );
    }
}

/// Checks that a terminal was left as it was: the cursor shown, no color left on.
#[track_caller]
fn leaves_the_terminal_alone(text: &str) {
    let shown = text.rfind("\x1b[?25h");
    assert!(
        text.rfind("\x1b[?25l") <= shown,
        "the cursor is hidden: {text:?}"
    );
    let mut colored = false;
    for code in text
        .split('\x1b')
        .skip(1)
        .filter_map(|rest| rest.strip_prefix('['))
    {
        if let Some((numbers, _)) = code.split_once('m')
            && numbers
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b';')
        {
            colored = !(numbers.is_empty() || numbers == "0");
        }
    }
    assert!(!colored, "a color is left on: {text:?}");
}

#[test]
fn the_terminal_is_as_it_was() {
    let line = "square-cube --numbers 2 --delay 5ms --runs";
    let seen = run(words(&format!("{line} 3"))).on_terminal(80).code(0);
    leaves_the_terminal_alone(&seen.stdout);
    for (signal, code) in SIGNALS {
        let mut running = run(words(&format!("{line} 100000")))
            .on_terminal(80)
            .start();
        until_repeating(&mut running);
        running.signal(signal);
        let seen = running.finish().code(code);
        leaves_the_terminal_alone(&seen.stdout);
        // The progress bar is erased before the table appears.
        let (before, _) = seen.stdout.split_once("speed-up").expect("the table");
        assert!(before.rfind("\x1b[2K") > before.rfind("run "), "{seen}");
    }
}

#[test]
fn the_progress_bar_is_on_stderr_and_on_a_terminal_only() {
    let repeated = "$T square-cube --numbers 2 --delay 5ms --runs 4 --color never";
    shell(repeated).code(0).no_stderr().stdout_lacks("\x1b");
    let bar = shell(&format!("{repeated} >/dev/null"))
        .on_terminal(80)
        .code(0);
    assert!(bar.stdout.contains(" of 6, "), "{bar}");
    let none = shell(&format!("{repeated} 2>/dev/null"))
        .on_terminal(80)
        .code(0);
    assert!(!none.stdout.contains(" of 6, "), "{none}");
    let once = "$T square-cube --numbers 2 --delay 5ms --color never >/dev/null";
    let seen = shell(once).on_terminal(80).code(0);
    assert!(seen.stdout.is_empty(), "{seen}");
}

/// Starts this line the way a shell with job control does: in its own process group.
fn as_a_job(line: &str) -> Running {
    run(words(line)).in_a_group().start()
}

#[cfg(target_os = "linux")]
#[test]
fn children_leave_a_signal_to_the_whole_group_to_their_parent() {
    for (signal, code) in SIGNALS {
        let mut running = as_a_job("square-cube --processes --delay 1h");
        for _ in 0..3 {
            running.line().unwrap();
        }
        running.signal_group(signal);
        let seen = running.finish().code(code).no_stderr();
        seen.stdout_has("interrupted before the first run was over");
    }
    // Starting at their very first moment.
    for (signal, code) in SIGNALS.repeat(10) {
        let running = as_a_job("square-cube --processes --delay 1h --format json");
        while running.children().is_empty() {
            std::thread::yield_now();
        }
        running.signal_group(signal);
        running.finish().code(code).no_stderr();
    }
}

/// A signal to the whole group may end the children before their parent receives it.
#[cfg(target_os = "linux")]
#[test]
fn children_that_were_told_to_end_are_blamed_only_after_a_moment() {
    let mut running = run(words("square-cube --processes --delay 1h")).start();
    for _ in 0..3 {
        running.line().unwrap();
    }
    let begin = std::time::Instant::now();
    for child in running.children() {
        let child = nix::unistd::Pid::from_raw(child.cast_signed());
        nix::sys::signal::kill(child, Signal::SIGTERM).unwrap();
    }
    let seen = running.finish().code(1);
    assert!(begin.elapsed() >= Duration::from_millis(300), "{seen}");
    seen.stderr_has("says that it was stopped, though the run was not");
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_stops_children_too_and_the_report_says_that_the_clock_went_on() {
    let line = "square-cube --processes --delay 20ms --format json";
    let running = as_a_job(line);
    let mut children = running.children();
    while children.len() < 2 {
        std::thread::yield_now();
        children = running.children();
    }
    // The signal that a terminal sends at Ctrl-Z may be ignored here, where no shell would continue the
    // process.
    running.signal_group(Signal::SIGSTOP);
    for child in children {
        let stat = || std::fs::read_to_string(format!("/proc/{child}/stat")).unwrap();
        let stopped = (0..10_000).any(|_| {
            std::thread::sleep(Duration::from_millis(1));
            stat().contains(") T ")
        });
        assert!(stopped, "a child goes on: {}", stat());
    }
    running.signal_group(Signal::SIGCONT);
    let json = running.finish().code(0).no_stderr().json();
    schema::holds("run", &json);
    assert_eq!(json["doubts"][0]["doubt"], "continued");
    let undisturbed = run(words(line)).code(0).json();
    assert_eq!(undisturbed["doubts"].as_array().unwrap().len(), 0);
}

#[test]
fn a_shell_s_loop_ends_with_the_program_in_it() {
    // A shell continues its loop unless the program in it died of the signal.
    let script = "exec bash -c 'while :; do $T square-cube --delay 1h --format plain; done'";
    let mut running = shell(script).in_a_group().start();
    while !running.line().expect("it runs").contains("calculate") {}
    // Both receive it, as from a terminal; by then the program is past its first lines.
    running.signal_group(Signal::SIGINT);
    running.finish().code(130);
}

#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    let script = "trap '' HUP INT; exec $T square-cube --threads --delay 100ms --format plain";
    let mut running = shell(script).start();
    while !running.line().expect("it runs").contains("calculate") {}
    running.signal(Signal::SIGHUP);
    running.signal(Signal::SIGINT);
    running.finish().code(0).no_stderr().stdout_has("done in");
}

/// How many times the signal thread has waited for a signal.
#[cfg(target_os = "linux")]
fn waits_for_signals(running: &Running) -> u64 {
    let threads = std::fs::read_dir(format!("/proc/{}/task", running.id())).unwrap();
    let status = threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok());
    let ours = status.filter(|status| status.starts_with("Name:\tsignals\n"));
    let waits = ours.map(|status| {
        let (_, waits) = status.split_once("\nvoluntary_ctxt_switches:\t").unwrap();
        waits.lines().next().unwrap().parse::<u64>().unwrap()
    });
    waits.sum()
}

/// The system may deliver the later of two signals first.
#[cfg(target_os = "linux")]
#[test]
fn a_sigcont_that_comes_with_a_sigterm_asks_for_no_other_run() {
    let line = "square-cube --numbers 2 --delay 5ms --runs 100000 --format json";
    let started = || {
        let running = run(words(line)).start();
        running.until_asleep("signals");
        running
    };
    let assert_ends_without_doubt = |running: Running| {
        let json = running.finish().code(143).no_stderr().json();
        let doubts = json["doubts"].as_array().unwrap();
        let continued = doubts.iter().any(|doubt| doubt["doubt"] == "continued");
        assert!(!continued, "{json}");
    };
    let running = started();
    running.signal(Signal::SIGTERM);
    running.signal(Signal::SIGCONT);
    assert_ends_without_doubt(running);
    loop {
        let running = started();
        let begin = std::time::Instant::now();
        let waits = waits_for_signals(&running);
        running.signal(Signal::SIGCONT);
        while waits_for_signals(&running) == waits {
            std::thread::yield_now();
        }
        running.signal(Signal::SIGTERM);
        // On a busy machine they may be too far apart to count as one.
        if begin.elapsed() < Duration::from_millis(50) {
            return assert_ends_without_doubt(running);
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_time_for_which_the_program_is_stopped_is_not_counted_by_its_time_out() {
    let line = "square-cube --threads --delay 100ms --format plain --timeout 1s";
    let mut running = run(words(line)).start();
    while !running.line().expect("it runs").contains("calculate") {}
    running.signal(Signal::SIGSTOP);
    // Longer than the time-out: the elapsed time itself is under test here.
    std::thread::sleep(Duration::from_millis(1500));
    running.signal(Signal::SIGCONT);
    running.finish().code(0).stdout_has("done in");
}

//! Schedules forced on real threads from the command line, for files and for demos, and runs that are
//! stopped.

use nix::sys::signal::Signal;

use crate::runner::{run, shell, words};

#[test]
fn a_demo_s_threads_take_the_steps_of_a_schedule_and_their_picture_is_drawn() {
    run(words("counter --schedule ABBA --timeline always"))
        .code(0)
        .stdout_has("schedule     A B B A\n")
        .stdout_has("outcome      count = 1: one update is lost\n")
        .stdout_has("  A worker")
        .stdout_lacks("luck")
        .stdout_lacks("compare");
    run(words("counter --gate --workers 3"))
        .code(0)
        .stdout_has("replay           --schedule ");
}

#[test]
fn a_demo_s_schedule_that_cannot_be_is_refused_and_so_is_an_option_without_a_use() {
    let refused = |line: &str, why: &str| {
        run(words(line))
            .code(2)
            .no_stdout()
            .one_error()
            .stderr_has(why);
    };
    refused(
        "counter --schedule AB --variants mutex",
        "--schedule: step 2 of the schedule: B can't move: it waits for lock, held by A; A can",
    );
    refused(
        "counter --schedule AB --window none",
        "--schedule runs the steps that `explore counter` counts, which --window doesn't change",
    );
    refused(
        "counter --schedule AB --variants mutex,unlocked",
        "--schedule takes one variant: name it with --variants",
    );
}

#[test]
fn a_forced_deadlock_is_named_and_ended_and_a_planned_one_is_no_failure() {
    run(words("philosophers --schedule AB"))
        .code(0)
        .stdout_has("A holds fork 1 and waits for fork 2, which B holds");
    run(words("run examples/python/lock_order.py --schedule AB"))
        .code(5)
        .stderr_has("holds b and waits for a, which Thread-1 (first) holds");
}

#[test]
fn of_several_runs_those_that_end_in_a_deadlock_or_an_exception_are_counted() {
    let quiet = |file: &str, schedule: &str| {
        let path = format!("examples/python/{file}.py");
        run(["run", &path, "--schedule", schedule, "--runs", "3", "-q"])
    };
    quiet("lock_order", "AB")
        .code(5)
        .stdout_has("deadlock    3 of 3         33.3 %")
        .stdout_has("done        0 of 3         66.7 %")
        .stderr_has("error: threads, in 3 of 3 runs: main is in a deadlock: MainThread waits for ");
    let seen = quiet("if_for_while", "AAACCCCBBBBAAACCCC").code(1);
    let told = "threads, in 3 of 3 runs: failed its check: expected no uncaught exception";
    assert!(seen.stderr.contains(told), "{seen}");
    let tracebacks = seen.stderr.matches("Traceback").count();
    assert_eq!(tracebacks, 1, "only the first run is shown: {seen}");
}

#[test]
fn a_forced_run_of_a_file_says_nothing_of_luck_and_has_nothing_to_compare() {
    run(words("run examples/python/counter.py --schedule ABBA"))
        .code(0)
        .stdout_lacks("luck")
        .stdout_lacks("compare  ");
}

#[test]
fn a_worker_that_has_nothing_left_to_do_ends_without_a_step() {
    run(words("run tests/python/timer_names.py --schedule AABBC"))
        .code(0)
        .stdout_has("schedule     A A B B C\n");
}

#[test]
fn a_run_of_a_file_is_ended_by_a_signal_with_all_its_threads() {
    for (signal, code) in [(Signal::SIGINT, 130), (Signal::SIGTERM, 143)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("long.py");
        let text = "import threading, time\n\n\ndef work():\n    print('begun', flush=True)\n    \
                    time.sleep(3600)\n\n\nthreading.Thread(target=work, name='sleeper').start()\n";
        std::fs::write(&file, text).unwrap();
        let words = ["run", file.to_str().unwrap(), "--variants", "threads"];
        let mut running = run(words.iter().chain(&["--format", "plain"])).start();
        assert_eq!(running.line().as_deref(), Some("begun"));
        running.signal(signal);
        running.finish().code(code);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_threads_the_system_refuses_names_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.py");
    let text = "import threading\n\ngate = threading.Event()\nthreads = [threading.Thread(\
                target=gate.wait) for _ in range(4000)]\nfor thread in threads:\n    \
                thread.start()\ngate.set()\n";
    std::fs::write(&file, text).unwrap();
    let file = file.display();
    shell(&format!(
        "ulimit -v 3000000; exec $T run {file} --variants threads --quiet"
    ))
    .code(4)
    .stderr_has("threads besides main could not be started: ")
    .stderr_has("address space");
}

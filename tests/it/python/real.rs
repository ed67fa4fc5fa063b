//! Programs on real threads: what a run prints is among the outcomes that the explorer counts, and each
//! ending has its own words and exit code.

use super::corpus::{Expected, Explored, Program, examples};
use super::cpython::Run;
use super::{ALL, times};
use crate::at_once::at_once;
use crate::runner::{Seen, run};

/// One run on threads, with only the program's own output on stdout.
fn on_threads(program: &Program) -> Seen {
    let path = program.path.display().to_string();
    let words = ["run", &path, "--variants", "threads", "--format", "plain"];
    run(words).seen()
}

/// A run in the form of one of `CPython`'s: what the program printed, and the last line of its traceback.
fn as_cpython(seen: &Seen) -> Run {
    let printed: Vec<_> = seen.stdout.lines().collect();
    let printed = match &printed[..] {
        [printed @ .., last] if last.starts_with("done in ") => printed,
        all => all,
    };
    let mut told = seen
        .stderr
        .lines()
        .filter(|line| !line.starts_with("error: "));
    Run {
        stdout: printed.join("\n") + if printed.is_empty() { "" } else { "\n" },
        last: told.next_back().unwrap_or_default().to_owned(),
        code: seen.status.code(),
    }
}

/// Whether it has no options, and an end in every schedule.
fn ends(program: &Program) -> bool {
    let never = |expected: &Expected| {
        matches!(expected, Expected::Schedules(None))
            || format!("{expected:?}").contains("NeverEnds")
    };
    program.with.is_empty() && !program.expected.iter().any(never)
}

#[test]
fn a_program_prints_nothing_on_real_threads_that_is_not_among_its_outcomes() {
    let programs: Vec<_> = ALL.iter().filter(|(program, _)| ends(program)).collect();
    let wrong = at_once(4, &programs, |(program, explored)| {
        (0..times(program)).find_map(|_| is_no_outcome(program, explored))
    });
    let wrong: Vec<_> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Runs a program on threads; returns what is wrong with the run if it is none of the outcomes.
fn is_no_outcome(program: &Program, explored: &Explored) -> Option<String> {
    let seen = on_threads(program);
    if seen.status.code() == Some(5) {
        return (!explored.may_hang()).then(|| format!("{}: {seen}", program.name()));
    }
    let run = as_cpython(&seen);
    let unended = Run {
        stdout: run.stdout.trim_end_matches('\n').to_owned(),
        last: run.last.clone(),
        code: run.code,
    };
    let held = explored.holds(&run).or_else(|_| explored.holds(&unended));
    held.err()
        .map(|found| format!("{}: {found}\n{seen}", program.name()))
}

#[test]
fn an_uncaught_exception_is_told_as_python_tells_it_and_the_others_go_on() {
    run([
        "run",
        "tests/python/exception_in_thread.py",
        "--variants",
        "threads",
    ])
    .code(1)
    .stderr_has("Exception in thread Thread-1 (fails):\nTraceback (most recent call last):\n")
    .stderr_has("ValueError: of one thread\n")
    .stderr_has("expected no uncaught exception, but Thread-1 (fails): ValueError");
}

#[test]
fn a_deadlock_is_named_and_ended() {
    run([
        "run",
        "tests/python/deadlock_in_join.py",
        "--variants",
        "threads",
    ])
    .code(5)
    .stderr_has("MainThread holds lock and waits for the end of Thread-1 (task)")
    .stderr_has("Thread-1 (task) waits for lock, which MainThread holds");
}

#[test]
fn a_thread_that_never_ends_is_ended_by_the_time_out() {
    run([
        "run",
        "tests/python/never_ends.py",
        "--variants",
        "threads",
        "--timeout",
        "200ms",
    ])
    .code(124);
}

#[test]
fn a_program_that_one_thread_cannot_do_alone_says_why() {
    run([
        "run",
        "examples/python/condition.py",
        "--variants",
        "sequential",
    ])
    .code(2)
    .stderr_has("--variants sequential: one thread can't run examples/python/condition.py alone: ");
}

#[test]
fn a_file_that_cannot_be_read_or_compiled_is_refused_before_anything_runs() {
    run(["run", "tests/python/no_such_file.py"])
        .code(4)
        .no_stdout();
    run(["run", "README.md"])
        .code(2)
        .no_stdout()
        .stderr_has("README.md:");
    run(["run", "examples/python/counter.py", "--set", "nothing=1"])
        .code(2)
        .stderr_has(
            "--set nothing: examples/python/counter.py has no global variable of that name",
        );
}

#[test]
fn what_only_a_run_shows_to_be_too_large_is_refused_as_the_explorer_refuses_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("it.py"), "print(1)\nx = 'a' * 10**9\n").unwrap();
    run(["explore", "it.py"])
        .within(folder.path())
        .code(2)
        .stderr_has("it.py:2:5: this makes a value of more than 64 MiB\n");
    run(["run", "it.py", "--variants", "threads"])
        .within(folder.path())
        .code(2)
        .stderr_has("threads main failed: it.py:2:5: this makes a value of more than 64 MiB; ");
}

#[test]
fn what_no_schedule_determines_is_a_number_or_is_shown_as_the_explorer_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let program = "import time\n\nprint(hash('a') == hash('a'), hash((1, 'b')) % 1, {hash(None): 2}[hash(None)])\n\
                   print(time.ctime(), time.strftime('%H'))\n";
    std::fs::write(folder.path().join("it.py"), program).unwrap();
    let seen = run(["run", "it.py", "--variants", "threads", "--format", "plain"])
        .within(folder.path())
        .code(0);
    let mut lines = seen.stdout.lines();
    assert_eq!(lines.next(), Some("True 0 2"), "{seen}");
    assert_eq!(lines.next(), Some("<time> <time>"), "{seen}");
}

#[test]
fn every_schedule_of_two_increments_is_taken_by_real_threads_as_it_is_counted() {
    for (schedule, counter) in [
        ("AABB", 2),
        ("ABAB", 1),
        ("ABBA", 1),
        ("BAAB", 1),
        ("BABA", 1),
        ("BBAA", 2),
    ] {
        let file = "examples/python/counter.py";
        let spaced: Vec<_> = schedule.chars().map(String::from).collect();
        run(["run", file, "--schedule", schedule])
            .code(0)
            .stdout_has(&format!("Final counter: {counter}\n"))
            .stdout_has(&format!("schedule     {}\n", spaced.join(" ")));
    }
}

#[test]
fn the_first_schedule_of_each_outcome_of_the_examples_has_this_outcome_on_real_threads() {
    // A debug build can't search these within a second, the limit in a run.
    let long = |program: &Program| ["barrier_reused", "square_cube"].contains(&program.name());
    let examples: Vec<_> = examples().iter().map(|one| one.path.clone()).collect();
    let of_examples = |program: &Program| examples.contains(&program.path);
    let programs: Vec<_> = ALL
        .iter()
        .filter(|(program, _)| of_examples(program) && ends(program) && !long(program))
        .collect();
    let wrong = at_once(4, &programs, |(program, explored)| {
        let path = program.path.display().to_string();
        let outcomes = explored.outcomes.iter().take(3);
        let of_schedules = outcomes.filter(|outcome| !outcome.schedule.is_empty());
        let wrong = of_schedules.filter_map(|outcome| {
            let schedule = &outcome.schedule;
            let seen = run(["run", &path, "--schedule", schedule, "--format", "plain"]).seen();
            let met = if outcome.deadlock {
                seen.status.code() == Some(5)
            } else {
                as_cpython(&seen).stdout.trim_end() == outcome.stdout.trim_end()
            };
            (!met).then(|| format!("{} {schedule}: {seen}", program.name()))
        });
        wrong.collect::<Vec<_>>()
    });
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_schedule_that_cannot_be_is_refused_as_the_explorer_refuses_it() {
    run(["run", "examples/python/counter.py", "--schedule", "ABC"])
        .code(2)
        .no_stdout()
        .stderr_has("--schedule: step 3 of the schedule: there is no thread C");
}

const MANY: &str = "\
import threading

lock = threading.Lock()
count = 0


def work():
    global count
    with lock:
        count += 1


threads = [threading.Thread(target=work) for _ in range(1000)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(count)
";

#[test]
fn a_thousand_threads_each_have_a_number_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.py");
    std::fs::write(&file, MANY).unwrap();
    let file = file.to_str().unwrap();
    run(["run", file, "--variants", "threads", "--format", "plain"])
        .code(0)
        .stdout_has("1000\n");
}

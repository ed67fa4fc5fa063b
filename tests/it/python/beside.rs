//! A file under an interpreter beside real threads, and what several runs of it printed.

use super::cpython::installed;
use crate::runner::run;
use crate::schema;

const COUNTER: &str = "examples/python/counter.py";

/// The command of an installed interpreter.
fn python() -> Option<String> {
    let first = installed().first();
    if first.is_none() {
        crate::tools::missing("python3 from 3.8 on");
    }
    first.map(|python| python.command.display().to_string())
}

/// A file with this text.
fn file_of(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("program.py");
    std::fs::write(&file, text).unwrap();
    let file = file.to_str().unwrap().to_owned();
    (folder, file)
}

#[test]
fn an_interpreter_runs_the_file_beside_the_threads_and_says_which_it_is() {
    let Some(python) = python() else { return };
    let option = format!("--python={python}");
    let seen = run(["run", COUNTER, &option, "--timeline", "always"]).code(0);
    let seen = seen.stdout_has("counter.py · python\n");
    let seen = seen.stdout_has("  python  Final counter: 2\n");
    seen.stdout_has("CPython 3.").stdout_has("exit code 0");
    let json = run(["run", COUNTER, &option, "--format", "json"])
        .code(0)
        .json();
    schema::holds("run", &json);
    let names = json["variants"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["sequential", "threads", "python"]);
    let lanes = json["variants"][2]["lanes"].as_array().unwrap();
    assert_eq!(lanes.len(), 1);
    assert!(json["variants"][2]["comparison"]["speed_up"].is_number());
}

#[test]
fn lines_of_an_interpreter_are_stamped_as_they_come_whatever_buffering_is_asked_for() {
    let Some(python) = python() else { return };
    let (_folder, file) = file_of("import time\nprint('a', 1)\ntime.sleep(0.3)\nprint('b', 2)\n");
    let option = format!("--python={python}");
    let words = [
        "run",
        &file,
        &option,
        "--variants",
        "python",
        "--format",
        "json",
    ];
    let json = run(words).env("PYTHONUNBUFFERED", "1").code(0).json();
    let entries = json["variants"][0]["lanes"][0]["entries"]
        .as_array()
        .unwrap();
    let lines = entries.iter().filter(|entry| entry["what"] == "line");
    let lines: Vec<_> = lines
        .map(|entry| {
            (
                entry["line"].as_str().unwrap(),
                entry["at_s"].as_f64().unwrap(),
            )
        })
        .collect();
    let [("a 1", first), ("b 2", second)] = lines[..] else {
        panic!("{lines:?}");
    };
    // Buffered lines would arrive together. On a busy machine the first may be read late.
    assert!(second - first >= 0.1, "{lines:?}");
}

#[test]
fn an_exception_under_an_interpreter_is_told_in_its_words_with_its_exit_code() {
    let Some(python) = python() else { return };
    let (_folder, file) = file_of("print('before')\nraise ValueError('of main')\n");
    let option = format!("--python={python}");
    run(["run", &file, &option, "--variants", "python"])
        .code(1)
        .stdout_has("exit code 1")
        .stderr_has("Traceback (most recent call last):\n")
        .stderr_has("expected no uncaught exception, but MainThread: ValueError: of main");
}

#[test]
fn a_global_that_is_set_is_set_under_an_interpreter_too() {
    let Some(python) = python() else { return };
    let (_folder, file) = file_of("ROUNDS = 2\nfor i in range(ROUNDS):\n    print('round', i)\n");
    let option = format!("--python={python}");
    let words = [
        "run",
        &file,
        &option,
        "--variants",
        "python",
        "--set",
        "ROUNDS=3",
    ];
    run(words)
        .code(0)
        .stdout_has("  python  round 2\n")
        .stdout_has("the only output that is possible");
}

#[test]
fn without_an_interpreter_its_variant_is_left_out_and_the_output_says_so() {
    let words = ["run", COUNTER, "--python", "--quiet"];
    let seen = run(words).env("PATH", "/nowhere").code(0);
    seen.stdout_has("left out: there is no python3 here; name one with");
    run(["run", COUNTER, "--python=/bin/true"])
        .code(4)
        .no_stdout()
        .stderr_has("can't run /bin/true: it is no Python interpreter");
}

#[test]
fn a_variant_that_one_thread_cannot_run_is_left_out_with_who_waits_for_what() {
    let file = "examples/python/condition.py";
    let json = run(["run", file, "--format", "json"]).code(0).json();
    schema::holds("run", &json);
    assert_eq!(json["left_out"][0]["name"], "sequential");
    let why = json["left_out"][0]["why"].as_str().unwrap();
    assert!(why.contains("would wait forever for"), "{why}");
}

#[test]
fn what_several_runs_printed_appears_beside_the_exact_shares() {
    let words = [
        "run",
        COUNTER,
        "--variants",
        "threads",
        "--runs",
        "5",
        "--quiet",
    ];
    let seen = run(words).env("COLUMNS", "100").code(0);
    seen.stdout_has("exact share    by chance\nFinal counter: 1")
        .stdout_has("66.7 %       50.0 %\n");
    let json = run(words.iter().chain(&["--format", "json"]))
        .code(0)
        .json();
    schema::holds("run", &json);
    let observed = json["variants"][0]["observed"].as_array().unwrap();
    let runs: u64 = observed
        .iter()
        .map(|one| one["runs"].as_u64().unwrap())
        .sum();
    let shares: f64 = observed
        .iter()
        .map(|one| one["share"].as_f64().unwrap())
        .sum();
    assert_eq!((observed.len(), runs), (2, 5));
    assert!((shares - 1.0).abs() < 1e-9);
}

#[cfg(target_os = "linux")]
#[test]
fn a_deadlock_under_an_interpreter_is_named_and_ended() {
    let Some(python) = python() else { return };
    let option = format!("--python={python}");
    let file = "tests/python/deadlock_in_join.py";
    run(["run", file, &option, "--variants", "python"])
        .code(5)
        .stderr_has("each thread of the interpreter waits for another, without a time limit");
}

#[test]
fn a_run_says_how_lucky_it_was_and_how_the_program_itself_ends() {
    let alone = |file: &str| {
        let words = ["run", file, "-q", "--variants", "sequential"];
        run(words)
            .within(env!("CARGO_MANIFEST_DIR"))
            .env("COLUMNS", "80")
            .code(0)
    };
    // In sequence, each thread sees what the one before it wrote: 2 of 6 schedules.
    let lines = "checked          one of the 2 outputs that are possible\n";
    let luck = "luck             33.3 % of all schedules end as this run did\n";
    alone(COUNTER).stdout_has(lines).stdout_has(luck);
    let (_folder, file) = file_of("import sys\nprint('done')\nsys.exit(3)\n");
    let exit = "exit             the program itself exits with 3\n";
    alone(&file).stdout_has(exit).stdout_lacks("luck");
    // A process ends with a code of eight bits.
    for (code, told) in [("-1", 255), ("2**31 + 7", 7), ("10**30", 255)] {
        let (_folder, file) = file_of(&format!("import sys\nsys.exit({code})\n"));
        let exit = format!("exit             the program itself exits with {told}\n");
        alone(&file).stdout_has(&exit).no_stderr();
    }
    let (_folder, file) = file_of("import sys\nsys.exit(256)\n");
    alone(&file).stdout_lacks("the program itself exits");
}

#[test]
fn what_came_in_no_run_is_counted_below_what_did() {
    let file = "examples/python/numbers_letters.py";
    let words = ["run", file, "-q", "--variants", "sequential", "--runs", "2"];
    let seen = run(words).within(env!("CARGO_MANIFEST_DIR")).code(0);
    let rows = seen
        .lines()
        .iter()
        .filter(|line| line.contains(" of 2  "))
        .count();
    let more = format!("... {} more are possible and came in no run\n", 252 - rows);
    assert!(rows > 1);
    seen.stdout_has(&more);
}

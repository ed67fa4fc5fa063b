//! Wrong command lines: refused before anything runs, with one error that says what is allowed.

use crate::runner::{run, words};

/// Each with a word from its error: the option or name at fault, or what is allowed.
const WRONG: &[(&str, &str)] = &[
    ("sqare-cube", "'square-cube'"),
    ("squarecube", "exist: 'square-cube', 'queue'"),
    ("--nonsense", "--nonsense"),
    ("list extra", "extra"),
    ("list --format plain", "--format"),
    ("schema nonsense", "run, list"),
    ("square-cube extra", "extra"),
    ("square-cube --nonsense", "--nonsense"),
    ("square-cube --thread", "'--threads'"),
    ("square-cube --numbers 2097152", "-2097151 to 2097151"),
    ("square-cube --numbers -2097152", "--numbers"),
    ("square-cube --numbers 99999999999999999999", "--numbers"),
    ("square-cube --numbers 1,,2", "--numbers"),
    ("square-cube --numbers 1.5", "--numbers"),
    ("square-cube --numbers two", "--numbers"),
    ("square-cube --numbers", "--numbers"),
    ("square-cube --delay 5", "such as 200ms, 1s or 2m"),
    ("square-cube --delay=-1s", "--delay"),
    ("square-cube --delay -1s", "such as 200ms, 1s or 2m"),
    ("square-cube --runs -1", "--runs"),
    ("square-cube --warmup -1", "from 0 to 65535"),
    ("square-cube --min-speedup -1", "such as 1.8"),
    ("square-cube --timeout -1s", "--timeout"),
    ("hash --size -1MiB", "such as 4MiB"),
    ("workers --workers -1", "from 1 to"),
    ("explore counter --workers -1", "expected a whole number"),
    ("explore counter --workers two", "expected a whole number"),
    ("explore counter --max-states 0", "from 1 to 134217728"),
    ("square-cube --delay 1parsec", "--delay"),
    ("square-cube --delay 99999999999999999999s", "--delay"),
    ("square-cube --delay 25h", "1day"),
    ("square-cube --timeout 5", "--timeout"),
    ("square-cube --timeout never", "--timeout"),
    ("square-cube --pool=0", "from 1"),
    ("square-cube --pool=-1", "--pool"),
    ("square-cube --pool=two", "--pool"),
    ("square-cube --pool=99999999999999999999", "--pool"),
    ("square-cube --pool=1000001", "to 1000000"),
    (
        "square-cube --variants thread",
        "a similar value exists: 'threads'",
    ),
    (
        "square-cube --variants sequental",
        "a similar value exists: 'sequential'",
    ),
    (
        "square-cube --variants zzz",
        "sequential, threads, pool-N, processes",
    ),
    ("square-cube --variants threads,", "--variants"),
    ("square-cube --variants pool-0", "'pool-0'"),
    ("square-cube --variants pool-N", "'pool-N'"),
    ("square-cube --variants pool-x", "'pool-x'"),
    ("square-cube --all --threads", "--threads"),
    ("square-cube --all --variants threads", "--variants"),
    (
        "square-cube --variants threads --sequential",
        "--sequential",
    ),
    ("square-cube --variants threads --pool=2", "--pool"),
    ("square-cube --threads --threads", "--threads"),
    ("square-cube --format xml", "text, plain, json"),
    ("square-cube --color sometimes", "auto, always, never"),
];

#[test]
fn every_wrong_input_is_refused_with_one_error_and_nothing_on_stdout() {
    for (line, word) in WRONG {
        run(words(line)).code(2).one_error().stderr_has(word);
    }
}

#[test]
fn what_is_hidden_is_not_suggested() {
    let seen = run(["default"]).code(2).one_error();
    assert!(!seen.stderr.contains("'fault'"), "{seen}");
    assert!(!seen.stderr.contains("\n\n\n"), "{seen}");
}

#[test]
fn an_argument_that_is_not_utf8_is_refused_like_any_other() {
    use std::os::unix::ffi::OsStrExt;
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    for before in [
        &[][..],
        &["square-cube"],
        &["square-cube", "--variants"],
        &["square-cube", "--delay"],
    ] {
        let call = before.iter().map(std::ffi::OsStr::new).chain([odd]);
        run(call).code(2).one_error();
    }
}

#[test]
fn the_list_is_broken_where_the_terminal_ends_and_never_in_a_pipe() {
    let piped = run(["list"]).code(0).no_stderr();
    let narrow = run(["list"]).env("COLUMNS", "60").code(0).no_stderr();
    assert!(piped.stdout.lines().any(|line| line.len() > 60), "{piped}");
    assert!(
        narrow.stdout.lines().all(|line| line.len() <= 60),
        "{narrow}"
    );
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&piped.stdout), words(&narrow.stdout));
}

#[test]
fn the_program_alone_prints_its_help_to_stderr() {
    run([""; 0])
        .code(2)
        .no_stdout()
        .stderr_has("Usage: threaddemo <DEMO or COMMAND>")
        .stderr_has("square-cube");
}

#[test]
fn help_that_was_asked_for_is_on_stdout() {
    for flag in ["--help", "-h"] {
        run([flag])
            .code(0)
            .no_stderr()
            .stdout_has("square-cube")
            .stdout_has("Examples:")
            .stdout_lacks("fault");
        run(["square-cube", flag])
            .code(0)
            .no_stderr()
            .stdout_has("two tasks that mostly wait")
            .stdout_has("--numbers")
            .stdout_has("* threads     each task on its own thread");
    }
    let version = run(["--version"]).code(0).no_stderr();
    assert_eq!(
        version.stdout,
        concat!("threaddemo ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn the_size_of_a_pool_behind_a_space_is_refused_with_a_hint() {
    run(["square-cube", "--pool", "3"])
        .code(2)
        .one_error()
        .stderr_has("--pool=3");
    run(["square-cube", "--pool", "three"])
        .code(2)
        .one_error()
        .stderr_has("unexpected argument 'three'");
}

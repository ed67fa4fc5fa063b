//! Where output goes and what it looks like there: colors, widths, locales, pipes, disks.

use crate::runner::{Call, run, shell, words};

const ESCAPE: char = '\u{1b}';

fn brief() -> Call {
    run(words("square-cube --delay 0s"))
}

#[test]
fn a_pipe_gets_no_color_and_a_terminal_does() {
    assert!(!brief().code(0).stdout.contains(ESCAPE));
    assert!(brief().on_terminal(80).code(0).stdout.contains(ESCAPE));
}

#[test]
fn color_follows_the_option_then_the_environment() {
    let colored = |call: Call| call.code(0).stdout.contains(ESCAPE);
    assert!(!colored(brief().env("NO_COLOR", "1").on_terminal(80)));
    assert!(!colored(brief().env("TERM", "dumb").on_terminal(80)));
    assert!(colored(brief().env("CLICOLOR_FORCE", "1")));
    assert!(!colored(brief().env("CLICOLOR_FORCE", "0")));
    let with = |choice| run(words(&format!("square-cube --delay 0s --color {choice}")));
    assert!(colored(with("always").env("NO_COLOR", "1")));
    assert!(!colored(
        with("never").env("CLICOLOR_FORCE", "1").on_terminal(80)
    ));
    assert!(!colored(with("auto")));
}

#[test]
fn each_task_has_a_color_of_its_own() {
    let seen = run(words("square-cube --delay 0s --threads --color always")).code(0);
    let color = |name: &str| {
        let before = seen.stdout.split(&format!("m{name}\u{1b}")).next().unwrap();
        before.rsplit(ESCAPE).next().unwrap().to_owned()
    };
    assert_ne!(color("square"), color("cube"), "{seen}");
}

#[test]
fn only_text_is_colored() {
    for format in ["plain", "json"] {
        let line = format!("square-cube --delay 0s --color always --format {format}");
        assert!(!run(words(&line)).code(0).stdout.contains(ESCAPE));
    }
}

#[test]
fn sentences_break_at_the_width_and_no_word_is_lost() {
    for width in [40, 60, 80, 120] {
        let columns = width.to_string();
        let quiet = || run(words("square-cube --delay 0s --quiet --sequential"));
        let told = quiet().env("COLUMNS", &columns).code(0);
        let own = quiet().on_terminal(width).env("NO_COLOR", "1").code(0);
        for seen in [told, own] {
            let (_, sentences) = seen.stdout.split_once("\n\n").unwrap();
            for line in sentences.lines() {
                assert!(
                    line.chars().count() <= usize::from(width),
                    "{width}: {seen}"
                );
            }
            let flat = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat.contains("4 squares and 4 cubes, each thread's lines in order"));
            assert!(
                flat.contains("that join returns after its last line"),
                "{seen}"
            );
        }
    }
}

#[test]
fn no_table_is_wider_than_its_terminal_and_no_figure_is_cut() {
    for width in [20, 28, 40, 60] {
        for demo in ["square-cube --runs 2 --delay 2ms", "philosophers", "memory"] {
            let demo = format!("{demo} --quiet");
            let seen = run(words(&demo)).env("COLUMNS", width.to_string()).code(0);
            for line in seen.stdout.lines() {
                assert!(line.chars().count() <= width, "{width}: {line:?} in {seen}");
            }
            assert!(
                seen.stdout.contains("elapsed") || seen.stdout.contains("median"),
                "{width}: {seen}"
            );
            // Sharing between threads isn't about speed, so no ratio is given.
            let compares = !demo.starts_with("memory");
            assert_eq!(
                seen.stdout.contains("speed-up"),
                compares,
                "{width}: {seen}"
            );
        }
    }
}

#[test]
fn repeated_runs_show_every_figure_at_every_width() {
    for width in [20, 30, 40, 60, 80] {
        let line = "square-cube --quiet --runs 2 --delay 2ms --all";
        let seen = run(words(line)).env("COLUMNS", width.to_string()).code(0);
        let heads = ["median", "at best", "speed-up", "CPU time", "start-up"];
        for head in heads.into_iter().chain(["largest process", "preempted"]) {
            assert!(seen.stdout.contains(head), "{head} at {width}: {seen}");
        }
        let ranges = seen.stdout.matches("range").count();
        assert!(
            ranges >= 2,
            "of the times and of the ratio, {width}: {seen}"
        );
    }
}

#[test]
fn columns_that_are_no_number_count_as_not_given() {
    let wide = brief().env("COLUMNS", "0").code(0);
    assert!(
        wide.stdout
            .contains("that join returns after its last line"),
        "{wide}"
    );
    brief().env("COLUMNS", "wide").code(0);
    brief().env("COLUMNS", "1").code(0);
    brief().on_terminal(1).code(0);
}

#[test]
fn a_locale_that_is_not_utf8_gets_ascii() {
    for locale in ["C", "POSIX", "en_US.ISO-8859-1"] {
        let seen = run(words("square-cube --delay 0s --all"))
            .env("LC_ALL", locale)
            .code(0);
        assert!(seen.stdout.is_ascii(), "{seen}");
        seen.stdout_has("square-cube - threads\n");
    }
}

#[test]
fn quiet_leaves_out_the_live_lines_and_nothing_else() {
    brief_in("text")
        .code(0)
        .stdout_lacks("square : 4")
        .stdout_has("speed-up")
        .stdout_has("checked");
    let plain = brief_in("plain").code(0);
    assert_eq!(plain.lines().len(), 2, "{plain}");
    assert!(
        plain
            .lines()
            .iter()
            .all(|line| line.starts_with("done in ")),
        "{plain}"
    );
    assert!(brief_in("json").code(0).json()["variants"][1]["lanes"][1]["entries"].is_array());
}

fn brief_in(format: &str) -> Call {
    run(words(&format!(
        "square-cube --delay 0s --quiet --format {format}"
    )))
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    for command in [
        "square-cube",
        "square-cube --processes",
        "square-cube --format plain",
        "fault --tasks 8 --lines 100000 --format plain",
        "schema",
        "list",
        "--help",
    ] {
        // The status is written by the left side of the pipe, whose shell outlives it.
        let script = format!("{{ $T {command}; echo $? >&2; }} | head -n 1 > /dev/null");
        let seen = shell(&script).code(0);
        assert_eq!(seen.stderr, "0\n", "{seen}");
    }
}

#[test]
fn a_reader_that_was_never_there_is_no_error_either() {
    let seen =
        shell("{ sleep 0; $T square-cube --delay 0s --format json; echo $? >&2; } | true").code(0);
    assert_eq!(seen.stderr, "0\n", "{seen}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_what_was_measured_goes_to_stderr() {
    for command in [
        "list",
        "schema",
        "--help",
        "--version",
        "square-cube --help",
    ] {
        shell(&format!("$T {command} > /dev/full"))
            .code(4)
            .one_error()
            .stderr_has("can't write to stdout: No space left on device");
    }
    shell("$T square-cube --format json --delay 0s > /dev/full")
        .code(4)
        .stderr_has("error: can't write to stdout: No space left on device")
        .stderr_has("speed-up")
        .stderr_has("4 squares and 4 cubes");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_at_the_first_line_stops_the_run_there() {
    // Waits of a minute each: a run that continued would not end within this test's time.
    for strategy in ["threads", "processes", "sequential"] {
        for format in ["plain", "text"] {
            shell(&format!(
                "$T square-cube --{strategy} --delay 1m --format {format} > /dev/full"
            ))
            .code(4)
            .stderr_has("error: can't write to stdout");
        }
    }
}

#[test]
fn a_stderr_that_is_gone_changes_no_exit_code() {
    shell("$T square-cube --pool=0 2>&-").code(2);
    shell("$T fault --variants panic 2>&- >/dev/null").code(1);
    #[cfg(target_os = "linux")]
    shell("$T fault --variants panic 2>/dev/full >/dev/full").code(4);
}

#[test]
fn a_stdout_that_is_closed_is_no_crash() {
    shell("$T square-cube --delay 0s >&-").code(0);
}

//! `compare`: the user's own commands; here they are real ones.

use nix::unistd::Pid;
use serde_json::Value;

use crate::runner::{Call, disappears, run};

fn compare<const N: usize>(arguments: [&str; N]) -> Call {
    run(["compare"].into_iter().chain(arguments))
}

fn runs(document: &Value, place: usize) -> &Vec<Value> {
    document["variants"][place]["runs"].as_array().unwrap()
}

#[test]
fn a_command_that_takes_longer_is_slower_and_fails_a_gate() {
    let both = ["sleep 0.02", "sleep 0.1", "--runs", "8"];
    let [short, long, option, number] = both;
    let seen = compare([short, long, option, number, "--format", "json"]).code(0);
    let document = seen.json();
    let ratio = &document["variants"][1]["comparison"];
    assert!(ratio["speed_up"].as_f64().unwrap() < 1.0, "{ratio}");
    for (place, least) in [(0, 0.02), (1, 0.1)] {
        assert_eq!(runs(&document, place).len(), 8);
        for one in runs(&document, place) {
            assert!(one["elapsed_s"].as_f64().unwrap() >= least, "{one}");
            // The CPU time is the command's alone; how much memory it took isn't known.
            assert!(one["cpu_s"].is_f64() && one.get("peak_memory_bytes").is_none());
        }
    }
    // One run each, far apart: the plain figures decide, however busy the machine is.
    let long = "sleep 1";
    let asked = |first, last| {
        let gate = ["--runs", "1", "-q", "--max-slowdown", "1.1"];
        let [runs, one, quiet, most, ratio] = gate;
        compare([first, last, runs, one, quiet, most, ratio])
    };
    asked(short, long)
        .code(1)
        .stdout_has("asked")
        .stdout_has("take at most 1.1 x");
    // A busy machine can cast doubt on a yes, but never turns it into a no.
    let faster = asked(long, short).seen();
    assert!(
        [Some(0), Some(3)].contains(&faster.status.code()),
        "{faster}"
    );
}

#[test]
fn rounds_are_added_until_each_ratio_is_known() {
    // Both only wait, so they can run side by side.
    let alone = compare(["sleep 0.1", "-q"]).start();
    let seen = compare(["sleep 0.1", "sleep 0.1", "--format", "json"]).code(0);
    let document = seen.json();
    assert!(runs(&document, 0).len() >= 10);
    assert_eq!(runs(&document, 0).len(), runs(&document, 1).len());
    alone
        .finish()
        .code(0)
        // On a busy machine a minute may pass first; the output says which it was.
        .stdout_has(" of each")
        .stdout_has("known to within 5 %")
        .stdout_has("name a second command to compare");
}

#[test]
fn a_command_that_fails_ends_the_comparison_with_its_last_words() {
    let fails = "sh -c 'echo it went wrong >&2; exit 3'";
    compare([fails, "true"])
        .code(1)
        .one_error_on_stderr("exit code 3; the end of its stderr: it went wrong");
    let all = [
        fails,
        "true",
        "--ignore-failure",
        "--runs",
        "6",
        "--format",
        "json",
    ];
    let document = compare(all).code(0).json();
    assert_eq!(
        document["variants"][0]["measured"]["failure"],
        "exit code 3"
    );
    assert_eq!(document["variants"][1]["measured"]["failure"], Value::Null);
}

#[test]
fn what_cannot_be_run_is_refused_before_anything_runs() {
    compare(["no-such-program -x", "true"])
        .code(4)
        .no_stdout()
        .one_error_on_stderr("no-such-program");
    for (wrong, words) in [("echo 'open", "open quote"), ("", "a command is empty")] {
        compare([wrong, "true"])
            .code(2)
            .no_stdout()
            .one_error_on_stderr(words);
    }
    compare(["true", "true", "--names", "one"])
        .code(2)
        .one_error_on_stderr("--names has 1 names for 2 commands");
    compare(["true", "--min-speedup", "2"])
        .code(2)
        .one_error_on_stderr("needs two commands");
}

#[test]
fn a_preparation_runs_before_each_run_and_output_is_shown_if_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let prepare = "echo prepared >>log";
    let line = [
        "cat log",
        "true",
        "--prepare",
        prepare,
        "--runs",
        "3",
        "--warmup",
        "1",
    ];
    compare(line)
        .within(folder.path())
        .code(0)
        .stdout_lacks("prepared");
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.lines().count(), 8, "{log}");
    compare(["echo hello there", "true", "--show", "--runs", "1"])
        .code(0)
        .stdout_has("hello there");
    // A command's start is part of its time, so there is no start-up to report.
    compare(["true", "--runs", "2"])
        .code(0)
        .stdout_has("CPU time")
        .stdout_lacks("start-up");
    compare(["true", "--prepare", "exit 7"])
        .code(4)
        .one_error_on_stderr("--prepare failed: exit code 7");
}

#[test]
fn a_time_out_ends_a_preparation_and_nothing_follows() {
    let folder = tempfile::tempdir().unwrap();
    compare(["touch ran", "--prepare", "sleep 1000", "--timeout", "200ms"])
        .within(folder.path())
        .code(124);
    assert!(!folder.path().join("ran").exists());
}

#[test]
fn a_time_out_ends_all_that_a_command_started() {
    let folder = tempfile::tempdir().unwrap();
    // Both ignore the request to end, and the second is a grandchild.
    let deaf = "trap '' TERM; sh -c 'trap \"\" TERM; echo $$ >pid; sleep 1000; sleep 1000' & \
                wait; sleep 1000";
    compare([deaf, "--shell", "--timeout", "1s"])
        .within(folder.path())
        .code(124);
    let pid = std::fs::read_to_string(folder.path().join("pid")).unwrap();
    let pid = Pid::from_raw(pid.trim().parse().unwrap());
    assert!(disappears(pid));
}

#[test]
fn figures_come_as_a_table_for_a_pull_request_and_as_rows_for_a_spreadsheet() {
    let run = |format| {
        let names = ["--names", "a|b,\"c\"", "--runs", "6", "--format", format];
        let [option, name, runs, six, formats, form] = names;
        compare([
            "sleep 0.01",
            "sleep 0.03",
            option,
            name,
            runs,
            six,
            formats,
            form,
        ])
        .code(0)
    };
    let table = run("markdown");
    let lines = table.lines();
    assert_eq!(lines[0], "### compare");
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    for line in &lines[2..6] {
        assert_eq!(columns(line), 7, "{table}");
    }
    assert!(lines[4].starts_with("| a\\|b | 0."), "{table}");
    assert!(lines[4].contains(" | baseline | "), "{table}");
    assert!(
        table
            .stdout
            .contains("\n- checked: exit code 0 of each command\n")
    );
    let rows = run("csv");
    let lines = rows.lines();
    assert_eq!(lines.len(), 13, "{rows}");
    assert!(lines[0].starts_with("variant,run,elapsed_s,"));
    assert!(lines[1].starts_with("a|b,1,0."), "{rows}");
    // The quotes that remain in the name are doubled.
    assert!(lines[12].starts_with("\"\"\"c\"\"\",6,0."), "{rows}");
}

//! `commands`: the user's own commands as tasks; here they are real ones.

use nix::sys::signal::Signal;
use nix::unistd::Pid;
use serde_json::Value;

use crate::runner::{disappears, run, words};

/// The entries of the lane of this name in a variant.
fn entries<'a>(variant: &'a Value, name: &str) -> &'a Vec<Value> {
    let mut lanes = variant["lanes"].as_array().unwrap().iter();
    let lane = lanes.find(|lane| lane["name"] == name).unwrap();
    lane["entries"].as_array().unwrap()
}

fn time_of(entries: &[Value], what: &str) -> f64 {
    let mut found = entries.iter().filter(|entry| entry["what"] == what);
    found.next_back().unwrap()["at_s"].as_f64().unwrap()
}

#[test]
fn each_line_comes_whole_with_its_command_s_name() {
    let line = [
        "commands",
        "--threads",
        "--names",
        "one,two",
        "echo a b",
        "printf 'c\\nd'",
    ];
    let seen = run(line).code(0).no_stderr();
    let said: Vec<_> = seen
        .lines()
        .iter()
        .filter_map(|line| line.split_once(" s  "))
        .map(|(_, said)| said.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for wanted in ["one a b", "two c", "two d"] {
        assert_eq!(
            said.iter().filter(|line| *line == wanted).count(),
            1,
            "{seen}"
        );
    }
    let plain = run(["commands", "--pool=4", "--format", "plain", "--shell"]
        .into_iter()
        .map(str::to_owned)
        .chain((0..50).map(|n| format!("echo {n}; echo {n} more >&2"))));
    let plain = plain.code(0).no_stderr();
    let mut wanted: Vec<_> = (0..50)
        .flat_map(|n| [n.to_string(), format!("{n} more")])
        .collect();
    wanted.sort();
    let said: Vec<_> = plain.sorted_lines();
    let said: Vec<_> = said
        .iter()
        .filter(|line| !line.starts_with("done in"))
        .collect();
    assert!(said.iter().copied().eq(wanted.iter()), "{plain}");
}

#[test]
fn commands_run_one_after_another_and_side_by_side() {
    let line = [
        "commands",
        "--names",
        "a,b",
        "sleep 0.2",
        "sleep 0.2",
        "--format",
        "json",
    ];
    let document = run(line).code(0).json();
    let [sequential, threads] = [0, 1].map(|place| &document["variants"][place]);
    let elapsed = |variant: &Value| variant["runs"][0]["elapsed_s"].as_f64().unwrap();
    assert!(elapsed(sequential) >= 0.4 && elapsed(threads) >= 0.2);
    let (a, b) = (entries(threads, "a"), entries(threads, "b"));
    assert!(time_of(a, "begin") < time_of(b, "end"));
    assert!(time_of(b, "begin") < time_of(a, "end"));
    assert!(a.iter().any(|entry| entry["wait"] == "join"), "{a:?}");
}

#[test]
fn one_that_fails_is_told_and_the_others_finish() {
    let line = [
        "commands",
        "--threads",
        "--shell",
        "exit 3",
        "echo fine",
        "--format",
        "json",
    ];
    let seen = run(line)
        .code(1)
        .one_error_on_stderr("exit 3 ended with exit code 3");
    let commands = &seen.json()["variants"][0]["measured"]["commands"];
    assert_eq!(commands[0]["failure"], "exit code 3");
    assert_eq!(commands[1]["failure"], Value::Null);
    assert!(seen.stdout.contains("\"fine\""), "{seen}");
}

#[test]
fn what_cannot_be_run_is_refused_before_anything_runs() {
    run(["commands"]).code(2).no_stdout();
    let processes = run(["commands", "true", "--processes"]).code(2);
    processes.no_stdout().stderr_has("--processes");
    run(["commands", "echo early", "no-such-program"])
        .code(4)
        .no_stdout()
        .one_error_on_stderr("no-such-program");
}

#[test]
fn ctrl_c_ends_all_that_the_commands_started() {
    let mut running = run(words("commands --threads --format plain --shell")
        .into_iter()
        .chain([
            "sleep 1000 & echo $!; wait".into(),
            "echo $$; sleep 1000".into(),
        ]))
    .start();
    let pids: Vec<Pid> = (0..2)
        .map(|_| Pid::from_raw(running.line().unwrap().trim().parse().unwrap()))
        .collect();
    running.signal(Signal::SIGINT);
    running.finish().code(130);
    for pid in pids {
        assert!(disappears(pid), "{pid}");
    }
}

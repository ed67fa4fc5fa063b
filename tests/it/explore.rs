//! `explore`: numbers calculated by hand, checked in the real program; walks, games and refusals.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use serde_json::{Value, json};

use crate::runner::{PROGRAM, Seen, run, shell, words};
use crate::schema;

fn explored(line: &str) -> Seen {
    run(words(&format!("explore {line}"))).code(0).no_stderr()
}

/// The findings of `explore LINE`, which must exit with this code.
fn found(line: &str, code: i32) -> Value {
    let seen = run(words(&format!("explore {line} --format json"))).code(code);
    let document = seen.no_stderr().json();
    schema::holds("explore", &document);
    document
}

/// The number of schedules, and the number with each outcome.
fn counts(document: &Value) -> (&str, Vec<(&str, &str)>) {
    let found = &document["findings"];
    let outcomes = found["outcomes"].as_array().unwrap().iter();
    let outcomes = outcomes.map(|one| {
        (
            one["name"].as_str().unwrap(),
            one["schedules"].as_str().unwrap(),
        )
    });
    (found["schedules"].as_str().unwrap(), outcomes.collect())
}

#[test]
fn the_counter_has_papers_numbers() {
    for (size, all, outcomes) in [
        ("", "6", vec![("count = 1", "4"), ("count = 2", "2")]),
        (
            "--increments 2",
            "70",
            vec![("count = 2", "32"), ("count = 3", "32"), ("count = 4", "6")],
        ),
        (
            "--workers 3",
            "90",
            vec![("count = 1", "48"), ("count = 2", "36"), ("count = 3", "6")],
        ),
    ] {
        let document = found(&format!("counter {size}"), 0);
        assert_eq!(counts(&document), (all, outcomes), "{size}");
        assert_eq!(document["findings"]["verdict"], "shown");
    }
    let schedules = |size: &str| found(&format!("counter {size}"), 0)["findings"].take();
    let three_by_two = schedules("--workers 3 --increments 2");
    assert_eq!(three_by_two["schedules"], "34650");
    let two_by_ten = schedules("--increments 10");
    assert_eq!(two_by_ten["schedules"], "137846528820");
    assert_eq!(two_by_ten["outcomes"].as_array().unwrap().len(), 19);
}

#[test]
fn the_first_screen_tells_the_lost_update() {
    explored("counter")
        .stdout_has("counter · unlocked · 2 workers x 1 increment\n")
        .stdout_has("\n6 schedules, 8 states of 12 without symmetry\n")
        .stdout_has("\ncount = 1           4   66.7 %      50.0 %   A B B A          one update")
        .stdout_has("overwrites B's update\n")
        .stdout_has("\"no update is lost\" fails in 4 of 6 schedules\n");
}

#[test]
fn a_fix_is_proved_in_every_schedule() {
    for variant in ["mutex", "atomic", "rwlock", "channel", "local"] {
        let document = found(&format!("counter --variants {variant} --increments 2"), 0);
        let found = &document["findings"];
        assert_eq!(found["verdict"], "proved", "{variant}");
        assert_eq!(found["outcomes"].as_array().unwrap().len(), 1);
    }
    explored("philosophers --variants ordered --philosophers 3")
        .stdout_has("proved       no deadlock is reached, in all ");
    explored("condition --variants condition").stdout_has("proved       no thread takes from");
    // No thread waits on a condition if all of them poll.
    explored("condition --variants polling").stdout_lacks("wait not");
}

#[test]
fn naive_philosophers_deadlock_as_often_as_paper_says() {
    let two = found("philosophers", 0);
    assert_eq!(
        counts(&two),
        ("4", vec![("deadlock", "2"), ("2 meals eaten", "2")])
    );
    let three = found("philosophers --philosophers 3", 0);
    assert_eq!(
        counts(&three),
        ("396", vec![("deadlock", "6"), ("3 meals eaten", "390")])
    );
    let deadlock = &three["findings"]["deadlocks"][0];
    assert_eq!(deadlock["cycle"], json!(["A", "B", "C"]));
    assert_eq!(three["walk"]["end"]["kind"], "deadlock");
}

#[test]
fn an_if_where_a_while_belongs_breaks() {
    let document = found("condition", 0);
    assert_eq!(document["variant"], "if");
    assert_eq!(document["findings"]["verdict"], "shown");
    assert_eq!(document["walk"]["end"]["good"], false);
    // Even without spurious wake-ups, another thread can take what was waited for.
    let document = found("condition --spurious 0", 0);
    let (all, _) = counts(&document);
    assert_ne!(all, counts(&found("condition --spurious 1", 0)).0);
    assert_eq!(document["options"]["spurious"], 0);
    explored("condition --spurious 0").stdout_lacks("for no reason");
    explored("condition --spurious 2").stdout_has("  2 wake-ups for no reason may happen (--spur");
}

#[test]
fn a_livelock_has_no_number_of_schedules() {
    let document = found("philosophers --variants try-lock", 0);
    let found = &document["findings"];
    assert_eq!(found["search"], "infinite");
    assert_eq!(found["schedules"], Value::Null);
    assert_eq!(found["outcomes"][0]["share"], Value::Null);
    explored("philosophers --variants try-lock")
        .stdout_has("infinitely many schedules, ")
        .stdout_lacks("%");
}

#[test]
fn a_search_that_stops_is_inconclusive_whatever_it_has_shown() {
    for (line, states) in [
        ("counter", 5),
        ("counter --variants mutex", 5),
        ("philosophers", 5),
    ] {
        let bound = format!("--max-states {states}");
        let seen = run(words(&format!("explore {line} {bound}"))).code(3);
        seen.stdout_has(&format!("stopped at {states} states, not a proof\n"))
            .stdout_has("perhaps not the shortest");
        let document = found(&format!("{line} {bound}"), 3);
        assert_eq!(document["findings"]["search"], "stopped");
        assert_eq!(document["ended"], "bound");
    }
}

#[test]
fn a_schedule_is_walked_in_lanes() {
    let lanes = "
       A            B            count
   1   read 0                    0
   2                read 0       0
   3   write 1                   1
   4                write 1      1       overwrites A's update

end          count = 1: one update is lost
";
    for letters in ["ABAB", "abab", "a,b,A,B"] {
        explored(&format!("counter --schedule {letters}")).stdout_has(lanes);
    }
    explored("counter --schedule 2A2B").stdout_has("end          count = 2: correct\n");
    explored("philosophers --schedule AB").stdout_has("deadlock     A holds fork 1 and waits");
    explored("counter --schedule A").stdout_has("not over     A and B can move");
    let document = found("counter --schedule ABAB", 0);
    assert_eq!(document["walk"]["schedule"], "ABAB");
    assert_eq!(document["findings"], Value::Null);
}

#[test]
fn a_schedule_that_cannot_be_walked_is_refused_with_the_place() {
    for (line, why) in [
        (
            "counter --schedule AAA",
            "--schedule: step 3 of the schedule: A can't move: it is done; B can\n",
        ),
        (
            "counter --variants mutex --schedule AB",
            "step 2 of the schedule: B can't move: it waits for lock, held by A; A can\n",
        ),
        (
            "counter --schedule AAX",
            "step 3 of the schedule: there is no thread X: they are A to B\n",
        ),
        (
            "counter --schedule A2",
            "step 2 of the schedule: there is no thread 2: they are A to B\n",
        ),
        (
            "counter --schedule 99999999999999999999999A",
            "step 3 of the schedule: A can't move",
        ),
    ] {
        let seen = run(words(&format!("explore {line}"))).code(2);
        seen.one_error().stderr_has(why);
    }
}

#[test]
fn a_game_waits_for_moves_on_a_descriptor_that_does_not_block() {
    let (reader, mut writer) = std::io::pipe().unwrap();
    let not_blocking = FcntlArg::F_SETFL(OFlag::O_NONBLOCK);
    fcntl(&reader, not_blocking).unwrap();
    let mut game = Command::new(PROGRAM);
    let game = game.args(["explore", "counter", "--play"]).stdin(reader);
    let mut game = game.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = Vec::new();
    let mut stdout = game.stdout.take().unwrap();
    while !said.ends_with(b"move? ") {
        let mut byte = [0];
        stdout.read_exact(&mut byte).unwrap();
        said.extend(byte);
    }
    for line in ["a\n", "b\n", "\u{ff}\n", "ab\n"] {
        writer.write_all(line.as_bytes()).unwrap();
    }
    drop(writer);
    let ended = game.wait().unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert!(ended.success() && rest.contains("goal reached"), "{rest}");
}

#[test]
fn a_game_is_played_from_stdin() {
    let game = |line: &str| shell(&format!("{line} | $T explore counter --play"));
    game("printf 'a\\nb\\na\\nb\\n'")
        .code(0)
        .stdout_has("you are the scheduler")
        .stdout_has("goal: make it end at 1\n")
        .stdout_has("goal reached\n");
    game("printf 'ab u b\\n'")
        .code(1)
        .stdout_has("taken back: B read 0");
    game("printf 'q\\n'")
        .code(1)
        .stdout_has("your schedule: none");
    game("true").code(1).stdout_has("one way to the goal: ");
    shell("echo 4a4b | $T explore counter --variants mutex --play")
        .code(0)
        .stdout_has("goal: make it end at 2, as every schedule does\n");
}

#[test]
fn a_reader_who_leaves_in_the_middle_of_a_game_is_no_error() {
    let game = "yes x | ($T explore counter --play; echo $? >&2) | head -1";
    shell(game).code(0).stderr_has("0\n");
}

#[test]
fn what_cannot_be_explored_is_refused_with_what_can() {
    for (line, why) in [
        (
            "square-cube",
            "square-cube has no step program to explore; these have one: counter, semaphore, event",
        ),
        ("conter", "'counter'"),
        ("counter --variants muted", "'mutex'"),
        ("counter --meals 2", "--meals"),
        ("counter --window none", "--window"),
        ("counter --workers 0", "--workers: 1 to 26 can be explored"),
        ("counter --increments 1001", "--increments: 1 to 1000"),
        ("counter --workers 27", "--workers: 1 to 26 can be explored"),
        ("event --workers 26", "--workers: 1 to 25 can be explored"),
        (
            "counter --variants channel --workers 26",
            "27 threads are too many to explore: at most 26, A to Z",
        ),
        ("counter --workers 99999999999999999999", "--workers"),
        ("counter --max-states 0", "--max-states"),
        (
            "event --spurious 2",
            "--spurious: variant polling has no use for it",
        ),
        (
            "queue --variants rendezvous --capacity 3",
            "--capacity: variant rendezvous has no use for it",
        ),
        ("counter --play --schedule AB", "cannot be used with"),
        ("counter --play --format json", "cannot be used with"),
        (
            "counter --schedule AB --max-states 9",
            "cannot be used with",
        ),
    ] {
        let seen = run(words(&format!("explore {line}"))).code(2);
        seen.one_error().stderr_has(why);
    }
}

#[test]
fn help_says_which_variant_is_explored_by_default() {
    explored("counter --help")
        .stdout_has("* unlocked ")
        .stdout_has("  mutex ")
        .stdout_has("--increments <N>")
        .stdout_has("threaddemo explore counter --play")
        .stdout_lacks("--spurious");
    explored("condition --help")
        .stdout_has("* if ")
        .stdout_has("--spurious <N>");
    explored("--help").stdout_has("philosophers");
}

#[test]
fn the_most_threads_and_the_narrowest_terminal_have_a_text() {
    let wide = "explore counter --workers 26 --max-states 1000";
    for columns in ["20", "80", "400"] {
        run(words(wide)).env("COLUMNS", columns).code(3).no_stderr();
    }
    let seen = run(words("explore philosophers"))
        .env("COLUMNS", "20")
        .code(0);
    seen.stdout_has("deadlock");
    let ascii = run(words("explore counter")).env("LC_ALL", "C").code(0);
    assert!(ascii.stdout.is_ascii(), "{ascii}");
}

#[test]
fn no_limit_is_a_fault_only_with_more_workers_than_permits() {
    for (workers, planted, conclusion) in [(2, false, "proved"), (3, true, "shown")] {
        let line = format!(
            "explore semaphore --variants unlimited --workers {workers} --permits 2 --format json"
        );
        let found = run(words(&line)).code(0).json();
        assert_eq!(found["planted"], planted, "{found}");
        assert_eq!(found["findings"]["verdict"], conclusion, "{found}");
    }
}

//! The demos about what threads share: counter, semaphore, event, condition, queue, barrier, tickets,
//! readers-writers, transfer, cache-line. What results they reach, what they record, and that the stop
//! signal reaches each of their waits.

use std::collections::HashMap;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::repeats::repeats;
use crate::runner::{run, shell, words};

/// Runs this command as JSON; returns the document, after verifying every check in it.
#[track_caller]
fn document(line: &str) -> Value {
    let seen = run(words(&format!("{line} --format json")))
        .code(0)
        .no_stderr();
    let document = seen.json();
    assert_eq!(document["ended"], "complete", "{seen}");
    for variant in variants(&document) {
        let checks = variant["checks"].as_array().unwrap();
        assert!(
            !checks.is_empty(),
            "{} states no check: {line}",
            variant["name"]
        );
        assert!(
            checks.iter().all(|check| check["instead"].is_null()),
            "{seen}"
        );
    }
    document
}

fn variants(document: &Value) -> &Vec<Value> {
    document["variants"].as_array().unwrap()
}

/// The entries of all lanes of a variant, each with its lane's name, in the order of their stamps.
fn entries(variant: &Value) -> Vec<(&str, &Value)> {
    let mut entries: Vec<_> = variant["lanes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|lane| {
            let name = lane["name"].as_str().unwrap();
            let entries = lane["entries"].as_array().unwrap();
            entries.iter().map(move |entry| (name, entry))
        })
        .collect();
    entries.sort_by(|(_, a), (_, b)| {
        a["at_s"]
            .as_f64()
            .unwrap()
            .total_cmp(&b["at_s"].as_f64().unwrap())
    });
    entries
}

/// The levels of an object in the order of their stamps.
fn levels(variant: &Value, object: &str) -> Vec<u64> {
    entries(variant)
        .iter()
        .filter(|(_, entry)| entry["what"] == "level" && entry["object"] == object)
        .map(|(_, entry)| entry["level"].as_u64().unwrap())
        .collect()
}

/// When each number of an object was given.
fn given<'a>(variant: &'a Value, object: &str) -> HashMap<&'a str, Vec<f64>> {
    let mut given: HashMap<_, Vec<f64>> = HashMap::new();
    for (_, entry) in entries(variant) {
        if entry["what"] == "gave" && entry["object"] == object {
            let number = entry["number"].as_str().unwrap();
            given
                .entry(number)
                .or_default()
                .push(entry["at_s"].as_f64().unwrap());
        }
    }
    given
}

/// The waits for an object that a numbered act ended: when, and the number.
fn woken<'a>(variant: &'a Value, object: &str) -> Vec<(f64, &'a str)> {
    let mut woken = Vec::new();
    let mut waiting: HashMap<&str, bool> = HashMap::new();
    for (lane, entry) in entries(variant) {
        match entry["what"].as_str().unwrap() {
            "wait" => {
                waiting.insert(lane, entry["object"] == object && entry["wait"] != "sleep");
            }
            "woke" if waiting.remove(lane) == Some(true) => {
                let number = entry["number"].as_str();
                woken.extend(number.map(|number| (entry["at_s"].as_f64().unwrap(), number)));
            }
            _ => {}
        }
    }
    woken
}

#[test]
fn every_variant_holds_its_checks_at_one_and_at_odd_and_large_sizes() {
    for line in [
        "counter --workers 1 --increments 1 --window none",
        "counter --workers 1 --increments 1025 --window none",
        "counter --workers 2 --increments 1",
        "counter --workers 3 --increments 7",
        "counter --workers 7 --increments 1024",
        "semaphore --workers 1 --permits 1 --delay 0s",
        "semaphore --workers 1 --permits 1000000 --delay 1ns",
        "semaphore --workers 7 --permits 3 --delay 1ms",
        "event --workers 1 --delay 0s",
        "event --workers 5 --delay 1ms",
        "condition --producers 1 --consumers 1 --items 1 --capacity 1 --delay 0s",
        "condition --producers 3 --consumers 2 --items 7 --capacity 1 --delay 1ms",
        "condition --producers 7 --consumers 9 --items 3 --capacity 2 --delay 0s",
        "queue --producers 1 --consumers 1 --items 1 --capacity 1 --delay 0s",
        "queue --producers 3 --consumers 2 --items 7 --capacity 1 --delay 1ms",
        "queue --producers 7 --consumers 9 --items 3 --capacity 1000000 --delay 0s",
        "barrier --workers 2 --rounds 3 --delay 0s",
        "barrier --workers 7 --rounds 5 --delay 1ms",
        "tickets --workers 1 --seats 1 --window none",
        "tickets --workers 9 --seats 4",
        "tickets --workers 3 --seats 100 --window none",
        "readers-writers --readers 2 --rounds 1 --delay 0s",
        "readers-writers --readers 7 --writers 3 --rounds 4 --delay 0s",
        "transfer --transfers 1 --hold 0s",
        "transfer --workers 7 --transfers 30 --hold 1ms",
        "cache-line --workers 1 --increments 1",
        "cache-line --workers 9 --increments 70000",
    ] {
        document(&format!("{line} --all"));
    }
}

#[test]
fn a_thousand_workers_and_ten_thousand_items_are_no_trouble() {
    // As many as its name says at the gate: threads take seconds to start and to end.
    let workers = repeats(125);
    let half = workers / 2;
    let items = workers * 10;
    let ten_each = "--producers 10 --consumers 10 --delay 0s";
    for line in [
        format!(
            "counter --variants unlocked,mutex,atomic,rwlock,channel,local --workers {workers} --increments 20"
        ),
        format!("semaphore --all --workers {workers} --permits 100 --delay 0s"),
        format!("event --variants event --workers {workers} --delay 0s"),
        format!("condition --variants condition --items {items} {ten_each}"),
        format!("queue --all --items {workers} --producers {half} --consumers {half} --delay 0s"),
        format!("queue --all --items {items} {ten_each}"),
        format!("barrier --variants barrier --workers {workers} --rounds 3 --delay 0s"),
        format!("tickets --all --workers {workers} --seats {}", workers - 1),
        "readers-writers --all --readers 100 --writers 10 --rounds 2 --delay 0s".to_owned(),
        format!(
            "transfer --all --workers {} --transfers 4 --hold 0s",
            repeats(25)
        ),
        format!("cache-line --all --workers {half} --increments 10"),
    ] {
        // Each variant states its checks, or `every_variant_runs_alone_by_its_name` fails.
        run(words(&format!("{line} --quiet")))
            .code(0)
            .no_stderr()
            .stdout_has("\nchecked ");
    }
    // All of it is recorded as well.
    document(&format!(
        "queue --variants bounded --items {items} {ten_each}"
    ));
    document(&format!(
        "counter --variants mutex --workers {workers} --increments 20"
    ));
}

#[test]
fn whatever_protects_the_counter_it_ends_at_what_was_added() {
    run(words(
        "counter --variants mutex --workers 3 --increments 70000 --format plain",
    ))
    .code(0)
    .stdout_has("Final counter: 210000\ndone in ");
    let document = document("counter --all --workers 3 --increments 7000");
    for variant in variants(&document) {
        let name = variant["name"].as_str().unwrap();
        let total = variant["measured"]["total"].as_u64().unwrap();
        assert_eq!(
            total == 21_000,
            name != "unlocked",
            "{name} ended at {total}"
        );
        let said = entries(variant).iter().any(|(lane, entry)| {
            *lane == "main" && entry["line"] == format!("Final counter: {total}")
        });
        assert!(said, "main says what {name} ended at");
        assert!(variant["measured"]["per_increment_s"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn an_unlocked_counter_loses_an_update_in_every_run() {
    // Each run is checked; the first one is also shown.
    let document = document(&format!(
        "counter --variants unlocked --workers 2 --increments 1000 --runs {}",
        repeats(25)
    ));
    let measured = &variants(&document)[0]["measured"];
    assert!(measured["total"].as_u64().unwrap() < 2000, "{measured}");
    assert_eq!(measured["met"], 2);
    for workers in [2, 3, 8] {
        self::document(&format!(
            "counter --variants unlocked --workers {workers} --increments 1 --runs {}",
            repeats(3)
        ));
    }
}

#[test]
fn nothing_is_recorded_per_increment() {
    let document = document("counter --all --increments 10000");
    for variant in variants(&document) {
        let entries = entries(variant).len();
        assert!(entries < 50, "{} recorded {entries}", variant["name"]);
    }
}

#[test]
fn one_unlocked_worker_has_nobody_to_meet() {
    for line in [
        "counter --workers 1",
        "counter --variants mutex,unlocked --workers 1",
    ] {
        run(words(line))
            .code(2)
            .one_error()
            .stderr_has("--window none");
    }
    document("counter --workers 1 --variants mutex");
    document("counter --workers 1 --window none");
}

#[test]
fn sizes_that_make_no_sense_are_refused() {
    for line in [
        "counter --workers 0",
        "counter --increments 0",
        "counter --increments 1000000001",
        "counter --window wide",
        "semaphore --permits 0",
        "semaphore --workers 1.5",
        "event --delay 5",
        "condition --capacity 0",
        "condition --items 0",
        "queue --producers 0",
        "queue --capacity 0",
        "queue --variants stack",
        "barrier --rounds 0",
        "barrier --rounds 1",
        "barrier --variants one-shot --rounds 2",
        "barrier --workers 1",
        "tickets --workers 2 --seats 2",
        "tickets --seats 0",
        "readers-writers --readers 1",
        "readers-writers --writers 0",
        "transfer --workers 1",
        "transfer --variants check-then-act --workers 1",
        "cache-line --increments 0",
    ] {
        let seen = run(words(line)).code(2).no_stdout();
        assert!(seen.stderr.contains("error: "), "{seen}");
    }
}

#[test]
fn no_more_are_inside_than_there_are_permits() {
    let document = document("semaphore --all --workers 12 --permits 3 --delay 5ms");
    for (variant, permits) in variants(&document).iter().zip([1, 3, 12]) {
        let levels = levels(variant, "permits");
        assert_eq!(levels.len(), 24);
        assert_eq!(levels.last(), Some(&0));
        assert!(levels.iter().all(|&level| level <= permits), "{levels:?}");
        // Each step brings one thread in or out.
        let steps = [0].iter().chain(&levels).zip(&levels);
        assert!(
            steps.into_iter().all(|(a, b)| a.abs_diff(*b) == 1),
            "{levels:?}"
        );
        let most = variant["measured"]["most_inside"].as_u64();
        assert_eq!(most, levels.iter().max().copied());
    }
}

#[test]
fn each_acquire_that_followed_a_release_names_it() {
    let document = document("semaphore --variants one,permits --workers 9 --permits 2 --delay 1ms");
    for (variant, permits) in variants(&document).iter().zip([1, 2]) {
        let given = given(variant, "permits");
        let woken = woken(variant, "permits");
        assert_eq!((given.len(), woken.len()), (9, 9 - permits));
        for (at, number) in woken {
            assert_eq!(given[number].len(), 1);
            assert!(given[number][0] <= at, "release {number} comes first");
        }
    }
}

#[test]
fn one_set_wakes_all_and_polling_is_no_wait() {
    // Long enough for polling to show, whatever else needs the CPUs.
    let document = document("event --workers 4 --delay 300ms");
    let [event, polling] = &variants(&document)[..] else {
        panic!("two variants run");
    };
    let set = given(event, "event")["1"][0];
    let woken = woken(event, "event");
    assert_eq!(woken.len(), 4);
    assert!(
        woken
            .iter()
            .all(|(at, number)| *at >= set && *number == "1")
    );
    assert!(self::woken(polling, "event").is_empty());
    assert_eq!(event["measured"]["looks"], 4);
    assert!(polling["measured"]["looks"].as_u64().unwrap() > 4);
    // Omitted if the system doesn't report it.
    let cpu = |variant: &Value| variant["measured"]["cpu_s"].as_f64();
    assert_eq!(cpu(event).is_some(), cfg!(target_os = "linux"));
    if let (Some(waiting), Some(polling)) = (cpu(event), cpu(polling)) {
        assert!(polling > waiting, "{polling} {waiting}");
    }
}

#[test]
fn a_buffer_is_never_deeper_than_it_may_be_and_empty_at_the_end() {
    for (line, capacities) in [
        ("condition --all --capacity 3 --delay 1ms", vec![3, 3]),
        ("queue --all --capacity 3 --delay 1ms", vec![3, 0, 40]),
    ] {
        let document = document(line);
        for (variant, capacity) in variants(&document).iter().zip(capacities) {
            let levels = levels(variant, "items");
            assert_eq!(levels.last(), Some(&0), "{}", variant["name"]);
            assert!(levels.iter().all(|&level| level <= capacity), "{levels:?}");
        }
    }
}

#[test]
fn each_item_is_put_once_and_got_once() {
    for line in [
        "condition --variants condition --items 30 --delay 1ms",
        "queue --all --items 30 --delay 1ms",
    ] {
        let document = document(line);
        for variant in variants(&document) {
            let given = given(variant, "items");
            let mut woken: Vec<u32> = woken(variant, "items")
                .iter()
                .map(|(_, number)| number.parse().unwrap())
                .collect();
            woken.sort_unstable();
            assert_eq!(woken, (1..=30).collect::<Vec<_>>());
            assert!(given.len() == 30 && given.values().all(|puts| puts.len() == 1));
        }
    }
}

#[test]
fn a_full_buffer_lets_a_producer_in_after_the_get_that_made_room() {
    let document = document("condition --variants condition --items 12 --capacity 2 --delay 1ms");
    let variant = &variants(&document)[0];
    let mut rooms: Vec<u32> = woken(variant, "room")
        .iter()
        .map(|(_, number)| number.parse().unwrap())
        .collect();
    rooms.sort_unstable();
    assert_eq!(rooms, (1..=10).collect::<Vec<_>>());
    assert_eq!(given(variant, "room").len(), 12);
}

#[test]
fn the_stop_signal_reaches_every_wait_and_every_loop() {
    let hour = "--delay 1h --timeout 50ms";
    let many = "--increments 1000000000 --timeout 50ms";
    let mut lines = Vec::new();
    for variant in [
        "sequential",
        "unlocked",
        "mutex",
        "atomic",
        "rwlock",
        "channel",
        "local",
        "processes",
    ] {
        lines.push(format!("counter --variants {variant} {many}"));
    }
    for (demo, variants) in [
        ("semaphore", &["one", "permits", "unlimited"][..]),
        ("event", &["event", "polling"]),
        ("condition --consumers 5", &["condition", "polling"]),
        (
            "queue --consumers 5",
            &["bounded", "rendezvous", "unbounded"],
        ),
        ("readers-writers", &["mutex", "rwlock", "writer-first"]),
    ] {
        for variant in variants {
            lines.push(format!("{demo} --variants {variant} {hour}"));
        }
    }
    lines.push("transfer --hold 1h --timeout 50ms".into());
    lines.push(
        "transfer --variants ordered,one-lock,check-then-act --transfers 1000000 --timeout 50ms"
            .into(),
    );
    lines.push("cache-line --increments 1000000000 --timeout 50ms".into());
    for line in lines {
        // A thread that ignores it is given up, and the output says so.
        run(words(&line)).code(124).no_stderr();
    }
}

#[test]
fn ctrl_c_ends_producers_that_wait_for_room() {
    for demo in [
        "condition --variants condition",
        "queue --variants bounded",
        "queue --variants rendezvous",
    ] {
        let line = "--producers 9 --consumers 1 --capacity 1 --items 900 --delay 400ms";
        let mut running = run(words(&format!("{demo} {line}"))).start();
        // All nine have an item to put, and there is room for at most two.
        for _ in 0..9 {
            while !running.line().unwrap().contains("produced") {}
        }
        running.signal(Signal::SIGINT);
        running.finish().code(130).no_stderr();
    }
}

#[test]
fn a_task_that_stops_of_its_own_accord_is_no_success() {
    run(words("fault --variants stopped"))
        .code(1)
        .stderr_has("task-0 says that it was stopped, though the run was not");
}

#[test]
fn a_worker_is_overtaken_in_every_run_without_a_barrier_and_in_none_with_one() {
    // Each run is checked; the first one is also shown.
    let document = document(&format!("barrier --all --delay 0s --runs {}", repeats(38)));
    let early = |variant: usize| variants(&document)[variant]["measured"]["early_starts"].as_u64();
    assert_eq!(early(0), Some(0));
    assert!(early(1) > Some(0) && early(2) > Some(0));
    self::document("barrier --variants barrier --workers 1 --rounds 1 --delay 0s");
}

#[test]
fn the_last_to_arrive_wakes_each_worker_that_waits_at_the_barrier() {
    let document = document("barrier --variants barrier --workers 4 --rounds 3 --delay 2ms");
    let variant = &variants(&document)[0];
    let (given, woken) = (given(variant, "the barrier"), woken(variant, "the barrier"));
    assert_eq!((given.len(), woken.len()), (3, 9));
    for (at, number) in woken {
        assert_eq!(given[number].len(), 1);
        assert!(given[number][0] <= at, "round {number} is opened first");
    }
}

#[test]
fn the_explorer_counts_the_barrier_of_the_lesson_as_it_counts_pythons() {
    for line in [
        "explore barrier --variants barrier --rounds 2",
        "explore examples/python/barrier.py",
    ] {
        run(words(line)).code(0).stdout_has("\n54 schedules, ");
    }
}

#[test]
fn the_last_seat_is_sold_twice_in_every_run_unless_check_and_sale_are_one() {
    // Each run is checked; the first one is also shown.
    let document = document(&format!("tickets --all --runs {}", repeats(38)));
    let oversold = variants(&document)
        .iter()
        .map(|it| &it["measured"]["oversold"]);
    assert_eq!(oversold.collect::<Vec<_>>(), [1, 0, 1, 0]);
    run(words("tickets --format plain --variants halves"))
        .code(0)
        .stdout_has("Seats left: -1\ndone in ");
}

#[test]
fn two_transfers_deadlock_in_every_run_and_lose_money_in_halves_and_never_otherwise() {
    // Each run is checked; the first one is also shown.
    let document = document(&format!(
        "transfer --all --hold 0s --transfers 10 --runs {}",
        repeats(38)
    ));
    let [naive, ordered, one_lock, halves] = &variants(&document)[..] else {
        panic!("four variants run");
    };
    let circle = naive["measured"]["deadlock"].as_array().unwrap();
    for (link, next) in circle.iter().zip([&circle[1], &circle[0]]) {
        assert_eq!(link["waits_for"], next["holds"]);
    }
    for right in [ordered, one_lock] {
        assert_eq!(right["measured"]["lost"], 0);
    }
    assert!(halves["measured"]["lost"].as_i64() >= Some(1));
    run(words("transfer --workers 5 --hold 0s"))
        .code(0)
        .stdout_has("a deadlock, as planned, of 2 of 5 workers")
        .stdout_has(": a circle, each waiting for the next");
}

#[test]
fn readers_go_ahead_of_a_writer_in_every_run_of_one_rule_and_in_none_of_the_other() {
    let document = document(&format!(
        "readers-writers --all --delay 0s --runs {}",
        repeats(38)
    ));
    let measured = |variant: usize| &variants(&document)[variant]["measured"];
    assert_eq!(measured(0)["most_readers"], 1);
    assert_eq!(measured(1)["most_readers"], 4);
    assert_eq!(measured(1)["writers"]["starves"], true);
    assert!(measured(1)["writers"]["passed_by"].as_u64() >= Some(15));
    assert_eq!(measured(2)["writers"]["passed_by"], 0);
    for variant in variants(&document) {
        let levels = levels(variant, "readers");
        assert_eq!(levels.len(), 40, "each of 20 reads comes and goes");
        assert_eq!(levels.last(), Some(&0));
    }
}

#[test]
fn counters_lie_as_far_apart_as_is_said_and_one_cpu_tells_nothing() {
    let document = document("cache-line --increments 1000");
    let distance = |variant: usize| &variants(&document)[variant]["measured"]["distance_bytes"];
    assert_eq!([distance(0), distance(1)], [128, 8]);
    if cfg!(target_os = "linux") {
        shell("taskset -c 0 $T cache-line --increments 100000")
            .code(0)
            .stdout_has("inconclusive: one");
    }
}

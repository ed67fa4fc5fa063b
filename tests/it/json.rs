//! The JSON documents: one on stdout and nothing else, valid against their schemas, and true.

use std::collections::HashMap;

use serde_json::Value;

use crate::runner::{run, words};
use crate::schema::holds;

fn document(line: &str) -> Value {
    let seen = run(words(line)).code(0).no_stderr();
    let document = seen.json();
    holds("run", &document);
    document
}

fn names(object: &Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn every_strategy_s_document_holds_against_the_schema() {
    document("square-cube --delay 0s --format json --all");
    document("square-cube --delay 0s --format json --pool=7 --quiet");
}

#[test]
fn a_document_of_a_failed_run_holds_against_the_schema_too() {
    for variant in ["panic", "fail", "wrong", "killed-child"] {
        let line = format!("fault --format json --variants {variant}");
        let document = run(words(&line)).code(1).json();
        holds("run", &document);
        assert_eq!(document["ended"], "failed", "{variant}");
    }
    let document = run(words("fault --format json --variants hang --timeout 100ms"))
        .code(124)
        .json();
    holds("run", &document);
    assert_eq!(document["ended"], "timeout");
}

#[test]
fn the_promised_names_are_there() {
    // Written out, since the schema is derived and would follow a renaming.
    let document = document("square-cube --delay 1ms --format json");
    for name in [
        "schema_version",
        "program",
        "version",
        "machine",
        "demo",
        "options",
        "ended",
        "variants",
    ] {
        assert!(names(&document).contains(&name), "{name}");
    }
    assert_eq!(document["program"], "threaddemo");
    assert_eq!(document["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["demo"], "square-cube");
    assert_eq!(document["ended"], "complete");
    assert_eq!(
        document["options"]["numbers"],
        serde_json::json!([2, 3, 8, 9])
    );
    assert_eq!(document["options"]["delay_s"], 0.001);
    for name in ["system", "architecture", "logical_cpus", "usable_cpus"] {
        assert!(names(&document["machine"]).contains(&name), "{name}");
    }
    let [sequential, threads] = &document["variants"].as_array().unwrap()[..] else {
        panic!("two variants by default");
    };
    for variant in [sequential, threads] {
        for name in [
            "name",
            "strategy",
            "at_best_s",
            "runs",
            "summary",
            "comparison",
            "checks",
            "lanes",
        ] {
            assert!(names(variant).contains(&name), "{name}");
        }
        assert_eq!(variant["runs"].as_array().unwrap().len(), 1);
        assert!(variant["runs"][0]["elapsed_s"].is_f64());
        assert_eq!(variant["checks"][0]["instead"], Value::Null);
    }
    assert_eq!(sequential["comparison"], Value::Null);
    assert_eq!(sequential["at_best_s"], 0.008);
    assert_eq!(threads["at_best_s"], 0.004);
    let ratio = sequential["runs"][0]["elapsed_s"].as_f64().unwrap()
        / threads["runs"][0]["elapsed_s"].as_f64().unwrap();
    let told = threads["comparison"]["speed_up"].as_f64().unwrap();
    assert!((ratio - told).abs() < 1e-9, "{ratio} {told}");
}

#[test]
fn nothing_is_possible_at_best_where_nobody_waits() {
    let document = document("square-cube --delay 0s --format json --all");
    for variant in document["variants"].as_array().unwrap() {
        assert_eq!(variant["at_best_s"], Value::Null, "{}", variant["name"]);
    }
}

#[test]
fn lanes_hold_what_happened_in_order() {
    let document = document("square-cube --delay 1ms --format json --all");
    for variant in document["variants"].as_array().unwrap() {
        let elapsed = variant["runs"][0]["elapsed_s"].as_f64().unwrap();
        let mut said: HashMap<String, Vec<String>> = HashMap::new();
        let mut slept = 0;
        let (mut spawned, mut joined) = (Vec::new(), Vec::new());
        let lanes = variant["lanes"].as_array().unwrap();
        for lane in lanes {
            let (mut last, mut task, mut wait) = (0.0, String::new(), "");
            for entry in lane["entries"].as_array().unwrap() {
                let at = entry["at_s"].as_f64().unwrap();
                assert!(
                    last <= at && at <= elapsed,
                    "{at} after {last}, of {elapsed}"
                );
                match entry["what"].as_str().unwrap() {
                    "begin" => entry["task"].as_str().unwrap().clone_into(&mut task),
                    "line" => {
                        let line = entry["line"].as_str().unwrap().to_owned();
                        said.entry(task.clone()).or_default().push(line);
                    }
                    "spawn" => spawned.push(&entry["thread"]),
                    "wait" => {
                        wait = entry["wait"].as_str().unwrap();
                        match wait {
                            "sleep" => {}
                            "join" => joined.push(&entry["object"]),
                            // Children report when they are ready.
                            "signal" => assert_eq!(variant["strategy"], "processes"),
                            other => panic!("a wait for {other} in square-cube"),
                        }
                        assert_eq!(task.is_empty(), wait != "sleep", "{entry}");
                    }
                    "woke" if wait == "sleep" => {
                        assert!(at - last >= 0.001, "a sleep of {} s", at - last);
                        slept += 1;
                    }
                    "woke" => {}
                    "end" => task.clear(),
                    other => panic!("{other} in square-cube"),
                }
                last = at;
            }
        }
        assert_eq!(slept, 8);
        // Main starts all others and joins each.
        let others: Vec<_> = lanes[1..].iter().map(|lane| &lane["name"]).collect();
        assert_eq!(spawned, others);
        assert_eq!(joined, others);
        assert_eq!(said["square"], crate::square_cube::LESSON[0]);
        assert_eq!(said["cube"], crate::square_cube::LESSON[1]);
    }
}

#[test]
fn lanes_are_named_as_their_threads_are() {
    let document = document("square-cube --delay 0s --format json --all");
    let lanes = |variant: usize| -> Vec<&str> {
        let lanes = document["variants"][variant]["lanes"].as_array().unwrap();
        lanes
            .iter()
            .map(|lane| lane["name"].as_str().unwrap())
            .collect()
    };
    assert_eq!(lanes(0), ["main"]);
    assert_eq!(lanes(1), ["main", "square", "cube"]);
    assert_eq!(lanes(2), ["main", "pool-1", "pool-2"]);
    let processes = document["variants"][3]["lanes"].as_array().unwrap();
    let parent = processes[0]["process"].as_u64().unwrap();
    for lane in &processes[1..] {
        let process = lane["process"].as_u64().unwrap();
        assert_ne!(process, parent);
        let name = lane["name"].as_str().unwrap();
        assert!(name.ends_with(&format!("(pid {process})")), "{name}");
    }
    assert_eq!(processes.len(), 3);
}

#[test]
fn a_sleep_is_for_nothing_and_every_other_wait_names_what_it_is_for() {
    let line = "philosophers --delay 1ms --meals 1 --format json";
    let document = run(words(line)).code(0).json();
    let lanes = document["variants"][0]["lanes"].as_array().unwrap();
    let entries = lanes.iter().filter_map(|lane| lane["entries"].as_array());
    let waits: Vec<_> = entries
        .flatten()
        .filter(|entry| entry["what"] == "wait")
        .collect();
    for kind in ["sleep", "lock"] {
        let of_kind = waits.iter().filter(|wait| wait["wait"] == kind);
        assert!(of_kind.count() >= 5, "{kind}: {waits:?}");
    }
    for wait in waits {
        assert_eq!(wait["object"].is_null(), wait["wait"] == "sleep", "{wait}");
    }
}

#[test]
fn the_list_s_document_holds_against_its_schema() {
    let document = run(words("list --format json")).code(0).no_stderr().json();
    holds("list", &document);
    assert_eq!(document["demos"][0]["name"], "square-cube");
}

#[test]
fn every_schema_says_which_dialect_it_is_in() {
    for name in ["run", "list"] {
        let schema = run(["schema", name]).code(0).no_stderr().json();
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
    }
    let bare = run(["schema"]).code(0).stdout;
    assert_eq!(bare, run(["schema", "run"]).code(0).stdout);
}

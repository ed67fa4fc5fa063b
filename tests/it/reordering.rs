//! The lessons about memory reordering, from the command line: peterson and reorder, on real threads and
//! explored under either memory model.

use serde_json::Value;

use crate::repeats::repeats;
use crate::runner::{run, shell, words};

fn document(line: &str) -> Value {
    run(words(&format!("{line} --format json")))
        .code(0)
        .no_stderr()
        .json()
}

fn measured(document: &Value) -> Vec<Value> {
    let variants = document["variants"].as_array().unwrap().iter();
    variants
        .map(|variant| variant["measured"].clone())
        .collect()
}

#[test]
fn swapped_lets_both_in_in_every_run() {
    // Each run is checked; the first one is also shown.
    let runs = repeats(125);
    let line = format!("peterson --variants swapped --rounds 1 --runs {runs}");
    let document = document(&line);
    let ran = document["variants"][0]["runs"].as_array().unwrap();
    assert_eq!(ran.len(), runs);
    assert_eq!(measured(&document)[0]["both_inside"], 1);
}

#[test]
fn with_fences_or_a_mutex_the_two_are_never_both_inside() {
    let document = document("peterson --variants peterson,mutex,no-fence --rounds 20000");
    let measured = measured(&document);
    assert_eq!(measured[0]["both_inside"], 0);
    assert_eq!(measured[1]["both_inside"], 0);
    for one in measured {
        assert_eq!(one["rounds"], 40_000);
    }
    run(words("peterson --variants no-fence --rounds 1"))
        .code(0)
        .stdout_has("luck ");
}

#[test]
fn no_outcome_that_the_machine_forbids_is_seen() {
    for test in ["sb", "mp", "lb", "corr", "iriw"] {
        let document = document(&format!("reorder --test {test} --for 20ms"));
        for one in measured(&document) {
            assert!(one["trials"].as_u64() >= Some(1000), "{test}");
            let outcomes = one["outcomes"].as_array().unwrap();
            let asked = outcomes.iter().filter(|one| one["asked"] == true);
            assert_eq!(asked.count(), 1, "{test}");
            for outcome in outcomes {
                let seen = outcome["seen"].as_u64().unwrap();
                assert!(outcome["here"] == true || seen == 0, "{test} {outcome}");
            }
        }
    }
}

#[test]
fn one_usable_core_shows_no_reordering_and_says_that_it_proves_nothing() {
    // A shell restricted to one core starts the program there.
    let first = "$(sed -n 's/^Cpus_allowed_list:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/self/status)";
    shell(&format!(
        "taskset -c {first} $T reorder --variants relaxed --for 5ms"
    ))
    .code(0)
    .stdout_has("inconclusive: ");
}

/// What the explorer finds: its verdict, and its outcomes with their schedules.
fn explored(line: &str) -> (String, Vec<(String, String)>) {
    let document = document(&format!("explore {line}"));
    let findings = &document["findings"];
    let outcomes = findings["outcomes"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let outcomes = outcomes.map(|one| (text(&one["name"]), text(&one["schedules"])));
    (text(&findings["verdict"]), outcomes.collect())
}

#[test]
fn petersons_lock_is_proved_in_order_and_with_fences_and_broken_without() {
    for (variant, memory, verdict) in [
        ("peterson", "sc", "proved"),
        ("peterson", "tso", "proved"),
        ("no-fence", "sc", "proved"),
        ("no-fence", "tso", "shown"),
        ("swapped", "sc", "shown"),
        ("swapped", "tso", "shown"),
        ("mutex", "tso", "proved"),
    ] {
        let line = format!("peterson --variants {variant} --memory {memory}");
        let (said, outcomes) = explored(&line);
        assert_eq!(said, verdict, "{line}");
        let both = outcomes.iter().any(|(name, _)| name == "most = 2");
        assert_eq!(both, verdict == "shown", "{line}");
    }
}

#[test]
fn store_buffering_has_80_schedules_of_which_18_end_with_two_zeros() {
    let (verdict, outcomes) = explored("reorder --memory tso");
    assert_eq!(verdict, "shown");
    assert_eq!(outcomes[0], ("r1 = 0, r2 = 0".into(), "18".into()));
    let all: u32 = outcomes
        .iter()
        .map(|(_, count)| count.parse::<u32>().unwrap())
        .sum();
    assert_eq!(all, 80);
    let (verdict, outcomes) = explored("reorder --memory sc");
    assert_eq!((&*verdict, outcomes.len()), ("proved", 3));
}

#[test]
fn a_small_letter_brings_the_oldest_store_of_a_thread_to_memory() {
    let document = document("explore reorder --memory tso --schedule AABBab");
    assert_eq!(document["memory"], "tso");
    assert_eq!(document["options"]["memory"], "tso");
    assert_eq!(document["options"]["test"], "sb");
    let walk = &document["walk"];
    assert_eq!(walk["schedule"], "AABBab");
    assert_eq!(walk["end"]["name"], "r1 = 0, r2 = 0");
    assert_eq!(walk["steps"][3]["shared"]["x"], "0");
    assert_eq!(walk["steps"][3]["shared"]["A's stores"], "x=1");
    assert_eq!(walk["steps"][4]["thread"], "a");
    assert_eq!(walk["steps"][4]["shared"]["x"], "1");
    run(words("explore reorder --memory tso --schedule aA"))
        .code(2)
        .one_error()
        .stderr_has("a can't move: it waits for a store by A");
    run(words("explore reorder --memory tso --schedule Ac"))
        .code(2)
        .one_error()
        .stderr_has("there is no store queue c: there is a and b");
    // Without store queues, letters of either case mean threads.
    run(words("explore reorder --memory sc --schedule aabb")).code(0);
}

#[test]
fn a_lesson_that_has_no_choice_of_memory_says_which_ones_have() {
    for line in [
        "explore counter --memory tso",
        "explore barrier --memory=sc",
    ] {
        run(words(line))
            .code(2)
            .one_error()
            .no_stdout()
            .stderr_has("it can be chosen for peterson and reorder");
    }
    run(words("explore reorder --memory arm"))
        .code(2)
        .no_stdout();
    run(words("reorder --test sbb")).code(2).no_stdout();
}

#[test]
fn a_player_moves_store_queues_by_small_letters() {
    shell("echo AABBab | $T explore reorder --memory tso --play")
        .code(0)
        .stdout_has("a the store queue of A");
}

//! Panics outside the tasks, and wrong answers: each is reported by name, what else was measured is
//! reported too, and the time of a run that went wrong doesn't count.

use crate::runner::{Seen, run, words};
use crate::schema;

fn fault(rest: &str) -> Seen {
    run(words(&format!("fault --variants {rest}"))).code(1)
}

/// How many runs of each variant are measured.
fn measured(seen: &Seen) -> Vec<usize> {
    let document = seen.json();
    schema::holds("run", &document);
    let variants = document["variants"].as_array().unwrap();
    let runs = |variant: &serde_json::Value| variant["runs"].as_array().unwrap().len();
    variants.iter().map(runs).collect()
}

#[test]
fn a_check_that_panics_has_failed_and_the_rest_is_reported() {
    let seen = fault("none,panicked-check,none --format json --runs 3").one_error_on_stderr(
        "panicked-check failed its check: expected a verdict, but the check panicked: a planned panic (",
    );
    assert_eq!(measured(&seen), [1, 0, 1]);
    let checks = &seen.json()["variants"][1]["checks"];
    assert_eq!(checks[0]["claim"], "a verdict", "{seen}");
    let text = fault("none,panicked-check").stdout_has("baseline");
    text.stdout_has("guaranteed").stdout_has("ended  ");
}

#[test]
fn a_panic_of_the_main_thread_ends_what_waits_for_it_and_is_reported() {
    for variant in ["panicked-main", "panicked-start"] {
        let error = format!("{variant} main panicked: a planned panic (");
        fault(&format!("none,{variant}"))
            .one_error_on_stderr(&error)
            .stdout_has("baseline")
            .stdout_has("ended  ");
        // A run that continued would not end within this test's time.
        let seen = fault(&format!("{variant} --delay 1h --format json"));
        let seen = seen.one_error_on_stderr(&error);
        let document = seen.json();
        schema::holds("run", &document);
        assert_eq!(document["ended"], "failed", "{seen}");
        let reason = document["variants"][0]["panicked"].as_str().unwrap();
        assert!(reason.starts_with("a planned panic ("), "{reason}");
    }
}

#[test]
fn the_time_of_a_wrong_answer_is_no_measurement() {
    let seen = fault("none,wrong,none --runs 7 --min-speedup 0.0001 --format json");
    assert_eq!(measured(&seen), [1, 0, 1]);
    assert!(seen.json()["variants"][1]["comparison"].is_null());
    // For a variant that went wrong, there is no answer.
    let seen = fault("none,wrong --min-speedup 0.0001 --format json");
    assert!(seen.json()["asked"]["answer"].is_null(), "{seen}");
    fault("none,wrong").stdout_has("the time of a run that failed is");
}

#[test]
fn without_a_baseline_nothing_is_called_one() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let seen = fault(&format!("wrong,none,none --html {}", page.display()));
    let rows = seen.stdout.matches("none  ").count();
    assert_eq!(rows, 2, "{seen}");
    assert!(!seen.stdout.contains("baseline"), "{seen}");
    let page = std::fs::read_to_string(page).unwrap();
    assert!(!page.contains(">baseline<"), "{page}");
}

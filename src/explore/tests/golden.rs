//! The findings for every lesson at small sizes, compared with those of an earlier search that stored
//! every state and every register: `golden.jsonl`, one line each.

use explore::{Findings, Limits, Sizes, explore, letter};
use serde_json::Value;

/// Whether two chances are equal except for the last digits, which the earlier search rounded.
fn same(one: Option<f64>, two: &Value) {
    let (one, two) = (one.unwrap_or(0.0), two.as_f64().unwrap_or(0.0));
    assert!((one - two).abs() <= 1e-12 * one.max(two), "{one} {two}");
}

fn number(schedules: Option<&num_bigint::BigUint>) -> Value {
    schedules.map_or(Value::Null, |number| number.to_string().into())
}

fn agrees(findings: &Findings, line: &Value) {
    assert_eq!(number(findings.schedules.exact()), line["schedules"]);
    let conclusion = format!("{:?}", findings.conclusion()).to_lowercase();
    assert_eq!(conclusion, line["conclusion"]);
    let shown = findings.replay.as_ref().unwrap();
    let shown: String = shown.steps.iter().map(|one| letter(one.thread)).collect();
    assert_eq!(shown, line["walk"]);
    let outcomes = line["outcomes"].as_array().unwrap();
    assert_eq!(findings.outcomes.len(), outcomes.len());
    for (one, line) in findings.outcomes.iter().zip(outcomes) {
        assert_eq!(one.ending.name, line[0]);
        assert_eq!(one.ending.meaning, line[1]);
        assert_eq!(one.ending.good, line[2]);
        assert_eq!(number(one.schedules.as_ref()), line[3]);
        // The earlier search cut shares after twelve digits.
        let (share, cut) = (one.share.unwrap_or(0.0), line[4].as_f64().unwrap_or(0.0));
        assert!((share - cut).abs() < 2e-12, "{share} {cut}");
        same(one.chance, &line[5]);
        assert_eq!(one.schedule, line[6]);
        assert_eq!(one.preemptions, line[7]);
    }
    let deadlocks = line["deadlocks"].as_array().unwrap();
    assert_eq!(findings.deadlocks.len(), deadlocks.len());
    for (one, line) in findings.deadlocks.iter().zip(deadlocks) {
        let stuck = one.stuck.iter().map(|stuck| {
            let on = stuck.on.map(|on| letter(on).to_string());
            let thread = letter(stuck.thread).to_string();
            serde_json::json!([thread, stuck.holds, stuck.waits_for, on])
        });
        assert_eq!(Value::Array(stuck.collect()), line[0]);
        let cycle = one.cycle.iter().map(|thread| letter(*thread).to_string());
        assert_eq!(Value::from(cycle.collect::<Vec<_>>()), line[1]);
        assert_eq!(one.states, line[2]);
        assert_eq!(number(one.schedules.as_ref()), line[3]);
        same(one.chance, &line[4]);
        assert_eq!(one.schedule, line[5]);
        assert_eq!(one.preemptions, line[6]);
    }
}

#[test]
fn all_lessons_do_what_an_earlier_search_found_with_and_without_symmetry() {
    let mut lines = 0;
    for line in include_str!("golden.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let lesson = demos::find(line["demo"].as_str().unwrap()).unwrap();
        let lesson = lesson.steps.unwrap();
        let mut sizes = Sizes::default();
        for size in lesson.options {
            if let Some(number) = line["sizes"][size.option].as_u64() {
                sizes.set(size.option, number);
            }
        }
        let variant = line["variant"].as_str().unwrap();
        let program = lesson.program(variant, &sizes).unwrap();
        for symmetry in [true, false] {
            let limits = Limits {
                symmetry,
                ..Limits::default()
            };
            agrees(&explore(&program, &limits), &line);
        }
        lines += 1;
    }
    assert!(lines > 250);
}

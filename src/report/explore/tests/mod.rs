//! The whole text of the two-by-one counter; other texts by what they must contain.

mod widths;

use std::sync::atomic::{AtomicU32, Ordering};

use super::python::{self, PythonFindings};
use super::{json, replayed, text};
use crate::palette::Palette;
use crate::printer::Style;
use demos::lesson;
use explore::{Cut, Findings, Lesson, Limits, Replay, Sizes, explore, explore_until, replay};
use system::Machine;
use words::grouped;

fn findings(lesson: &Lesson, variant: &str, limits: Limits) -> Findings {
    explore(
        &lesson.program(variant, &Sizes::default()).unwrap(),
        &limits,
    )
}

/// 80 columns, Unicode, no color.
fn usual() -> Style {
    Style {
        unicode: true,
        ..Style::bare()
    }
}

fn shown(findings: &Findings, style: Style) -> String {
    let mut out = Vec::new();
    text(findings, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn document(
    lesson: &Lesson,
    variant: &str,
    findings: Option<&Findings>,
    walk: Option<&Replay>,
) -> serde_json::Value {
    let program = lesson.program(variant, &Sizes::default()).unwrap();
    let mut out = Vec::new();
    let sizes = (lesson.options, &Sizes::default());
    json(&program, sizes, findings, walk, &Machine::read(), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// A text with one space in place of each line break and column gap.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_python_search_that_ends_while_it_chooses_schedules_says_why() {
    let mut findings = findings(lesson("counter"), "unlocked", Limits::default());
    findings.cut = Some(Cut::OutOfTime);
    for outcome in &mut findings.outcomes {
        outcome.schedule.clear();
    }
    let found = PythonFindings {
        file: "counter.py",
        cuts: &[],
        // What the first state alone shows.
        roles: Some((1, Vec::new())),
        findings: &findings,
        replay: None,
        all: false,
        named: false,
    };
    let mut out = Vec::new();
    python::text(&found, usual(), &mut out).unwrap();
    let text = unbroken(&String::from_utf8(out).unwrap());
    let why = "ended out of time, while the schedules to show were chosen";
    assert!(text.contains(why), "{text}");
    assert!(!text.contains("1 thread"), "{text}");
}

#[test]
fn the_lost_update_reads_as_a_lesson() {
    let findings = findings(lesson("counter"), "unlocked", Limits::default());
    let expected = "\
counter · unlocked · 2 workers x 1 increment

A B (worker): read, write

6 schedules, 8 states of 12 without symmetry

outcome     schedules    share   by chance   first schedule
count = 1           4   66.7 %      50.0 %   A B B A          one update is lost
count = 2           2   33.3 %      50.0 %   A A B B          correct

       A            B            count
   1   read 0                    0
   2                read 0       0
   3                write 1      1
   4   write 1                   1       overwrites B's update

shown        \"no update is lost\" fails in 4 of 6 schedules
share        of all schedules, each counted alike
by chance    when each move is drawn evenly from the threads that can move
model        one step at a time (sequentially consistent): the weaker memory
             orders of real machines are left out
next         threaddemo explore counter --variants unlocked --play
";
    assert_eq!(shown(&findings, usual()), expected);
    assert!(shown(&findings, Style::bare()).is_ascii());
}

#[test]
fn every_variant_of_every_lesson_has_a_text_and_a_document_that_agree() {
    for (_, lesson) in demos::explorable() {
        assert!(lesson.modes.iter().any(|mode| mode.name == lesson.default));
        assert!(
            lesson
                .program("no such variant", &Sizes::default())
                .is_err()
        );
        for mode in lesson.modes {
            let findings = findings(lesson, mode.name, Limits::default());
            let text = shown(&findings, usual());
            let json = document(lesson, mode.name, Some(&findings), None);
            assert_eq!(json["variant"], mode.name);
            for outcome in json["findings"]["outcomes"].as_array().unwrap() {
                let meaning = outcome["meaning"].as_str().unwrap();
                assert!(unbroken(&text).contains(meaning), "{text}");
            }
            if let Some(number) = json["findings"]["schedules"].as_str() {
                assert!(text.contains(&format!("{} schedule", grouped(number))));
            }
        }
    }
}

#[test]
fn a_long_walk_is_shown_by_its_ends_and_the_same_letters_by_their_number() {
    let sizes = Sizes::from([("increments", 10)]);
    let program = lesson("counter").program("unlocked", &sizes).unwrap();
    let findings = explore(&program, &Limits::default());
    let text = shown(
        &findings,
        Style {
            width: 120,
            ..usual()
        },
    );
    assert!(text.contains("137,846,528,820 schedules, 11,446 states of 22,707 without symmetry"));
    assert!(text.contains("\n ...   16 steps more"), "{text}");
    assert!(text.contains("   20A 20B   "), "{text}");
    let typed = replay(&program, "20A 20b").unwrap();
    let letters = replay(&program, &("A".repeat(20) + &"B".repeat(20))).unwrap();
    assert_eq!(typed, letters);
}

#[test]
fn a_deadlock_is_named_with_its_cycle() {
    let findings = findings(lesson("philosophers"), "naive", Limits::default());
    let text = shown(&findings, usual());
    assert!(
        text.contains("cycle        A waits for B waits for A\n"),
        "{text}"
    );
    assert!(
        text.contains("reached      in 2 of 4 schedules; the first is A B\n"),
        "{text}"
    );
    assert!(
        text.contains("             B holds fork 2 and waits for fork 1, which A holds\n"),
        "{text}"
    );
    let json = document(lesson("philosophers"), "naive", Some(&findings), None);
    let found = &json["findings"];
    assert_eq!(
        found["deadlocks"][0]["cycle"],
        serde_json::json!(["A", "B"])
    );
    assert_eq!(found["outcomes"][0]["schedules"], "2");
    assert_eq!(found["verdict"], "shown");
}

#[test]
fn a_search_without_a_number_shows_no_shares() {
    let infinite = findings(lesson("philosophers"), "try-lock", Limits::default());
    let text = shown(&infinite, usual());
    assert!(text.contains("infinitely many schedules, "));
    assert!(!text.contains('%') && !text.contains("by chance"));
    let json = document(lesson("philosophers"), "try-lock", Some(&infinite), None);
    assert_eq!(json["findings"]["schedules"], serde_json::Value::Null);
    let stopped = findings(
        lesson("counter"),
        "unlocked",
        Limits {
            max_states: 5,
            ..Limits::default()
        },
    );
    let text = shown(&stopped, usual());
    assert!(text.contains("stopped at 5 states, not a proof"));
    assert!(text.contains("perhaps not the shortest"));
    let json = document(lesson("counter"), "unlocked", Some(&stopped), None);
    assert_eq!(json["findings"]["search"], "stopped");
    assert_eq!(json["ended"], "bound");
}

#[test]
fn a_search_that_met_no_end_speaks_of_no_schedules() {
    let program = lesson("counter")
        .program("unlocked", &Sizes::default())
        .unwrap();
    let at_once = |_| Some(Cut::Interrupted);
    let stopped = explore_until(&program, &Limits::default(), &at_once);
    let text = shown(&stopped, usual());
    assert!(
        text.contains("stopped at 0 states, not a proof\n\nnot proved   no schedule was followed")
    );
    assert!(
        !text.contains("outcome") && !text.contains("shortest"),
        "{text}"
    );
}

#[test]
fn a_search_that_is_cut_short_says_how_far_it_came() {
    let program = lesson("counter")
        .program("mutex", &Sizes::default())
        .unwrap();
    for (question, cut, words, search, verdict) in [
        (
            1,
            Cut::Interrupted,
            "ended        interrupted, before every state was visited\n",
            "stopped",
            "stopped",
        ),
        (
            2,
            Cut::OutOfTime,
            "ended        out of time, after every state was visited and before",
            "uncounted",
            "proved",
        ),
        (
            3,
            Cut::Memory,
            "ended        for want of memory, while the schedules to show were",
            "exact",
            "proved",
        ),
    ] {
        let asked = AtomicU32::new(0);
        let findings = explore_until(&program, &Limits::default(), &|_| {
            let before = asked.fetch_add(1, Ordering::Relaxed);
            (before + 1 == question).then_some(cut)
        });
        let text = shown(&findings, usual());
        assert!(text.contains(words), "{text}");
        assert_eq!(text.contains("\nproved "), verdict == "proved", "{text}");
        let json = document(lesson("counter"), "mutex", Some(&findings), None);
        assert_eq!(json["findings"]["search"], search);
        assert_eq!(json["findings"]["verdict"], verdict);
    }
}

#[test]
fn a_replay_says_where_it_leads() {
    let program = lesson("philosophers")
        .program("naive", &Sizes::default())
        .unwrap();
    for (schedule, last) in [
        (
            "AB",
            "             B holds fork 2 and waits for fork 1, which A holds\n",
        ),
        (
            "AAAABBBB",
            "end          2 meals eaten: everyone has eaten\n",
        ),
        (
            "A",
            "not over     A and B can move; add letters to continue\n",
        ),
        (
            "",
            "not over     A and B can move; add letters to continue\n",
        ),
    ] {
        let walked = replay(&program, schedule).unwrap();
        let mut out = Vec::new();
        replayed(["philosophers", "naive", ""], &walked, usual(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with(last), "{text}");
        let json = document(lesson("philosophers"), "naive", None, Some(&walked));
        assert_eq!(json["walk"]["schedule"], schedule);
        assert_eq!(json["findings"], serde_json::Value::Null);
    }
}

#[test]
fn color_changes_no_word() {
    let findings = findings(lesson("counter"), "unlocked", Limits::default());
    let colored = Style {
        palette: Palette::new(true),
        ..usual()
    };
    let mut bare = String::new();
    let mut escape = false;
    for c in shown(&findings, colored).chars() {
        match c {
            '\u{1b}' => escape = true,
            'm' if escape => escape = false,
            _ if escape => {}
            _ => bare.push(c),
        }
    }
    assert_eq!(bare, shown(&findings, usual()));
}

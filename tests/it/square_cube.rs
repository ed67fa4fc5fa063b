//! What `square-cube` prints in `plain` and `text`, by each strategy.

use std::collections::BTreeMap;

use crate::runner::{Seen, run, words};

/// The lines of the original lesson, each task's in their order.
pub(crate) const LESSON: [[&str; 5]; 2] = [
    [
        "calculate square numbers",
        "square : 4",
        "square : 9",
        "square : 64",
        "square : 81",
    ],
    [
        "calculate cube of numbers",
        "cube : 8",
        "cube : 27",
        "cube : 512",
        "cube : 729",
    ],
];

const STRATEGIES: [&str; 5] = ["sequential", "threads", "pool", "pool=3", "processes"];

/// The seconds in `done in 0.801 s`.
#[track_caller]
fn done_in(line: &str) -> f64 {
    let seconds = line
        .strip_prefix("done in ")
        .and_then(|line| line.strip_suffix(" s"));
    let (whole, decimals) = seconds
        .and_then(|text| text.split_once('.'))
        .unwrap_or_default();
    assert_eq!(decimals.len(), 3, "{line:?}");
    format!("{whole}.{decimals}").parse().unwrap()
}

/// Compares plain output with the lesson (its lines, each task's in order, `done in` last), and returns
/// the seconds that it reports.
#[track_caller]
fn is_the_lesson(seen: &Seen) -> f64 {
    let mut lines = seen.lines();
    let done = lines.pop().unwrap_or_default();
    assert_eq!(lines.len(), 10, "{seen}");
    for own in LESSON {
        let said: Vec<_> = lines.iter().filter(|line| own.contains(line)).collect();
        assert_eq!(said, own.iter().collect::<Vec<_>>(), "{seen}");
    }
    done_in(done)
}

#[test]
fn every_strategy_prints_the_lines_of_the_lesson() {
    for strategy in STRATEGIES {
        let line = format!("square-cube --format plain --delay 0s --{strategy}");
        is_the_lesson(&run(words(&line)).code(0).no_stderr());
    }
}

#[test]
fn sequential_lines_stand_one_task_after_the_other() {
    let seen = run(words("square-cube --sequential --delay 0s --format plain")).code(0);
    assert_eq!(seen.lines()[..10], LESSON.concat());
}

#[test]
fn waits_are_waited_for() {
    for (strategy, at_least) in [("sequential", 0.08), ("threads", 0.04), ("processes", 0.04)] {
        let line = format!("square-cube --format plain --delay 10ms --{strategy}");
        let elapsed = is_the_lesson(&run(words(&line)).code(0));
        assert!(elapsed >= at_least, "{strategy} took {elapsed} s");
    }
}

#[test]
fn the_defaults_compare_sequential_with_threads() {
    let seen = run(["square-cube", "--format", "plain"])
        .code(0)
        .no_stderr();
    let lines = seen.lines();
    let (sequential, threads) = (done_in(lines[10]), done_in(lines[21]));
    assert!(sequential >= 1.6 && threads >= 0.8, "{seen}");
}

#[test]
fn text_has_a_header_timed_lines_and_done_for_each_run() {
    let seen = run(words("square-cube --delay 1ms --all"))
        .code(0)
        .no_stderr();
    let lines = seen.lines();
    for (run, variant) in ["sequential", "threads", "pool-2", "processes"]
        .iter()
        .enumerate()
    {
        let lines = &lines[run * 13..];
        assert_eq!(lines[0], format!("square-cube · {variant}"), "{seen}");
        let mut last = BTreeMap::new();
        for line in &lines[1..11] {
            let (time, said) = line.split_once(" s  ").unwrap();
            let time: f64 = time.trim().parse().unwrap();
            // Each process stamps its own lines, which then travel; otherwise one clock orders all.
            let one = match *variant {
                "processes" => said.split_whitespace().next(),
                _ => None,
            };
            let last = last.insert(one, time).unwrap_or_default();
            assert!(
                time >= last,
                "lines are in the order of their times: {seen}"
            );
            let (name, said) = said.split_at(8);
            assert!(said.contains(name.trim()), "{line:?} is under another name");
        }
        assert!(lines[11].ends_with(" s          done"), "{:?}", lines[11]);
        assert_eq!(lines[12], "", "{seen}");
    }
}

#[test]
fn the_comparison_names_its_baseline_and_the_bounds() {
    let seen = run(words("square-cube --delay 10ms --quiet --all"))
        .code(0)
        .no_stderr();
    let rows: Vec<Vec<_>> = seen
        .lines()
        .iter()
        .map(|line| line.split_whitespace().collect())
        .filter(|row: &Vec<_>| !row.is_empty())
        .collect();
    assert_eq!(rows[0], ["elapsed", "at", "best", "speed-up"]);
    let at_best = ["0.08000", "0.04000", "0.04000", "0.04000"];
    for (row, (name, at_best)) in rows[1..].iter().zip(
        ["sequential", "threads", "pool-2", "processes"]
            .iter()
            .zip(at_best),
    ) {
        assert_eq!(row[0], *name, "{seen}");
        let (elapsed, bound): (f64, f64) = (row[1].parse().unwrap(), row[3].parse().unwrap());
        assert!(
            (bound - at_best.parse::<f64>().unwrap()).abs() < 1e-9,
            "{seen}"
        );
        assert!(elapsed >= bound, "no run beats its bound: {seen}");
    }
    assert_eq!(rows[1][5..], ["baseline"], "{seen}");
    let elapsed = |row: &[&str]| row[1].parse::<f64>().unwrap();
    for row in &rows[2..5] {
        let [told, "x", word] = row[5..] else {
            panic!("no ratio: {seen}");
        };
        let times = elapsed(&rows[1]) / elapsed(row);
        let (times, expected) = if times >= 1.0 {
            (times, "faster")
        } else {
            (1.0 / times, "slower")
        };
        assert_eq!(word, expected, "{seen}");
        let told: f64 = told.parse().unwrap();
        assert!((told - times).abs() < 0.02 * times, "{times}: {seen}");
    }
}

#[test]
fn what_was_checked_guaranteed_and_luck_is_said() {
    let seen = run(words("square-cube --delay 1ms --numbers 1,2,3")).code(0);
    seen.stdout_has("checked      3 squares and 3 cubes, each thread's lines in order\n")
        .stdout_has(
            "guaranteed   the order within a thread; that join returns after its last line\n",
        )
        .stdout_has("luck         the order between threads (this time ")
        .stdout_lacks("to compare");
}

#[test]
fn the_order_that_luck_gave_is_the_order_of_the_lines() {
    let seen = run(words("square-cube --delay 1ms --threads")).code(0);
    let results = seen.lines().into_iter().filter_map(|line| {
        let (_, said) = line.split_once(" s  ")?;
        let (name, said) = said.split_at_checked(8)?;
        said.contains(" : ")
            .then(|| if name.trim() == "square" { " S" } else { " C" })
    });
    let order: String = results.collect();
    assert_eq!(order.len(), 16, "{seen}");
    seen.stdout_has(&format!("(this time{order})"));
}

#[test]
fn a_single_variant_says_how_to_compare() {
    run(words("square-cube --delay 0s --threads"))
        .code(0)
        .stdout_has("add --sequential to compare");
    run(words("square-cube --delay 0s --sequential"))
        .code(0)
        .stdout_has("add --threads to compare");
}

#[test]
fn strategies_run_in_the_lessons_order_and_variants_as_they_are_named() {
    let headers = |line: &str| -> Vec<String> {
        let seen = run(words(line)).code(0);
        let lines = seen.lines();
        let headers = lines
            .iter()
            .filter_map(|line| line.strip_prefix("square-cube · "));
        headers.map(str::to_owned).collect()
    };
    assert_eq!(
        headers("square-cube --delay 0s --pool=2 --pool=3 --sequential"),
        ["sequential", "pool-2", "pool-3"]
    );
    assert_eq!(
        headers("square-cube --delay 0s --variants threads,pool-5,sequential,threads"),
        ["threads", "pool-5", "sequential", "threads"]
    );
    assert_eq!(headers("square-cube --delay 0s"), ["sequential", "threads"]);
    assert_eq!(
        headers("square-cube --delay 0s --all"),
        ["sequential", "threads", "pool-2", "processes"]
    );
}

#[test]
fn numbers_may_be_negative_and_as_large_as_their_cubes_fit() {
    for numbers in ["--numbers -7,2097151", "--numbers=-7,2097151"] {
        let line = format!("square-cube --delay 0s --threads --format plain {numbers}");
        let seen = run(words(&line)).code(0);
        let lines = seen.sorted_lines();
        assert_eq!(
            lines[1..3],
            ["calculate square numbers", "cube : -343"],
            "{seen}"
        );
        assert!(lines.contains(&"cube : 9223358842721533951"), "{seen}");
        assert!(lines.contains(&"square : 49"), "{seen}");
    }
}

#[test]
fn a_thousand_numbers_lose_no_line() {
    let numbers: Vec<_> = (1..=1000).map(|number: i64| number.to_string()).collect();
    for strategy in STRATEGIES {
        let line = format!("square-cube --delay 0s --format plain --{strategy} --numbers");
        let mut call = words(&line);
        call.push(numbers.join(",").into());
        let seen = run(call).code(0);
        for (name, power) in [("square", 2), ("cube", 3)] {
            let said: Vec<_> = seen
                .lines()
                .into_iter()
                .filter(|line| line.starts_with(name))
                .collect();
            let all = (1..=1000_i64).map(|number| format!("{name} : {}", number.pow(power)));
            assert_eq!(said, all.collect::<Vec<_>>(), "{strategy}");
        }
    }
}

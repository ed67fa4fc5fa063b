//! Repeated runs, the figures made from them, and the yes or no that a script asks for.

use std::time::Duration;

use serde_json::Value;

use crate::runner::{Running, Seen, run, shell, words};
use crate::schema;

const BRIEF: &str = "square-cube --numbers 2 --delay 1ms";

/// The document of this command, checked against its schema.
fn document(line: &str) -> Value {
    let document = run(words(&format!("{line} --format json")))
        .code(0)
        .no_stderr()
        .json();
    schema::holds("run", &document);
    document
}

fn figures(variant: &Value) -> Vec<f64> {
    let runs = variant["runs"].as_array().unwrap();
    runs.iter()
        .map(|run| run["elapsed_s"].as_f64().unwrap())
        .collect()
}

#[test]
fn json_has_every_run_s_figure_and_the_record_of_one() {
    let document = document(&format!("{BRIEF} --all --runs 7 --warmup 2"));
    let variants = document["variants"].as_array().unwrap();
    assert_eq!(variants.len(), 4);
    for variant in variants {
        let runs = figures(variant);
        assert_eq!(runs.len(), 7, "warm-up rounds are not measured");
        let least = variant["at_best_s"].as_f64().unwrap();
        assert!(runs.iter().all(|&run| run >= least), "{runs:?}");
        let begins = variant["lanes"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|lane| {
                lane["entries"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|entry| entry["what"] == "begin")
            });
        assert_eq!(begins.count(), 2, "one round's two tasks");
    }
}

#[test]
fn the_summary_is_that_of_the_figures() {
    for (count, kind) in [(5, "range"), (6, "confidence")] {
        let document = document(&format!("{BRIEF} --runs {count}"));
        let [baseline, other] = &document["variants"].as_array().unwrap()[..] else {
            panic!("two variants: {document}");
        };
        for variant in [baseline, other] {
            let mut runs = figures(variant);
            runs.sort_by(f64::total_cmp);
            let summary = &variant["summary"];
            let median = f64::midpoint(runs[(count - 1) / 2], runs[count / 2]);
            let expected = [runs[0], median, runs[count - 1]];
            let stated = ["min_s", "median_s", "max_s"].map(|name| summary[name].as_f64().unwrap());
            // With six runs, too, the interval extends from the lowest to the highest (1 - 2/2^6).
            let interval = &summary["interval_s"];
            assert_eq!(interval["kind"], kind);
            let ends = ["low", "high"].map(|name| interval[name].as_f64().unwrap());
            for (is, should) in stated
                .iter()
                .chain(&ends)
                .zip(expected.iter().chain([&runs[0], &runs[count - 1]]))
            {
                assert!((is - should).abs() < 1e-9, "{summary}");
            }
        }
        let mut ratios: Vec<_> = figures(baseline)
            .iter()
            .zip(figures(other))
            .map(|(base, other)| base / other)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let comparison = &other["comparison"];
        let median = f64::midpoint(ratios[(count - 1) / 2], ratios[count / 2]);
        assert!((comparison["speed_up"].as_f64().unwrap() - median).abs() < 1e-9);
        assert_eq!(comparison["rounds"], count);
        assert!(baseline["comparison"].is_null());
    }
}

#[test]
fn a_table_of_repeated_runs_names_its_interval_and_costs() {
    let seen = run(words(&format!("{BRIEF} --runs 5 --quiet"))).code(0);
    assert!(
        seen.lines()[0].contains("range") && !seen.lines()[0].contains('%'),
        "{seen}"
    );
    let seen = run(words(&format!("{BRIEF} --runs 6 --quiet"))).code(0);
    seen.stdout_lacks("range")
        .stdout_has("95 %")
        .stdout_has("CPU time")
        .stdout_has("switches");
}

#[test]
fn only_the_first_measured_round_is_printed() {
    let seen = run(words(&format!(
        "{BRIEF} --runs 3 --warmup 2 --format plain"
    )))
    .code(0)
    .no_stderr();
    let done = seen
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("done in "))
        .count();
    assert_eq!(done, 2, "{seen}");
    assert_eq!(seen.sorted_lines().len(), 2 * 4, "{seen}");
}

/// The names of the threads that distinguish the variants, in the order they were started.
#[cfg(target_os = "linux")]
fn turns(line: &str) -> Vec<String> {
    let mut running = run(words(line)).start();
    let folder = format!("/proc/{}/task", running.id());
    let mut seen: Vec<(u32, String)> = Vec::new();
    while let Ok(threads) = std::fs::read_dir(&folder) {
        let mut threads = threads.flatten().peekable();
        if threads.peek().is_none() || running.ended() {
            break;
        }
        for thread in threads {
            let id: u32 = thread.file_name().to_str().unwrap().parse().unwrap();
            let name = std::fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
            let name = name.trim_end();
            let tells = ["pool-1", "square"].contains(&name);
            if tells && !seen.iter().any(|(known, _)| *known == id) {
                seen.push((id, name.to_owned()));
            }
        }
        // Without a pause, this would take a CPU from what it watches.
        std::thread::sleep(Duration::from_millis(1));
    }
    running.finish().code(0);
    seen.into_iter().map(|(_, name)| name).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn variants_take_turns_and_the_direction_alternates() {
    let line = "square-cube --variants pool-1,threads --numbers 2 --delay 150ms --quiet --runs";
    assert_eq!(
        turns(&format!("{line} 3")),
        ["pool-1", "square", "square", "pool-1", "pool-1", "square"]
    );
    // The round before the first measured one runs the other way.
    assert_eq!(
        turns(&format!("{line} 1 --warmup 1")),
        ["square", "pool-1", "pool-1", "square"]
    );
}

fn gate(line: &str) -> Seen {
    run(words(&format!("square-cube --numbers 2 {line}"))).seen()
}

/// Runs sleeps that are ten times shorter side by side, so that even a busy machine can't hide the
/// direction: as text, plain and as JSON.
fn far_apart_in_each_format(line: &str) -> [Seen; 3] {
    let formats = ["text", "plain", "json"].map(|format| {
        let line = format!("workers --workers 10 --delay 100ms {line} --format {format}");
        run(words(&line)).start()
    });
    formats.map(Running::finish)
}

#[test]
fn a_speed_up_that_is_there_is_met() {
    let [text, plain, json] = far_apart_in_each_format("--min-speedup 1.2");
    text.code(0)
        .stdout_has("is threads at least 1.2 x as fast as the baseline? yes");
    plain.code(0).no_stderr();
    let json = json.code(0).json();
    schema::holds("run", &json);
    assert_eq!(json["asked"]["answer"], "met");
}

#[test]
fn a_speed_up_that_is_missed_is_exit_1_and_said_in_every_format() {
    let asked = "--variants threads,sequential --runs 2 --min-speedup 1.5";
    let words = "is sequential at least 1.5 x as fast as the baseline? no";
    let [text, plain, json] = far_apart_in_each_format(asked);
    text.code(1).no_stderr().stdout_has(words);
    let plain = plain.code(1);
    let figure = plain.stderr.strip_prefix(words).unwrap();
    let figure = figure.strip_prefix(" (").unwrap().strip_suffix(" x)\n");
    assert!(figure.unwrap().parse::<f64>().unwrap() < 1.5, "{plain}");
    plain.stdout_lacks(words);
    let json = json.code(1).no_stderr().json();
    schema::holds("run", &json);
    assert_eq!(json["asked"]["answer"], "missed");
    assert!(json["asked"]["speed_up"].as_f64().unwrap() < 1.5);
}

#[test]
fn a_speed_up_inside_the_noise_is_exit_3() {
    // Two equal variants differ by chance in at most one of twenty series, so at least one of ten series
    // is inconclusive, except once in 10^13.
    let line = "--variants threads,threads --delay 1ms --runs 6 --min-speedup 1 --format plain";
    let inconclusive = (0..10).find_map(|_| {
        let seen = gate(line);
        (seen.status.code() == Some(3)).then_some(seen)
    });
    let seen = inconclusive.expect("one of ten");
    assert!(
        seen.stderr
            .contains("at least 1 x as fast as the baseline? can't tell"),
        "{seen}"
    );
    assert_eq!(seen.stderr.lines().count(), 1, "{seen}");
}

#[test]
fn a_gate_without_two_variants_or_a_ratio_is_refused() {
    gate("--threads --min-speedup 2")
        .code(2)
        .one_error()
        .stderr_has("needs two variants");
    for ratio in ["0", "-1", "nan", "inf", "fast", ""] {
        gate(&format!("--min-speedup={ratio}")).code(2).one_error();
    }
    for runs in ["--runs 0", "--runs -1", "--warmup -1", "--warmup 1.5"] {
        gate(runs).code(2).one_error();
    }
}

#[test]
fn a_run_that_failed_leaves_the_gate_unanswered() {
    let seen = run(words(
        "fault --variants none,panic --min-speedup 1.1 --runs 3 --format json",
    ))
    .code(1);
    let json = seen.json();
    schema::holds("run", &json);
    assert_eq!(json["ended"], "failed");
    assert!(json["asked"]["answer"].is_null(), "{seen}");
}

#[test]
fn exit_codes_are_those_of_the_table() {
    // 3 and the signals' codes have tests of their own; 5 and the search's 3 belong to other parts.
    for (line, code) in [
        ("$T square-cube --delay 0s", 0),
        ("$T fault --variants wrong", 1),
        ("$T fault --variants panic", 1),
        ("$T fault --variants killed-child", 1),
        ("$T check fault --limit 100ms", 1),
        ("$T", 2),
        ("$T square-cube --numbers x", 2),
        ("$T square-cube --delay 0s >/dev/full", 4),
        ("$T check square-cube >/dev/full", 4),
        ("$T list >/dev/full", 4),
        ("$T fault --variants sleep --timeout 100ms", 124),
        ("$T check fault --timeout 0s", 124),
        // If several apply, the one that comes first in the table's order wins.
        ("$T fault --variants panic,sleep --timeout 200ms", 124),
        ("$T fault --variants panic >/dev/full", 4),
        ("$T square-cube --delay 0s | head -1", 0),
    ] {
        shell(line).code(code);
    }
}

#[test]
fn short_runs_are_doubted_by_their_variants_name() {
    let line = "square-cube --delay 0s --numbers 2 --runs 6";
    let seen = run(words(&format!("{line} --quiet"))).code(0);
    seen.stdout_has("doubt        sequential: runs of ")
        .stdout_has("too short to compare");
    let json = document(line);
    assert_eq!(json["doubts"][0]["doubt"], "too_short");
    assert_eq!(json["doubts"][0]["variant"], "sequential");
}

#[test]
fn more_computing_threads_than_cpus_are_doubted_and_waiting_ones_are_not() {
    let doubts = |line: &str| {
        let json = document(line);
        let found = json["doubts"].as_array().unwrap().clone();
        let crowded = found.into_iter().find(|doubt| doubt["doubt"] == "crowded");
        (crowded, json["machine"]["usable_cpus"].as_u64().unwrap())
    };
    let cpus = doubts(BRIEF).1;
    let more = cpus + 2;
    let (crowded, _) = doubts(&format!("hash --blocks {more} --size 64KiB"));
    assert_eq!(crowded.expect("a doubt")["threads"], more);
    let (crowded, _) = doubts(&format!(
        "counter --workers {more} --increments 1000000 --variants sequential,local"
    ));
    assert_eq!(crowded.expect("a doubt")["threads"], more);
    assert_eq!(
        doubts(&format!("workers --workers {more} --delay 20ms")).0,
        None
    );
    assert_eq!(
        doubts(&format!(
            "hash --size 64KiB --variants sequential,pool-{cpus}"
        ))
        .0,
        None
    );
    assert_eq!(
        doubts("hash --blocks 64 --size 64KiB --variants sequential,sequential").0,
        None
    );
}

#[test]
fn what_the_check_costs_is_not_the_variants() {
    // The check reads 100,000 lines; one thread can't use more CPU time than the time that passed.
    let line = "numbers-letters --count 50000 --delay 0s --sequential --format json";
    let json = run(words(line)).code(0).json();
    let measured = &json["variants"][0]["runs"][0];
    let [cpu, elapsed] = ["cpu_s", "elapsed_s"].map(|figure| measured[figure].as_f64().unwrap());
    // The kernel counts in coarse steps.
    assert!(cpu <= elapsed + 0.01, "{cpu} s of CPU time in {elapsed} s");
}

#[test]
fn a_demo_with_a_server_beside_it_leaves_out_what_it_cannot_tell_apart() {
    let line = "download --files 2 --latency 0s --sequential --format json";
    let json = run(words(line)).code(0).json();
    let measured = &json["variants"][0]["runs"][0];
    assert!(
        measured["cpu_s"].is_null() && measured["elapsed_s"].is_f64(),
        "{measured}"
    );
}

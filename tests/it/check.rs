//! `check`: its four forms, green and red, and what turns it red.

use serde_json::Value;

use crate::runner::{Seen, run, shell, words};
use crate::schema;
use crate::tools;

/// Every planned fault, starting with none; each with what its failure says.
const FAULTS: [(&str, &str); 15] = [
    ("none", ""),
    ("panic", "task-0 panicked: a planned panic"),
    ("fail", "task-0 failed: a planned failure"),
    (
        "stopped",
        "task-0 says that it was stopped, though the run was not",
    ),
    ("wrong", "task-0 said 1 line and answered 0"),
    ("lost-line", "task-0 said 0 lines and answered 1"),
    ("hang", "did not end within its limit of 200ms"),
    ("refused", "task-0 was refused: a planned limit"),
    ("deadlock", "holds lock-a and waits for lock-b"),
    ("sleep", "did not end within its limit of 200ms"),
    ("killed-child", "was killed by signal 9 (SIGKILL)"),
    ("hung-child", "did not end within its limit of 200ms"),
    ("panicked-main", "main panicked: a planned panic"),
    ("panicked-check", "the check panicked: a planned panic"),
    ("panicked-start", "panicked: a planned panic"),
];

fn faults(format: &str) -> Seen {
    run(words(&format!(
        "check fault --limit 200ms --format {format}"
    )))
    .code(1)
}

/// A few demos, for the formats whose rows match those of the table and of JSON, which are tested with
/// all demos.
const SOME: [&str; 3] = ["square-cube", "counter", "philosophers"];

/// Their variants, as `demo variant`.
fn some_variants() -> Vec<String> {
    let mut variants = variants();
    variants.retain(|variant| SOME.iter().any(|demo| variant.starts_with(demo)));
    assert!(variants.len() > SOME.len());
    variants
}

/// Every listed demo's variants, as `demo variant`.
fn variants() -> Vec<String> {
    let list = run(words("list --format json")).code(0).json();
    let demos = list["demos"].as_array().unwrap();
    let named = |demo: &Value| {
        let name = demo["name"].as_str().unwrap().to_owned();
        let rows = demo["variants"].as_array().unwrap().clone();
        rows.into_iter().map(move |row| {
            let row = row["name"].as_str().unwrap().replace("pool-N", "pool-2");
            format!("{name} {row}")
        })
    };
    demos.iter().flat_map(named).collect()
}

#[test]
fn a_full_disk_costs_no_case() {
    shell("$T check numbers-letters --format junit >/dev/full")
        .code(4)
        .one_error_on_stderr("can't write to stdout: No space left on device")
        .stderr_has("ok    numbers-letters sequential ")
        .stderr_has("ok    numbers-letters threads ");
    // The text stops where the disk was full, and the results so far are on stderr.
    shell("$T check numbers-letters >/dev/full")
        .code(4)
        .stderr_has("ok    numbers-letters ")
        .stderr_has(" passed, 0 failed in ");
}

#[test]
fn every_variant_of_every_demo_is_a_line_of_the_table_and_passes() {
    let seen = run(["check"]).code(0).no_stderr();
    let variants = variants();
    let passed: Vec<_> = seen
        .lines()
        .into_iter()
        .filter_map(|line| line.strip_prefix("ok "))
        .map(|line| {
            line.split_whitespace()
                .take(2)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(passed, variants, "{seen}");
    let total = format!("{} passed, 0 failed in", variants.len());
    // Hidden demos are checked only if named; "default" contains "fault" too.
    seen.stdout_has(&total).stdout_lacks(" fault");
    run(words("check --help")).code(0).stdout_lacks(" fault");
}

#[test]
fn demos_that_are_named_are_checked_alone() {
    let seen = run(words("check square-cube --format tap")).code(0);
    assert!(
        seen.lines()[2..]
            .iter()
            .all(|line| line.contains("square-cube")),
        "{seen}"
    );
}

#[test]
fn an_unknown_demo_is_refused_with_the_likeliest_one_meant() {
    run(words("check square-cub"))
        .code(2)
        .one_error()
        .stderr_has("'square-cube'");
    run(words("check nothing-like-it"))
        .code(2)
        .one_error()
        .stderr_has("possible values");
}

#[test]
fn each_planned_fault_is_a_red_line_of_the_table_with_its_reason() {
    let seen = faults("text");
    let lines = seen.lines();
    for (variant, reason) in FAULTS {
        let mark = if reason.is_empty() { "ok" } else { "FAIL" };
        let place = lines
            .iter()
            .position(|line| line.split_whitespace().take(3).eq([mark, "fault", variant]));
        let place = place.unwrap_or_else(|| panic!("no {mark} {variant}: {seen}"));
        assert!(
            lines[place + 1].contains(reason) || reason.is_empty(),
            "{seen}"
        );
    }
    seen.stdout_has(&format!("1 passed, {} failed", FAULTS.len() - 1));
}

/// Parses a TAP stream: whether each test point passed, with its description and the lines of its YAML
/// block. Anything else in it is an error.
fn tap(stream: &str) -> Vec<(bool, String, Vec<String>)> {
    let mut lines = stream.lines();
    assert_eq!(lines.next(), Some("TAP version 13"));
    let plan: usize = lines
        .next()
        .unwrap()
        .strip_prefix("1..")
        .unwrap()
        .parse()
        .unwrap();
    let mut points: Vec<(bool, String, Vec<String>)> = Vec::new();
    let mut in_block = false;
    for line in lines {
        if let Some(inner) = line.strip_prefix("  ") {
            assert!(in_block || inner == "---", "no block is open: {line}");
            in_block = inner != "...";
            points.last_mut().unwrap().2.push(inner.to_owned());
            continue;
        }
        assert!(!in_block, "a block is open: {line}");
        let (passed, rest) = match line.strip_prefix("not ok ") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("ok ").unwrap()),
        };
        let (number, description) = rest.split_once(" - ").unwrap();
        assert_eq!(number.parse(), Ok(points.len() + 1), "numbers count from 1");
        assert!(
            !description.contains('#'),
            "that would be a directive: {line}"
        );
        points.push((passed, description.to_owned(), Vec::new()));
    }
    assert!(!in_block);
    assert_eq!(points.len(), plan);
    points
}

#[test]
fn tap_has_a_test_point_for_each_variant() {
    let some = SOME.join(" ");
    let seen = run(words(&format!("check {some} --format tap")));
    let seen = seen.code(0).no_stderr();
    let points = tap(&seen.stdout);
    assert!(
        points
            .iter()
            .all(|(passed, _, block)| *passed && block.is_empty()),
        "{seen}"
    );
    let names: Vec<_> = points.into_iter().map(|(_, name, _)| name).collect();
    assert_eq!(names, some_variants());
}

#[test]
fn tap_says_why_a_test_point_is_not_ok() {
    let seen = faults("tap");
    let points = tap(&seen.stdout);
    assert_eq!(points.len(), FAULTS.len());
    for ((passed, name, block), (variant, reason)) in points.iter().zip(FAULTS) {
        assert_eq!(
            (name, *passed),
            (&format!("fault {variant}"), reason.is_empty()),
            "{seen}"
        );
        if !passed {
            assert_eq!(block[..2], ["---", "failures:"], "{seen}");
            let said: Vec<String> = block[2..block.len() - 1]
                .iter()
                .map(|line| serde_json::from_str(line.strip_prefix("  - ").unwrap()).unwrap())
                .collect();
            assert!(said[0].contains(reason), "{seen}");
        }
    }
}

#[test]
fn perls_prove_reads_the_stream() {
    if tools::find(&["prove"]).is_none() {
        return;
    }
    let script = |demo: &str| {
        format!(
            "dir=$(mktemp -d); \
             $T check {demo} --format tap >$dir/tap; \
             prove -e cat $dir/tap; code=$?; rm -r $dir; exit $code"
        )
    };
    shell(&script("square-cube"))
        .code(0)
        .stdout_has("Result: PASS");
    let red = shell(&script("fault --limit 200ms")).seen();
    let failed = format!("Failed tests:  2-{}", FAULTS.len());
    assert!(red.stdout.contains(&failed), "{red}");
}

#[test]
fn junit_has_a_suite_for_each_demo_and_a_case_for_each_variant() {
    let some = SOME.join(" ");
    let seen = run(words(&format!("check {some} --format junit")));
    let seen = seen.code(0).no_stderr();
    let document = roxmltree::Document::parse(&seen.stdout).unwrap();
    let cases: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .inspect(|node| {
            assert_eq!(
                node.attribute("classname"),
                node.parent().unwrap().attribute("name")
            );
            assert!(node.attribute("time").unwrap().parse::<f64>().is_ok());
        })
        .map(|node| {
            format!(
                "{} {}",
                node.attribute("classname").unwrap(),
                node.attribute("name").unwrap()
            )
        })
        .collect();
    assert_eq!(cases, some_variants());
    assert_eq!(document.root_element().attribute("failures"), Some("0"));
}

#[test]
fn junit_says_what_failed() {
    let seen = faults("junit");
    let document = roxmltree::Document::parse(&seen.stdout).unwrap();
    let failed = (FAULTS.len() - 1).to_string();
    assert_eq!(
        document.root_element().attribute("failures"),
        Some(&*failed)
    );
    for (variant, reason) in FAULTS {
        let case = document
            .descendants()
            .find(|node| node.has_tag_name("testcase") && node.attribute("name") == Some(variant));
        let failure = case
            .unwrap()
            .children()
            .find(|node| node.has_tag_name("failure"));
        let message = failure.and_then(|node| node.attribute("message"));
        // Some readers use the attribute, others the body.
        assert_eq!(failure.and_then(|node| node.text()), message, "{seen}");
        assert_eq!(message.is_none(), reason.is_empty(), "{seen}");
        assert!(message.unwrap_or_default().contains(reason), "{seen}");
    }
}

#[test]
fn json_holds_against_its_schema_green_and_red() {
    let green = run(words("check --format json")).code(0).no_stderr().json();
    schema::holds("check", &green);
    assert_eq!(green["ended"], "complete");
    let cases = green["cases"].as_array().unwrap();
    for case in cases {
        assert!(
            !case["checked"].as_array().unwrap().is_empty(),
            "nothing was checked: {case}"
        );
    }
    assert_eq!(cases.len(), variants().len());
    assert_eq!(green["passed"], cases.len());

    let red = faults("json").json();
    schema::holds("check", &red);
    let failed = FAULTS.len() - 1;
    assert_eq!(
        (&red["passed"], &red["failed"]),
        (&1.into(), &failed.into())
    );
    for (case, (variant, reason)) in red["cases"].as_array().unwrap().iter().zip(FAULTS) {
        assert_eq!(case["variant"], variant);
        assert_eq!(case["passed"], reason.is_empty());
        let first = case["failures"][0].as_str().unwrap_or_default();
        assert!(first.contains(reason), "{case}");
    }
}

#[test]
fn a_check_that_is_cut_short_says_so_and_calls_nothing_passed_that_did_not_end() {
    let call = |format: &str| {
        let line = format!("check fault --limit 1h --timeout 300ms --format {format}");
        run(words(&line)).code(124)
    };
    // `hang` ignores the stop signal, and fails when the time is up; whatever comes after it never
    // begins.
    let json = call("json").json();
    schema::holds("check", &json);
    assert_eq!(json["ended"], "timeout");
    assert_eq!(
        (&json["planned"], &json["passed"]),
        (&FAULTS.len().into(), &1.into())
    );
    call("text")
        .stdout_has("1 passed")
        .stdout_has("out of time after ");
    let tap = call("tap");
    assert!(
        tap.lines()
            .last()
            .unwrap()
            .starts_with("Bail out! out of time after "),
        "{tap}"
    );
    assert!(tap.stdout.contains("# SKIP never began"), "{tap}");
    let junit = call("junit");
    let document = roxmltree::Document::parse(&junit.stdout).unwrap();
    let count = |tag| {
        document
            .descendants()
            .filter(|node| node.has_tag_name(tag))
            .count()
    };
    assert_eq!(count("testcase"), FAULTS.len(), "{junit}");
    assert!(count("skipped") > 0, "{junit}");
}

#[test]
fn a_report_that_was_cut_short_is_never_green() {
    // The first case would end by itself only after the time-out.
    let line = "check square-cube workers --timeout 1ms --format";
    let junit = run(words(&format!("{line} junit"))).code(124);
    let document = roxmltree::Document::parse(&junit.stdout).unwrap();
    let named = |tag| {
        document
            .descendants()
            .filter(move |node| node.has_tag_name(tag))
    };
    let mut planned = variants();
    planned.retain(|case| case.starts_with("square-cube ") || case.starts_with("workers "));
    assert_eq!(named("testcase").count(), planned.len(), "{junit}");
    assert!(named("error").count() <= 1, "{junit}");
    assert!(
        named("error").count() + named("skipped").count() >= planned.len() - 1,
        "{junit}"
    );
    let root = document.root_element();
    assert_eq!(
        root.attribute("skipped"),
        None,
        "junit-10.xsd has it on suites alone"
    );
    let json = run(words(&format!("{line} json"))).code(124).json();
    schema::holds("check", &json);
    let cases = json["cases"].as_array().unwrap();
    assert_eq!(cases.len(), planned.len());
    assert!(
        cases.iter().any(|case| case["reached"] == "not_run"),
        "{json}"
    );
    let tap = run(words(&format!("{line} tap"))).code(124);
    assert!(tap.stdout.contains("# SKIP never began"), "{tap}");
    assert!(tap.stdout.contains("Bail out!"), "{tap}");
}

#[test]
fn a_demo_named_twice_is_refused() {
    run(words("check workers workers"))
        .code(2)
        .one_error()
        .stderr_has("workers is named twice");
}

#[test]
fn a_table_and_rows_have_each_case_and_begin_with_what_failed() {
    let line = "check numbers-letters commands --format";
    let table = run(words(&format!("{line} markdown"))).code(0).no_stderr();
    assert_eq!(table.lines()[0], "### check");
    let rows = table
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("| "))
        .count();
    assert_eq!(rows, 9, "{table}");
    assert!(
        table.stdout.contains("| commands | pool-2 | ok | "),
        "{table}"
    );
    let csv = run(words(&format!("{line} csv"))).code(0).no_stderr();
    assert_eq!(csv.lines()[0], "demo,variant,result,elapsed_s,why");
    assert_eq!(csv.lines().len(), 9, "{csv}");
    let failed = faults("markdown");
    let first = failed
        .lines()
        .into_iter()
        .find(|line| line.starts_with("| fault"))
        .unwrap()
        .to_owned();
    assert!(
        first.contains("| failed |") || first.contains("| cut short |"),
        "{failed}"
    );
    assert!(faults("csv").stdout.contains("fault,panic,failed,"));
}

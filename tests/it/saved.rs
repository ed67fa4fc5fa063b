//! Runs that are saved in files, and compared with each other.

use std::fs;
use std::path::Path;

use nix::sys::stat::Mode;
use serde_json::{Value, json};

use crate::at_once::at_once;
use crate::runner::{Call, run, words};
use crate::schema::holds;

/// A document in the form of version 1, which every later version can read.
const VERSION_1: &str = include_str!("saved/version_1.json");

fn save(folder: &Path, line: &str) -> Call {
    // Wide enough for each sentence.
    run(words(line)).within(folder).env("COLUMNS", "240")
}

/// A saved run of two variants, made from the sample, with these times for `threads`; the other variant
/// is steady.
fn made(folder: &Path, name: &str, times: [f64; 6]) {
    let mut document: Value = serde_json::from_str(VERSION_1).unwrap();
    document["doubts"] = json!([]);
    for (variant, times) in [QUIET, times].into_iter().enumerate() {
        let runs = document["variants"][variant]["runs"]
            .as_array_mut()
            .unwrap();
        for (run, time) in runs.iter_mut().zip(times) {
            run["elapsed_s"] = json!(time);
        }
    }
    fs::write(folder.join(name), document.to_string()).unwrap();
}

const QUIET: [f64; 6] = [1.00, 1.01, 0.99, 1.02, 1.00, 0.98];

#[test]
fn two_runs_of_a_lesson_are_followed_by_one_of_now_against_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let line = "tickets --variants locked,bare --runs 2 -q --save";
    for file in ["old.json", "new.json"] {
        save(folder.path(), &format!("{line} {file}")).code(0);
    }
    let seen = save(folder.path(), "diff old.json new.json").code(0);
    let next = "threaddemo tickets --variants locked,bare --runs 2 --against old.json\n";
    assert!(seen.stdout.ends_with(next), "{seen}");
    save(folder.path(), next.trim().trim_start_matches("threaddemo ")).code(0);
}

#[test]
fn a_run_is_saved_whole_with_when_and_where_it_was_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let line = "square-cube --delay 1ms --numbers 2 --runs 4 --label first -q --save run.json";
    save(folder.path(), line).code(0).no_stderr();
    let text = fs::read_to_string(folder.path().join("run.json")).unwrap();
    let saved: Value = serde_json::from_str(&text).unwrap();
    holds("run", &saved);
    assert_eq!(saved["schema_version"], 2);
    assert_eq!(saved["label"], "first");
    let at = saved["at"].as_str().unwrap();
    assert!(
        at.starts_with("20") && at.ends_with('Z') && at.len() == 20,
        "{at}"
    );
    let hash = saved["host"].as_str().unwrap();
    assert!(hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let again = "square-cube --delay 1ms --numbers 2 --runs 4 --threads --format json --host none \
                 --against run.json";
    let document = save(folder.path(), again).code(0).json();
    holds("run", &document);
    assert_eq!(document["host"], Value::Null);
    let against = &document["against"];
    assert_eq!(against["old"]["label"], "first");
    assert_eq!(against["variants"].as_array().unwrap().len(), 1);
    assert_eq!(against["variants"][0]["variant"], "threads");
    let what = against["differences"].as_array().unwrap().iter();
    let what: Vec<_> = what.map(|one| one["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["variant sequential"]);
}

#[test]
fn a_file_of_the_first_version_is_still_a_baseline() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.json"), VERSION_1).unwrap();
    let line = "square-cube --delay 40ms --numbers 2 --runs 6 -q --against old.json";
    let seen = save(folder.path(), line).code(0);
    // Each takes at least 40 ms now, and took some 2 ms or 4 ms then.
    seen.stdout_has("x slower")
        .stdout_has("differs")
        .stdout_has("option delay: 0.002 -> 0.04");
    let gate = format!("{line} --max-slowdown 1.5");
    save(folder.path(), &gate)
        .code(1)
        .stdout_has("does each variant take at most 1.5 x as long as before? no: ");
    let markdown = format!("{line} --format markdown");
    save(folder.path(), &markdown)
        .code(0)
        .stdout_has("| variant | old | new | change | 95 % interval |");
}

#[test]
fn two_saved_runs_are_compared_without_running_anything() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), "old.json", QUIET);
    made(folder.path(), "new.json", QUIET.map(|time| time * 1.2));
    let diff = |rest: &str| save(folder.path(), &format!("diff old.json new.json {rest}"));
    diff("")
        .code(0)
        .no_stderr()
        .stdout_has("diff · square-cube")
        .stdout_has("1.20 x slower")
        .stdout_has("same");
    diff("--max-slowdown 1.1")
        .code(1)
        .stdout_has("no: threads takes 1.20 x as long");
    diff("--max-slowdown 1.5")
        .code(0)
        .stdout_has("yes (threads the slowest, 1.20 x)");
    diff("--max-slowdown 1.2")
        .code(3)
        .stdout_has("can't tell: the interval of threads contains 1.2");
    let document = diff("--format json --max-slowdown 1.1").code(1).json();
    holds("diff", &document);
    assert_eq!(document["asked"]["answer"], "missed");
    assert_eq!(
        document["variants"][1]["comparison"]["verdict"]["is"],
        "slower"
    );
    let table = diff("--format markdown").code(0);
    assert_eq!(table.lines()[0], "### diff: square-cube");
    assert!(
        table
            .stdout
            .contains("| threads | 1.000 s | 1.200 s | 1.20 x slower | "),
        "{table}"
    );
    let rows = diff("--format csv").code(0);
    assert_eq!(rows.lines().len(), 3);
    assert!(
        rows.lines()[2].starts_with("threads,time,6,1,6,1.2,"),
        "{rows}"
    );
    assert!(rows.lines()[2].ends_with(",1.20 x slower"), "{rows}");
}

#[test]
fn load_holds_a_gate_back_and_another_machine_does_not() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), "old.json", QUIET);
    made(folder.path(), "new.json", QUIET);
    let change = |change: &dyn Fn(&mut Value)| {
        let path = folder.path().join("new.json");
        let mut document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut document);
        fs::write(path, document.to_string()).unwrap();
        save(folder.path(), "diff old.json new.json --max-slowdown 1.5")
    };
    change(&|document| {
        document["machine"]["cpu"] = json!("another");
        document["version"] = json!("0.0.1");
    })
    .code(0)
    .stdout_has("differs")
    .stdout_has("-> another")
    .stdout_has("? yes");
    change(&|document| {
        document["doubts"] = json!([{"variant": "threads", "doubt": "loaded", "share": 0.5}]);
    })
    .code(3)
    .stdout_has("the figures of threads are in doubt");
}

#[test]
fn what_is_no_baseline_is_refused_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("old.json"), VERSION_1).unwrap();
    fs::write(folder.path().join("text.json"), "hello").unwrap();
    let refused = |line: &str, code: i32, words: &str| {
        save(folder.path(), line)
            .code(code)
            .no_stdout()
            .one_error_on_stderr(words);
    };
    refused("hash --against gone.json", 4, "can't read gone.json");
    refused("hash --against text.json", 2, "no JSON document of a run");
    refused(
        "hash --against old.json",
        2,
        "it is a run of square-cube, and this is one of hash",
    );
    refused(
        "square-cube --pool=3 --against old.json",
        2,
        "it has sequential, threads, and none of them is run now",
    );
    refused("diff old.json gone.json", 4, "can't read gone.json");
    // Never read: such a sparse file takes no space on the disk either.
    let large = fs::File::create(folder.path().join("large.json")).unwrap();
    large.set_len((1 << 30) + 1).unwrap();
    refused(
        "diff large.json old.json",
        2,
        "can't compare with large.json: it is larger than 1 GiB",
    );
    refused("square-cube --save gone/run.json", 4, "gone/run.json");
    refused(
        "square-cube --save a.html --html a.html",
        2,
        "--html and --save name the same file",
    );
}

#[test]
fn a_file_may_be_a_pipe_and_one_that_no_program_writes_to_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), "old.json", QUIET);
    nix::unistd::mkfifo(&folder.path().join("pipe.py"), Mode::S_IRWXU).unwrap();
    // Each of the three waits half a second for a program that starts to write.
    let lines = [
        "diff old.json pipe.py",
        "square-cube --against pipe.py",
        "explore pipe.py",
    ];
    at_once(lines.len(), &lines, |line| {
        save(folder.path(), line)
            .code(4)
            .no_stdout()
            .one_error_on_stderr("can't read pipe.py: no program writes to this pipe");
    });
    let program = env!("CARGO_BIN_EXE_threaddemo");
    let script = format!("cat old.json >pipe.py & {program} diff pipe.py /dev/stdin <old.json");
    let mut shell = std::process::Command::new("sh");
    let shell = shell.args(["-c", &script]).current_dir(folder.path());
    let seen = shell.output().unwrap();
    assert_eq!(seen.status.code(), Some(0), "{seen:?}");
}

#[test]
fn a_variant_whose_runs_were_all_cut_short_is_told() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), "old.json", QUIET);
    let text = fs::read_to_string(folder.path().join("old.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    document["variants"][1]["runs"] = json!([]);
    fs::write(folder.path().join("new.json"), document.to_string()).unwrap();
    save(folder.path(), "diff old.json new.json")
        .code(0)
        .stdout_has("variant threads: measured -> not measured");
    save(folder.path(), "diff new.json new.json")
        .code(0)
        .stdout_has("variant threads: not measured in both");
}

#[test]
fn a_gate_with_nothing_to_compare_is_not_passed() {
    let folder = tempfile::tempdir().unwrap();
    let mut document: Value = serde_json::from_str(VERSION_1).unwrap();
    for variant in document["variants"].as_array_mut().unwrap() {
        variant["runs"] = json!([]);
    }
    fs::write(folder.path().join("old.json"), document.to_string()).unwrap();
    let line = "square-cube --delay 1ms --numbers 2 -q --against old.json --max-slowdown 9";
    save(folder.path(), line)
        .code(3)
        .stdout_has("no variant was measured in both")
        .stderr_has("--max-slowdown can't tell");
}

#[test]
fn commands_have_a_baseline_too() {
    let folder = tempfile::tempdir().unwrap();
    let line = "compare true --runs 4 --names it --format csv --save old.json";
    save(folder.path(), line).code(0);
    let mut line = words("compare --runs 1 --names it -q --against old.json --max-slowdown 2");
    line.push("sleep 0.5".into());
    run(line)
        .within(folder.path())
        .code(1)
        .stdout_has("x slower")
        .stdout_has("option commands: ");
}

//! `--scale`: the same work on several numbers of threads.

use std::fs;

use serde_json::Value;

use crate::runner::{Call, run, words};
use crate::schema::holds;

fn numbers(document: &Value) -> Vec<u64> {
    let points = document["scale"]["points"].as_array().unwrap().iter();
    points
        .map(|point| point["number"].as_u64().unwrap())
        .collect()
}

fn json(line: &str) -> Value {
    let document = run(words(&format!("{line} --format json")))
        .code(0)
        .no_stderr()
        .json();
    holds("run", &document);
    document
}

#[test]
fn every_demo_whose_work_can_be_split_runs_it_on_each_number_of_threads() {
    for (demo, prefix) in [
        ("hash --blocks 4 --size 64KiB", "pool-"),
        ("download --files 4 --latency 2ms", "pool-"),
        ("square-cube --delay 1ms", "pool-"),
        ("counter --increments 1000", "mutex-"),
        ("counter --increments 1000 --variants local", "local-"),
        ("oversubscribe --blocks 1", "workers-"),
    ] {
        let document = json(&format!("{demo} --scale 1..3,4"));
        assert_eq!(numbers(&document), [1, 2, 3, 4], "{demo}");
        let names = document["variants"].as_array().unwrap().iter();
        let names: Vec<_> = names
            .map(|one| one["name"].as_str().unwrap().to_owned())
            .collect();
        let expected = [1, 2, 3, 4].map(|number| format!("{prefix}{number}"));
        assert_eq!(names, expected);
        assert!(document["scale"]["universal"].is_object());
        assert_eq!(document["options"]["scale"].as_array().unwrap().len(), 4);
    }
}

#[test]
fn more_than_two_threads_have_a_square_or_cube_to_calculate() {
    let line = "square-cube --numbers 2,3 --delay 1ms --scale 1,2,4";
    let document = json(line);
    let variants = document["variants"].as_array().unwrap().iter();
    let at_best: Vec<_> = variants
        .map(|one| one["at_best_s"].as_f64().unwrap())
        .collect();
    assert_eq!(at_best, [0.004, 0.002, 0.001]);
    let plain = run(words(&format!("{line} --format plain"))).code(0);
    let lines = plain.sorted_lines();
    let expected = [
        "calculate cube of numbers",
        "calculate square numbers",
        "cube : 27",
        "cube : 8",
        "square : 4",
        "square : 9",
    ];
    // Each of the three prints all of them.
    assert_eq!(lines, expected.map(|line| [line; 3]).concat());
}

#[test]
fn waits_that_are_shared_gain_what_the_law_says() {
    let line = "download --files 8 --latency 60ms --scale 1,2,4,8 -q";
    let document = json(line);
    let points = document["scale"]["points"].as_array().unwrap();
    // A busy machine reduces it, but never that far.
    assert!(points[3]["speed_up"].as_f64().unwrap() > 2.0, "{points:?}");
    assert_eq!(points[0]["serial_fraction"], Value::Null);
    let usable = document["machine"]["usable_cpus"].as_u64().unwrap();
    for point in points {
        let beyond = point["number"].as_u64().unwrap() > usable;
        assert_eq!(point["beyond_cpus"], beyond);
    }
    let text = run(words(line)).code(0).no_stderr();
    for part in [
        "efficiency",
        "serial fraction",
        "measured",
        "Amdahl's law",
        "Gunther",
    ] {
        assert!(text.stdout.contains(part), "{part}: {text}");
    }
    let markdown = run(words(&format!("{line} --format markdown"))).code(0);
    markdown.stdout_has("| variant | threads | speed-up | efficiency | serial fraction |");
    let folder = tempfile::tempdir().unwrap();
    let page = format!("{line} --html scale.html");
    run(words(&page)).within(folder.path()).code(0);
    let page = fs::read_to_string(folder.path().join("scale.html")).unwrap();
    assert!(page.contains("More and more threads") && page.contains("class=\"fitted\""));
}

#[test]
fn a_program_s_variable_and_a_command_s_place_take_the_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let program = "import threading\nN = 1\ndef work():\n    pass\nfor i in range(N):\n    \
                   t = threading.Thread(target=work)\n    t.start()\n    t.join()\nprint(N)\n";
    fs::write(folder.path().join("sum.py"), program).unwrap();
    let run_it = |rest: &str| run(words(&format!("run sum.py {rest}"))).within(folder.path());
    let document = run_it("--set N --scale 1,3 --format json").code(0).json();
    holds("run", &document);
    assert_eq!(numbers(&document), [1, 3]);
    assert_eq!(document["variants"][1]["name"], "N=3");
    run_it("--set N --scale 1,3 --format plain")
        .code(0)
        .stdout_has("3\n");
    run_it("--scale 1,2")
        .code(2)
        .no_stdout()
        .one_error_on_stderr("--scale needs one --set NAME");
    run_it("--set N")
        .code(2)
        .no_stdout()
        .one_error_on_stderr("--set N needs a number");
    let compare = |rest: &[&str]| -> Call {
        let line = ["compare", "--runs", "1", "--shell"].into_iter();
        run(line.chain(rest.iter().copied())).within(folder.path())
    };
    compare(&["echo {} >>seen", "--scale", "1,2,4"])
        .code(0)
        .stdout_has("echo 4 >>seen");
    assert_eq!(
        fs::read_to_string(folder.path().join("seen")).unwrap(),
        "1\n2\n4\n"
    );
    compare(&["true", "--scale", "1,2"])
        .code(2)
        .one_error_on_stderr("in which {} is the number");
}

#[test]
fn what_cannot_be_scaled_is_refused() {
    for (line, part) in [
        (
            "hash --scale 1,2 --threads",
            "--scale and --threads both choose",
        ),
        ("hash --scale 4", "two numbers"),
        ("hash --scale 0..4", "expected numbers of threads"),
        (
            "counter --scale 1,2 --variants sequential",
            "which has one thread",
        ),
        ("counter --scale 1,2 --all", "name one with --variants"),
        (
            "counter --scale 1,1009 --workers 1 --increments 1000",
            "can't be shared evenly",
        ),
        (
            "counter --scale 1,2 --variants unlocked",
            "one worker has no other",
        ),
        ("workers --scale 1,2", "unexpected argument '--scale'"),
    ] {
        run(words(line)).code(2).no_stdout().stderr_has(part);
    }
}

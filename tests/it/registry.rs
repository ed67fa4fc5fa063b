//! Every demo in the program's list: none is named here, so a new row is covered.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::repeats::FACTOR;
use crate::runner::{Running, Seen, run, words};

fn listed() -> Vec<Value> {
    let list = run(words("list --format json")).code(0).json();
    list["demos"].as_array().unwrap().clone()
}

fn name(row: &Value) -> &str {
    row["name"].as_str().unwrap()
}

/// The arguments without which a demo doesn't run, or keeps all CPUs busy longer than somebody should wait for.
fn needs(row: &Value) -> &'static [&'static str] {
    match name(row) {
        "commands" => &["echo one", "echo two"],
        "reorder" if *FACTOR == 1 => &["--for", "100ms"],
        "oversubscribe" if *FACTOR == 1 => &["--blocks", "1"],
        _ => &[],
    }
}

/// The results of each demo's runs, run in parallel with those of a few other demos.
fn side_by_side(
    demos: &[Value],
    start: impl Fn(&Value) -> Vec<Running>,
) -> Vec<(Value, Vec<Seen>)> {
    const DEMOS: usize = 4;
    let mut seen = Vec::new();
    for demos in demos.chunks(DEMOS) {
        let runs: Vec<_> = demos.iter().map(|demo| (demo, start(demo))).collect();
        seen.extend(runs.into_iter().map(|(demo, runs)| {
            let ended = runs.into_iter().map(Running::finish).collect();
            (demo.clone(), ended)
        }));
    }
    seen
}

/// Checks that the program accepts a command that a run suggests.
#[track_caller]
fn understood(command: &str) {
    let words = shlex::split(command).unwrap();
    assert_eq!(words[0], "threaddemo", "{command}");
    let arguments: Vec<_> = words[1..].iter().map(Into::into).collect();
    if let Err(error) = threaddemo::cli::parse(&arguments) {
        panic!("{command}: {error}");
    }
}

#[test]
fn every_lesson_that_is_explored_is_followed_by_a_command_that_is_understood() {
    for (demo, _) in threaddemo::demos::explorable() {
        for variant in demo.variants {
            let seen = run(["explore", demo.name, "--variants", variant.name])
                .env("COLUMNS", "200")
                .seen();
            // Not every variant has interleavings to count.
            if let Some((_, next)) = seen.stdout.rsplit_once("\nnext ") {
                understood(next);
            } else {
                assert_eq!(seen.status.code(), Some(2), "{seen}");
            }
        }
    }
}

#[test]
fn the_list_for_people_has_every_demo_with_its_line() {
    let seen = run(["list"]).code(0).no_stderr();
    let demos = listed();
    assert_eq!(seen.lines().len(), demos.len());
    for (line, demo) in seen.lines().iter().zip(&demos) {
        let (told, about) = line.split_once(' ').unwrap();
        assert_eq!(told, name(demo));
        assert_eq!(about.trim_start(), demo["about"]);
    }
    assert!(!seen.stdout.contains("fault"), "it is hidden");
}

#[test]
fn every_demo_s_help_has_its_line_its_variants_and_examples() {
    for demo in listed() {
        let help = || run([name(&demo), "--help"]);
        let seen = help().env("COLUMNS", "100").code(0).no_stderr();
        let narrow = help().env("COLUMNS", "60").code(0);
        let (_, variants) = narrow.stdout.split_once("\nVariants (*").unwrap();
        for line in variants.lines().skip(1).take_while(|line| !line.is_empty()) {
            let hangs = line.starts_with("* ") || line.starts_with("  ");
            assert!(hangs && line.chars().count() <= 60, "{line:?} in {narrow}");
        }
        assert!(
            seen.stdout.starts_with(demo["about"].as_str().unwrap()),
            "{seen}"
        );
        for variant in demo["variants"].as_array().unwrap() {
            let line = seen.lines().into_iter().any(|line| {
                line.trim_start_matches(['*', ' '])
                    .starts_with(name(variant))
                    && line.ends_with(variant["about"].as_str().unwrap())
            });
            assert!(line, "{} is not explained: {seen}", name(variant));
        }
        assert!(
            seen.stdout
                .contains(&format!("  threaddemo {}", name(&demo))),
            "{seen}"
        );
    }
}

#[test]
fn every_demo_has_an_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for demo in listed() {
        let stem = name(&demo).replace('-', "_");
        let examples = std::fs::read_dir(&folder).unwrap().flatten();
        let own = examples.filter(|file| file.file_name().to_str().unwrap().starts_with(&stem));
        assert!(
            own.count() > 0,
            "{} has no examples/{stem}*.rs",
            name(&demo)
        );
    }
}

#[test]
fn every_default_run_ends_well_in_every_format() {
    let folder = TempDir::new().unwrap();
    let document = |demo: &Value| folder.path().join(name(demo)).display().to_string();
    // Most of them wait, so they run side by side.
    let runs = side_by_side(&listed(), |demo| {
        let line = [name(demo), "--save", &document(demo)];
        vec![run(line.iter().chain(needs(demo))).start()]
    });
    for (demo, mut seen) in runs {
        let text = seen.remove(0).code(0).no_stderr();
        let text = text.stdout_has("checked").stdout_has("guaranteed");
        let (_, next) = text.stdout.rsplit_once("\nnext ").expect("a next command");
        understood(next);
        let saved = std::fs::read_to_string(document(&demo)).unwrap();
        let document: Value = saved.parse().unwrap();
        crate::schema::holds("run", &document);
        let variants = document["variants"].as_array().unwrap();
        let ran: Vec<_> = variants.iter().map(name).collect();
        let defaults = demo["variants"].as_array().unwrap().iter();
        let defaults: Vec<_> = defaults
            .filter(|row| row["default"] == true)
            .map(name)
            .collect();
        assert_eq!(ran, defaults);
    }
}

#[test]
fn every_variant_runs_alone_by_its_name() {
    let named = |variant: &Value| name(variant).replace("-N", "-2");
    let runs = side_by_side(&listed(), |demo| {
        let variants = demo["variants"].as_array().unwrap().iter();
        let small = threaddemo::demos::find(name(demo)).unwrap().small;
        let alone = |variant: &Value| {
            let sizes = match needs(demo) {
                // Its default sizes are those of the test above.
                [] if variant["default"] == true => small,
                needs => needs,
            };
            let chosen = named(variant);
            let line = [name(demo), "--format", "json", "--variants", &chosen];
            run(line.iter().chain(sizes)).start()
        };
        variants.map(alone).collect()
    });
    for (demo, runs) in runs {
        for (variant, seen) in demo["variants"].as_array().unwrap().iter().zip(runs) {
            let document = seen.code(0).no_stderr().json();
            crate::schema::holds("run", &document);
            let name_of_variant = named(variant);
            assert_eq!(document["variants"][0]["name"], name_of_variant.as_str());
            let checks = document["variants"][0]["checks"].as_array().unwrap();
            assert!(!checks.is_empty(), "{name_of_variant} checks nothing");
        }
    }
}

#[test]
fn an_unknown_variant_of_any_demo_is_refused() {
    for demo in listed() {
        run([name(&demo), "--variants", "zzz"])
            .code(2)
            .one_error()
            .stderr_has(name(&demo["variants"][0]));
    }
}

//! Checks the sources against the rules of the design: which room may use which, no circle of files, and
//! the few files that read the clock, print and start threads.

mod circles;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use circles::circles;
use paths::{Names, Sources};

/// What only few files may name, and which files; a folder ends with `/`. The text that `explain` shows
/// is quoted, so it doesn't count.
const RESERVED: &[(&str, &[&str])] = &[
    (
        "nix::time::ClockId::CLOCK_MONOTONIC",
        &["engine/record/clock.rs"],
    ),
    (
        "nix::time::ClockId::CLOCK_REALTIME",
        &["engine/record/clock.rs", "python/machine/real.rs"],
    ),
    ("std::time::Instant::now", &[]),
    ("std::time::SystemTime::now", &[]),
    ("std::process::exit", &[]),
    ("std::process::abort", &[]),
    ("println!", &[]),
    ("print!", &[]),
    ("eprintln!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    (
        "std::io::stdout",
        &[
            "app/pictures/target.rs",
            "engine/live/mod.rs",
            "engine/live/output.rs",
            "system/terminal.rs",
        ],
    ),
    (
        "std::io::stderr",
        &[
            "app/",
            "engine/live/output.rs",
            "engine/live/stderr.rs",
            "system/terminal.rs",
        ],
    ),
    // It aborts if no thread can be started, and gives the thread no name.
    ("std::thread::spawn", &[]),
    ("std::thread::scope", &["explore/search/threads.rs"]),
    (
        "std::thread::Builder::new",
        &[
            "app/check/case.rs",
            "app/signals.rs",
            "demos/daemon/mod.rs",
            "demos/download/dial.rs",
            "demos/download/server.rs",
            "engine/children/sender.rs",
            "engine/live/mod.rs",
            "engine/thread_group.rs",
            "explore/search/threads.rs",
        ],
    ),
];

/// The folder of the sources.
static SRC: LazyLock<PathBuf> = LazyLock::new(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));

/// The rooms: each folder below `src` is a package, and what it may use is what its manifest names.
static ROOMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let found = fs::read_dir(&*SRC).unwrap().map(|room| room.unwrap());
    let folders = found.filter(|found| found.file_type().unwrap().is_dir());
    folders
        .map(|room| room.file_name().into_string().unwrap())
        .collect()
});

static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
    let packages: Vec<&str> = ROOMS.iter().map(|room| &room[..]).chain([""]).collect();
    Sources::read(&packages, &|name| fs::read_to_string(SRC.join(name)).ok())
});

static NAMES: LazyLock<BTreeMap<String, Names>> = LazyLock::new(|| SOURCES.names());

/// The files that each file uses.
fn uses() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let files = |names: &'static Names| names.files.iter().map(String::as_str).collect();
    let all = NAMES.iter();
    all.map(|(file, names)| (file.as_str(), files(names)))
        .collect()
}

/// The room that a file belongs to.
fn room(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

/// Fails with everything that was found wrong.
#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The dependencies that a room's manifest names, but for its tests'.
fn dependencies(room: &str) -> Vec<String> {
    let text = fs::read_to_string(SRC.join(room).join("Cargo.toml")).unwrap();
    let after = text.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let lines = after.lines().take_while(|line| !line.is_empty());
    lines
        .map(|line| line.split(['.', ' ']).next().unwrap().replace('-', "_"))
        .collect()
}

#[test]
fn each_room_uses_all_that_its_manifest_names() {
    assert_eq!(dependencies("error"), ["anyhow"]);
    let mut wrong = Vec::new();
    for package in &*ROOMS {
        let mut used = BTreeSet::new();
        for (_, names) in NAMES.iter().filter(|(file, _)| room(file) == package) {
            let outside = names.outside.iter();
            used.extend(outside.filter_map(|name| name.split("::").next()));
            used.extend(names.files.iter().map(|file| room(file)));
        }
        let named = dependencies(package);
        let unused = named.iter().filter(|name| !used.contains(&name[..]));
        wrong.extend(unused.map(|name| format!("{package} names {name} and doesn't use it")));
    }
    none(&wrong);
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let uses = uses();
    let found = circles(&uses);
    let edges = |circle: &BTreeSet<&str>| {
        let edges = circle.iter().flat_map(|file| {
            let inside = uses[file].intersection(circle);
            inside.map(move |used| format!("\n  {file} uses {used}"))
        });
        format!("a circle: {}", edges.collect::<String>())
    };
    none(&found.iter().map(edges).collect::<Vec<_>>());
}

#[test]
fn the_clock_stdout_and_threads_belong_to_few_files() {
    let owned =
        |owner: &str, file: &str| file == owner || owner.ends_with('/') && file.starts_with(owner);
    let mut wrong = Vec::new();
    for (name, owners) in RESERVED {
        let all = NAMES.iter();
        let users: Vec<_> = all
            .filter(|(_, names)| names.outside.contains(*name))
            .map(|(file, _)| file.as_str())
            .collect();
        let strangers = users
            .iter()
            .filter(|file| !owners.iter().any(|owner| owned(owner, file)));
        wrong.extend(strangers.map(|file| format!("{file} uses {name}")));
        let idle = owners
            .iter()
            .filter(|owner| !users.iter().any(|file| owned(owner, file)));
        wrong.extend(idle.map(|owner| format!("{owner} no longer uses {name}")));
    }
    none(&wrong);
}

#[test]
fn every_source_opens_with_what_it_owns() {
    for (file, text) in &SOURCES.files {
        assert!(text.starts_with("//! "), "{file}");
    }
}

#[test]
fn sources_stay_short() {
    /// The house style says about 250; beyond this it is no longer "about".
    const MOST: usize = 400;
    for (file, text) in &SOURCES.files {
        let lines = text.lines().count();
        assert!(lines <= MOST, "{file} has {lines} lines");
    }
}

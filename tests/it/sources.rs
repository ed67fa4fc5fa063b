//! Checks the sources against the rules of the design: which room may use which, no circle of files, and
//! the few files that read the clock, print and start threads.

mod circles;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use circles::circles;
use paths::{Names, Sources};

/// The rooms below `src`, each with all the rooms that it uses. A new room needs a row, and a row that
/// allows more than is used is out of date.
const ROOMS: &[(&str, &[&str])] = &[
    (
        "app",
        &[
            "cli", "demos", "engine", "error", "explore", "python", "report", "stats", "system",
            "words",
        ],
    ),
    (
        "cli",
        &[
            "demos", "engine", "error", "explore", "python", "report", "system", "words",
        ],
    ),
    (
        "report",
        &["demos", "engine", "explore", "stats", "system", "words"],
    ),
    (
        "demos",
        &["engine", "error", "explore", "sync", "system", "words"],
    ),
    ("python", &["engine", "explore", "words"]),
    ("engine", &["system"]),
    ("explore", &[]),
    ("sync", &[]),
    ("system", &[]),
    ("stats", &[]),
    ("words", &[]),
    ("error", &[]),
];

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

static CRATE: LazyLock<Sources> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    Sources::read("lib.rs", &|name| fs::read_to_string(folder.join(name)).ok())
});

static NAMES: LazyLock<BTreeMap<String, Names>> = LazyLock::new(|| CRATE.names());

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

#[test]
fn each_room_uses_the_rooms_of_its_row_and_no_others() {
    let mut used: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for (file, uses) in uses().into_iter().filter(|(file, _)| *file != "lib.rs") {
        let of_room = used.entry(room(file)).or_default();
        for other in uses.into_iter().filter(|other| room(other) != room(file)) {
            of_room.insert(room(other), format!("{file} uses {other}"));
        }
    }
    let rows: BTreeMap<_, _> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, used) in &used {
        let Some(row) = rows.get(room) else {
            wrong.push(format!("{room} has no row; it uses {:?}", used.keys()));
            continue;
        };
        let others = used.iter().filter(|(other, _)| !row.contains(other));
        wrong.extend(others.map(|(other, how)| format!("{room} may not use {other}: {how}")));
        let unused = row.iter().filter(|other| !used.contains_key(*other));
        wrong.extend(unused.map(|other| format!("{room} no longer uses {other}")));
    }
    let gone = rows.keys().filter(|room| !used.contains_key(*room));
    wrong.extend(gone.map(|room| format!("there is no room {room}")));
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
    for (file, text) in &CRATE.files {
        assert!(text.starts_with("//! "), "{file}");
    }
}

#[test]
fn sources_stay_short() {
    /// The house style says about 250; beyond this it is no longer "about".
    const MOST: usize = 400;
    for (file, text) in &CRATE.files {
        let lines = text.lines().count();
        assert!(lines <= MOST, "{file} has {lines} lines");
    }
}

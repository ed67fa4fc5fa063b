//! The sources, held to the rules of the design: which room may use which, no circle of files, and
//! the few files that read the clock, print and start threads.

mod circles;
mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use circles::circles;
use paths::{Names, Sources};

/// The rooms below `src`, each with all the rooms that it uses. A new room needs a row, and a row
/// that allows more than is used is out of date.
const ROOMS: &[(&str, &[&str])] = &[
    (
        "app",
        &[
            "cli", "demos", "engine", "error", "explore", "report", "stats", "system", "words",
        ],
    ),
    (
        "cli",
        &["demos", "engine", "error", "explore", "report", "system"],
    ),
    (
        "report",
        &["demos", "engine", "explore", "stats", "system", "words"],
    ),
    (
        "demos",
        &["engine", "error", "explore", "sync", "system", "words"],
    ),
    ("engine", &["system"]),
    ("explore", &[]),
    ("sync", &[]),
    ("system", &[]),
    ("stats", &[]),
    ("words", &[]),
    ("error", &[]),
];

/// Circles that are still to be opened, each with the files it may have. A row that is no longer a
/// circle is out of date.
const KNOWN_CIRCLES: &[&[&str]] = &[
    &[
        "app/check/case.rs",
        "app/check/mod.rs",
        "app/demo/mod.rs",
        "app/explore.rs",
        "app/mod.rs",
    ],
    &[
        "cli/check.rs",
        "cli/explore.rs",
        "cli/mod.rs",
        "cli/run.rs",
        "cli/typed.rs",
    ],
    &["demos/counter/mod.rs", "demos/counter/work.rs"],
    &["demos/daemon/ended.rs", "demos/daemon/mod.rs"],
    &["demos/download/client.rs", "demos/download/dial.rs"],
    &["demos/download/connection.rs", "demos/download/server.rs"],
    &["demos/memory/compare.rs", "demos/memory/mod.rs"],
    &[
        "explore/search/count.rs",
        "explore/search/graph.rs",
        "explore/search/kinds.rs",
        "explore/search/witness.rs",
    ],
    &[
        "stats/doubt.rs",
        "stats/mod.rs",
        "stats/ratio.rs",
        "stats/summary.rs",
    ],
];

/// What few files may name, and which those are; a folder ends with `/`. The text that `explain`
/// shows is quoted, so it names nothing.
const RESERVED: &[(&str, &[&str])] = &[
    (
        "nix::time::ClockId::CLOCK_MONOTONIC",
        &["engine/record/clock.rs"],
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
        &["engine/live/stdout.rs", "system/terminal.rs"],
    ),
    ("std::io::stderr", &["app/", "system/terminal.rs"]),
    // It aborts where no thread is to be had, and gives no name.
    ("std::thread::spawn", &[]),
    ("std::thread::scope", &[]),
    (
        "std::thread::Builder::new",
        &[
            "app/check/case.rs",
            "app/explore.rs",
            "app/signals.rs",
            "demos/daemon/mod.rs",
            "demos/download/dial.rs",
            "demos/download/server.rs",
            "engine/children/sender.rs",
            "engine/live/mod.rs",
            "engine/thread_group.rs",
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
    assert!(
        used.keys().eq(rows.keys()),
        "rooms without row, or rows without room"
    );
    for (room, used) in &used {
        for (other, how) in used {
            assert!(
                rows[room].contains(other),
                "{room} may not use {other}: {how}"
            );
        }
        for other in rows[room] {
            assert!(used.contains_key(other), "{room} no longer uses {other}");
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let found = circles(&uses());
    let known = |circle: &BTreeSet<&str>| {
        let mut rows = KNOWN_CIRCLES.iter();
        rows.any(|row| circle.iter().all(|file| row.contains(file)))
    };
    let uses = uses();
    for circle in &found {
        let edges: Vec<_> = circle
            .iter()
            .flat_map(|file| {
                uses[file]
                    .intersection(circle)
                    .map(move |used| (file, used))
            })
            .collect();
        assert!(known(circle), "a circle of files: {edges:?}");
    }
    for row in KNOWN_CIRCLES {
        let still = found
            .iter()
            .any(|circle| circle.iter().all(|file| row.contains(file)));
        assert!(still, "no longer a circle: {row:?}");
    }
}

#[test]
fn the_clock_stdout_and_threads_belong_to_few_files() {
    for (name, owners) in RESERVED {
        let users: Vec<_> = NAMES
            .iter()
            .filter(|(_, names)| names.outside.contains(*name))
            .map(|(file, _)| file.as_str())
            .collect();
        let owned = |owner: &str, file: &str| {
            file == owner || owner.ends_with('/') && file.starts_with(owner)
        };
        for file in &users {
            let allowed = owners.iter().any(|owner| owned(owner, file));
            assert!(allowed, "{file} uses {name}");
        }
        for owner in *owners {
            let used = users.iter().any(|file| owned(owner, file));
            assert!(used, "{owner} no longer uses {name}");
        }
    }
}

#[test]
fn every_source_opens_with_what_it_owns() {
    for (file, text) in &CRATE.files {
        assert!(text.starts_with("//! "), "{file}");
    }
}

#[test]
fn sources_stay_short() {
    /// The house style says about 250; past this it is no longer "about".
    const MOST: usize = 400;
    for (file, text) in &CRATE.files {
        let lines = text.lines().count();
        assert!(lines <= MOST, "{file} has {lines} lines");
    }
}

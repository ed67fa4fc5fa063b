//! Third-party programs that some tests compare with, and what happens to those tests without them.

use std::io::Write;
use std::path::PathBuf;

/// The first of these programs that is on the path. If there is none, [`missing`] is called.
#[track_caller]
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    let mut places = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = places.find(|program| program.is_file());
    if found.is_none() {
        missing(names[0]);
    }
    found
}

/// Reports that a test does nothing because this tool is missing, bypassing the test runner, which would
/// capture the message. Under `CI` the test fails instead: `.ci/run` installs everything that the tests
/// use.
#[track_caller]
pub(crate) fn missing(tool: &str) {
    let test = std::thread::current();
    let test = test.name().unwrap_or("a test");
    assert!(
        std::env::var_os("CI").is_none(),
        "{test}: no {tool} is installed"
    );
    let _ = writeln!(std::io::stderr(), "skipped: {test}: no {tool} is installed");
}

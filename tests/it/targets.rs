//! The files that pictures go to: their owner, their kind, and what else happens to them.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::Path;

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::at_once::at_once;
use crate::runner::{PROGRAM, run, shell, words};

/// The trace that begins at the first brace of this text and ends with it.
fn trace_in(text: &str) -> Value {
    let start = text
        .find('{')
        .unwrap_or_else(|| panic!("no trace in {text}"));
    serde_json::from_str(&text[start..]).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_that_is_appended_to_keeps_its_lines() {
    for name in ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"] {
        for option in ["--trace", "--html"] {
            let folder = tempfile::tempdir().unwrap();
            let log = folder.path().join("app.log");
            fs::write(&log, "earlier\n").unwrap();
            let before = fs::metadata(&log).unwrap().ino();
            let line =
                format!("$T square-cube --delay 0s --format plain {option} {name} >>app.log");
            shell(&line).within(folder.path()).code(0).no_stderr();
            let text = fs::read_to_string(&log).unwrap();
            assert!(text.starts_with("earlier\ncalculate"), "{name}: {text}");
            assert!(text.contains("square : 4\n"), "{name}: {text}");
            assert!(text.contains("done in "), "{name}: {text}");
            if option == "--trace" {
                trace_in(&text);
            } else {
                assert!(text.ends_with("</html>"), "{name}");
            }
            assert_eq!(fs::metadata(&log).unwrap().ino(), before, "{name}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_picture_on_stderr_replaces_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let line = "$T fault --variants fail --quiet --trace /dev/stderr 2>app.log";
    shell(line).within(folder.path()).code(1);
    let text = fs::read_to_string(folder.path().join("app.log")).unwrap();
    let (trace, error) = text.split_once("error: ").expect("the error is there too");
    trace_in(trace);
    assert!(error.contains("a planned failure"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn another_descriptor_is_written_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let line = "exec 5>app.log; echo earlier >&5; \
                $T square-cube --delay 0s --quiet --trace /dev/fd/5";
    shell(line).within(folder.path()).code(0).no_stderr();
    let text = fs::read_to_string(folder.path().join("app.log")).unwrap();
    assert!(text.starts_with("earlier\n"), "{text}");
    trace_in(&text);
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_and_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    for line in [
        "square-cube --delay 0s --quiet --trace t.json",
        "square-cube --delay 0s --quiet --html t.html",
    ] {
        shell(&format!("ulimit -f 0; exec $T {line}"))
            .within(folder.path())
            .code(4)
            .one_error_on_stderr("File too large");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{line}");
    }
    shell("ulimit -f 0; exec $T list >list.txt")
        .within(folder.path())
        .code(4)
        .one_error_on_stderr("can't write to stdout");
}

#[test]
fn no_end_leaves_half_of_a_file() {
    let ends = [
        (Signal::SIGHUP, 129),
        (Signal::SIGQUIT, 131),
        (Signal::SIGXCPU, 152),
    ];
    at_once(ends.len(), &ends, |&(signal, died_of)| {
        let folder = tempfile::tempdir().unwrap();
        let line = "fault --variants none --lines 30000 --delay 0s --format plain --trace t.json";
        let mut running = run(words(line)).within(folder.path()).start();
        while !running.line().expect("it runs").contains("30000") {}
        running.signal(signal);
        let seen = running.finish();
        // It may have ended already.
        if seen.status.code() != Some(0) {
            seen.code(died_of);
        }
        for entry in fs::read_dir(folder.path()).unwrap() {
            assert_eq!(entry.unwrap().file_name(), "t.json");
        }
        if let Ok(text) = fs::read_to_string(folder.path().join("t.json")) {
            trace_in(&text);
        }
    });
}

#[test]
fn a_pipe_that_has_no_reader_is_waited_for_aloud() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    run(words(
        "square-cube --delay 0s --quiet --timeout 1500ms --trace pipe",
    ))
    .within(folder.path())
    .code(124)
    .stderr_has("waiting for a program that reads")
    .one_error_on_stderr("no program reads it");
}

/// A call of the program by a user who owns nothing here; `None` if there is no such user.
fn as_nobody(folder: &Path, line: &str) -> Option<crate::runner::Seen> {
    let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
    let possible = nix::unistd::geteuid().is_root()
        && shell(&format!("{nobody} {PROGRAM} --version"))
            .seen()
            .status
            .success();
    possible.then(|| {
        shell(&format!("exec {nobody} $T {line}"))
            .within(folder)
            .seen()
    })
}

#[test]
fn a_writable_file_in_a_folder_that_is_not_is_written_in_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let file = folder.path().join("t.json");
    fs::write(&file, "old".repeat(100_000)).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    let line = "square-cube --delay 0s --quiet --trace t.json";
    let Some(seen) = as_nobody(folder.path(), line) else {
        return;
    };
    seen.code(0).no_stderr();
    trace_in(&fs::read_to_string(&file).unwrap());
}

#[test]
fn anothers_file_in_a_sticky_folder_is_written_in_place() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).unwrap();
    let file = folder.path().join("t.json");
    fs::write(&file, "old").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o666)).unwrap();
    chown(&file, Some(1234), None).unwrap();
    let line = "square-cube --delay 0s --quiet --trace t.json";
    let Some(seen) = as_nobody(folder.path(), line) else {
        return;
    };
    // Some systems refuse even the shell's `>` there.
    if seen.status.code() == Some(0) {
        trace_in(&fs::read_to_string(&file).unwrap());
        assert_eq!(fs::metadata(&file).unwrap().uid(), 1234);
    } else {
        seen.code(4).one_error();
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_mounted_is_written_in_place() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["real", "t.json"] {
        fs::write(folder.path().join(name), "old").unwrap();
    }
    let line = "mount --bind real t.json || exit 77; \
                exec $T square-cube --delay 0s --quiet --trace t.json";
    let script = format!("exec unshare -m sh -c '{line}'");
    let seen = shell(&script).within(folder.path()).seen();
    if [Some(1), Some(77), Some(127)].contains(&seen.status.code()) {
        eprintln!("left out, since nothing can be mounted here: {seen}");
        return;
    }
    seen.code(0).no_stderr();
    trace_in(&fs::read_to_string(folder.path().join("real")).unwrap());
}

#[test]
fn a_planted_link_is_followed_only_where_the_shell_follows_it() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o1777)).unwrap();
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::write(secret.path(), "secret").unwrap();
    let link = folder.path().join("t.json");
    symlink(secret.path(), &link).unwrap();
    std::os::unix::fs::lchown(&link, Some(65534), Some(65534)).unwrap();
    let shell_follows = shell("echo >>t.json")
        .within(folder.path())
        .seen()
        .status
        .success();
    let seen = run(words("square-cube --delay 0s --quiet --trace t.json"))
        .within(folder.path())
        .seen();
    if shell_follows {
        seen.code(0);
    } else {
        seen.code(4).one_error();
        assert_eq!(fs::read_to_string(secret.path()).unwrap(), "secret");
    }
}

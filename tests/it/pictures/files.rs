//! The files: refused before the run, complete after it, whatever happens in between.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn program(words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_threaddemo"));
    command.args(words.split_whitespace()).stdin(Stdio::null());
    command
}

fn said(command: &mut Command) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

fn is_whole(folder: &Path) {
    let trace = fs::read(folder.join("t.json")).unwrap();
    serde_json::from_slice::<serde_json::Value>(&trace).unwrap();
    let page = fs::read_to_string(folder.join("p.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        2,
        "nothing else is left"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_refused_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    for (option, file) in [
        ("--trace", format!("{path}/none/t.json")),
        ("--html", path.clone()),
        ("--html", "/proc/page.html".to_owned()),
        ("--trace", format!("{path}/{}", "x".repeat(300))),
    ] {
        let (code, stdout, stderr) = said(program("square-cube").args([option, &file]));
        assert_eq!(code, Some(4), "{stderr}");
        assert!(
            stderr.starts_with("error: can't write") && stderr.contains(&file),
            "{stderr}"
        );
        assert_eq!(stdout, "");
    }
}

#[test]
fn two_pictures_in_one_file_and_a_timeline_in_json_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program("square-cube --trace ./x --html x");
    let (code, stdout, stderr) = said(command.current_dir(folder.path()));
    assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
    assert!(stderr.contains("same file"), "{stderr}");
    for format in ["json", "plain"] {
        let words = format!("square-cube --timeline always --format {format}");
        let (code, stdout, stderr) = said(&mut program(&words));
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
    }
}

#[test]
fn a_reader_that_goes_away_gets_its_files_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program("square-cube --delay 20ms --trace t.json --html p.html")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    is_whole(folder.path());
    let trace = fs::read_to_string(folder.path().join("t.json")).unwrap();
    assert!(trace.contains("square-cube: threads"), "both variants ran");
}

#[test]
fn an_interrupted_run_leaves_whole_files_of_what_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program("square-cube --delay 1h --threads --trace t.json --html p.html")
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().contains("calculate") {}
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGINT).unwrap();
    lines.for_each(drop);
    assert_eq!(child.wait().unwrap().signal(), Some(Signal::SIGINT as i32));
    is_whole(folder.path());
    let page = fs::read_to_string(folder.path().join("p.html")).unwrap();
    assert!(page.contains("interrupted"));
}

#[test]
fn a_pipe_is_waited_for_until_somebody_reads_it_or_the_time_is_out() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let call = || {
        let mut call = program("square-cube --delay 0s --format plain --trace");
        call.arg(&pipe);
        call
    };
    let (code, stdout, stderr) = said(call().args(["--timeout", "1s"]));
    assert_eq!(code, Some(124), "{stderr}");
    assert!(stderr.contains("no program reads it"), "{stderr}");
    assert!(stdout.contains("cube : 729"), "{stdout}");

    let mut late = call().stdout(Stdio::null()).spawn().unwrap();
    let trace = fs::read(&pipe).unwrap();
    serde_json::from_slice::<serde_json::Value>(&trace).unwrap();
    assert_eq!(late.wait().unwrap().code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_reads_no_further_does_not_hold_up_the_time_out() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let never_read = fs::File::options().read(true).write(true).open(&pipe);
    // Far more than fits into the pipe.
    let mut call = program("fault --lines 5000 --quiet --timeout 1s --trace");
    let (code, _, stderr) = said(call.arg(&pipe));
    assert_eq!(code, Some(124), "{stderr}");
    assert!(stderr.contains("no program reads it"), "{stderr}");
    drop(never_read.unwrap());
}

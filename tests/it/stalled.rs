//! A reader that doesn't read, or that lags: a full pipe or socket must not keep the program from ending,
//! and a reader that continues still gets what was measured.

use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::runner::PROGRAM;

/// Prints more lines than a pipe or a socket holds to this stdout, with a time-out.
fn talk_to(stdout: impl Into<Stdio>) -> std::process::Child {
    talk(&mut Command::new(PROGRAM), stdout)
}

fn talk(command: &mut Command, stdout: impl Into<Stdio>) -> std::process::Child {
    let lines = ["fault", "--lines", "100000", "--format", "plain"];
    command
        .args(lines)
        .args(["--timeout", "200ms"])
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_reader_that_never_reads_does_not_hold_up_the_time_out() {
    // The pipe is kept open but never read.
    let mut child = talk_to(Stdio::piped());
    let never_read = child.stdout.take();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(never_read);
}

#[test]
fn nor_does_one_at_the_other_end_of_a_socket() {
    let (never_read, stdout) = UnixStream::pair().unwrap();
    let mut child = talk_to(OwnedFd::from(stdout));
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(never_read);
}

#[cfg(target_os = "linux")]
#[test]
fn nor_does_one_of_a_pipe_that_belongs_to_another_user() {
    if !nix::unistd::geteuid().is_root() {
        // There is no user here to whom this user's pipes are closed.
        return;
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM]);
    let mut child = talk(&mut command, Stdio::piped());
    let never_read = child.stdout.take();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(never_read);
}

/// Reads a page at a time with a pause after each, so that the pipe is full when the time is up.
fn read_slowly(mut stdout: impl Read) -> String {
    let (mut read, mut page) = (Vec::new(), [0; 4096]);
    loop {
        let bytes = stdout.read(&mut page).unwrap();
        if bytes == 0 {
            return String::from_utf8(read).unwrap();
        }
        read.extend_from_slice(&page[..bytes]);
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn one_that_is_behind_is_told_what_was_measured_and_no_task_is_blamed() {
    for format in ["plain", "text"] {
        let mut child = Command::new(PROGRAM)
            .args(["fault", "--tasks", "8", "--lines", "100000"])
            .args(["--timeout", "200ms", "--format", format])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let text = read_slowly(child.stdout.take().unwrap());
        let seen = child.wait_with_output().unwrap();
        assert_eq!(seen.status.code(), Some(124));
        let stderr = String::from_utf8(seen.stderr).unwrap();
        assert_eq!(stderr, "", "{format}");
        let end = &text[text.len().saturating_sub(300)..];
        let reports = end.contains("out of time before the first run");
        assert_eq!(reports, format == "text", "{end}");
    }
}

/// The write end of a full pipe, and its read end.
fn full_pipe() -> (std::io::PipeReader, std::io::PipeWriter) {
    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    let (reader, writer) = std::io::pipe().unwrap();
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    while nix::unistd::write(&writer, &[0; 4096]).is_ok() {}
    while nix::unistd::write(&writer, &[0]).is_ok() {}
    fcntl(&writer, FcntlArg::F_SETFL(OFlag::empty())).unwrap();
    (reader, writer)
}

/// The program with something to print to a stderr that is never read.
fn with_full_stderr(more: &[&str]) -> (std::process::Child, std::io::PipeReader) {
    let (never_read, stderr) = full_pipe();
    let child = Command::new(PROGRAM)
        .args(["fault", "--variants", "fail", "--format", "plain"])
        .args(more)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr)
        .spawn()
        .unwrap();
    (child, never_read)
}

#[test]
fn a_stderr_that_is_never_read_holds_up_no_time_out() {
    let (mut child, never_read) = with_full_stderr(&["--timeout", "300ms"]);
    let ended = child.wait().unwrap();
    // It had already failed, and the time ran out while it reported that.
    assert!([Some(1), Some(124)].contains(&ended.code()), "{ended}");
    drop(never_read);
}

#[test]
fn a_stderr_that_is_never_read_holds_up_no_sigterm() {
    let (mut child, never_read) = with_full_stderr(&[]);
    let mut stdout = String::new();
    let mut line = [0; 1];
    let mut out = child.stdout.take().unwrap();
    while !stdout.contains("done in") && out.read(&mut line).unwrap() > 0 {
        stdout.push(char::from(line[0]));
    }
    let id = nix::unistd::Pid::from_raw(child.id().cast_signed());
    nix::sys::signal::kill(id, nix::sys::signal::Signal::SIGTERM).unwrap();
    let ended = child.wait().unwrap();
    assert_eq!(
        std::os::unix::process::ExitStatusExt::signal(&ended),
        Some(15)
    );
    drop(never_read);
}

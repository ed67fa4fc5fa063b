//! A reader that doesn't read: a full pipe or socket must not keep the program from ending.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};

use crate::runner::PROGRAM;

/// More lines than a pipe or a socket holds, to this stdout, with a time-out.
fn talk_to(stdout: impl Into<Stdio>) -> std::process::Child {
    let lines = ["fault", "--lines", "100000", "--format", "plain"];
    Command::new(PROGRAM)
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
    // The pipe is held open and never read.
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

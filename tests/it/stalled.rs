//! A reader that doesn't read: a full pipe must not keep the program from ending.

use std::process::Stdio;

use crate::runner::PROGRAM;

#[test]
fn a_reader_that_never_reads_does_not_hold_up_the_time_out() {
    // The pipe is held open and never read; 64 KiB of lines fill it.
    let mut child = std::process::Command::new(PROGRAM)
        .args([
            "fault",
            "--lines",
            "100000",
            "--format",
            "plain",
            "--timeout",
            "200ms",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let never_read = child.stdout.take();
    assert_eq!(child.wait().unwrap().code(), Some(124));
    drop(never_read);
}

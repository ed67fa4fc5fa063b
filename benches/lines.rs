//! Lines from 1 and from 8 threads into a pipe, through lanes and the one writer, against `println!`.
//! Goal: with 8 threads at least 2.5 times as many per second (ideally 5).
//!
//! `cargo bench --bench lines`
//!
//! Each measurement is its own process (this program again) whose stdout is a pipe into `cat`; it reports
//! on stderr how long it took from the start of the threads to the last byte written.

mod turns;

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;

use threaddemo::engine::live::{self, Live};
use threaddemo::engine::record::{Clock, Outlet, Recorder};
use threaddemo::engine::stop::Stop;
use threaddemo::report::line;

use turns::{cost, seconds, trial};

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    let number = |place: usize| arguments[place].parse::<usize>().unwrap();
    match arguments.get(1).map(String::as_str) {
        Some("--live") => eprintln!("{}", through_live(number(2), number(3))),
        Some("--println") => eprintln!("{}", through_println(number(2), number(3))),
        _ => compare(),
    }
}

fn compare() {
    for threads in [1, 8] {
        let lines = if trial() { 1000 } else { 2_000_000 / threads };
        let rate = |seconds: f64| format!("{:.2} M/s", (threads * lines) as f64 / seconds / 1e6);
        cost(
            &format!("{threads} x {lines} lines / println!"),
            11,
            &rate,
            || child("--live", threads, lines),
            || child("--println", threads, lines),
        );
    }
    let lines = if trial() { 1000 } else { 250_000 };
    let rate = |seconds: f64| format!("{:.2} M/s", (8 * lines) as f64 / seconds / 1e6);
    cost(
        &format!("the whole program, 8 x {lines} / println!"),
        11,
        &rate,
        || program(8, lines),
        || child("--println", 8, lines),
    );
}

/// Runs one measurement in its own process, and returns its seconds.
fn child(way: &str, threads: usize, lines: usize) -> f64 {
    let arguments = [way.to_owned(), threads.to_string(), lines.to_string()];
    let output = into_cat(Command::new(std::env::current_exe().unwrap()).args(arguments));
    output.trim().parse().unwrap()
}

/// The whole program from start to end, including recording and checks.
fn program(tasks: usize, lines: usize) -> f64 {
    let (tasks, lines) = (tasks.to_string(), lines.to_string());
    let mut command = Command::new(env!("CARGO_BIN_EXE_threaddemo"));
    command.args([
        "fault", "--tasks", &tasks, "--lines", &lines, "--format", "plain",
    ]);
    seconds(|| into_cat(&mut command))
}

/// Runs a command with its stdout piped into `cat`, and returns its stderr.
fn into_cat(command: &mut Command) -> String {
    let mut cat = Command::new("cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    command.stdout(cat.stdin.take().unwrap());
    let output = command.stderr(Stdio::piped()).spawn().unwrap();
    // The command would keep the pipe open, and `cat` would wait for it.
    command.stdout(Stdio::null());
    let output = output.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(cat.wait().unwrap().success());
    String::from_utf8(output.stderr).unwrap()
}

/// Makes this many threads print this many lines each, and returns how many seconds that took.
fn say(
    threads: usize,
    lines: usize,
    talk: impl Fn(usize, usize) + Sync,
    end: impl FnOnce(),
) -> f64 {
    let gate = Barrier::new(threads + 1);
    let time = thread::scope(|scope| {
        for index in 0..threads {
            let (gate, talk) = (&gate, &talk);
            scope.spawn(move || {
                gate.wait();
                talk(index, lines);
            });
        }
        gate.wait();
        Clock::start()
    });
    end();
    time.now().seconds()
}

fn through_live(threads: usize, lines: usize) -> f64 {
    let stop = Stop::new();
    let live = Live::new(live::stdout(&stop), stop.clone(), false);
    let outlet = Outlet {
        line: Some(live.outlet(line::plain())),
        ..Outlet::default()
    };
    let recorder = Recorder::new(Clock::start(), stop, outlet, vec![], vec![]);
    let talk = |index: usize, lines: usize| {
        let mut lane = recorder.lane(format!("task-{index}"));
        for line in 0..lines {
            lane.say(format_args!("task-{index} says line {line:>12}"));
        }
    };
    say(threads, lines, talk, || live.finish().unwrap())
}

fn through_println(threads: usize, lines: usize) -> f64 {
    let talk = |index: usize, lines: usize| {
        for line in 0..lines {
            println!("task-{index} says line {line:>12}");
        }
    };
    say(threads, lines, talk, || io::stdout().flush().unwrap())
}

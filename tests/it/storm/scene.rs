//! One random run: what is run, under which limit, with which output, and which signals it receives.

use std::fmt::{self, Write as _};
use std::time::Duration;

use nix::sys::signal::Signal;

use super::dice::Dice;

/// The commands; `N` is a number that is sometimes large, `FILE` a Python program from `examples/python`.
const LINES: &[&str] = &[
    "square-cube --delay 5ms --all",
    "square-cube --delay 0s --pool=N",
    "square-cube --delay 2ms --runs 7",
    "numbers-letters --count N --delay 0s --threads",
    "numbers-letters --count 5 --delay 5ms --all",
    "workers --workers N --delay 5ms",
    "workers --workers 3 --delay 5ms --all",
    "daemon --interval 1ms --main-for 40ms --all",
    "daemon --interval 0s --main-for 20ms",
    "counter --increments N --all",
    "semaphore --workers N --delay 1ms --all",
    "event --workers N --delay 20ms --all",
    "condition --items N --delay 0s --all",
    "queue --items N --delay 0s --all",
    "memory --workers N",
    "hash --blocks N --size 0 --all",
    "hash --blocks 4 --size 64KiB --all",
    "download --files 3 --size 4KiB --latency 5ms --all",
    "oversubscribe --blocks 4",
    "philosophers --delay 1ms --all",
    "fault --lines N --tasks 3",
    "fault --variants panic,fail,wrong,lost-line,deadlock --lines 3",
    "fault --variants killed-child,hung-child --timeout 100ms",
    "fault --variants hang,sleep --timeout 100ms",
    "barrier --workers N --delay 1ms --all",
    "readers-writers --readers N --delay 1ms --all",
    "transfer --hold 30ms --all",
    "tickets --workers N --all",
    "cache-line --workers 2 --increments N --all",
    "peterson --rounds N --all",
    "reorder --for 10ms --all",
    "numbers-letters --delay 1ms --variants torn",
    "counter --schedule ABBA",
    "transfer --gate",
    "square-cube --delay 1ms --runs 3 --save s.json",
    "square-cube --delay 1ms --cast c.cast",
    "hash --blocks 8 --size 4KiB --scale 1,2,4",
    "commands 'echo one' 'sleep 0.02' 'seq N' --all",
    "run FILE",
    "run FILE --runs 3",
    "run FILE --gate",
    "run examples/python/counter.py --schedule ABBA",
    "run FILE --python",
    "explore FILE",
    "explore FILE --loops 2",
    "explore tickets",
    "explore reorder",
    "compare 'sleep 0.01' 'seq N' --runs 3",
    "tour 4",
    "tour --list",
    "check counter semaphore",
    "check philosophers memory",
    "philosophers --philosophers N --hold 30ms --variants naive",
    "check fault --limit 200ms",
    "explore counter --workers 3 --increments 2",
    "explore philosophers",
    "list",
    "explain hash",
];

/// Programs that deadlock, raise, wait, count, never end, and end.
const FILES: &[&str] = &[
    "bank",
    "counter",
    "daemon",
    "forgotten_notify",
    "lock_order",
    "peterson",
    "philosophers",
    "pool",
    "uncaught",
    "work_queue",
];

/// The commands that aren't demos, and so have none of a demo's options.
const OTHERS: &[&str] = &["check", "compare", "explore", "explain", "list", "tour"];

const LIMITS: &[&str] = &[
    // The minimum in which a debug build can be loaded at all, and some more.
    "ulimit -v 30000",
    "ulimit -v 60000",
    "ulimit -v 140000",
    "ulimit -v 300000",
    "ulimit -d 4000",
    "ulimit -d 13000",
    "ulimit -d 40000",
    "ulimit -n 12",
    "ulimit -n 20",
    "ulimit -f 0",
    "ulimit -f 20",
    "ulimit -s 256",
];

const ENDING: &[Signal] = &[
    Signal::SIGINT,
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
];

/// Where stdout goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    Read,
    Slow,
    /// A pipe whose reader is gone.
    Closed,
    /// A full disk.
    Full,
    Terminal,
}

/// One random run.
pub(super) struct Scene {
    seed: u64,
    pub(super) line: String,
    limit: Option<String>,
    pub(super) output: Output,
    /// The delay of each signal after the start.
    pub(super) signals: Vec<(Duration, Signal)>,
}

impl Scene {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let mut line = dice.one_of(LINES).to_owned();
        let large = dice.once_in(4);
        let number = dice.below(if large { 3000 } else { 12 }) + 2;
        // Thousands of children are left to another test.
        let number = if line.starts_with("memory") || line.contains("--size 0 --all") {
            number.min(60)
        } else {
            number
        };
        line = line.replace('N', &number.to_string());
        if line.contains("FILE") {
            line = line.replace(
                "FILE",
                &format!("examples/python/{}.py", dice.one_of(FILES)),
            );
        }
        line = line.replace(
            "examples/",
            concat!(env!("CARGO_MANIFEST_DIR"), "/examples/"),
        );
        let is_demo = !OTHERS.iter().any(|other| line.starts_with(other));
        if is_demo {
            line += dice.one_of(&["", " --format plain", " --format json", " --quiet"]);
            if dice.once_in(3) {
                line += dice.one_of(&[" --trace t.json", " --html p.html --trace t.json"]);
            }
        } else if line.starts_with("explore") && dice.once_in(2) {
            line += " --format json";
        }
        let has_end = ["tour", "explain", "list"]
            .iter()
            .any(|other| line.starts_with(other));
        if !line.contains("--timeout") && !has_end {
            // Whatever else happens, no run takes longer than this.
            let time = if dice.once_in(4) {
                dice.below(300)
            } else {
                5000
            };
            write!(line, " --timeout {time}ms").expect("a string takes it");
        }
        Self {
            limit: dice.once_in(2).then(|| limit(&mut dice)),
            output: dice.one_of(&[
                Output::Read,
                Output::Read,
                Output::Read,
                Output::Slow,
                Output::Closed,
                Output::Full,
                Output::Terminal,
            ]),
            signals: signals(&mut dice),
            seed,
            line,
        }
    }

    /// The shell script that runs it.
    pub(super) fn script(&self, program: &str) -> String {
        let line = &self.line;
        match &self.limit {
            Some(limit) if limit.starts_with("ulimit") => format!("{limit}; exec {program} {line}"),
            Some(wrapper) => format!("exec {wrapper} {program} {line}"),
            None => format!("exec {program} {line}"),
        }
    }
}

fn limit(dice: &mut Dice) -> String {
    if nix::unistd::geteuid().is_root() && dice.once_in(5) {
        let nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        // Other runs of the same user count too, so the limit may be hit anywhere.
        return format!("{nobody} prlimit --nproc={}", 2 + dice.below(20));
    }
    dice.one_of(LIMITS).to_owned()
}

fn signals(dice: &mut Dice) -> Vec<(Duration, Signal)> {
    let at = Duration::from_millis(dice.below(250));
    let soon = Duration::from_millis(dice.below(200));
    let ending = dice.one_of(ENDING);
    match dice.below(6) {
        0 | 1 => vec![(at, ending)],
        2 => vec![(at, ending), (at + soon, dice.one_of(ENDING))],
        3 => vec![(at, Signal::SIGSTOP), (at + soon, Signal::SIGCONT)],
        _ => Vec::new(),
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script("threaddemo");
        let (seed, output, signals) = (self.seed, self.output, &self.signals);
        write!(
            out,
            "THREADDEMO_STORM_SEED={seed}\n{script}\nstdout: {output:?}, signals: {signals:?}"
        )
    }
}

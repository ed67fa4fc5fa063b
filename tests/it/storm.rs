//! Random runs under random limits, signals and outputs: whatever happens, the program ends in one of the
//! documented ways, in time, with complete output, and leaves nothing behind.
//!
//! A failure names the seed of its run; `THREADDEMO_STORM_SEED=N` starts from this one.
#![cfg(target_os = "linux")]

mod dice;
mod scene;

use std::fs;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::pty::openpty;
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;

use crate::repeats::repeats;
use crate::runner::PROGRAM;
use scene::{Output, Scene};

/// A run that has not ended by then hangs; the longest take seconds, even on a crowded machine.
const HANGS: Duration = Duration::from_mins(2);

#[test]
fn whatever_happens_the_program_ends_as_it_documents() {
    let runs = repeats(5) as u64;
    let first = std::env::var("THREADDEMO_STORM_SEED").map_or(1, |seed| seed.parse().unwrap());
    let next = AtomicU64::new(first);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + runs {
                        return;
                    }
                    play(&Scene::of(seed));
                }
            });
        }
    });
}

/// What was observed of one run.
struct Ended {
    status: ExitStatus,
    /// Everything written to stdout, if it was read to its end.
    stdout: Option<String>,
    stderr: String,
}

fn play(scene: &Scene) {
    let folder = tempfile::tempdir().unwrap();
    let ended = run(scene, folder.path());
    let told = || {
        let Ended {
            status,
            stdout,
            stderr,
        } = &ended;
        format!("{scene}\n{status}\n--- stdout\n{stdout:?}\n--- stderr\n{stderr}")
    };
    as_documented(scene, ended.status, &told);
    if let Some(stdout) = &ended.stdout {
        whole(scene, stdout, ended.status, &told);
    }
    assert!(
        ended.stderr.is_empty() || ended.stderr.ends_with('\n'),
        "a torn message: {}",
        told()
    );
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let sound = match path.file_name().and_then(|name| name.to_str()) {
            Some("t.json" | "s.json") => is_json(&text),
            Some("c.cast") => text.ends_with('\n') && text.lines().all(is_json),
            Some("p.html") => text.ends_with("</html>"),
            _ => false,
        };
        assert!(sound, "{} is left behind: {}", path.display(), told());
    }
}

fn is_json(text: &str) -> bool {
    text.parse::<serde_json::Value>().is_ok()
}

/// It ended with a code from the table, or by a signal that it was sent.
fn as_documented(scene: &Scene, status: ExitStatus, told: &dyn Fn() -> String) {
    let fine = match (status.code(), status.signal()) {
        (Some(code), _) => [0, 1, 3, 4, 5, 124].contains(&code),
        (None, Some(signal)) => scene.signals.iter().any(|(_, sent)| *sent as i32 == signal),
        (None, None) => false,
    };
    assert!(fine, "no end that is documented: {}", told());
}

/// Stdout has only whole lines, and a document says how the run ended.
fn whole(scene: &Scene, stdout: &str, status: ExitStatus, told: &dyn Fn() -> String) {
    assert!(
        stdout.is_empty() || stdout.ends_with('\n'),
        "a torn line: {}",
        told()
    );
    // SIGQUIT and a second signal end it at once, even between two lines of a document.
    let sent = scene.signals.iter().map(|(_, signal)| *signal);
    let ending = sent.filter(|sent| ![Signal::SIGSTOP, Signal::SIGCONT].contains(sent));
    let at_once = ending.count() > 1 || status.signal() == Some(Signal::SIGQUIT as i32);
    if !scene.line.contains("--format json") || stdout.is_empty() || at_once {
        return;
    }
    let document: serde_json::Value =
        serde_json::from_str(stdout).unwrap_or_else(|error| panic!("{error}: {}", told()));
    // A signal that arrives after the report ends the program too.
    if let (Some(ended), Some(code)) = (document.get("ended"), status.code()) {
        assert_eq!(ended == "timeout", code == 124, "{}", told());
    }
}

/// Plays the scene to its end, which must come in time and leave no process behind.
fn run(scene: &Scene, folder: &Path) -> Ended {
    let mut command = Command::new("sh");
    command
        .args(["-c", &scene.script(PROGRAM)])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .env_remove("RUST_BACKTRACE")
        .env("LC_ALL", "C.UTF-8")
        .env("TERM", "xterm")
        .process_group(0);
    let (mut child, reader) = start(command, scene.output);
    let begun = Instant::now();
    let mut errors = child.stderr.take().unwrap();
    let errors = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        errors.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let group = Pid::from_raw(child.id().cast_signed());
    for &(at, signal) in &scene.signals {
        std::thread::sleep(at.saturating_sub(begun.elapsed()));
        // It may have ended already.
        let _gone = kill(group, signal);
    }
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > HANGS {
            let _gone = killpg(group, Signal::SIGKILL);
            panic!("it hangs: {scene}");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    // A child is killed with its parent, but takes a moment to disappear.
    let patience = Instant::now();
    while killpg(group, None) != Err(Errno::ESRCH) {
        assert!(
            patience.elapsed() < Duration::from_secs(20),
            "a child has outlived its parent: {scene}"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    Ended {
        status,
        stdout: reader.and_then(|reader| reader.join().unwrap()),
        stderr: errors.join().unwrap(),
    }
}

type Reader = std::thread::JoinHandle<Option<String>>;

/// Starts the command with this output, and what reads it.
fn start(mut command: Command, output: Output) -> (Child, Option<Reader>) {
    if output == Output::Terminal {
        let pty = openpty(None, None).unwrap();
        command.stdout(pty.slave);
        let child = command.spawn().unwrap();
        drop(command);
        let mut master = fs::File::from(pty.master);
        let reader = std::thread::spawn(move || {
            // Its end is an error.
            while master.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {}
            None
        });
        return (child, Some(reader));
    }
    if output == Output::Full {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        return (command.stdout(full).spawn().unwrap(), None);
    }
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || match output {
        Output::Closed => None,
        Output::Slow => {
            let mut page = [0; 1000];
            while stdout.read(&mut page).is_ok_and(|read| read > 0) {
                std::thread::sleep(Duration::from_millis(3));
            }
            None
        }
        _ => {
            let mut bytes = Vec::new();
            stdout.read_to_end(&mut bytes).unwrap();
            Some(String::from_utf8(bytes).unwrap())
        }
    });
    (child, Some(reader))
}

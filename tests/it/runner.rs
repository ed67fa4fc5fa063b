//! A small fluent runner for the real program.
//!
//! `run(["list"]).code(0).stdout_has("square-cube")` runs it to its end; [`Call::start`] leaves it
//! running, to be read from and signaled. Nothing in the caller's terminal or environment that the
//! program depends on reaches it, and its stdin is closed.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

use nix::errno::Errno;
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde_json::Value;

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_threaddemo");

/// A program that should have ended by this time hangs: the test fails instead of hanging too.
const HANGS: Duration = Duration::from_mins(5);

/// A call of the program with these arguments.
pub(crate) fn run<I>(arguments: I) -> Call
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    Call::new(command)
}

/// A call of another program than the one under test: an example.
pub(crate) fn program(path: impl AsRef<OsStr>) -> Call {
    Call::new(Command::new(path))
}

/// A call of a shell script in which `$T` is the program: for pipes, redirections and limits.
pub(crate) fn shell(script: &str) -> Call {
    let mut command = Command::new("sh");
    command.args(["-c", script]).env("T", PROGRAM);
    Call::new(command)
}

/// A program that is about to be started.
pub(crate) struct Call {
    command: Command,
    terminal: Option<u16>,
}

impl Call {
    fn new(mut command: Command) -> Self {
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "COLUMNS",
            "LANG",
            "LC_CTYPE",
        ] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C.UTF-8").env("TERM", "xterm");
        command.stdin(Stdio::null());
        Self {
            command,
            terminal: None,
        }
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Starts it in its own process group.
    pub(crate) fn in_a_group(mut self) -> Self {
        self.command.process_group(0);
        self
    }

    /// Starts it in this folder.
    pub(crate) fn within(mut self, folder: impl AsRef<std::path::Path>) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Gives it a terminal of this many columns as its stdout and stderr, which then read as one text.
    pub(crate) fn on_terminal(mut self, columns: u16) -> Self {
        self.terminal = Some(columns);
        self
    }

    /// Runs it to its end, and checks its exit code.
    pub(crate) fn code(self, code: i32) -> Seen {
        self.seen().code(code)
    }

    /// Runs it to its end, whatever that is.
    pub(crate) fn seen(self) -> Seen {
        self.start().finish()
    }

    /// Starts it and leaves it running.
    pub(crate) fn start(mut self) -> Running {
        let words = format!("{:?}", self.command);
        let (stdout, stderr): (Box<dyn Read + Send>, Box<dyn Read + Send>);
        let child;
        if let Some(columns) = self.terminal {
            let size = Winsize {
                ws_row: 50,
                ws_col: columns,
                ws_xpixel: 0,
                ws_ypixel: 0,
            };
            let pty = openpty(Some(&size), None).unwrap();
            self.command.stderr(pty.slave.try_clone().unwrap());
            self.command.stdout(pty.slave);
            child = self.command.spawn().unwrap();
            // The command keeps the pty's slave end, whose last copy has to be closed by the child.
            drop(self.command);
            stdout = Box::new(Master(File::from(pty.master)));
            stderr = Box::new(std::io::empty());
        } else {
            self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut piped = self.command.spawn().unwrap();
            stdout = Box::new(piped.stdout.take().unwrap());
            stderr = Box::new(piped.stderr.take().unwrap());
            child = piped;
        }
        Running {
            child: Some(child),
            words,
            output: reader("stdout", stdout),
            read: Vec::new(),
            told: 0,
            errors: reader("stderr", stderr),
        }
    }
}

/// The master end of a terminal, where the end of the last writer is an error.
struct Master(File);

impl Read for Master {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(bytes) {
            Err(error) if error.raw_os_error() == Some(nix::libc::EIO) => Ok(0),
            read => read,
        }
    }
}

/// Reads on a separate thread, so that the program never blocks on a full pipe.
fn reader(name: &str, mut from: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (send, chunks) = channel();
    let read = move || {
        let mut chunk = vec![0; 1 << 16];
        loop {
            let bytes = from.read(&mut chunk).unwrap();
            // Nobody may be interested any more.
            if bytes == 0 || send.send(chunk[..bytes].to_vec()).is_err() {
                return;
            }
        }
    };
    Builder::new().name(name.into()).spawn(read).unwrap();
    chunks
}

/// A running program. Dropping it kills it.
pub(crate) struct Running {
    child: Option<Child>,
    words: String,
    output: Receiver<Vec<u8>>,
    read: Vec<u8>,
    /// How much of what was read has been returned as lines.
    told: usize,
    errors: Receiver<Vec<u8>>,
}

impl Running {
    /// The process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// The next line that it prints, without its line end, as soon as it arrives; `None` at the end.
    pub(crate) fn line(&mut self) -> Option<String> {
        let begin = self.told;
        let is_end = |byte: &u8| *byte == b'\n';
        self.told = loop {
            if let Some(length) = self.read[begin..].iter().position(is_end) {
                break begin + length + 1;
            }
            match next(&self.output, &self.words) {
                Some(chunk) => self.read.extend_from_slice(&chunk),
                None => break self.read.len(),
            }
        };
        let line = self.read[begin..self.told].to_vec();
        (!line.is_empty()).then(|| text(line).trim_end_matches('\n').to_owned())
    }

    /// Sends it this signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.id().try_into().unwrap()), signal).unwrap();
    }

    /// Sends this signal to its process group; it must have been started in one.
    pub(crate) fn signal_group(&self, signal: Signal) {
        killpg(Pid::from_raw(self.id().try_into().unwrap()), signal).unwrap();
    }

    /// The ids of the processes that it has started and that have not ended.
    pub(crate) fn children(&self) -> Vec<u32> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.id())).unwrap();
        threads
            .flatten()
            .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
            .flat_map(|ids| {
                ids.split_whitespace()
                    .map(|id| id.parse().unwrap())
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// Waits until there are threads named `name`, and each of them sleeps in the kernel.
    #[cfg(target_os = "linux")]
    pub(crate) fn until_asleep(&self, name: &str) {
        let folder = format!("/proc/{}/task", self.id());
        loop {
            let states: Vec<_> = std::fs::read_dir(&folder)
                .unwrap()
                .flatten()
                .filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok())
                .filter(|stat| stat.contains(&format!("({name})")))
                .collect();
            let asleep = |stat: &String| stat.contains(") S ");
            if !states.is_empty() && states.iter().all(asleep) {
                return;
            }
            std::thread::yield_now();
        }
    }

    /// Whether it has ended.
    pub(crate) fn ended(&mut self) -> bool {
        self.child.as_mut().unwrap().try_wait().unwrap().is_some()
    }

    /// Waits for its end.
    pub(crate) fn finish(mut self) -> Seen {
        while let Some(chunk) = next(&self.output, &self.words) {
            self.read.extend_from_slice(&chunk);
        }
        let mut stderr = Vec::new();
        while let Some(chunk) = next(&self.errors, &self.words) {
            stderr.extend_from_slice(&chunk);
        }
        let status = self.child.take().unwrap().wait().unwrap();
        Seen {
            words: std::mem::take(&mut self.words),
            status,
            stdout: text(std::mem::take(&mut self.read)),
            stderr: text(stderr),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ended = child.kill();
            let _reaped = child.wait();
        }
    }
}

fn next(chunks: &Receiver<Vec<u8>>, words: &str) -> Option<Vec<u8>> {
    match chunks.recv_timeout(HANGS) {
        Ok(chunk) => Some(chunk),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => panic!("{words} has hung for {HANGS:?}"),
    }
}

/// A program prints UTF-8; a terminal also puts a carriage return at line ends.
fn text(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes).unwrap();
    if text.as_bytes().contains(&b'\r') {
        text.replace("\r\n", "\n")
    } else {
        text
    }
}

/// What was observed of a program that has ended. A failing assertion shows what it printed.
pub(crate) struct Seen {
    words: String,
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            words,
            status,
            stdout,
            stderr,
        } = self;
        write!(
            f,
            "{words}\n{status}\n--- stdout\n{stdout}\n--- stderr\n{stderr}\n---"
        )
    }
}

impl Seen {
    /// Its exit code was this; one above 128 is the shell's, for a program killed by a signal.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        if code > 128 {
            assert_eq!(self.status.signal(), Some(code - 128), "{self}");
            return self;
        }
        assert_eq!(self.status.signal(), None, "ended by a signal: {self}");
        assert_eq!(self.status.code(), Some(code), "{self}");
        self
    }

    /// Its stdout contains this.
    #[track_caller]
    pub(crate) fn stdout_has(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no {text:?} in {self}");
        self
    }

    /// Its stdout doesn't contain this.
    #[track_caller]
    pub(crate) fn stdout_lacks(self, text: &str) -> Self {
        assert!(!self.stdout.contains(text), "{text:?} in {self}");
        self
    }

    /// Its stderr contains this.
    #[track_caller]
    pub(crate) fn stderr_has(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in {self}");
        self
    }

    /// It printed nothing on stdout.
    #[track_caller]
    pub(crate) fn no_stdout(self) -> Self {
        assert!(self.stdout.is_empty(), "something on stdout: {self}");
        self
    }

    /// It printed nothing on stderr.
    #[track_caller]
    pub(crate) fn no_stderr(self) -> Self {
        assert!(self.stderr.is_empty(), "something on stderr: {self}");
        self
    }

    /// It was refused: one `error:` on stderr, and nothing on stdout.
    #[track_caller]
    pub(crate) fn one_error(self) -> Self {
        assert!(self.stderr.starts_with("error: "), "{self}");
        self.one_error_on_stderr("").no_stdout()
    }

    /// It printed one error, which contains this.
    #[track_caller]
    pub(crate) fn one_error_on_stderr(self, text: &str) -> Self {
        let errors = self.stderr.matches("error: ").count();
        assert_eq!(errors, 1, "one error is said: {self}");
        self.stderr_has(text)
    }

    /// The lines of its stdout.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.stdout.lines().collect()
    }

    /// The lines of its stdout except the `done in` of each run, sorted.
    pub(crate) fn sorted_lines(&self) -> Vec<&str> {
        let mut lines = self.lines();
        lines.retain(|line| !line.starts_with("done in "));
        lines.sort_unstable();
        lines
    }

    /// Its stdout as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        // `parse` was compiled with serde_json, optimized; a generic function would be compiled here.
        (self.stdout.parse()).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

/// Whether a process that was killed disappears: it takes a moment to die, and then another until its new parent
/// reaps it.
pub(crate) fn disappears(pid: Pid) -> bool {
    let is_zombie = || {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
        status.is_ok_and(|status| status.contains("State:\tZ"))
    };
    (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(1));
        kill(pid, None) == Err(Errno::ESRCH) || is_zombie()
    })
}

/// The words as arguments: `words("square-cube --delay 0s")`.
pub(crate) fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace().map(OsString::from).collect()
}

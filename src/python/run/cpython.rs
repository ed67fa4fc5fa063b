//! The same file under an installed interpreter. It is started on a terminal of its own, because it would
//! buffer its lines if they went into a pipe, and unbuffered it would tear them.

use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value as Json;

use super::checked::{Explored, Finished};
use super::output::Output;
use engine::external::{External, Printed, Stream};
use engine::plan::{Job, Task, TaskError};
use engine::record::{Clock, Lane, Stamp};
use words::duration;

/// Applies `--set` in an interpreter; used when the file can't be run as it is.
const DRIVER: &str = include_str!("cpython.py");

/// An installed interpreter, and the program that it is to run.
#[derive(Clone, Debug)]
pub struct Interpreter {
    /// The interpreter's program.
    pub program: String,
    /// Its own arguments.
    pub arguments: Vec<String>,
    /// The file as named on the command line, `-` for stdin.
    pub file: String,
    /// The program's text, if there is no file that can be run as it is.
    pub text: Option<String>,
    /// Globals that are set before the module runs.
    pub set: Vec<(String, i64)>,
    /// What it reports about itself.
    pub about: About,
}

impl Interpreter {
    /// The command line that starts it.
    fn words(&self) -> Vec<String> {
        let mut words = self.arguments.clone();
        match &self.text {
            None if self.set.is_empty() => words.push(self.file.clone()),
            text => {
                words.extend(["-c".to_owned(), DRIVER.to_owned(), self.file.clone()]);
                words.push(text.clone().unwrap_or_default());
                let set = self.set.iter();
                words.extend(set.map(|(name, number)| format!("{name}={number}")));
            }
        }
        words
    }
}

/// What an interpreter reports about itself.
#[derive(Clone, Debug)]
pub struct About {
    /// `CPython 3.11.7, with a GIL`.
    pub name: String,
    /// How long it takes to start and exit.
    pub start: Duration,
}

impl About {
    /// Queries an interpreter; `None` if it doesn't answer.
    pub fn of(program: &str, arguments: &[String]) -> Option<Self> {
        const ASK: &str = "import sys; \
            names = {'cpython': 'CPython', 'pypy': 'PyPy'}; \
            name = sys.implementation.name; \
            gil = getattr(sys, '_is_gil_enabled', lambda: True)(); \
            print(names.get(name, name), '%d.%d.%d,' % sys.version_info[:3], \
                  'with a GIL' if gil else 'without a GIL')";
        let clock = Clock::start();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .args(["-c", ASK])
            .stdin(Stdio::null());
        let output = command.stderr(Stdio::null()).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let name = text.lines().next_back()?.trim().to_owned();
        let start = clock.now().since(Stamp::default());
        (output.status.success() && !name.is_empty()).then_some(Self { name, start })
    }
}

/// A run of the program under this interpreter.
pub(super) fn job(interpreter: &Arc<Interpreter>, known: &Arc<Explored>) -> Job {
    let (interpreter, known) = (Arc::clone(interpreter), Arc::clone(known));
    let seen = Arc::new(Mutex::new((Finished::default(), String::new(), 0)));
    let told = Arc::clone(&seen);
    // Made before the clock starts.
    let external = External::new(
        &interpreter.program,
        &interpreter.words(),
        Printed::Terminal,
    );
    let body = move |lane: &mut Lane| {
        let refused = |error: std::io::Error| TaskError::Refused(error.to_string());
        let external = external.map_err(refused)?.without("PYTHONUNBUFFERED");
        let stop = lane.stop().clone();
        let (mut output, mut errors) = (Output::default(), Errors::default());
        let end = external.run(&stop, |stream, line| match stream {
            Stream::Stdout => output.write(&format!("{line}\n"), lane),
            Stream::Stderr => {
                lane.write_error(&format!("{line}\n"));
                errors.read(line);
            }
        });
        let end = end.map_err(refused)??;
        if end.deadlocked {
            let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
            told.0.deadlock = true;
            let what = "each thread of the interpreter waits for another, without a time limit";
            return Err(TaskError::Deadlock(what.to_owned()));
        }
        let how = end.failure();
        if let (Some(how), None) = (&how, end.status.code()) {
            return Err(TaskError::Failed(how.clone()));
        }
        let ended = Finished {
            output: output.whole().map(str::to_owned),
            errors: errors.last_lines,
            ..Finished::default()
        };
        let how = how.unwrap_or_else(|| "exit code 0".to_owned());
        *told.lock().unwrap_or_else(PoisonError::into_inner) = (ended, how, end.peak);
        Ok(Json::Null)
    };
    let (possible, interpreted) = (Arc::clone(&known), Arc::clone(&seen));
    let mut job = Job::new(vec![Task::new("python", body)], move |_| {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (ended, how, peak) = &*seen;
        let About { name, start } = &interpreter.about;
        let start = duration(start.as_secs_f64());
        let mut checked = known.check_interpreted(
            ended,
            format!("{name}; {how}; it takes {start} to start and end, which is in its time"),
        );
        checked.children_peak = Some(*peak);
        checked
    });
    job.end = Some(Box::new(move || {
        let interpreted = interpreted.lock().unwrap_or_else(PoisonError::into_inner);
        possible.end_interpreted(&interpreted.0)
    }));
    job
}

/// Parses what an interpreter writes to stderr about uncaught exceptions.
#[derive(Default)]
struct Errors {
    /// The thread whose traceback is being read.
    thread: Option<String>,
    inside: bool,
    /// For each uncaught exception, the thread's name and the last line.
    last_lines: Vec<(String, String)>,
}

impl Errors {
    fn read(&mut self, line: &str) {
        let named = line.strip_prefix("Exception in thread ");
        if let Some(name) = named.and_then(|rest| rest.strip_suffix(':')) {
            self.thread = Some(name.to_owned());
        } else if line == "Traceback (most recent call last):" {
            self.inside = true;
        } else if line.starts_with("During handling of the above exception")
            || line.starts_with("The above exception was the direct cause")
        {
            // The previous exception was only the cause of the one that follows.
            if let Some((thread, _)) = self.last_lines.pop() {
                self.thread = Some(thread);
            }
        } else if self.inside && !line.is_empty() && !line.starts_with(' ') {
            self.inside = false;
            let thread = self.thread.take();
            let thread = thread.unwrap_or_else(|| "MainThread".to_owned());
            self.last_lines.push((thread, line.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_traceback_the_thread_and_the_last_line_are_kept() {
        let mut errors = Errors::default();
        let text = "Exception in thread Thread-1 (f):\nTraceback (most recent call last):\n  \
                    File \"a.py\", line 1, in f\n    x\nKeyError: 1\n\nDuring handling of the above \
                    exception, another exception occurred:\n\nTraceback (most recent call last):\n  \
                    File \"a.py\", line 2, in f\nValueError: two\nTraceback (most recent call \
                    last):\nNameError: x\n";
        text.lines().for_each(|line| errors.read(line));
        let all = [
            ("Thread-1 (f)", "ValueError: two"),
            ("MainThread", "NameError: x"),
        ];
        let all = all.map(|(thread, line)| (thread.to_owned(), line.to_owned()));
        assert_eq!(errors.last_lines, all);
    }
}

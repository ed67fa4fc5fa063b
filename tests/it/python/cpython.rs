//! The installed versions of Python, and programs run under them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::json;

use super::Program;

/// The script that the interpreter runs: it forks for each run, since starting it anew would take far
/// longer.
const DRIVER: &str = include_str!("cpython.py");

/// A program that should have ended is given up after this many seconds.
const PATIENCE: f64 = 60.0;

/// How long to wait for a program that may wait forever, in seconds.
const DEADLOCKED: f64 = 0.2;

/// One `CPython`.
pub(crate) struct Python {
    pub(crate) command: PathBuf,
    pub(crate) version: (u32, u32),
}

impl fmt::Display for Python {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Python {}.{}", self.version.0, self.version.1)
    }
}

/// One run of a program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    /// The last line of stderr.
    pub(crate) last: String,
    /// `None` if it had to be killed.
    pub(crate) code: Option<i32>,
}

/// Each `CPython` from 3.8 on, one per version: the one on the path first, then those of pyenv. Each is
/// asked once for its version.
pub(crate) fn installed() -> &'static [Python] {
    static INSTALLED: LazyLock<Vec<Python>> = LazyLock::new(look);
    &INSTALLED
}

fn look() -> Vec<Python> {
    let mut commands = vec![PathBuf::from("python3")];
    let home = std::env::var_os("HOME").unwrap_or_default();
    let versions = fs::read_dir(Path::new(&home).join(".pyenv/versions"));
    commands.extend(
        versions
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path().join("bin/python3")),
    );
    let mut found = BTreeMap::new();
    let mut first = None;
    for command in commands {
        if let Some(python) = asked(&command).filter(|python| python.version >= (3, 8)) {
            first = first.or(Some(python.version));
            found.entry(python.version).or_insert(python);
        }
    }
    let mut pythons: Vec<_> = found.into_values().collect();
    pythons.sort_by_key(|python| Some(python.version) != first);
    pythons
}

/// Which Python it is, if it is a `CPython`. Its command is the interpreter itself: what is on the path may be a
/// script of pyenv's, which takes longer to find it than the interpreter takes to start.
fn asked(command: &Path) -> Option<Python> {
    let ask = "import sys; assert sys.implementation.name == 'cpython'; \
        print(*sys.version_info[:2], sys.executable)";
    let output = Command::new(command)
        .args(["-I", "-S", "-c", ask])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut words = text.trim().splitn(3, ' ');
    Some(Python {
        version: (words.next()?.parse().ok()?, words.next()?.parse().ok()?),
        command: words.next()?.into(),
    })
}

impl Python {
    /// Runs programs, each this many times; whether a program may hang decides how long to wait for it.
    pub(crate) fn run<'a>(
        &self,
        asked: impl Iterator<Item = (&'a Program, usize, bool)>,
    ) -> Vec<Vec<Run>> {
        let mut command = Command::new(&self.command);
        // Unbuffered, CPython tears lines; in the model a print is whole.
        command
            .args(["-W", "ignore", "-c", DRIVER])
            .env_remove("PYTHONUNBUFFERED");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut jobs = 0;
        for (program, runs, hangs) in asked {
            let patience = if hangs { DEADLOCKED } else { PATIENCE };
            let job = json!({"file": program.path, "runs": runs, "patience": patience});
            writeln!(stdin, "{job}").unwrap();
            jobs += 1;
        }
        drop(stdin);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let answers: Vec<_> = lines.map(|line| runs(&line.unwrap())).collect();
        assert!(
            child.wait().unwrap().success() && answers.len() == jobs,
            "{self} failed"
        );
        answers
    }
}

fn runs(line: &str) -> Vec<Run> {
    let runs: Vec<(String, String, Option<i32>)> = serde_json::from_str(line).unwrap();
    runs.into_iter()
        .map(|(stdout, last, code)| Run { stdout, last, code })
        .collect()
}

//! The programs, what their first lines expect, and what the explorer says about them.
//!
//! A program opens with comments. `# with: --loops 2` gives options, `# since: 3.10` and `# until: 3.11`
//! the versions of Python that print the same, `# no python: WHY` says that none does. Each `# expect:`
//! is one of
//!
//! ```text
//! 6 schedules                    1 schedule                infinitely many schedules
//! 2 outcomes                     exit 5
//! 4 print "Final counter: 1"     some print "one\ntwo" and raise "KeyError: 'a'"
//! 2 raise "ValueError: why"      2 deadlock                1 never end
//! ```
//!
//! where a number counts schedules, and `some` stands for one or more. A program that expects nothing has
//! a single thread, or as good as: it has one outcome, which `CPython` prints byte for byte.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Run;
use crate::runner::Seen;

/// A program of the corpus or of the examples.
pub(crate) struct Program {
    pub(crate) path: PathBuf,
    text: String,
    /// The options to explore it with.
    pub(crate) with: Vec<String>,
    since: (u32, u32),
    until: (u32, u32),
    pub(crate) expected: Vec<Expected>,
}

/// One thing that the explorer is expected to find.
#[derive(Debug)]
pub(crate) enum Expected {
    /// The number of all schedules; `None` if they have no end.
    Schedules(Option<u128>),
    Outcomes(usize),
    Exit(i32),
    /// This many schedules (or at least one, if no number is given) print this and end in this error.
    Ends {
        schedules: Option<u128>,
        how: End,
    },
}

/// How a schedule ends.
#[derive(Debug, PartialEq)]
pub(crate) enum End {
    /// With everything that was printed, except a final newline, if that is given, and perhaps an
    /// uncaught error.
    Prints {
        stdout: Option<String>,
        raises: Option<String>,
    },
    Deadlock,
    NeverEnds,
}

/// The programs that readers are pointed to.
pub(crate) fn examples() -> Vec<Program> {
    programs("examples/python")
}

/// The programs that exist for these tests.
pub(crate) fn corpus() -> Vec<Program> {
    programs("tests/python")
}

fn programs(folder: &str) -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "py"));
    paths.sort();
    assert!(
        paths.len() > 40,
        "{} has lost its programs",
        folder.display()
    );
    paths.into_iter().map(Program::read).collect()
}

impl Program {
    fn read(path: PathBuf) -> Self {
        let text = fs::read_to_string(&path).unwrap();
        let mut program = Self {
            text,
            with: Vec::new(),
            since: (3, 8),
            until: (3, u32::MAX),
            expected: Vec::new(),
            path,
        };
        let opening: Vec<_> = program.opening().map(str::to_owned).collect();
        for line in opening {
            let Some((key, value)) = line.trim_start_matches("# ").split_once(": ") else {
                continue;
            };
            match key {
                "with" => {
                    program.with = value.split(' ').map(|word| word.replace('"', "")).collect();
                }
                "since" => program.since = version(value),
                "until" => program.until = version(value),
                "no python" => program.until = (0, 0),
                "expect" => program.expected.push(expected(value)),
                _ => {}
            }
        }
        program
    }

    pub(crate) fn name(&self) -> &str {
        self.path.file_stem().unwrap().to_str().unwrap()
    }

    /// The comments at the start of the file.
    pub(crate) fn opening(&self) -> impl Iterator<Item = &str> {
        self.text.lines().take_while(|line| line.starts_with('#'))
    }

    /// Whether this `CPython` prints what is expected.
    pub(crate) fn runs_under(&self, version: (u32, u32)) -> bool {
        (self.since..=self.until).contains(&version)
    }
}

fn version(text: &str) -> (u32, u32) {
    let (major, minor) = text.split_once('.').unwrap();
    (major.parse().unwrap(), minor.parse().unwrap())
}

fn expected(text: &str) -> Expected {
    if text == "infinitely many schedules" {
        return Expected::Schedules(None);
    }
    if let Some(code) = text.strip_prefix("exit ") {
        return Expected::Exit(code.parse().unwrap());
    }
    let (number, what) = text.split_once(' ').unwrap();
    let schedules = (number != "some").then(|| number.parse().expect(text));
    let how = match what {
        "schedule" | "schedules" => return Expected::Schedules(schedules),
        "outcome" | "outcomes" => return Expected::Outcomes(number.parse().unwrap()),
        "deadlock" => End::Deadlock,
        "never end" => End::NeverEnds,
        _ => ending(what),
    };
    Expected::Ends { schedules, how }
}

/// `print "..."`, `raise "..."`, or both with `and` between.
fn ending(text: &str) -> End {
    let (print, raise) = match text.split_once(" and raise ") {
        Some((print, raise)) => (Some(print), Some(raise)),
        None if text.starts_with("raise ") => (None, text.strip_prefix("raise ")),
        None => (Some(text), None),
    };
    let unquoted = |quoted: &str| serde_json::from_str(quoted).expect(quoted);
    End::Prints {
        stdout: print.map(|print| unquoted(print.strip_prefix("print ").expect(text))),
        raises: raise.map(unquoted),
    }
}

/// What the explorer says about a program.
pub(crate) struct Explored {
    exit: Option<i32>,
    /// `None` if they have no end.
    schedules: Option<u128>,
    pub(crate) outcomes: Vec<Outcome>,
    /// Why the document couldn't be read, if it couldn't.
    refused: Option<String>,
    /// Whether options make it differ from what `CPython` runs.
    changed: bool,
}

pub(crate) struct Outcome {
    schedules: Option<u128>,
    pub(crate) stdout: String,
    /// The last lines of uncaught errors.
    errors: Vec<String>,
    pub(crate) deadlock: bool,
    never_ends: bool,
    /// A schedule that leads to it.
    pub(crate) schedule: String,
}

impl Explored {
    pub(crate) fn of(program: &Program, seen: &Seen) -> Self {
        let mut explored = Self {
            exit: seen.status.code(),
            schedules: None,
            outcomes: Vec::new(),
            refused: None,
            changed: !program.with.is_empty(),
        };
        match seen.stdout.parse::<Value>() {
            Ok(document) => {
                explored.schedules = number(&document["schedules"]);
                explored.outcomes = (document["outcomes"].as_array())
                    .map(|outcomes| outcomes.iter().map(Outcome::of).collect())
                    .unwrap_or_default();
            }
            Err(_) => explored.refused = Some(format!("{seen}")),
        }
        explored
    }

    /// Whether a run may have no end.
    pub(crate) fn may_hang(&self) -> bool {
        self.outcomes
            .iter()
            .any(|outcome| outcome.deadlock || outcome.never_ends)
    }

    /// Whether it meets an expectation; the error says what it is instead.
    pub(crate) fn meets(&self, expected: &Expected) -> Result<(), String> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone());
        }
        let (met, found) = match expected {
            Expected::Schedules(schedules) => (
                self.schedules == *schedules,
                format!("{:?}", self.schedules),
            ),
            Expected::Outcomes(outcomes) => (
                self.outcomes.len() == *outcomes,
                format!("{}", self.outcomes.len()),
            ),
            Expected::Exit(code) => (self.exit == Some(*code), format!("{:?}", self.exit)),
            Expected::Ends { schedules, how } => {
                let those: Vec<_> = self
                    .outcomes
                    .iter()
                    .filter(|outcome| outcome.ends(how))
                    .collect();
                let count = those
                    .iter()
                    .map(|outcome| outcome.schedules)
                    .sum::<Option<u128>>();
                let met = !those.is_empty() && schedules.is_none_or(|wanted| count == Some(wanted));
                let all: Vec<_> = self.outcomes.iter().map(Outcome::brief).take(12).collect();
                (met, format!("{count:?}; there are\n  {}", all.join("\n  ")))
            }
        };
        if met {
            Ok(())
        } else {
            Err(format!("found {found}"))
        }
    }

    /// Whether this run is one of the outcomes; the error says why not.
    pub(crate) fn holds(&self, run: &Run) -> Result<(), String> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone());
        }
        if run.code.is_none() {
            let hangs = self.may_hang();
            return if hangs {
                Ok(())
            } else {
                Err("it didn't end".into())
            };
        }
        // Options change what is explored; then only the counts can be compared.
        if self.changed || self.outcomes.iter().any(|outcome| outcome.is(run)) {
            return Ok(());
        }
        let all: Vec<_> = self.outcomes.iter().map(Outcome::brief).take(12).collect();
        Err(format!("{run:?} is none of\n  {}", all.join("\n  ")))
    }
}

/// A number, written as text because it may exceed JSON's range.
fn number(value: &Value) -> Option<u128> {
    value.as_str().and_then(|digits| digits.parse().ok())
}

impl Outcome {
    fn of(value: &Value) -> Self {
        let errors = value["errors"].as_array().cloned().unwrap_or_default();
        Self {
            schedules: number(&value["schedules"]),
            stdout: value["stdout"].as_str().unwrap_or_default().to_owned(),
            errors: errors
                .iter()
                .map(|error| error["error"].as_str().unwrap().to_owned())
                .collect(),
            deadlock: value["deadlock"] == true,
            never_ends: value["never_ends"] == true,
            schedule: value["schedule"].as_str().unwrap_or_default().to_owned(),
        }
    }

    fn ends(&self, how: &End) -> bool {
        match how {
            End::Deadlock => self.deadlock,
            End::NeverEnds => self.never_ends,
            End::Prints { stdout, raises } => {
                !self.deadlock
                    && !self.never_ends
                    && stdout
                        .as_ref()
                        .is_none_or(|text| self.stdout.trim_end_matches('\n') == text)
                    && match raises {
                        Some(raises) => self.errors.contains(raises),
                        None => self.errors.is_empty(),
                    }
            }
        }
    }

    /// Whether `CPython`'s run is this outcome: the same text, except for placeholders, and the same last
    /// line.
    fn is(&self, run: &Run) -> bool {
        let error = run.last.is_empty()
            || run.code == Some(0)
            || self.errors.is_empty()
            || self.errors.contains(&run.last);
        let failed = self.errors.is_empty() || !run.last.is_empty();
        !self.deadlock && !self.never_ends && error && failed && matches(&self.stdout, &run.stdout)
    }

    fn brief(&self) -> String {
        let Self {
            schedules,
            stdout,
            errors,
            deadlock,
            never_ends,
            ..
        } = self;
        format!("{schedules:?} {stdout:?} {errors:?} deadlock {deadlock} never ends {never_ends}")
    }
}

/// Whether `text` matches `pattern`, in which `<time>`, `<random>` and `<id>` match anything on one line.
fn matches(pattern: &str, text: &str) -> bool {
    let next = ["<time>", "<random>", "<id>"]
        .iter()
        .filter_map(|mark| pattern.find(mark).map(|at| (at, mark.len())))
        .min();
    let Some((at, length)) = next else {
        return pattern == text;
    };
    let (before, after) = (&pattern[..at], &pattern[at + length..]);
    let Some(rest) = text.strip_prefix(before) else {
        return false;
    };
    let line = rest.find('\n').unwrap_or(rest.len());
    (0..=line)
        .rev()
        .filter(|&end| rest.is_char_boundary(end))
        .any(|end| matches(after, &rest[end..]))
}

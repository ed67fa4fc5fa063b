//! What the explorer found of a Python program, as text and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::words::{number, percent, schedule, short};
use super::{LABEL, LONG_WALK, MOST_DEADLOCKS, heading, lanes};
use crate::explore::{End, Findings, Outcome, Replay, Schedules, letter};
use crate::python::{Last, Python};
use crate::report::printer::{Style, labelled, sentence};
use crate::report::table::Table;
use crate::words::grouped;

/// What there is to report.
pub struct Found<'f> {
    /// The program.
    pub python: &'f Python,
    /// What was found.
    pub findings: &'f Findings,
    /// The schedule that is shown.
    pub replay: Option<&'f Replay>,
    /// Whether every outcome is shown.
    pub all: bool,
    /// Whether outcomes are values of globals rather than texts.
    pub named: bool,
}

/// So many outcomes are shown unless all are asked for.
const MOST_OUTCOMES: usize = 10;

/// The whole of the findings as text.
pub fn text(found: &Found, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    title(found.python, style, out)?;
    let states = grouped(findings.states);
    let count = match &findings.schedules {
        Schedules::Exactly(all) => format!("{}, {states} states", number(all)),
        Schedules::Infinite => format!("infinitely many schedules, {states} states"),
        Schedules::Unknown if findings.whole => {
            format!("all {states} states, schedules not counted")
        }
        Schedules::Unknown => format!("stopped at {states} states, not a proof"),
    };
    heading(&count, style, out)?;
    outcomes(found, style, out)?;
    if let Some(replay) = found.replay.filter(|replay| !replay.steps.is_empty()) {
        lanes::write(replay, Some(LONG_WALK), style, out)?;
        writeln!(out)?;
    }
    for deadlock in findings.deadlocks.iter().take(MOST_DEADLOCKS) {
        super::deadlock(deadlock, findings, style, out)?;
    }
    let more = findings.deadlocks.len().saturating_sub(MOST_DEADLOCKS);
    if more > 0 {
        let more = format!("and {more} more kinds, in --format json");
        sentence(out, "", &more, LABEL, style)?;
    }
    notes(found, style, out)
}

fn title(python: &Python, style: Style, out: &mut dyn Write) -> io::Result<()> {
    heading(&python.source.name, style, out)
}

fn outcomes(found: &Found, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    if findings.outcomes.is_empty() {
        return Ok(());
    }
    let palette = style.palette;
    let counted = findings.schedules.exact().is_some();
    let mut heads = vec![if found.named { "outcome" } else { "prints" }];
    if counted {
        heads.extend(["schedules", "share", "by chance"]);
    }
    heads.push("first schedule");
    let faint = palette.faint();
    let heads = heads
        .iter()
        .map(|head| ((*head).to_owned(), faint))
        .collect();
    let most = if found.all { usize::MAX } else { MOST_OUTCOMES };
    let names = distinct(&findings.outcomes);
    let mut rows = vec![heads];
    for (outcome, name) in findings.outcomes.iter().zip(names).take(most) {
        let paint = if outcome.ending.good && !outcome.deadlock {
            palette.heading()
        } else {
            palette.bad()
        };
        let mut row = vec![(name, paint)];
        if counted {
            let plain = |text: String| (text, palette.plain());
            row.extend([
                plain(outcome.schedules.as_ref().map_or("-".into(), short)),
                plain(outcome.share.map_or("-".into(), percent)),
                plain(outcome.chance.map_or("-".into(), percent)),
            ]);
        }
        row.push((schedule(&outcome.schedule, 23), palette.plain()));
        rows.push(row);
    }
    if counted {
        (1..4).for_each(|column| super::outcomes::align_right(&mut rows, column));
    }
    let widest = rows.iter().map(|row| row[0].0.chars().count()).max();
    let columns = rows[0].len();
    let table = Table {
        rows,
        together: vec![columns - 1],
    };
    table.write(out, widest.unwrap_or(0) + 3, style.width)?;
    let more = findings.outcomes.len().saturating_sub(most);
    if more > 0 {
        writeln!(
            out,
            "... {} more, which --all-outcomes shows",
            grouped(more)
        )?;
    }
    writeln!(out)
}

/// Each outcome by what tells it from the others: lines that all begin or end with are left out.
fn distinct(outcomes: &[Outcome]) -> Vec<String> {
    let lines: Vec<Vec<String>> = outcomes
        .iter()
        .map(|outcome| {
            if outcome.deadlock {
                return vec!["deadlock".into()];
            }
            let (output, rest) = Last::parts(&outcome.ending.name);
            let output = output.lines().map(str::to_string);
            output.chain(rest.iter().map(ToString::to_string)).collect()
        })
        .collect();
    let own: Vec<&Vec<String>> = lines
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| !outcome.deadlock)
        .map(|(lines, _)| lines)
        .collect();
    let shortest = own.iter().map(|lines| lines.len()).min().unwrap_or(0);
    let alike = |at: &dyn Fn(&Vec<String>) -> Option<String>| {
        own.len() > 1 && own.iter().all(|lines| at(lines) == at(own[0]))
    };
    let mut first = 0;
    while first + 1 < shortest && alike(&|lines| lines.get(first).cloned()) {
        first += 1;
    }
    let mut last = 0;
    while first + last + 1 < shortest
        && alike(&|lines| lines.get(lines.len().checked_sub(last + 1)?).cloned())
    {
        last += 1;
    }
    lines
        .iter()
        .zip(outcomes)
        .map(|(lines, outcome)| {
            if outcome.deadlock {
                return "deadlock".into();
            }
            let middle = &lines[first.min(lines.len())
                ..lines.len().saturating_sub(last).max(first.min(lines.len()))];
            let text = if middle.is_empty() {
                lines.join(" | ")
            } else {
                middle.join(" | ")
            };
            clip(if text.is_empty() { "nothing" } else { &text })
        })
        .collect()
}

/// An outcome on one line.
pub fn shown(name: &str) -> String {
    let (output, rest) = Last::parts(name);
    let lines = output.lines().chain(rest);
    let text = lines.collect::<Vec<_>>().join(" | ");
    if text.is_empty() {
        "nothing".into()
    } else {
        text
    }
}

fn clip(text: &str) -> String {
    const WIDEST: usize = 44;
    let text: String = text
        .chars()
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect();
    if text.chars().count() <= WIDEST {
        return text;
    }
    let start: String = text.chars().take(WIDEST - 3).collect();
    format!("{start}...")
}

/// Whether a text is the wanted one, where `<time>`, `<random>` and `<id>` stand for any text.
pub fn matches(text: &str, wanted: &str) -> bool {
    let marks = ["<time>", "<random>", "<id>"];
    let next = marks
        .iter()
        .filter_map(|mark| Some((text.find(mark)?, mark.len())))
        .min();
    let Some((at, length)) = next else {
        return text == wanted;
    };
    let Some(after) = wanted.strip_prefix(&text[..at]) else {
        return false;
    };
    let rest = &text[at + length..];
    let places = after
        .char_indices()
        .map(|(place, _)| place)
        .chain([after.len()]);
    places
        .into_iter()
        .any(|place| matches(rest, &after[place..]))
}

fn notes(found: &Found, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    let cuts = found.python.cuts();
    if !cuts.is_empty() {
        let lines: Vec<String> = cuts.iter().map(ToString::to_string).collect();
        let text = format!("the loops of line {} were cut by --loops", lines.join(", "));
        labelled(out, ("cut", style.palette.bad()), &text, LABEL, style)?;
    }
    if !findings.whole {
        let text = "the search stopped at its bound: cut loops with --loops N, keep less with --outcome, or raise --max-states";
        sentence(out, "stopped", text, LABEL, style)?;
    }
    if let Schedules::Infinite = findings.schedules {
        let text = "some schedules go round the same states for ever, so there are no shares; --loops N cuts loops";
        sentence(out, "infinite", text, LABEL, style)?;
    }
    if found.python.hidden_by_gil() && findings.outcomes.len() > 1 {
        let text = "CPython 3.10 to 3.13 switches threads only at calls and at backward jumps, so it hides what comes of a switch between a read and its write; free-threaded Python doesn't";
        sentence(out, "CPython", text, LABEL, style)?;
    }
    let text = "one step at a time (sequentially consistent); sleeps keep nothing apart";
    sentence(out, "model", text, LABEL, style)?;
    if let Some(outcome) = findings
        .outcomes
        .last()
        .filter(|one| !one.schedule.is_empty())
    {
        let way = schedule(&outcome.schedule, usize::MAX).replace(' ', "");
        let text = format!("--schedule {way} walks one; --play makes you the scheduler");
        sentence(out, "next", &text, LABEL, style)?;
    }
    Ok(())
}

/// One walked schedule as text, with where it leads.
pub fn replayed(
    python: &Python,
    replay: &Replay,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    title(python, style, out)?;
    super::walked(replay, style, out, |ending| {
        format!("prints {}", shown(&ending.name))
    })
}

/// The JSON document of a program.
#[derive(Serialize)]
struct Document<'d> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    file: &'d str,
    schedules: Option<String>,
    states: usize,
    whole: bool,
    cut_lines: Vec<u32>,
    outcomes: Vec<OutcomeRow>,
    deadlocks: Vec<DeadlockRow>,
    walk: Option<WalkRow<'d>>,
}

#[derive(Serialize)]
struct OutcomeRow {
    stdout: String,
    errors: Vec<ErrorRow>,
    deadlock: bool,
    never_ends: bool,
    cut: bool,
    schedules: Option<String>,
    share: Option<f64>,
    chance: Option<f64>,
    schedule: String,
}

#[derive(Serialize)]
struct ErrorRow {
    thread: String,
    error: String,
}

#[derive(Serialize)]
struct DeadlockRow {
    schedules: Option<String>,
    schedule: String,
    threads: Vec<StuckRow>,
}

#[derive(Serialize)]
struct StuckRow {
    thread: char,
    holds: Vec<String>,
    waits_for: String,
    on: Option<char>,
}

#[derive(Serialize)]
struct WalkRow<'d> {
    columns: &'d [String],
    initial: &'d [String],
    steps: Vec<StepRow<'d>>,
    end: Option<String>,
}

#[derive(Serialize)]
struct StepRow<'d> {
    thread: char,
    text: &'d str,
    values: &'d [String],
    note: &'d str,
}

fn row(outcome: &Outcome, infinite: bool) -> OutcomeRow {
    let name = if outcome.deadlock {
        ""
    } else {
        &outcome.ending.name
    };
    let (output, rest) = Last::parts(name);
    let errors = rest
        .iter()
        .filter_map(|part| part.split_once(": "))
        .filter(|(thread, _)| *thread != "never ends");
    OutcomeRow {
        stdout: output.into(),
        errors: errors
            .map(|(thread, error)| ErrorRow {
                thread: thread.into(),
                error: error.into(),
            })
            .collect(),
        deadlock: outcome.deadlock,
        never_ends: rest.iter().any(|part| part.starts_with("never ends: ")),
        cut: rest.contains(&"cut"),
        schedules: match &outcome.schedules {
            _ if infinite => Some("infinite".into()),
            schedules => schedules.as_ref().map(ToString::to_string),
        },
        share: outcome.share,
        chance: outcome.chance,
        schedule: outcome.schedule.clone(),
    }
}

fn walk_row(replay: &Replay) -> WalkRow<'_> {
    let steps = replay.steps.iter().map(|step| StepRow {
        thread: letter(step.thread),
        text: &step.text,
        values: &step.values,
        note: &step.note,
    });
    WalkRow {
        columns: &replay.columns,
        initial: &replay.initial,
        steps: steps.collect(),
        end: replay.end.as_ref().map(|end| match end {
            End::Done(ending) | End::Cut(ending) | End::Endless(ending) => shown(&ending.name),
            End::Deadlock(_) => "deadlock".into(),
        }),
    }
}

/// The findings as one JSON document.
pub fn json(found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    let infinite = matches!(findings.schedules, Schedules::Infinite);
    let deadlocks = findings.deadlocks.iter().map(|one| DeadlockRow {
        schedules: one.schedules.as_ref().map(ToString::to_string),
        schedule: one.schedule.clone(),
        threads: one
            .stuck
            .iter()
            .map(|stuck| StuckRow {
                thread: letter(stuck.thread),
                holds: stuck.holds.clone(),
                waits_for: stuck.waits_for.clone(),
                on: stuck.on.map(letter),
            })
            .collect(),
    });
    let schedules = match &findings.schedules {
        Schedules::Exactly(all) => Some(all.to_string()),
        Schedules::Infinite => Some("infinite".into()),
        Schedules::Unknown => None,
    };
    write(
        &Document {
            schema_version: 1,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            file: &found.python.source.name,
            schedules,
            states: findings.states,
            whole: findings.whole,
            cut_lines: found.python.cuts(),
            outcomes: findings
                .outcomes
                .iter()
                .map(|one| row(one, infinite))
                .collect(),
            deadlocks: deadlocks.collect(),
            walk: found.replay.map(walk_row),
        },
        out,
    )
}

/// One walked schedule as a JSON document.
pub fn json_walk(python: &Python, replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
    write(
        &Document {
            schema_version: 1,
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            file: &python.source.name,
            schedules: None,
            states: 0,
            whole: false,
            cut_lines: Vec::new(),
            outcomes: Vec::new(),
            deadlocks: Vec::new(),
            walk: Some(walk_row(replay)),
        },
        out,
    )
}

fn write(document: &Document, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}

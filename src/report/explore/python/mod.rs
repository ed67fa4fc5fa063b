//! What the explorer found in a Python program, as text and as JSON.

mod distinct;
mod findings;
mod json;
mod roles;

use std::io::{self, Write};

pub use json::{FileDocument, findings as json, walk as json_walk};

pub use findings::PythonFindings;

pub(crate) use distinct::{Named, distinct};

use super::words::{ended, percent, schedule, short};
use super::{LABEL, LONG_WALK, heading, lanes};
use crate::printer::{Printer, Style, labelled, sentence};
use crate::table::{Table, align_right};
use explore::{Cut, Findings, Replay, Schedules};
use words::{counted, grouped};

/// The width of the figures beside an outcome.
const FIGURES: usize = 54;
/// The width of an outcome that is named in a sentence.
const NAMED: usize = 40;
/// This many outcomes are shown unless all are requested.
const MOST_OUTCOMES: usize = 10;

/// All findings as text.
pub fn text(found: &PythonFindings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    match &found.roles {
        // Without a schedule that comes to an end, there is no count to report.
        Some(_) if findings.cut.is_some() && !has_steps(findings) => {
            heading(found.file, style, out)?;
        }
        Some((threads, roles)) => {
            let threads = match threads {
                0 => "no threads".to_owned(),
                threads => counted(*threads, "thread"),
            };
            let dot = if style.unicode { " · " } else { " - " };
            heading(&format!("{}{dot}{threads}", found.file), style, out)?;
            roles::write(roles, style, out)?;
        }
        None => heading(found.file, style, out)?,
    }
    let states = counted(findings.states, "state");
    heading(&super::count(findings, &states), style, out)?;
    let shortened = outcomes(found, style, out)?;
    if let Some(replay) = found.replay.filter(|replay| !replay.steps.is_empty()) {
        lanes::write(replay, Some(LONG_WALK), style, out)?;
        writeln!(out)?;
    }
    super::deadlocks(findings, style, out)?;
    if shortened {
        let text = "lines are shortened to what tells them apart";
        sentence(out, "prints", text, LABEL, style)?;
    }
    notes(found, style, out)
}

/// Whether there is a schedule with steps to show.
fn has_steps(findings: &Findings) -> bool {
    let mut outcomes = findings.outcomes.iter();
    outcomes.any(|outcome| !outcome.schedule.is_empty())
}

/// Writes the table of outcomes; returns whether it shortens lines of output.
fn outcomes(found: &PythonFindings, style: Style, out: &mut dyn Write) -> io::Result<bool> {
    let findings = found.findings;
    if findings.outcomes.is_empty() {
        return Ok(false);
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
    // Leaves room for the figures and a fair-sized schedule.
    let widest = style.width.saturating_sub(FIGURES).clamp(20, 60);
    let names = distinct(&Named::all(&findings.outcomes), most, widest);
    let mut rows = vec![heads];
    for (outcome, name) in findings.outcomes.iter().zip(&names.all) {
        let paint = if outcome.ending.good && !outcome.deadlock {
            palette.heading()
        } else {
            palette.bad()
        };
        let mut row = vec![(name.clone(), paint)];
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
        (1..4).for_each(|column| align_right(&mut rows, column));
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
        let more = format!("... {} more, which --all-outcomes shows", grouped(more));
        Printer::new(out, style).wrapped(&more, "", "    ")?;
        writeln!(out)?;
    }
    Ok(names.shortened)
}

fn notes(found: &PythonFindings, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let findings = found.findings;
    if !found.cuts.is_empty() {
        let lines: Vec<String> = found.cuts.iter().map(ToString::to_string).collect();
        let text = format!("the loops of line {} were cut by --loops", lines.join(", "));
        labelled(out, ("cut", style.palette.bad()), &text, LABEL, style)?;
    }
    if !findings.whole {
        let (why, way) = match findings.cut {
            Some(Cut::OutOfTime) => ("ran out of time", "give it a longer --timeout"),
            Some(Cut::Memory) => ("ran out of memory", "give it more"),
            Some(Cut::Interrupted) => ("was interrupted", "let it come to its end"),
            Some(Cut::Bound | Cut::Refused) | None => {
                ("stopped at its bound", "raise --max-states")
            }
        };
        let text = format!(
            "the search {why}: cut loops with --loops N, keep less with --outcome, or {way}"
        );
        sentence(out, "stopped", &text, LABEL, style)?;
    } else if let Some(text) = ended(findings) {
        sentence(out, "ended", &text, LABEL, style)?;
    }
    if let Schedules::Infinite = findings.schedules {
        let text = "some schedules go round the same states forever, so there are no shares; --loops N cuts loops";
        sentence(out, "infinite", text, LABEL, style)?;
    }
    let outcomes = &findings.outcomes;
    let hidden = |place: &usize| outcomes[*place].hidden_by_gil;
    let hidden: Vec<usize> = (0..outcomes.len()).filter(hidden).collect();
    if !hidden.is_empty() {
        let what = match hidden[..] {
            [one] if outcomes[one].deadlock => "the deadlock".into(),
            [one] => format!(
                "\"{}\"",
                distinct(&Named::all(outcomes), one + 1, NAMED).all[one]
            ),
            _ => format!("{} of these {} outcomes", hidden.len(), outcomes.len()),
        };
        let text = format!(
            "3.10 to 3.13 hides {what} behind the GIL: it switches threads only at calls and backward jumps; free-threaded Python doesn't hide it"
        );
        sentence(out, "CPython", &text, LABEL, style)?;
    }
    let text = "one step at a time (sequentially consistent); sleeps keep nothing apart";
    sentence(out, "model", text, LABEL, style)?;
    if found.roles.is_none() {
        let text = "the program goes several ways before its first step, so that letters alone name no schedule";
        return sentence(out, "ways", text, LABEL, style);
    }
    if has_steps(findings)
        && let Ok(next) = shlex::try_join(["threaddemo", "explore", found.file, "--play"])
    {
        sentence(out, "next", &next, LABEL, style)?;
    }
    Ok(())
}

/// One walked schedule as text, and where it leads.
pub fn replayed(file: &str, replay: &Replay, style: Style, out: &mut dyn Write) -> io::Result<()> {
    heading(file, style, out)?;
    super::walked(replay, style, out, |ending| format!("prints {ending}"))
}

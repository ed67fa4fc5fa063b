//! What a player sees before each move: the shared values, a column for each thread, the program's text
//! if there is room for it, and the odds.

use std::io::{self, Write};

use num_bigint::BigUint;
use unicode_width::UnicodeWidthStr;

use explore::{Atlas, Findings, Odds, Outcome, ScheduleEnd, Walk, letter};
use words::{grouped, harmless, percent};

/// The size of the drawing area.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TerminalSize {
    /// Columns.
    pub(super) width: usize,
    /// Lines; `None` if there is no screen.
    pub(super) rows: usize,
}

/// The maximum number of outcomes for which a game shows odds.
const MOST_ODDS: usize = 8;
/// The gap between two columns.
const GAP: usize = 3;
/// The lines needed besides the text: values, threads, odds, the last move, the question.
const BESIDE: usize = 12;

/// The shared values and the threads.
pub(super) fn threads(
    walk: &impl Walk,
    terminal: TerminalSize,
    out: &mut impl Write,
) -> io::Result<()> {
    let shared = values(walk);
    if !shared.is_empty() {
        writeln!(out, "{shared}")?;
    }
    let able = walk.able();
    let named = all(walk).filter(|thread| walk.name(*thread).is_some());
    let columns: Vec<Vec<String>> = named
        .map(|thread| column(walk, thread, able.contains(&thread)))
        .collect();
    let widths: Vec<usize> = columns.iter().map(|one| widest(one) + GAP).collect();
    if widths.iter().sum::<usize>() > terminal.width {
        let lines = columns.iter().map(|column| column.join(" · "));
        return lines
            .into_iter()
            .try_for_each(|line| writeln!(out, "{line}"));
    }
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    for row in 0..height {
        let mut line = String::new();
        for (column, width) in columns.iter().zip(&widths) {
            let cell = column.get(row).map_or("", String::as_str);
            line += cell;
            line.extend(std::iter::repeat_n(' ', width - cell.width()));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// What can move: the threads, then the store queues.
fn all(walk: &impl Walk) -> impl Iterator<Item = usize> {
    (0..walk.threads()).chain(walk.queues())
}

fn widest(column: &[String]) -> usize {
    column.iter().map(|cell| cell.width()).max().unwrap_or(0)
}

/// A thread: its letter and name, its next step, its own values, and why it can't move.
fn column(walk: &impl Walk, thread: usize, able: bool) -> Vec<String> {
    let name = walk.name(thread).unwrap_or_default();
    let mut cells = vec![format!("{} {name}", letter(thread))];
    let next = walk.next_step(thread);
    cells.push(match (able, next.is_empty()) {
        (_, true) => "done".into(),
        (true, false) => format!("next: {next}"),
        (false, false) => format!("next: {next} (waits)"),
    });
    let own = walk.own(thread).into_iter();
    cells.extend(own.map(|(name, value)| format!("{name}: {value}")));
    cells
        .iter()
        .map(|cell| harmless(cell).into_owned())
        .collect()
}

/// The program's text, with the letters of the threads on their lines, if there is room for all of it.
pub(super) fn text(
    walk: &impl Walk,
    terminal: TerminalSize,
    out: &mut impl Write,
) -> io::Result<()> {
    let listings = walk.text();
    let lines: usize = listings.iter().map(|one| one.lines.len()).sum();
    if lines + BESIDE > terminal.rows {
        return Ok(());
    }
    let mut number = 0;
    for listing in &listings {
        writeln!(out, "{}", harmless(&listing.title))?;
        for line in &listing.lines {
            let here = all(walk).filter(|thread| walk.line(*thread) == Some(number));
            let letters: String = here.map(letter).collect();
            writeln!(out, "{letters:>5} | {}", harmless(line))?;
            number += 1;
        }
    }
    writeln!(out)
}

/// In how many of the schedules from here each outcome occurs, and its chance.
pub(super) fn odds(
    (odds, atlas): (&Odds<'_>, &Atlas),
    state: usize,
    findings: &Findings,
    out: &mut impl Write,
) -> io::Result<()> {
    let ends = odds.from(state);
    let all: BigUint = ends.iter().map(|(schedules, _)| schedules).sum();
    let names = findings.outcomes.iter().take(MOST_ODDS);
    let names: Vec<String> = names
        .map(|outcome| harmless(&outcome.ending.to_string()).into_owned())
        .collect();
    let width = widest(&names);
    for (outcome, name) in findings.outcomes.iter().zip(&names) {
        let of = atlas.ends.iter().zip(&ends);
        let of: Vec<_> = of.filter(|(end, _)| same(end, outcome)).collect();
        let some: BigUint = of.iter().map(|(_, (schedules, _))| schedules).sum();
        let chance: f64 = of.iter().map(|(_, (_, chance))| chance).sum();
        let gap = " ".repeat(width - name.width());
        let (some, all) = (grouped(&some), grouped(&all));
        writeln!(
            out,
            "   {name}{gap}   in {some} of {all} from here, {} by chance",
            percent(chance, 1)
        )?;
    }
    let more = findings.outcomes.len().saturating_sub(MOST_ODDS);
    if more > 0 {
        writeln!(out, "   and {more} more outcomes")?;
    }
    Ok(())
}

/// Whether an end belongs to an outcome.
pub(super) fn same(end: &ScheduleEnd, outcome: &Outcome) -> bool {
    match end {
        ScheduleEnd::Deadlock(_) => outcome.deadlock,
        ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending) => {
            !outcome.deadlock && *ending == outcome.ending
        }
    }
}

/// `count 0   lock -`
pub(super) fn values(walk: &impl Walk) -> String {
    let pairs: Vec<String> = walk
        .columns()
        .iter()
        .zip(walk.values())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    pairs.join("   ")
}

//! The text report: a header before each run, and after the last one the comparison, the checks,
//! what is guaranteed and what was luck.

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::palette::Palette;
use crate::plan::Strategy;
use crate::results::{Results, VariantResult};
use crate::stats::{Ratio, Summary, Verdict};

/// `square-cube · threads`, before the lines of a run.
pub fn header(out: &mut dyn Write, demo: &str, variant: &str, style: Style) -> io::Result<()> {
    let Style {
        palette, unicode, ..
    } = style;
    let dot = if unicode { '·' } else { '-' };
    writeln!(
        out,
        "{}",
        palette.heading().on(format_args!("{demo} {dot} {variant}"))
    )
}

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The colours.
    pub palette: Palette,
    /// Whether more than ASCII may be written.
    pub unicode: bool,
    /// The columns there are.
    pub width: usize,
}

impl Style {
    /// No colour, ASCII, 80 columns: for where nothing better is known.
    pub fn bare() -> Self {
        Self {
            palette: Palette::new(false),
            unicode: false,
            width: 80,
        }
    }
}

/// The comparison, then what was checked, what is guaranteed and what was luck.
pub fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    if results
        .variants
        .iter()
        .any(|variant| variant.summary().is_some())
    {
        writeln!(out)?;
    }
    table(out, results, style)?;
    statements(out, results, style)?;
    if let [only] = &*results.variants
        && only.summary().is_some()
    {
        sentence(
            out,
            "compare",
            &how_to_compare(only, results.compares_strategies),
            label_width(results),
            style,
        )?;
    }
    Ok(())
}

/// A row of the comparison, as text.
struct Row<'a> {
    name: &'a str,
    elapsed: String,
    spread: String,
    at_best: String,
    verdict: Verdict,
}

impl<'a> Row<'a> {
    fn of(
        variant: &'a VariantResult,
        summary: &Summary,
        ratio: Option<&Ratio>,
        decimals: usize,
    ) -> Self {
        let interval = &summary.interval_s;
        Self {
            name: &variant.name,
            elapsed: format!("{:.decimals$} s", summary.median_s),
            spread: format!(
                "{:.decimals$} to {:.decimals$} s",
                interval.low, interval.high
            ),
            at_best: variant.at_best.map_or_else(
                || "-".to_owned(),
                |time| format!("{:.decimals$} s", time.as_secs_f64()),
            ),
            verdict: ratio.map_or(Verdict::Baseline, |ratio| ratio.verdict),
        }
    }
}

/// The comparison, a row for each variant that was measured.
fn table(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let measured: Vec<_> = results
        .variants
        .iter()
        .enumerate()
        .filter_map(|(place, variant)| Some((variant, variant.summary()?, results.ratio(place))))
        .collect();
    let Some((_, first, _)) = measured.first() else {
        return Ok(());
    };
    let shortest = measured
        .iter()
        .map(|(_, summary, _)| summary.median_s)
        .fold(f64::MAX, f64::min);
    let decimals = decimals(shortest);
    let spread = match first.interval_s.kind {
        _ if first.runs == 1 => None,
        kind => Some(kind.to_string()),
    };
    let rows: Vec<_> = measured
        .iter()
        .map(|(variant, summary, ratio)| Row::of(variant, summary, ratio.as_ref(), decimals))
        .collect();
    let elapsed = if spread.is_some() {
        "median"
    } else {
        "elapsed"
    };
    let mut heads = vec!["", elapsed];
    heads.extend(spread.as_deref());
    heads.extend(["at best", "speed-up"]);
    let cells = |row: &Row<'_>| {
        let mut cells = vec![row.name.to_owned(), row.elapsed.clone()];
        cells.extend(spread.is_some().then(|| row.spread.clone()));
        cells.extend([row.at_best.clone(), row.verdict.to_string()]);
        cells
    };
    let cells: Vec<_> = rows.iter().map(cells).collect();
    let widths: Vec<_> = (0..heads.len())
        .map(|column| {
            let cells = cells.iter().map(|row| row[column].width());
            cells.chain([heads[column].width()]).max().unwrap_or(0)
        })
        .collect();
    let label = label_width(results);
    let palette = style.palette;
    let line = |cells: &[&str]| {
        let mut line = format!("{:label$}", cells[0]);
        for (cell, width) in cells.iter().zip(&widths).skip(1) {
            // Writing to a string can't fail.
            let _ = write!(line, "{cell:width$}    ");
        }
        line.truncate(line.trim_end().len());
        line
    };
    writeln!(out, "{}", palette.faint().on(line(&heads)))?;
    for (row, cells) in rows.iter().zip(&cells) {
        let cells: Vec<_> = cells.iter().map(String::as_str).collect();
        let line = line(&cells);
        let verdict = cells[cells.len() - 1];
        let paint = match row.verdict {
            Verdict::Faster(_) => palette.good(),
            Verdict::Slower(_) => palette.bad(),
            Verdict::Baseline | Verdict::Same => palette.plain(),
        };
        let (figures, _) = line.split_at(line.len() - verdict.len());
        writeln!(out, "{figures}{}", paint.on(verdict))?;
    }
    writeln!(out)
}

/// So many decimals that the shortest time shows three digits, from milliseconds to microseconds.
fn decimals(shortest_s: f64) -> usize {
    match shortest_s {
        s if s >= 0.1 => 3,
        s if s >= 0.01 => 4,
        s if s >= 0.001 => 5,
        _ => 6,
    }
}

/// The column of labels: the widest variant's name, or else the widest label, and a gap.
fn label_width(results: &Results) -> usize {
    const WIDEST_LABEL: usize = 10;
    const GAP: usize = 3;
    let names = results.variants.iter().map(|variant| variant.name.width());
    names.max().unwrap_or(0).max(WIDEST_LABEL) + GAP
}

/// What was checked, what the demo measured besides, what is guaranteed and what was luck.
fn statements(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let label = label_width(results);
    let verdicts = || {
        results
            .variants
            .iter()
            .filter_map(|variant| variant.first.verdict.as_ref())
    };
    let mut said: Vec<&str> = Vec::new();
    for check in verdicts()
        .flat_map(|verdict| &verdict.checks)
        .filter(|check| check.holds())
    {
        // Variants that are checked for the same thing state it once.
        if !said.contains(&check.claim.as_str()) {
            said.push(&check.claim);
            sentence(out, "checked", &check.claim, label, style)?;
        }
    }
    for (name, text) in verdicts().flat_map(|verdict| &verdict.facts) {
        sentence(out, name, text, label, style)?;
    }
    if verdicts().next().is_some() {
        sentence(out, "guaranteed", results.guaranteed, label, style)?;
    }
    if let Some(luck) = verdicts()
        .filter_map(|verdict| verdict.luck.as_deref())
        .next_back()
    {
        sentence(out, "luck", luck, label, style)?;
    }
    Ok(())
}

/// A label and a sentence, which is broken where the line ends.
fn sentence(
    out: &mut dyn Write,
    name: &str,
    text: &str,
    label: usize,
    style: Style,
) -> io::Result<()> {
    /// A sentence gets so many columns even where the terminal has fewer.
    const NARROWEST: usize = 20;
    let width = style.width.saturating_sub(label).max(NARROWEST);
    let mut name = name;
    for line in textwrap::wrap(text, width) {
        writeln!(
            out,
            "{}{:gap$}{line}",
            style.palette.faint().on(name),
            "",
            gap = label - name.len()
        )?;
        name = "";
    }
    Ok(())
}

/// What to add so that there is something to compare.
fn how_to_compare(only: &VariantResult, strategies: bool) -> String {
    let add = match only.strategy {
        _ if !strategies => "name more than one in --variants",
        Strategy::Sequential => "add --threads",
        Strategy::Threads | Strategy::Pool(_) | Strategy::Processes => "add --sequential",
    };
    format!("{add} to compare")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_show_more_decimals() {
        assert_eq!(
            [1.6, 0.1, 0.099, 0.0099, 0.000_099].map(decimals),
            [3, 3, 4, 5, 6]
        );
    }
}

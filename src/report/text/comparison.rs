//! The tables of the text report: what each variant took, and, for repeated runs, what it cost.

use std::io::{self, Write};

use super::table::Table;
use super::{Style, label_width};
use crate::engine::plan::Bound;
use crate::report::palette::Paint;
use crate::report::results::{Measured, Results, VariantResult};
use crate::stats::{Ratio, Summary, Verdict};

/// A variant that was measured.
struct Row<'a> {
    variant: &'a VariantResult,
    summary: Summary,
    ratio: Option<Ratio>,
    stands: String,
}

/// The comparison, a row for each variant that was measured, and what the runs cost where each
/// was repeated.
pub(super) fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let rows = results
        .variants
        .iter()
        .enumerate()
        .filter_map(|(place, variant)| {
            let summary = variant.summary()?;
            let ratio = results.ratio(place);
            Some(Row {
                variant,
                summary,
                stands: stands(results, place, ratio.as_ref()),
                ratio,
            })
        });
    let rows: Vec<_> = rows.collect();
    let Some(first) = rows.first() else {
        return Ok(());
    };
    times(out, &rows, label_width(results), style)?;
    if first.summary.runs > 1 {
        costs(out, &rows, label_width(results), style)?;
    }
    Ok(())
}

fn times(out: &mut dyn Write, rows: &[Row<'_>], label: usize, style: Style) -> io::Result<()> {
    let faint = style.palette.faint();
    let plain = style.palette.plain();
    let repeated = rows[0].summary.runs > 1;
    let shortest = rows
        .iter()
        .map(|row| row.summary.median_s)
        .fold(f64::MAX, f64::min);
    let decimals = decimals(shortest);
    let seconds = |time: f64| format!("{time:.decimals$} s");
    let mut heads = vec![String::new()];
    if repeated {
        let kind = rows[0].summary.interval_s.kind.to_string();
        heads.extend(["median".to_owned(), kind.clone(), "at best".to_owned()]);
        heads.extend(["speed-up".to_owned(), kind]);
    } else {
        heads.extend(["elapsed", "at best", "speed-up"].map(str::to_owned));
    }
    let cells = |row: &Row<'_>| {
        let at_best = row.variant.at_best;
        let at_best = at_best.map_or_else(|| "-".to_owned(), |time| seconds(time.as_secs_f64()));
        let paint = row
            .ratio
            .as_ref()
            .map(|ratio| paint_of(&ratio.verdict, style));
        let verdict = (row.stands.clone(), paint.unwrap_or(plain));
        let mut cells = vec![
            (row.variant.name.clone(), plain),
            (seconds(row.summary.median_s), plain),
        ];
        if repeated {
            let interval = &row.summary.interval_s;
            let spread = format!(
                "{:.decimals$} .. {:.decimals$}",
                interval.low, interval.high
            );
            let of_ratio = row.ratio.as_ref().map_or_else(String::new, times_between);
            cells.extend([
                (spread, faint),
                (at_best, plain),
                verdict,
                (of_ratio, faint),
            ]);
        } else {
            cells.extend([(at_best, plain), verdict]);
        }
        cells
    };
    let heads = heads.into_iter().map(|head| (head, faint)).collect();
    let rows = std::iter::once(heads)
        .chain(rows.iter().map(cells))
        .collect();
    // What a variant took and what that is worth stand in two tables where one is too wide.
    let together = if repeated { vec![3, 2] } else { vec![2, 1] };
    Table { rows, together }.write(out, label, style.width)
}

/// The interval of a ratio as its verdict counts: times faster, or times slower.
pub(in crate::report) fn times_between(ratio: &Ratio) -> String {
    let (low, high) = match ratio.verdict {
        Verdict::Slower(_) => (1.0 / ratio.interval.high, 1.0 / ratio.interval.low),
        _ => (ratio.interval.low, ratio.interval.high),
    };
    format!("{low:.2} .. {high:.2}")
}

/// How the measured variant at this place, with its ratio, stands against the baseline, in words; a
/// baseline that was not measured tells nothing.
pub(in crate::report) fn stands(results: &Results, place: usize, ratio: Option<&Ratio>) -> String {
    match ratio {
        Some(ratio) => ratio.verdict.to_string(),
        None if results.is_baseline(place) => Verdict::Baseline.to_string(),
        None if results.variants[place].bound == Bound::Never => "deadlock, as planned".to_owned(),
        None => "-".to_owned(),
    }
}

fn paint_of(verdict: &Verdict, style: Style) -> Paint {
    match verdict {
        Verdict::Faster(_) => style.palette.good(),
        Verdict::Slower(_) => style.palette.bad(),
        Verdict::Baseline | Verdict::Same => style.palette.plain(),
    }
}

/// What the variants cost besides time: medians, columns left out that the system doesn't tell.
fn costs(out: &mut dyn Write, rows: &[Row<'_>], label: usize, style: Style) -> io::Result<()> {
    type Figure = (
        &'static str,
        fn(&Measured) -> Option<f64>,
        fn(f64) -> String,
    );
    let figures: [Figure; 5] = [
        ("CPU time", |run| run.cpu_s, |s| format!("{s:.4} s")),
        (
            "start-up",
            |run| Some(run.started_s),
            |s| format!("{s:.4} s"),
        ),
        (
            "peak memory",
            |run| run.peak_memory_bytes.map(|bytes| bytes as f64),
            mebibytes,
        ),
        (
            "switches: waited",
            |run| run.voluntary_switches.map(|n| n as f64),
            |n| format!("{n:.0}"),
        ),
        (
            "preempted",
            |run| run.involuntary_switches.map(|n| n as f64),
            |n| format!("{n:.0}"),
        ),
    ];
    let faint = style.palette.faint();
    let plain = style.palette.plain();
    let names = rows
        .iter()
        .map(|row| vec![(row.variant.name.clone(), plain)]);
    let mut cells: Vec<_> = std::iter::once(vec![(String::new(), faint)])
        .chain(names)
        .collect();
    for (head, figure, shown) in figures {
        let medians: Option<Vec<_>> = rows.iter().map(|row| row.variant.median(figure)).collect();
        let Some(medians) = medians else { continue };
        cells[0].push((head.to_owned(), faint));
        for (row, median) in cells[1..].iter_mut().zip(medians) {
            row.push((shown(median), plain));
        }
    }
    let together = vec![1; cells[0].len() - 1];
    let rows = cells;
    Table { rows, together }.write(out, label, style.width)
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / f64::from(1 << 20))
}

/// So many decimals that this time in seconds shows three digits, from milliseconds to
/// microseconds.
pub(in crate::report) fn decimals(seconds: f64) -> usize {
    match seconds {
        s if s >= 0.1 => 3,
        s if s >= 0.01 => 4,
        s if s >= 0.001 => 5,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::compare;

    #[test]
    fn an_interval_counts_as_the_verdict_beside_it_does() {
        let [slow, fast] = [[2.0, 2.2], [1.0, 1.0]];
        let between = |a: &[f64], b: &[f64]| compare(a, b).map(|ratio| times_between(&ratio));
        assert_eq!(between(&slow, &fast).unwrap(), "2.00 .. 2.20");
        assert_eq!(between(&fast, &slow).unwrap(), "2.00 .. 2.20");
        assert_eq!(between(&[2.0, 1.0], &[1.0, 2.0]).unwrap(), "0.50 .. 2.00");
    }

    #[test]
    fn short_times_show_more_decimals() {
        assert_eq!(
            [1.6, 0.1, 0.099, 0.0099, 0.000_099].map(decimals),
            [3, 3, 4, 5, 6]
        );
    }
}

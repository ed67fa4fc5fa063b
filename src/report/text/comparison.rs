//! The tables of the text report: how long each variant took and, for repeated runs, what it cost.

use std::io;

use crate::printer::Printer;
use crate::results::{Measured, Results, VariantResult};
use crate::table::Table;
use crate::verdict::{interval_of_ratio, paint_of, verdict_of};
use engine::plan::{Bound, Figure, Strategy};
use stats::{Ratio, Summary, Verdict};
use words::decimals;

/// A variant that was measured.
struct Compared<'a> {
    variant: &'a VariantResult,
    summary: Summary,
    ratio: Option<Ratio>,
    against_baseline: String,
}

/// The comparison, a row for each measured variant, and the costs if runs were repeated.
pub(super) fn write(printer: &mut Printer<'_>, results: &Results, label: usize) -> io::Result<()> {
    let rows = results
        .variants
        .iter()
        .enumerate()
        .filter_map(|(place, variant)| {
            let summary = variant.summary()?;
            let ratio = results.ratio(place);
            Some(Compared {
                variant,
                summary,
                against_baseline: against_baseline(results, place, ratio.as_ref()),
                ratio,
            })
        });
    let rows: Vec<_> = rows.collect();
    let Some(first) = rows.first() else {
        return Ok(());
    };
    times(printer, results.compares, &rows, label)?;
    if first.summary.runs > 1 {
        costs(printer, &rows, label)?;
    }
    Ok(())
}

fn times(
    printer: &mut Printer<'_>,
    compares: Figure,
    rows: &[Compared<'_>],
    label: usize,
) -> io::Result<()> {
    let palette = printer.palette();
    let (faint, plain) = (palette.faint(), palette.plain());
    let repeated = rows[0].summary.runs > 1;
    let shortest = rows
        .iter()
        .map(|row| row.summary.median_s)
        .fold(f64::MAX, f64::min);
    let decimals = decimals(shortest);
    let seconds = |time: f64| format!("{time:.decimals$} s");
    let heads = heads(compares, &rows[0].summary);
    let columns = heads.len();
    let cells = |row: &Compared<'_>| {
        let at_best = row.variant.at_best;
        let at_best = at_best.map_or_else(|| "-".to_owned(), |time| seconds(time.as_secs_f64()));
        let paint = row
            .ratio
            .as_ref()
            .map(|ratio| paint_of(ratio.verdict, palette));
        let verdict = (row.against_baseline.clone(), paint.unwrap_or(plain));
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
            let of_ratio = row
                .ratio
                .as_ref()
                .map_or_else(String::new, interval_of_ratio);
            cells.extend([
                (spread, faint),
                (at_best, plain),
                verdict,
                (of_ratio, faint),
            ]);
        } else {
            cells.extend([(at_best, plain), verdict]);
        }
        cells.truncate(columns);
        cells
    };
    let heads = heads.into_iter().map(|head| (head, faint)).collect();
    let rows = std::iter::once(heads)
        .chain(rows.iter().map(cells))
        .collect();
    // If one table is too wide, it is split into times and ratios.
    let mut together = if repeated { vec![3, 2] } else { vec![2, 1] };
    if ratio_head(compares).is_none() {
        together.pop();
    }
    printer.table(Table { rows, together }, label)
}

/// The column heads; the first column holds the variants.
fn heads(compares: Figure, summary: &Summary) -> Vec<String> {
    let ratio = ratio_head(compares).map(str::to_owned);
    let mut heads = vec![String::new()];
    if summary.runs > 1 {
        let kind = summary.interval_s.kind.to_string();
        heads.extend(["median".to_owned(), kind.clone(), "at best".to_owned()]);
        heads.extend(ratio.into_iter().flat_map(|head| [head, kind.clone()]));
    } else {
        heads.extend(["elapsed", "at best"].map(str::to_owned));
        heads.extend(ratio);
    }
    heads
}

/// The head of the column of ratios, if the variants are compared at all.
fn ratio_head(compares: Figure) -> Option<&'static str> {
    match compares {
        Figure::Time => Some("speed-up"),
        Figure::CpuTime => Some("CPU time"),
        Figure::Nothing | Figure::Forced => None,
    }
}

/// How the measured variant at this place compares with the baseline, in words; `-` if there is
/// no ratio.
pub(crate) fn against_baseline(results: &Results, place: usize, ratio: Option<&Ratio>) -> String {
    match ratio {
        Some(ratio) => verdict_of(results.compares == Figure::CpuTime, ratio.verdict),
        None if results.compares == Figure::Nothing => String::new(),
        None if results.is_baseline(place) => Verdict::Baseline.to_string(),
        None if results.variants[place].bound == Bound::Never => "deadlock, as planned".to_owned(),
        None => "-".to_owned(),
    }
}

/// The head of the column for the time to start threads or children.
const START_UP: &str = "start-up";

/// What the variants cost besides time, as medians; a column that the system doesn't report is omitted.
fn costs(printer: &mut Printer<'_>, rows: &[Compared<'_>], label: usize) -> io::Result<()> {
    type Cost = (
        &'static str,
        fn(&Measured) -> Option<f64>,
        fn(f64) -> String,
    );
    let children = |row: &Compared<'_>| {
        let checked = row.variant.first.checked.as_ref();
        let commands = checked.is_some_and(|one| one.children_peak.is_some());
        row.variant.strategy == Strategy::Processes || commands
    };
    // The main thread alone starts nothing that could be measured, and a command's start is part of its
    // time.
    let starts = rows
        .iter()
        .any(|row| row.variant.strategy != Strategy::Sequential);
    let memory = if rows.iter().any(children) {
        "largest process"
    } else {
        "peak memory"
    };
    let figures: [Cost; 5] = [
        ("CPU time", |run| run.cpu_s, |s| format!("{s:.4} s")),
        (START_UP, |run| Some(run.started_s), |s| format!("{s:.4} s")),
        (
            memory,
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
    let (faint, plain) = (printer.palette().faint(), printer.palette().plain());
    let names = rows
        .iter()
        .map(|row| vec![(row.variant.name.clone(), plain)]);
    let mut cells: Vec<_> = std::iter::once(vec![(String::new(), faint)])
        .chain(names)
        .collect();
    for (head, figure, shown) in figures {
        let medians = rows.iter().map(|row| row.variant.median(figure));
        let medians: Vec<_> = medians.collect();
        if medians.iter().all(Option::is_none) || head == START_UP && !starts {
            continue;
        }
        cells[0].push((head.to_owned(), faint));
        for (row, median) in cells[1..].iter_mut().zip(medians) {
            row.push((median.map_or_else(|| "-".to_owned(), shown), plain));
        }
    }
    let together = vec![1; cells[0].len() - 1];
    let rows = cells;
    printer.table(Table { rows, together }, label)
}

fn mebibytes(bytes: f64) -> String {
    format!("{:.1} MiB", bytes / f64::from(1 << 20))
}

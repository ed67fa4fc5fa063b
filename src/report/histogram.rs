//! A histogram of what a variant lost in each of its runs, beside the model's exact shares.

use std::io::{self, Write};
use std::ops::RangeInclusive;

use super::printer::{Printer, Style};
use super::table::{Cell, Table};
use words::{counted, grouped, percent};

/// The maximum number of rows; beyond that, numbers are grouped into ranges.
const MOST_ROWS: usize = 12;
/// The longest bar.
const WIDEST_BAR: usize = 24;

/// The exact shares of a model's outcomes.
pub struct Shares {
    /// How large the model is, in words.
    pub size: String,
    /// The number lost, with its share of all schedules and its chance.
    pub outcomes: Vec<(u64, f64, f64)>,
}

/// Writes how many of these runs lost how much, and beside it the model's shares or, if it is too large
/// to count, what to do about that.
pub fn write(
    out: &mut dyn Write,
    variant: &str,
    lost: &[u64],
    shares: Result<&Shares, &str>,
    style: Style,
) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    let plain = printer.palette().plain();
    let faint = printer.palette().faint();
    let runs = counted(lost.len(), "run");
    printer.heading(&format!("{variant}: what was lost in {runs}"))?;
    let outcomes = shares.as_ref().map_or(&[][..], |shares| &shares.outcomes);
    let ranges = ranges(lost, outcomes);
    let count = |range: &RangeInclusive<u64>| lost.iter().filter(|one| range.contains(one)).count();
    let most = ranges.iter().map(count).max().unwrap_or(0).max(1);
    let head = |text: &str| (text.to_owned(), faint);
    let mut rows = vec![vec![head("lost"), head("runs"), head("")]];
    if shares.is_ok() {
        rows[0].extend([head("share"), head("by chance")]);
    }
    for range in &ranges {
        let runs = count(range);
        let bar = (runs * WIDEST_BAR).div_ceil(most);
        let mark = if style.unicode { "▇" } else { "#" };
        let mut row: Vec<Cell> = vec![
            (named(range), plain),
            (runs.to_string(), plain),
            (mark.repeat(bar), printer.palette().task(Some(0))),
        ];
        if shares.is_ok() {
            let of_range = || outcomes.iter().filter(|(lost, ..)| range.contains(lost));
            let share: f64 = of_range().map(|(_, share, _)| share).sum();
            let chance: f64 = of_range().map(|(.., chance)| chance).sum();
            row.extend([(percent(share, 1), plain), (percent(chance, 1), plain)]);
        }
        rows.push(row);
    }
    let label = rows.iter().map(|row| row[0].0.len()).max().unwrap_or(0) + 3;
    let together = vec![rows[0].len() - 1];
    printer.table(Table { rows, together }, label)?;
    let note = match shares {
        Ok(shares) => format!(
            "share and chance are those of the model: every schedule of {}, none made to meet; a real \
             scheduler lets a thread run for far longer than a step",
            shares.size
        ),
        Err(why) => why.to_owned(),
    };
    printer.aside(&note, "")
}

fn named(range: &RangeInclusive<u64>) -> String {
    let (first, last) = (range.start(), range.end());
    if first == last {
        grouped(first)
    } else {
        format!("{} to {}", grouped(first), grouped(last))
    }
}

/// The rows: single numbers if there are few, otherwise ranges of equal width.
fn ranges(lost: &[u64], outcomes: &[(u64, f64, f64)]) -> Vec<RangeInclusive<u64>> {
    let all = lost.iter().copied();
    let mut numbers: Vec<_> = all.chain(outcomes.iter().map(|(lost, ..)| *lost)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let (Some(&first), Some(&last)) = (numbers.first(), numbers.last()) else {
        return Vec::new();
    };
    if numbers.len() <= MOST_ROWS {
        return numbers.into_iter().map(|number| number..=number).collect();
    }
    let step = (last - first + 1).div_ceil(MOST_ROWS as u64);
    let starts = (0..MOST_ROWS as u64).map(|row| first + row * step);
    starts
        .take_while(|start| *start <= last)
        .map(|start| start..=(start + step - 1).min(last))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(lost: &[u64], shares: Result<&Shares, &str>) -> String {
        let mut out = Vec::new();
        write(&mut out, "unlocked", lost, shares, Style::bare()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_run_is_counted_beside_the_share_of_its_outcome() {
        let shares = Shares {
            size: "2 workers x 1 increment".to_owned(),
            outcomes: vec![(0, 1.0 / 3.0, 0.5), (1, 2.0 / 3.0, 0.5)],
        };
        let text = written(&[0, 0, 0, 1], Ok(&shares));
        let words: Vec<Vec<_>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(words[2][..2], ["0", "3"]);
        assert_eq!(words[2][3..], ["33.3", "%", "50.0", "%"], "{text}");
        assert_eq!(words[3][..2], ["1", "1"]);
        assert_eq!(words[3][3..], ["66.7", "%", "50.0", "%"]);
        let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains("2 workers x 1 increment"), "{text}");
    }

    #[test]
    fn many_numbers_share_few_rows_and_none_is_left_out() {
        let lost: Vec<u64> = (0..1000).map(|run| run * 397 % 100_003).collect();
        let rows = ranges(&lost, &[]);
        assert!(rows.len() <= MOST_ROWS);
        let within = |one: &u64| rows.iter().filter(|range| range.contains(one)).count() == 1;
        assert!(lost.iter().all(within));
        assert!(written(&lost, Err("too large")).contains("too large"));
    }
}

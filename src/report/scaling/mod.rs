//! The same work on more and more threads: a table, a plot and the laws that were fitted.

mod plot;

use std::io;

use super::printer::Printer;
use super::table::Table;
use stats::{Estimate, FEWEST_POINTS, Point, Scaling};
use words::{counted, percent};

pub(crate) use plot::{highest, law};

/// The widest label of the remarks.
pub(super) const WIDEST_LABEL: &str = "Amdahl's law";

/// The table's column heads, without the variant's.
pub(crate) const HEADS: [&str; 4] = ["threads", "speed-up", "efficiency", "serial fraction"];

/// The cells of each row as text, the variant's name first.
pub(crate) fn rows(scaling: &Scaling) -> Vec<[String; 5]> {
    let row = |point: &Point| {
        let mark = if point.beyond_cpus { " *" } else { "" };
        let serial = point.serial_fraction;
        [
            point.variant.clone(),
            format!("{}{mark}", point.number),
            format!("{:.2} x", point.speed_up),
            format!("{:.0} %", point.efficiency * 100.0),
            // Negative if a thread gained more than its share.
            serial.map_or_else(|| "-".to_owned(), |part| format!("{:.1} %", part * 100.0)),
        ]
    };
    scaling.points.iter().map(row).collect()
}

/// The table, with the plot below it.
pub(super) fn write(printer: &mut Printer<'_>, scaling: &Scaling, label: usize) -> io::Result<()> {
    let palette = printer.palette();
    let (faint, plain) = (palette.faint(), palette.plain());
    let mut cells = vec![vec![(String::new(), faint)]];
    cells[0].extend(HEADS.map(|head| (head.to_owned(), faint)));
    let rows = rows(scaling).into_iter();
    cells.extend(rows.map(|row| row.map(|cell| (cell, plain)).to_vec()));
    let together = vec![2, 2];
    printer.table(
        Table {
            rows: cells,
            together,
        },
        label,
    )?;
    plot::write(printer, scaling)
}

/// The remarks on it, each with its label.
pub(crate) fn statements(scaling: &Scaling) -> Vec<(&str, String)> {
    let mut said = Vec::new();
    if scaling.points.iter().any(|point| point.beyond_cpus) {
        let cpus = counted(scaling.usable_cpus, "usable CPU");
        said.push((
            "*",
            format!(
                "more threads than the {cpus}: work that computes can't gain there, and a law fitted to \
                 such rows describes this machine rather than the work"
            ),
        ));
    }
    let (Some(amdahl), Some(universal)) = (&scaling.amdahl, &scaling.universal) else {
        said.push((
            "fit",
            format!("none: Amdahl's law and the universal scalability law need {FEWEST_POINTS} numbers of threads"),
        ));
        return said;
    };
    let serial = amdahl.serial.value;
    let most = if serial > 0.0 {
        format!(
            "at most {:.1} x faster with any number of threads",
            1.0 / serial
        )
    } else {
        "no limit seen".to_owned()
    };
    said.push((
        WIDEST_LABEL,
        format!("serial part {}: {most}", share(&amdahl.serial)),
    ));
    let best = match &universal.best {
        Some(best) => format!(
            "fastest with {}{}",
            threads(best.value),
            between(best, whole)
        ),
        None => "each further thread helps, by less and less".to_owned(),
    };
    said.push((
        "scalability",
        format!(
            "contention {}, coherency {}: {best}",
            share(&universal.contention),
            share(&universal.coherency)
        ),
    ));
    said.push((
        "source",
        "Amdahl 1967; Karp and Flatt 1990; Gunther, Guerrilla Capacity Planning, 2007; 95 % intervals by \
         Student's t, from the scatter of the medians about the curve (Seber and Wild, Nonlinear \
         Regression, 1989)"
            .to_owned(),
    ));
    said
}

/// A share and its interval.
fn share(estimate: &Estimate) -> String {
    /// Shares below this get more decimals.
    const SMALL: f64 = 0.01;
    let decimals = if estimate.value < SMALL { 2 } else { 1 };
    let show = |share: f64| percent(share, decimals);
    let plain = |share: f64| format!("{:.decimals$} %", share * 100.0);
    format!("{}{}", show(estimate.value), between(estimate, plain))
}

fn between(estimate: &Estimate, show: impl Fn(f64) -> String) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!(" ({} .. {})", show(low), show(high)),
        _ => String::new(),
    }
}

/// A number of threads, with its noun.
fn threads(number: f64) -> String {
    let number = whole(number);
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} thread{plural}")
}

/// A number of threads.
fn whole(number: f64) -> String {
    /// More digits would be meaningless.
    const MOST: f64 = 1e6;
    if number > MOST {
        "over a million".to_owned()
    } else {
        format!("{number:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::Palette;
    use crate::printer::Style;
    use stats::Measurement;

    fn scaling(times: &[(usize, f64)]) -> Scaling {
        let one = |&(number, time_s): &(usize, f64)| Measurement {
            variant: format!("pool-{number}"),
            number,
            time_s,
            speed_up: times[0].1 / time_s,
        };
        let measured: Vec<_> = times.iter().map(one).collect();
        Scaling::of(&measured, 4).unwrap()
    }

    fn written(scaling: &Scaling, width: usize, unicode: bool) -> String {
        let mut out = Vec::new();
        let style = Style {
            palette: Palette::new(false),
            unicode,
            width,
        };
        write(&mut Printer::new(&mut out, style), scaling, 10).unwrap();
        String::from_utf8(out).unwrap()
    }

    const TIMES: [(usize, f64); 4] = [(1, 1.0), (2, 0.55), (4, 0.33), (8, 0.25)];

    #[test]
    fn a_row_has_what_a_number_of_threads_gained_and_is_marked_beyond_the_cpus() {
        let text = written(&scaling(&TIMES), 80, false);
        let lines: Vec<_> = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(lines[0], "threads speed-up efficiency serial fraction");
        assert_eq!(lines[2], "pool-2 2 1.82 x 91 % 10.0 %");
        assert_eq!(lines[4], "pool-8 8 * 4.00 x 50 % 14.3 %");
        let four = scaling(&TIMES);
        let said = statements(&four);
        let labels: Vec<_> = said.iter().map(|(label, _)| *label).collect();
        assert_eq!(labels, ["*", "Amdahl's law", "scalability", "source"]);
        let three = scaling(&TIMES[..3]);
        let few = statements(&three);
        assert!(few[0].1.contains("need 4 numbers"), "{few:?}");
    }

    #[test]
    fn where_each_further_thread_costs_more_one_is_fastest() {
        // A locked increment waits for other threads' increments.
        let slower = scaling(&[(1, 1.0), (2, 2.9), (3, 3.6), (4, 3.9)]);
        let said = statements(&slower);
        let scalability = said.iter().find(|(label, _)| *label == "scalability");
        let (_, scalability) = scalability.unwrap();
        assert!(
            scalability.ends_with(": fastest with 1 thread"),
            "{scalability}"
        );
    }

    #[test]
    fn the_plot_fits_the_line_and_has_a_mark_for_each_number() {
        for (width, unicode) in [(40, false), (60, true), (160, true), (20, false)] {
            let text = written(&scaling(&TIMES), width, unicode);
            let (_, plot) = text.split_once("\n\n").unwrap();
            let mark = if unicode { '●' } else { 'o' };
            let marks = plot.lines().filter(|line| line.contains(['|', '│']));
            let marks: usize = marks.map(|line| line.matches(mark).count()).sum();
            assert_eq!(marks, if width < 32 { 0 } else { TIMES.len() }, "{text}");
            let widest = plot.lines().map(|line| line.chars().count()).max();
            assert!(width < 32 || widest.unwrap_or(0) <= width, "{text}");
            assert!(unicode || text.is_ascii());
        }
    }
}

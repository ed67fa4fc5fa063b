//! The plot of speed-ups in a terminal: the measured ones, the ideal without overhead, and the fitted
//! law.

use std::io::{self, Write};

use crate::printer::Printer;
use stats::Scaling;

/// Rows of the plot, without the axis.
const ROWS: usize = 12;
/// Its maximum width in columns, and the minimum at which it is drawn.
const WIDEST: usize = 64;
const NARROWEST: usize = 32;
/// The columns before the plot: a number and the axis.
const MARGIN: usize = 8;

/// The speed-up over the smallest measured number of threads that the fitted law predicts for this many;
/// `None` without a fit.
pub(crate) fn law(scaling: &Scaling, threads: f64) -> Option<f64> {
    let law = scaling.universal.as_ref()?;
    let first = scaling.points.first()?.number as f64;
    Some(law.time_s(first) / law.time_s(threads))
}

/// The largest number of threads, and the largest speed-up measured or fitted.
pub(crate) fn highest(scaling: &Scaling) -> (f64, f64) {
    let number = scaling.points.iter().map(|point| point.number).max();
    let number = number.unwrap_or(1) as f64;
    let measured = scaling.points.iter().map(|point| point.speed_up);
    let fitted = scaling
        .points
        .iter()
        .filter_map(|point| law(scaling, point.number as f64));
    (number, measured.chain(fitted).fold(1.0, f64::max))
}

/// Writes the plot, if the line has room for it.
pub(super) fn write(printer: &mut Printer<'_>, scaling: &Scaling) -> io::Result<()> {
    let width = printer.width().min(WIDEST);
    if width < NARROWEST {
        return Ok(());
    }
    let columns = width - MARGIN - 1;
    let (number, speed_up) = highest(scaling);
    let signs = if printer.style.unicode {
        ['·', '─', '●', '│', '└', '─']
    } else {
        ['.', '-', 'o', '|', '+', '-']
    };
    let [dot, line, mark, axis, corner, floor] = signs;
    let cells = cells(scaling, columns, [dot, line, mark]);
    let faint = printer.palette().faint();
    for (row, cells) in cells.iter().enumerate() {
        let value = speed_up * (ROWS - 1 - row) as f64 / (ROWS - 1) as f64;
        let label = if row % 3 == 2 {
            format!("{value:.1} x")
        } else {
            String::new()
        };
        let text: String = cells.iter().collect();
        writeln!(
            printer,
            "{} {}{}",
            faint.on(format!("{label:>6}")),
            faint.on(axis),
            text.trim_end()
        )?;
    }
    let floor: String = std::iter::repeat_n(floor, columns).collect();
    writeln!(printer, "{:7}{}{}", "", faint.on(corner), faint.on(floor))?;
    let (from, to) = (first(scaling).to_string(), format!("{number:.0} threads"));
    let between = columns.saturating_sub(from.len() + to.len());
    writeln!(
        printer,
        "{:MARGIN$}{}{:between$}{}",
        "",
        faint.on(from),
        "",
        faint.on(to)
    )?;
    let fitted = if scaling.universal.is_some() {
        format!("  {line} fitted")
    } else {
        String::new()
    };
    let legend = format!("{:MARGIN$}{mark} measured  {dot} ideal{fitted}", "");
    writeln!(printer, "{}\n", faint.on(legend))
}

/// The smallest number of threads.
fn first(scaling: &Scaling) -> usize {
    scaling.points.first().map_or(1, |point| point.number)
}

/// What is drawn between the axes: the ideal and the fit, with the measured points on top.
fn cells(scaling: &Scaling, columns: usize, [dot, line, mark]: [char; 3]) -> Vec<Vec<char>> {
    let (number, speed_up) = highest(scaling);
    let first = first(scaling) as f64;
    let mut cells = vec![vec![' '; columns]; ROWS];
    let threads = |column: usize| first + (number - first) * column as f64 / (columns - 1) as f64;
    let mut put = |column: usize, value: f64, letter: char| {
        let place = value / speed_up * (ROWS - 1) as f64;
        let height = (0..ROWS).find(|&row| (row as f64 - place).abs() <= 0.5);
        if let Some(height) = height {
            cells[ROWS - 1 - height][column] = letter;
        }
    };
    for column in 0..columns {
        let n = threads(column);
        put(column, n / first, dot);
        if let Some(value) = law(scaling, n) {
            put(column, value, line);
        }
    }
    for point in &scaling.points {
        let n = point.number as f64;
        let nearest =
            |&a: &usize, &b: &usize| (threads(a) - n).abs().total_cmp(&(threads(b) - n).abs());
        put(
            (0..columns).min_by(nearest).unwrap_or(0),
            point.speed_up,
            mark,
        );
    }
    cells
}

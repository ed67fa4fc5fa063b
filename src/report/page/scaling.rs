//! The same work on more and more threads: a plot beside its table.

use maud::{Markup, html};

use crate::scaling::{HEADS, highest, law, rows, statements};
use stats::Scaling;

/// The plot's size, and the room for text at its axes.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 300.0;
const MARGIN: f64 = 44.0;
/// The room that a number needs below the axis.
const LABEL: f64 = 24.0;

/// The section.
pub(super) fn section(scaling: &Scaling) -> Markup {
    html! {
        section aria-labelledby="scaling" {
            h2 id="scaling" { "More and more threads" }
            (plot(scaling))
            table {
                thead { tr {
                    th scope="col" { "variant" }
                    @for head in HEADS { th.number scope="col" { (head) } }
                } }
                tbody {
                    @for row in rows(scaling) {
                        tr {
                            th scope="row" { (row[0]) }
                            @for cell in &row[1..] { td.number { (cell) } }
                        }
                    }
                }
            }
            dl { @for (label, text) in statements(scaling) { dt { (label) } dd { (text) } } }
        }
    }
}

fn plot(scaling: &Scaling) -> Markup {
    let (number, speed_up) = highest(scaling);
    let first = scaling
        .points
        .first()
        .map_or(1.0, |point| point.number as f64);
    let span = (number - first).max(1.0);
    let x = |threads: f64| MARGIN + (threads - first) / span * (WIDTH - 2.0 * MARGIN);
    let y = |value: f64| HEIGHT - MARGIN - value / speed_up * (HEIGHT - 2.0 * MARGIN);
    let at = |(threads, value): (f64, f64)| format!("{:.1},{:.1}", x(threads), y(value));
    let steps = (0..=60).map(|step| first + span * f64::from(step) / 60.0);
    let ideal = steps
        .clone()
        .map(|n| (n, n / first))
        .take_while(|(_, value)| *value <= speed_up * 1.05);
    let ideal: Vec<_> = ideal.map(at).collect();
    let fitted: Vec<_> = steps
        .filter_map(|n| Some(at((n, law(scaling, n)?))))
        .collect();
    let numbers: Vec<_> = scaling.points.iter().map(|point| point.number).collect();
    let title = "Speed-up by the number of threads; the table below has the figures.";
    html! {
        figure {
            svg.scaling viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) width="100%" role="img" aria-label=(title) {
                polyline.ideal points=(ideal.join(" ")) fill="none" {}
                @if !fitted.is_empty() { polyline.fitted points=(fitted.join(" ")) fill="none" {} }
                line.rule x1=(MARGIN) y1=(y(0.0)) x2=(WIDTH - MARGIN) y2=(y(0.0)) {}
                line.rule x1=(MARGIN) y1=(y(0.0)) x2=(MARGIN) y2=(MARGIN) {}
                @for part in [0.0, 0.5, 1.0] {
                    text x=(MARGIN - 6.0) y=(y(speed_up * part) + 4.0) text-anchor="end" { (format!("{:.1} x", speed_up * part)) }
                }
                @for point in &scaling.points {
                    circle.whisker cx=(format!("{:.1}", x(point.number as f64))) cy=(format!("{:.1}", y(point.speed_up))) r="4" {
                        title { (point.variant) ": " (format!("{:.2} x", point.speed_up)) }
                    }
                }
                @for number in apart(&numbers, x) {
                    text x=(format!("{:.1}", x(number as f64))) y=(HEIGHT - MARGIN + 18.0) text-anchor="middle" { (number) }
                }
                text x=(WIDTH / 2.0) y=(HEIGHT - 6.0) text-anchor="middle" { "threads" }
            }
            figcaption.faint { "Dots are measured; the dashed line is what threads without any cost would gain" @if !fitted.is_empty() { "; the curve is the universal scalability law, fitted" } "." }
        }
    }
}

/// The numbers that fit below the axis, chosen from the largest down; the largest always fits.
fn apart(numbers: &[usize], x: impl Fn(f64) -> f64) -> Vec<usize> {
    let mut shown: Vec<usize> = Vec::new();
    for &number in numbers.iter().rev() {
        let last = shown.last().map(|&last| x(last as f64));
        if last.is_none_or(|last| last - x(number as f64) >= LABEL) {
            shown.push(number);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_below_the_axis_do_not_cover_each_other() {
        let all: Vec<_> = (1..=64).collect();
        assert_eq!(apart(&all, |n| n * 8.0)[..3], [64, 61, 58]);
        assert_eq!(apart(&[1, 2, 4, 8], |n| n * 70.0), [8, 4, 2, 1]);
        assert_eq!(apart(&[1, 2], |n| n), [2]);
    }
}

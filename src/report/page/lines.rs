//! The lines that threads printed, a table for each variant.

use crate::line::apart;
use crate::results::{Results, VariantResult};
use engine::record::Line;
use maud::{Markup, html};
use words::{Seconds, counted};

/// This many lines are shown from the start and from the end, if there are more than both.
const FIRST: usize = 300;
const LAST: usize = 100;
/// Lines are cut to this length; the record has the rest.
const LONGEST: usize = 2000;

/// The lines of every variant; those of the first are unfolded if there are few.
pub(super) fn lines(results: &Results) -> Markup {
    let own = !demos::is_lesson(results.demo);
    html! {
        section aria-labelledby="lines" {
            h2 id="lines" { "What was printed" }
            @for variant in &results.variants { (of(variant, own)) }
        }
    }
}

fn of(variant: &VariantResult, own: bool) -> Markup {
    let record = &variant.first.record;
    let lines = record.lines();
    let (first, last) = if lines.len() > FIRST + LAST {
        (&lines[..FIRST], &lines[lines.len() - LAST..])
    } else {
        (&lines[..], &[][..])
    };
    let left_out = lines.len() - first.len() - last.len();
    let row = |line: &Line<'_>| {
        let name = match line.task {
            Some(_) => record.task_name(line.task),
            None => &record.lanes[line.lane].name,
        };
        let at = Seconds(std::time::Duration::from_nanos(line.at.0));
        let (name, text) = if own {
            (name, line.text)
        } else {
            apart(name, line.text)
        };
        html! { tr { td.number { (at) " s" } td { (name) } td.line { (shown(text)) } } }
    };
    html! {
        details open[few(&lines)] {
            summary { (variant.name) ": " (counted(lines.len(), "line")) }
            @if lines.is_empty() { p { "None." } } @else {
                div.scroll tabindex="0" role="region" aria-label={ "Lines of " (variant.name) } {
                    table {
                        thead { tr { th.number scope="col" { "time" } th scope="col" { "task" } th scope="col" { "line" } } }
                        tbody {
                            @for line in first { (row(line)) }
                            @if left_out > 0 {
                                tr { td colspan="3" {
                                    em { (counted(left_out, "line")) " left out here; --format json has them all" }
                                } }
                            }
                            @for line in last { (row(line)) }
                        }
                    }
                }
            }
        }
    }
}

fn few(lines: &[Line<'_>]) -> bool {
    /// More would push the rest of the page down too far.
    const FEW: usize = 12;
    lines.len() <= FEW
}

/// The line, or only its start if it is very long.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

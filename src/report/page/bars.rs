//! The comparison: for each variant, its time as a bar with its interval.

use maud::{Markup, html};

use crate::results::{Results, VariantResult};
use crate::text;
use crate::text::against_baseline;
use crate::verdict::interval_of_ratio;
use engine::plan::Figure;
use stats::{Ratio, Summary, Verdict};
use words::decimals;

/// The comparison of the measured variants; empty if there are none.
pub(super) fn comparison(results: &Results) -> Markup {
    let measured: Vec<_> = results
        .variants
        .iter()
        .enumerate()
        .filter_map(|(place, variant)| Some((place, variant, variant.summary()?)))
        .collect();
    let Some((_, _, first)) = measured.first() else {
        return html! {};
    };
    let longest = measured
        .iter()
        .map(|(_, variant, summary)| summary.max_s.max(at_best(variant).unwrap_or(0.0)))
        .fold(f64::MIN_POSITIVE, f64::max);
    let several = measured.iter().any(|(_, _, summary)| summary.runs > 1);
    let kind = first.interval_s.kind.to_string();
    let decimals = measured
        .iter()
        .map(|(_, _, summary)| decimals(summary.median_s))
        .max()
        .unwrap_or(3);
    let layout = Layout {
        longest,
        decimals,
        interval: several.then(|| kind.clone()),
    };
    html! {
        section aria-labelledby="comparison" {
            h2 id="comparison" { "The comparison" }
            table.comparison {
                thead { tr {
                    th scope="col" { "variant" }
                    th.wide scope="col" aria-hidden="true" {}
                    th.number scope="col" { @if several { "median" } @else { "elapsed" } }
                    @if several { th.number scope="col" { (kind) } }
                    th.number scope="col" { "at best" }
                    th scope="col" {
                        @match results.compares {
                            Figure::Time => "speed-up",
                            Figure::CpuTime => "CPU time",
                            Figure::Nothing | Figure::Forced => "",
                        }
                    }
                } }
                tbody {
                    @for (place, variant, summary) in &measured {
                        (row(results, *place, variant, summary, &layout))
                    }
                }
            }
            p.faint {
                "A bar is the time taken"
                @if several { " (the median of " (first.runs) " runs), the bracket on it the " (kind) }
                @if measured.iter().any(|(_, variant, _)| variant.at_best.is_some()) {
                    "; the dashed mark is the shortest time that theory allows"
                }
                "."
            }
            @if let Some(asked) = &results.asked { p { "Asked: " (text::answer(asked)) "." } }
            @for doubt in &results.doubts { p.warning { b { "In doubt:" } " " (doubt) "." } }
        }
    }
}

/// What all rows share.
struct Layout {
    /// The time at the end of the bars, in seconds.
    longest: f64,
    decimals: usize,
    /// The name of the interval, if there are intervals.
    interval: Option<String>,
}

/// A variant's row.
fn row(
    results: &Results,
    place: usize,
    variant: &VariantResult,
    summary: &Summary,
    layout: &Layout,
) -> Markup {
    let Layout {
        longest, decimals, ..
    } = *layout;
    let time = |seconds: f64| format!("{seconds:.decimals$} s");
    let interval = &summary.interval_s;
    let ratio = results.ratio(place);
    html! {
        tr {
            th scope="row" { (variant.name) }
            td.wide aria-hidden="true" { (bar(summary, at_best(variant), longest)) }
            td.number { (time(summary.median_s)) }
            @if let Some(kind) = &layout.interval {
                td.number data-label=(kind) { (time(interval.low)) " to " (time(interval.high)) }
            }
            td.number data-label="at best" {
                @match at_best(variant) { Some(best) => (time(best)), None => "-" }
            }
            td {
                span class=(ratio.as_ref().map_or("", class)) { (against_baseline(results, place, ratio.as_ref())) }
                @if let Some(ratio) = ratio.as_ref().filter(|_| layout.interval.is_some()) {
                    " " span.faint { "(" (interval_of_ratio(ratio)) ")" }
                }
            }
        }
    }
}

fn at_best(variant: &VariantResult) -> Option<f64> {
    variant.at_best.map(|time| time.as_secs_f64())
}

fn class(ratio: &Ratio) -> &'static str {
    match ratio.verdict {
        Verdict::Faster(_) => "faster",
        Verdict::Slower(_) => "slower",
        Verdict::Baseline | Verdict::Same | Verdict::CantTell => "",
    }
}

fn bar(summary: &Summary, best: Option<f64>, longest: f64) -> Markup {
    let at = |seconds: f64| format!("{:.2}%", (seconds / longest * 98.0).clamp(0.0, 98.0));
    let interval = &summary.interval_s;
    let between = at(interval.high - interval.low);
    html! {
        svg.bar width="100%" height="28" {
            rect.time x="0" y="5" width=(at(summary.median_s)) height="18" rx="2" {}
            @if summary.runs > 1 {
                rect.whisker x=(at(interval.low)) y="13" width=(between) height="2" {}
                rect.whisker x=(at(interval.low)) y="8" width="2" height="12" {}
                rect.whisker x=(at(interval.high)) y="8" width="2" height="12" {}
            }
            @if let Some(best) = best {
                line.best x1=(at(best)) x2=(at(best)) y1="0" y2="28" {}
            }
        }
    }
}

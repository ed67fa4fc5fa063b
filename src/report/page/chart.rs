//! The timeline: an SVG band for each lane, a shape for each slice, all variants on one scale.
//!
//! Horizontal positions are shares of the width, so the picture fits a phone and a projector alike. All
//! text is HTML, which wraps when space is short and can be read aloud; screen readers get the table
//! instead of the bands. States differ in height as well as in color.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::page::arrows::Arrows;
use crate::page::places::{BAND, share};
use crate::page::words;
use crate::slices::fold::{self, Band};
use crate::slices::{Picture, Slice, Strip};
use crate::states::{STATES, State};
use crate::timeline::scale::Scale;
use ::words::{decimals, duration, grouped};
use engine::record::{EntryKind, LaneRecord, Moment};

/// The maximum number of lanes of one variant with a band of their own.
const MOST_BANDS: usize = 40;
/// The maximum number of slices on a page that are drawn one by one; beyond that, columns show what took
/// most of their time.
const MOST_SLICES: usize = 2000;
/// The maximum number of columns in that case.
const MOST_COLUMNS: usize = 400;
/// The maximum number of marked lines of one variant.
const MOST_MARKS: usize = 400;

/// The timeline of all variants.
pub(super) fn timeline(pictures: &[Picture<'_>], end: u64) -> Markup {
    let strips = || pictures.iter().flat_map(|picture| &picture.strips);
    let slices: usize = strips().map(|strip| strip.slices.len()).sum();
    let folded = slices > MOST_SLICES;
    let said = strips().any(|strip| lines(strip.lane).next().is_some());
    let states = strips().flat_map(|strip| &strip.slices);
    let states: BTreeSet<_> = states.map(|slice| slice.state.place()).collect();
    let rows: usize = pictures
        .iter()
        .map(|picture| fold::bands(picture, MOST_BANDS).count())
        .sum();
    let columns = (MOST_SLICES * 4 / rows.max(1)).clamp(40, MOST_COLUMNS);
    html! {
        section aria-labelledby="timeline" {
            h2 id="timeline" { "The timeline" }
            p { "A band for each thread, from left to right as time went by; all variants on one scale." }
            (legend(&states, !folded && said))
            @for picture in pictures.iter().filter(|picture| !picture.strips.is_empty()) {
                (variant(picture, end, folded.then_some(columns)))
            }
            @if folded {
                p.faint {
                    "Coarse: " (grouped(slices)) " slices are folded into columns of "
                    (duration(end as f64 / columns as f64 / 1e9))
                    ", each showing what took most of it."
                }
            }
        }
    }
}

/// The shapes of these states, with their meaning.
fn legend(states: &BTreeSet<usize>, marks: bool) -> Markup {
    html! {
        ul.legend {
            @for state in states.iter().map(|&place| STATES[place].state) {
                li {
                    svg width="28" height=(BAND) aria-hidden="true" {
                        (shape("0", "28", state))
                    }
                    span { b { (state.row().name) } " " (state.row().about) }
                }
            }
            li {
                svg width="28" height=(BAND) aria-hidden="true" {
                    rect.track width="28" height=(BAND) {}
                }
                span { "not started or done" }
            }
            @if marks { li {
                svg width="6" height=(BAND) aria-hidden="true" { rect.mark x="2" y="-3" width="2" height=(BAND + 6) {} }
                span { "a line was printed" }
            } }
        }
    }
}

fn variant(picture: &Picture<'_>, end: u64, columns: Option<usize>) -> Markup {
    let name = &picture.variant.name;
    let lanes = picture.strips.len();
    let rows: Vec<_> = fold::bands(picture, MOST_BANDS).collect();
    let decimals = decimals(end as f64 / 1e9);
    let elapsed = picture.record().elapsed.as_secs_f64();
    let each_drawn = columns.is_none() && lanes == rows.len();
    let arrows = each_drawn.then(|| Arrows::of(picture));
    let most_lines = picture.strips.iter().map(|strip| lines(strip.lane).count());
    let most_lines = most_lines.max().unwrap_or(0);
    html! {
        figure {
            figcaption { b { (name) } " " (format!("{elapsed:.decimals$} s")) }
            div.chart {
                (axis(end))
                ul.lanes { @for row in &rows { (self::row(picture, row, end, columns)) } }
                @if let Some(arrows) = &arrows { (arrows.draw(picture, end)) }
            }
            @if let Some(arrows) = &arrows { (arrows.note()) }
            @if lanes > rows.len() {
                p.faint {
                    (grouped(lanes)) " lanes are folded into " (rows.len())
                    " bands, each showing what took most of their time."
                }
            }
            @if each_drawn && most_lines > most_marks(picture) {
                p.faint {
                    "Only the first " (most_marks(picture)) " lines of each thread are marked."
                }
            }
            @if let Some(unrecorded) = picture.unrecorded() { p.faint { (unrecorded) "." } }
            (words::table(picture))
        }
    }
}

/// One lane, or several that share a band.
fn row(picture: &Picture<'_>, row: &Band<'_, '_>, end: u64, columns: Option<usize>) -> Markup {
    let alone = match row.strips {
        [strip] => Some(strip),
        _ => None,
    };
    html! {
        li {
            div.name { span { (words::name(row)) " " i { (words::tasks_of(picture, row)) } } }
            svg width="100%" height=(BAND) aria-hidden="true" {
                rect.track width=(share(picture.end, end)) height=(BAND) {}
                @match (alone, columns) {
                    (Some(strip), None) => {
                        @for slice in &strip.slices { (self::slice(picture, slice, end)) }
                        (tasks(strip, end))
                        (marks(picture, strip.lane, end))
                    }
                    (_, columns) => (folded(row, end, columns.unwrap_or(MOST_COLUMNS))),
                }
            }
            div.shares { span { (words::shares(row)) } }
        }
    }
}

/// A frame around each task, if the lane ran several.
fn tasks(strip: &Strip<'_>, end: u64) -> Markup {
    let runs = strip.slices.chunk_by(|a, b| a.task == b.task);
    let frames: Vec<_> = runs
        .filter(|run| run[0].task.is_some())
        .map(|run| (run[0].from, run[run.len() - 1].to))
        .collect();
    html! {
        @if frames.len() > 1 {
            @for (from, to) in frames {
                rect.task x=(share(from, end)) width=(share(to - from, end)) height=(BAND) {}
            }
        }
    }
}

/// A band in columns; equal neighbors are drawn as one.
fn folded(row: &Band<'_, '_>, end: u64, columns: usize) -> Markup {
    let all = row.columns(columns, end);
    let mut from = 0;
    let runs = all.chunk_by(|a, b| a.state == b.state).map(|run| {
        let begin = from;
        from += run.len();
        (begin, run.len(), run[0].state)
    });
    let at = |column: usize| format!("{:.3}%", column as f64 / columns as f64 * 100.0);
    html! {
        @for (from, length, state) in runs {
            @if let Some(state) = state {
                g {
                    title { "mostly " (state.row().about) }
                    (shape(&at(from), &at(length), state))
                }
            }
        }
    }
}

fn slice(picture: &Picture<'_>, slice: &Slice, end: u64) -> Markup {
    let (x, width) = (share(slice.from, end), share(slice.time(), end));
    html! {
        g.slice {
            title { (words::slice(picture, slice)) }
            rect.hit x=(x) width=(width) height=(BAND) {}
            (shape(&x, &width, slice.state))
            @if slice.open {
                line.open x1=(share(slice.to, end)) x2=(share(slice.to, end)) y1="-2" y2=(BAND + 2) {}
            }
        }
    }
}

/// A state's shape; each state has its own height.
fn shape(x: &str, width: &str, state: State) -> Markup {
    let row = state.row();
    html! {
        @for (y, height) in row.shape {
            rect class=(row.name) x=(x) y=(y) width=(width) height=(height) {}
        }
    }
}

/// The lines that a lane printed.
fn lines(lane: &LaneRecord) -> impl Iterator<Item = Moment<'_>> {
    let moments = lane.moments();
    moments.filter(|moment| matches!(moment.kind, EntryKind::Line(_) | EntryKind::Piece(_)))
}

/// How many lines of each lane are marked.
fn most_marks(picture: &Picture<'_>) -> usize {
    MOST_MARKS / picture.strips.len().max(1)
}

/// A mark for each printed line.
fn marks(picture: &Picture<'_>, lane: &LaneRecord, end: u64) -> Markup {
    html! {
        @for line in lines(lane).take(most_marks(picture)) {
            rect.mark x=(share(line.at.0, end)) y="-3" width="2" height=(BAND + 6) {
                title { (format!("{:.6} s: ", line.at.seconds())) (line.line) }
            }
        }
    }
}

/// The scale; its lines cross all lanes.
fn axis(end: u64) -> Markup {
    /// As many ticks as would fit a terminal of this many columns.
    const COLUMNS: usize = 60;
    /// In the last of these parts, a number ends at its tick so as not to stick out.
    const PARTS: u64 = 15;
    let ticks = Scale::new(end, COLUMNS).ticks();
    html! {
        svg.axis width="100%" height="100%" aria-hidden="true" {
            @for (at, label) in ticks {
                @let x = share(at, end);
                line x1=(x) x2=(x) y1="0" y2="100%" {}
                @let anchor = match at {
                    0 => "start",
                    _ if end - at > end / PARTS => "middle",
                    _ => "end",
                };
                text x=(x) y="100%" dy="14" text-anchor=(anchor) { (label) }
            }
        }
    }
}

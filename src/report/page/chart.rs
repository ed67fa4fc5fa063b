//! The timeline as SVG: a band for each lane, a shape for each slice, all variants on one scale.
//!
//! Places across are shares of the width, so that the picture fits a phone and a projector alike
//! and its text keeps its size. States are told apart by height as well as colour.

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::digits::grouped;
use crate::report::slices::fold::{self, Row};
use crate::report::slices::{Picture, Slice, State, Strip};
use crate::report::timeline::percent;
use crate::report::timeline::scale::{Scale, decimals, duration};

/// Lanes of one variant that have a band of their own.
const MOST_ROWS: usize = 40;
/// Slices of a page that are drawn one by one; beyond, columns show what took most of them.
const MOST_SLICES: usize = 2000;
/// The columns then, at most.
const MOST_COLUMNS: usize = 400;
/// Rows of a table of slices.
const MOST_LISTED: usize = 100;
/// Lines of one variant that are marked on their lanes.
const MOST_MARKS: usize = 400;

/// The height of a lane: its name, its band, its shares.
const LANE: usize = 64;
const BAND: usize = 20;
const TEXT: usize = 22;
/// The height of the scale.
const AXIS: usize = 24;

/// The timeline of all variants.
pub(super) fn timeline(pictures: &[Picture<'_>], end: u64) -> Markup {
    let slices: usize = pictures
        .iter()
        .flat_map(|picture| &picture.strips)
        .map(|strip| strip.slices.len())
        .sum();
    let folded = slices > MOST_SLICES;
    let states: BTreeSet<usize> = pictures
        .iter()
        .flat_map(|picture| &picture.strips)
        .flat_map(|strip| &strip.slices)
        .map(|slice| slice.state.place())
        .collect();
    let rows: usize = pictures
        .iter()
        .map(|picture| fold::rows(picture, MOST_ROWS).count())
        .sum();
    let columns = (MOST_SLICES * 4 / rows.max(1)).clamp(40, MOST_COLUMNS);
    html! {
        section aria-labelledby="timeline" {
            h2 id="timeline" { "The timeline" }
            p { "A band for each thread, from left to right as time went by; all variants on one scale." }
            (legend(&states))
            @for picture in pictures.iter().filter(|picture| !picture.strips.is_empty()) {
                (variant(picture, end, folded.then_some(columns)))
            }
            @if folded {
                p.faint {
                    "Coarse: " (grouped(slices)) " slices are folded into columns of "
                    (duration(end as f64 / columns as f64))
                    ", each showing what took most of it."
                }
            }
        }
    }
}

/// The shapes of these states, and what they mean.
fn legend(states: &BTreeSet<usize>) -> Markup {
    html! {
        ul.legend {
            @for state in states.iter().map(|&place| State::ALL[place]) {
                li {
                    svg width="28" height=(BAND) aria-hidden="true" {
                        (shape("0", "28", 0, state))
                    }
                    span { b { (state.name()) } " " (state.about()) }
                }
            }
            li {
                svg width="28" height=(BAND) aria-hidden="true" {
                    rect.track x="0" y="0" width="28" height=(BAND) {}
                }
                span { "not started or done" }
            }
        }
    }
}

fn variant(picture: &Picture<'_>, end: u64, columns: Option<usize>) -> Markup {
    let name = &picture.variant.name;
    let lanes = picture.strips.len();
    let rows: Vec<_> = fold::rows(picture, MOST_ROWS).collect();
    let height = rows.len() * LANE + AXIS;
    let decimals = decimals(end as f64 / 1e9);
    let elapsed = picture.record().elapsed.as_secs_f64();
    html! {
        figure {
            figcaption { b { (name) } " " (format!("{elapsed:.decimals$} s")) }
            svg.chart width="100%" height=(height) role="img" aria-label=(summary(picture, &rows)) {
                (axis(end, rows.len() * LANE))
                @for (place, row) in rows.iter().enumerate() {
                    (self::row(picture, row, place * LANE, end, columns))
                }
            }
            @if lanes > rows.len() {
                p.faint {
                    (grouped(lanes)) " lanes are folded into " (rows.len())
                    " bands, each showing what took most of their time."
                }
            }
            @if let Some(unrecorded) = picture.unrecorded() { p.faint { (unrecorded) "." } }
            (table(picture))
        }
    }
}

/// The lanes in words: what the picture shows to those who can't see it.
fn summary(picture: &Picture<'_>, rows: &[Row<'_, '_>]) -> String {
    const MOST_SAID: usize = 8;
    let said: Vec<_> = rows
        .iter()
        .take(MOST_SAID)
        .map(|row| format!("{}: {}", self::name(row), shares(row)))
        .collect();
    format!(
        "Timeline of {}. {}. The table below has the slices.",
        picture.variant.name,
        said.join("; ")
    )
}

fn name(row: &Row<'_, '_>) -> String {
    let first = row.strips.first().map_or("", |strip| &strip.lane.name);
    match row.strips.len() {
        0 | 1 => first.to_owned(),
        lanes => format!("{first} and {} more", grouped(lanes - 1)),
    }
}

fn shares(row: &Row<'_, '_>) -> String {
    let shares = row.shares();
    let states = State::ALL
        .into_iter()
        .map(|state| (state.name(), shares[state.place()]))
        .filter(|(_, share)| *share > 0.0);
    let cpu = row.cpu().map(|share| ("CPU", share));
    let queued = row.queued().filter(|share| *share >= 0.05);
    let queued = queued.map(|share| ("wanting a CPU", share));
    let said: Vec<_> = states
        .chain(cpu)
        .chain(queued)
        .map(|(name, share)| format!("{name} {}", percent(share)))
        .collect();
    said.join(", ")
}

/// One lane, or several that share a band.
fn row(
    picture: &Picture<'_>,
    row: &Row<'_, '_>,
    top: usize,
    end: u64,
    columns: Option<usize>,
) -> Markup {
    let band = top + TEXT;
    let alone = match row.strips {
        [strip] => Some(strip),
        _ => None,
    };
    html! {
        text.name x="0" y=(top + 16) {
            (name(row)) tspan.axis { " " (tasks_of(picture, row)) }
        }
        text.shares x="0" y=(band + BAND + 14) { (shares(row)) }
        rect.track x="0" y=(band) width=(share(picture.end, end)) height=(BAND) {}
        @match (alone, columns) {
            (Some(strip), None) => {
                @for slice in &strip.slices { (self::slice(picture, slice, band, end)) }
                (tasks(strip, band, end))
                (marks(picture, strip.lane, band, end))
            }
            (_, columns) => (folded(row, band, end, columns.unwrap_or(MOST_COLUMNS))),
        }
    }
}

/// A frame around each task, where the lane carried out several.
fn tasks(strip: &Strip<'_>, band: usize, end: u64) -> Markup {
    let runs = strip.slices.chunk_by(|a, b| a.task == b.task);
    let frames: Vec<_> = runs
        .filter(|run| run[0].task.is_some())
        .map(|run| (run[0].from, run[run.len() - 1].to))
        .collect();
    html! {
        @if frames.len() > 1 {
            @for (from, to) in frames {
                rect.task x=(share(from, end)) y=(band) width=(share(to - from, end)) height=(BAND) {}
            }
        }
    }
}

/// The names of the tasks of a lane that is not named after its one task, where they are few.
fn tasks_of(picture: &Picture<'_>, row: &Row<'_, '_>) -> String {
    const FEW: usize = 4;
    let [strip] = row.strips else {
        return String::new();
    };
    let mut tasks: Vec<_> = strip.slices.iter().filter_map(|slice| slice.task).collect();
    tasks.dedup();
    if tasks.len() < 2 || tasks.len() > FEW {
        return String::new();
    }
    let names = tasks
        .iter()
        .map(|&task| picture.record().task_name(Some(task as usize)));
    names.collect::<Vec<_>>().join(", ")
}

/// A band in columns, of which neighbours that are alike are drawn as one.
fn folded(row: &Row<'_, '_>, band: usize, end: u64, columns: usize) -> Markup {
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
                    title { "mostly " (state.about()) }
                    (shape(&at(from), &at(length), band, state))
                }
            }
        }
    }
}

fn slice(picture: &Picture<'_>, slice: &Slice, band: usize, end: u64) -> Markup {
    let (x, width) = (share(slice.from, end), share(slice.time(), end));
    html! {
        g.slice {
            title { (told(picture, slice)) }
            rect.hit x=(x) y=(band) width=(width) height=(BAND) {}
            (shape(&x, &width, band, slice.state))
            @if slice.open {
                line.open x1=(share(slice.to, end)) x2=(share(slice.to, end)) y1=(band - 2) y2=(band + BAND + 2) {}
            }
        }
    }
}

/// `square: sleeping, 0.200 s to 0.400 s (200 ms)`.
fn told(picture: &Picture<'_>, slice: &Slice) -> String {
    let task = slice
        .task
        .map(|task| format!("{}: ", picture.record().task_name(Some(task as usize))))
        .unwrap_or_default();
    let object = picture.object(slice);
    let object = object.map(|name| format!(" ({name})")).unwrap_or_default();
    let until = if slice.open {
        "and not ended by then".to_owned()
    } else {
        format!("to {:.6} s", slice.to as f64 / 1e9)
    };
    format!(
        "{task}{}{object}, {:.6} s {until}, {}",
        slice.state.about(),
        slice.from as f64 / 1e9,
        duration(slice.time() as f64)
    )
}

/// A state's shape: each has a height of its own.
fn shape(x: &str, width: &str, band: usize, state: State) -> Markup {
    let (y, height) = match state.name() {
        "busy" => (0, BAND),
        "sleep" => (9, 2),
        "permit" => (BAND / 2, BAND / 2),
        "signal" => (0, BAND / 2),
        "item" => (5, BAND / 2),
        _ => {
            return html! {
                rect.lock x=(x) y=(band) width=(width) height="5" {}
                rect.lock x=(x) y=(band + BAND - 5) width=(width) height="5" {}
            };
        }
    };
    html! { rect class=(state.name()) x=(x) y=(band + y) width=(width) height=(height) {} }
}

/// A mark for each line that was said.
fn marks(picture: &Picture<'_>, lane: &crate::record::LaneRecord, band: usize, end: u64) -> Markup {
    let lines = lane
        .moments()
        .filter(|moment| matches!(moment.what, crate::record::What::Line(_)));
    let each = MOST_MARKS / picture.strips.len().max(1);
    html! {
        @for line in lines.take(each) {
            rect.mark x=(share(line.at.0, end)) y=(band - 3) width="2" height=(BAND + 6) {
                title { (format!("{:.6} s: ", line.at.seconds())) (line.line) }
            }
        }
    }
}

fn axis(end: u64, top: usize) -> Markup {
    const COLUMNS: usize = 60;
    let ticks = Scale::new(end, COLUMNS).ticks();
    html! {
        @for (column, label) in ticks {
            @let x = format!("{:.3}%", column as f64 / COLUMNS as f64 * 100.0);
            line.tick x1=(x) x2=(x) y1="0" y2=(top + 6) {}
            @if column < COLUMNS - 4 {
                text.axis x=(x) y=(top + 20) { (label) }
            } @else {
                text.axis x="100%" y=(top + 20) text-anchor="end" { (label) }
            }
        }
    }
}

/// A time as a share of the width.
fn share(time: u64, end: u64) -> String {
    format!("{:.4}%", time as f64 / end as f64 * 100.0)
}

/// The slices as a table, the first of them where there are many.
fn table(picture: &Picture<'_>) -> Markup {
    let all = picture
        .strips
        .iter()
        .flat_map(|strip| strip.slices.iter().map(move |slice| (strip, slice)));
    let count: usize = picture.strips.iter().map(|strip| strip.slices.len()).sum();
    let time = |at: u64| format!("{:.6} s", at as f64 / 1e9);
    html! {
        details {
            summary { "The slices of " (picture.variant.name) " as a table" }
            div.scroll tabindex="0" role="region" aria-label={ "Slices of " (picture.variant.name) } {
                table {
                    thead { tr {
                        th scope="col" { "thread" } th scope="col" { "task" }
                        th scope="col" { "state" } th scope="col" { "for" }
                        th.number scope="col" { "from" } th.number scope="col" { "to" }
                    } }
                    tbody { @for (strip, slice) in all.take(MOST_LISTED) {
                        tr {
                            td { (strip.lane.name) }
                            td { (picture.record().task_name(slice.task.map(|task| task as usize))) }
                            td { (slice.state.name()) }
                            td { (picture.object(slice).unwrap_or_default()) }
                            td.number { (time(slice.from)) }
                            td.number { @if slice.open { "not ended" } @else { (time(slice.to)) } }
                        }
                    } }
                }
            }
            @if count > MOST_LISTED {
                p.faint { (grouped(count - MOST_LISTED)) " more are left out; --format json has them all." }
            }
        }
    }
}

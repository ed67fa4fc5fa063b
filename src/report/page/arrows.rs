//! The arrows over the timeline's bands: which thread starts, joins or waits for which.
//!
//! A band's row has the same height in every browser, so vertical positions are in pixels; horizontal
//! ones are shares of the width. On narrow screens, where rows grow with their text, the style sheet
//! hides the arrows.

use maud::{Markup, html};

use super::places::{BAND, ROW, TOP, share};
use crate::slices::Picture;
use crate::slices::arrows::{Arrow, Link, starts_and_joins, waits};
use engine::record::LaneRecord;

/// The maximum number drawn of each kind; more would hide the bands.
const MOST: usize = 100;

/// The arrows between one variant's lanes that have their own row; and whether some are missing.
pub(super) struct Arrows {
    arrows: Vec<Arrow>,
    left_out: bool,
}

impl Arrows {
    pub(super) fn of(picture: &Picture<'_>) -> Self {
        let rows = rows(picture);
        let shown = |arrow: &Arrow| rows[arrow.from.0].is_some() && rows[arrow.to.0].is_some();
        let threads = starts_and_joins(picture.record());
        let threads: Vec<_> = threads.into_iter().filter(shown).collect();
        let waits = waits(picture).map(|(mut arrow, slice)| {
            // Threads in a deadlock wait at the same time, so their arrows are set apart.
            let lanes = picture.strips.len() as u64;
            let row = rows[arrow.from.0].unwrap_or_default() as u64;
            let at = slice.from + slice.time() / (lanes + 1) * (row + 1);
            (arrow.from.1, arrow.to.1) = (at, at);
            arrow
        });
        let waits: Vec<_> = waits.collect();
        let left_out = threads.len() > MOST || waits.len() > MOST;
        let arrows = threads.into_iter().take(MOST);
        let arrows = arrows.chain(waits.into_iter().take(MOST)).collect();
        Self { arrows, left_out }
    }

    /// The layer of arrows.
    pub(super) fn draw(&self, picture: &Picture<'_>, end: u64) -> Markup {
        let rows = rows(picture);
        let height = picture.strips.len() * ROW;
        html! {
            @if !self.arrows.is_empty() {
                svg.arrows width="100%" height=(height) aria-hidden="true" {
                    @for arrow in &self.arrows {
                        @if let (Some(from), Some(to)) = (rows[arrow.from.0], rows[arrow.to.0]) {
                            (draw(picture, arrow, [from, to], end))
                        }
                    }
                }
            }
        }
    }

    /// What the arrows mean, and whether some are missing.
    pub(super) fn note(&self) -> Markup {
        let any = |link: Link| self.arrows.iter().any(|arrow| arrow.link == link);
        html! {
            @if !self.arrows.is_empty() {
                p.faint.keys {
                    @if any(Link::Start) || any(Link::Join) {
                        "Solid arrows: from a thread to one that it starts, and from a thread's end to the one that joins it. "
                    }
                    @if any(Link::Wait) {
                        "Dashed arrows: from a thread that waits for a lock to the one that holds it. "
                    }
                    @if self.left_out { "Only the first " (MOST) " of each have one." }
                }
            }
        }
    }
}

/// The row of each lane of the record.
fn rows(picture: &Picture<'_>) -> Vec<Option<usize>> {
    let row = |lane: &LaneRecord| {
        let mut strips = picture.strips.iter();
        strips.position(|strip| std::ptr::eq(strip.lane, lane))
    };
    picture.record().lanes.iter().map(row).collect()
}

fn draw(picture: &Picture<'_>, arrow: &Arrow, [from, to]: [usize; 2], end: u64) -> Markup {
    let top = |row: usize| row * ROW + TOP;
    let down = from < to;
    let (y1, y2) = if down {
        (top(from) + BAND, top(to))
    } else {
        (top(from), top(to) + BAND)
    };
    let (x1, x2) = (share(arrow.from.1, end), share(arrow.to.1, end));
    let lanes = &picture.record().lanes;
    let (one, other) = (&lanes[arrow.from.0].name, &lanes[arrow.to.0].name);
    let (class, told) = match arrow.link {
        Link::Start => ("thread", format!("{one} starts {other}")),
        Link::Join => ("thread", format!("{other} joins {one}")),
        Link::Wait => ("waits", format!("{one} waits for {other}")),
    };
    let head = if down {
        "M-4 -7L0 0L4 -7z"
    } else {
        "M-4 7L0 0L4 7z"
    };
    html! {
        g class=(class) {
            title { (told) }
            line x1=(x1) y1=(y1) x2=(x2) y2=(y2) {}
            svg x=(x2) y=(y2) { path d=(head) {} }
        }
    }
}

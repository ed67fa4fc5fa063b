//! The program's text with the line that each thread was on at the moment under the pointer: taken from
//! the record and shown by a small script, the only one on the page.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use crate::explore::page::hash;
use crate::slices::Picture;
use engine::record::{EntryKind, LaneRecord};
use words::harmless;

const SCRIPT: &str = include_str!("program.js");
/// The maximum number of threads of one variant whose lines are shown.
const MOST_LANES: usize = 40;
/// A pointer can't tell more moments apart than this.
const MOMENTS: u64 = 2000;

/// A program's text, and where its threads were in it.
pub(super) struct SourceView<'p> {
    text: &'p str,
    /// What the script reads.
    data: Data<'p>,
}

#[derive(Serialize)]
struct Data<'p> {
    /// The end of the scale, in seconds.
    end_s: f64,
    /// The variants, in the order of their pictures.
    variants: Vec<Variant<'p>>,
}

#[derive(Serialize)]
struct Variant<'p> {
    name: &'p str,
    threads: Vec<Thread<'p>>,
}

/// Which lines a thread was on, and since when; line 0 once it has ended.
#[derive(Serialize)]
struct Thread<'p> {
    name: &'p str,
    at_s: Vec<f64>,
    line: Vec<u32>,
}

impl<'p> SourceView<'p> {
    /// The text of the program in these pictures, if the record says where its threads were.
    pub(super) fn of(pictures: &[Picture<'p>], end: u64) -> Option<Self> {
        let text = pictures
            .iter()
            .find_map(|one| one.variant.source.as_deref())?;
        let drawn = pictures.iter().filter(|one| !one.strips.is_empty());
        let variants: Vec<_> = drawn
            .map(|picture| Variant {
                name: &picture.variant.name,
                threads: picture
                    .strips
                    .iter()
                    .map(|strip| thread(strip.lane, end))
                    .filter(|thread| !thread.line.is_empty())
                    .take(MOST_LANES)
                    .collect(),
            })
            .collect();
        let known = variants.iter().any(|one| !one.threads.is_empty());
        known.then_some(Self {
            text,
            data: Data {
                end_s: end as f64 / 1e9,
                variants,
            },
        })
    }

    /// The script's hash, which the page's policy allows.
    pub(super) fn script_hash() -> String {
        hash(SCRIPT)
    }

    pub(super) fn section(&self) -> Markup {
        html! {
            section #program aria-labelledby="program-title" {
                h2 #program-title { "Where the threads were" }
                p { "Move the pointer along the timeline, or this slider: each thread's name appears at the line that it was on." }
                label {
                    span #program-when aria-live="polite" { "start" }
                    input #program-slider type="range" min="0" max=(MOMENTS) value="0" aria-label="Moment";
                }
                ol {
                    @for (number, line) in self.text.lines().enumerate() {
                        li value=(number + 1) { code { (harmless(line)) } span {} }
                    }
                }
            }
        }
    }

    /// The script and its data; at the end of the page, because it looks up elements above it.
    pub(super) fn script(&self) -> Markup {
        // Serialization fails only for a map with keys that aren't strings; there is none here.
        let data = serde_json::to_string(&self.data).unwrap_or_default();
        // So that nothing inside closes the element early.
        let data = data.replace('<', "\\u003c");
        html! {
            script id="program-data" type="application/json" { (PreEscaped(data)) }
            script { (PreEscaped(SCRIPT)) }
        }
    }
}

/// Where a thread was, at the resolution of a pointer.
fn thread(lane: &LaneRecord, end: u64) -> Thread<'_> {
    let mut thread = Thread {
        name: &lane.name,
        at_s: Vec::new(),
        line: Vec::new(),
    };
    let mut column = u64::MAX;
    for moment in lane.moments() {
        let line = match moment.kind {
            EntryKind::Reached(line) => line,
            EntryKind::End => 0,
            _ => continue,
        };
        let now = moment.at.0.saturating_mul(MOMENTS) / end;
        if now == column {
            thread.line.pop();
            thread.at_s.pop();
        }
        column = now;
        thread.line.push(line);
        thread.at_s.push(moment.at.0 as f64 / 1e9);
    }
    if thread.line.iter().all(|line| *line == 0) {
        thread.line.clear();
    }
    thread
}

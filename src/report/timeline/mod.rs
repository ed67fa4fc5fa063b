//! The timeline in the terminal: a row per lane, all variants on one scale.
//!
//! What lanes did is worked out in `slices`, how many share a row or a column in `slices::fold`;
//! what stands below the rows is in `key`.

mod key;
mod marks;
pub(in crate::report) mod scale;

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use self::key::Seen;
use self::marks::Marks;
use self::scale::Scale;
use super::slices::fold::{self, Column, Row};
use super::slices::{Picture, State, pictures};
use super::text::Style;
use super::text::comparison::decimals;
use crate::engine::record::Wait;
use crate::report::results::Results;
use crate::words::grouped;

/// So many rows of one variant fit a screen; more lanes than that share rows.
const MOST_ROWS: usize = 20;
/// A bar gets so many columns before the shares stand beside it; else they stand below.
const SHORTEST_BAR: usize = 28;
/// The narrowest and the widest picture, in columns.
const WIDTHS: (usize, usize) = (40, 300);
/// The shares' column: `100 %` and a gap.
const SHARE: usize = 8;
/// What stands above the names.
const HEAD: &str = "timeline";
/// The rows stand below their variant's name.
const INDENT: usize = 2;

/// Writes the timeline of what was recorded; nothing where no lane did anything.
pub fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let (pictures, end) = pictures(results);
    if pictures.iter().all(|picture| picture.strips.is_empty()) {
        return Ok(());
    }
    let layout = Layout::of(&pictures, end, style);
    let mut seen = Seen::default();
    writeln!(out)?;
    layout.head(out)?;
    for picture in &pictures {
        layout.variant(out, picture, &mut seen)?;
    }
    writeln!(out)?;
    key::legend(out, &layout, &seen)?;
    key::notes(out, &layout, &pictures, &seen)
}

/// Where things stand.
struct Layout {
    style: Style,
    marks: Marks,
    /// The column of names, the indentation and a gap included.
    names: usize,
    /// The columns of a bar.
    bar: usize,
    /// Whether the shares stand beside the bars.
    beside: bool,
    /// The states that occur.
    states: Vec<State>,
    /// Whether the system told CPU times.
    cpu: bool,
    scale: Scale,
}

impl Layout {
    fn of(pictures: &[Picture<'_>], end: u64, style: Style) -> Self {
        let width = style.width.clamp(WIDTHS.0, WIDTHS.1);
        let marks = Marks::new(style.unicode);
        let rows = || {
            pictures
                .iter()
                .flat_map(|picture| fold::rows(picture, MOST_ROWS))
        };
        let longest = rows().map(|row| name(&row).width()).max().unwrap_or(0);
        let names = (longest.min(width / 4) + INDENT).max(HEAD.len()) + 2;
        let shares: Vec<_> = rows().map(|row| row.shares()).collect();
        let occurs = |state: &State| shares.iter().any(|shares| shares[state.place()] > 0.0);
        let states: Vec<_> = State::ALL.into_iter().filter(occurs).collect();
        let cpu = rows().any(|row| row.cpu().is_some());
        let room = width - names;
        let shares = SHARE * (states.len() + usize::from(cpu));
        let beside = room >= shares + SHORTEST_BAR.max(width * 2 / 5);
        let bar = if beside { room - shares } else { room };
        Self {
            style,
            marks,
            names,
            bar,
            beside,
            states,
            cpu,
            scale: Scale::new(end, bar),
        }
    }

    /// The scale, and what the shares are of.
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let faint = self.style.palette.faint();
        let (labels, ticks) = self.scale.lines(self.marks.tick);
        let mut heads = String::new();
        if self.beside {
            for name in self.heads() {
                // Writing to a string can't fail.
                let _ = write!(heads, "{name:>SHARE$}");
            }
        }
        let (names, bar) = (self.names, self.bar);
        let first = format!("{HEAD:names$}{labels:bar$}{heads}");
        writeln!(out, "{}", faint.on(first.trim_end()))?;
        writeln!(out, "{}", faint.on(format_args!("{:names$}{ticks}", "")))
    }

    /// The names of the shares.
    fn heads(&self) -> impl Iterator<Item = &'static str> {
        let cpu = self.cpu.then_some("CPU");
        self.states.iter().map(|state| state.name()).chain(cpu)
    }

    /// The rows of one variant.
    fn variant(
        &self,
        out: &mut dyn Write,
        picture: &Picture<'_>,
        seen: &mut Seen,
    ) -> io::Result<()> {
        let palette = self.style.palette;
        let decimals = decimals(self.scale.end as f64 / 1e9);
        let elapsed = picture.record().elapsed.as_secs_f64();
        let name = palette.heading().on(clean(&picture.variant.name));
        writeln!(
            out,
            "{name}  {}",
            palette.faint().on(format_args!("{elapsed:.decimals$} s"))
        )?;
        for row in fold::rows(picture, MOST_ROWS) {
            self.row(out, &row, seen)?;
        }
        Ok(())
    }

    fn row(&self, out: &mut dyn Write, row: &Row<'_, '_>, seen: &mut Seen) -> io::Result<()> {
        let columns = row.columns(self.bar, self.scale.end);
        for column in &columns {
            seen.note(*column);
        }
        let room = self.names - INDENT - 2;
        let name = fit(&name(row), room, self.marks.cut);
        let pad = self.names - INDENT - name.width();
        write!(out, "{:INDENT$}{name}{:pad$}", "", "")?;
        self.bar(out, &columns)?;
        let shares = self.shares(row);
        let faint = self.style.palette.faint();
        if self.beside {
            for (_, share) in shares {
                write!(out, "{share:>SHARE$}")?;
            }
            writeln!(out)
        } else {
            let said: Vec<_> = shares
                .iter()
                .filter(|(_, share)| share != "0 %" && share != "-")
                .map(|(name, share)| format!("{name} {share}"))
                .collect();
            writeln!(out)?;
            let names = self.names;
            for line in textwrap::wrap(&said.join(", "), self.bar) {
                writeln!(out, "{}", faint.on(format_args!("{:names$}{line}", "")))?;
            }
            Ok(())
        }
    }

    /// A bar, each run of one state in its colour.
    fn bar(&self, out: &mut dyn Write, columns: &[Column]) -> io::Result<()> {
        let alike =
            |a: &Column, b: &Column| (a.state, a.open) == (b.state, b.open) && !b.next && !a.next;
        for run in columns.chunk_by(alike) {
            let column = run[0];
            let mark = match column.state {
                _ if column.open => self.marks.open,
                _ if column.next => self.marks.next,
                Some(state) => self.marks.of(state),
                None => ' ',
            };
            let text: String = std::iter::repeat_n(mark, run.len()).collect();
            match column.state {
                Some(state) => write!(out, "{}", self.paint(state).on(text))?,
                None => out.write_all(text.as_bytes())?,
            }
        }
        Ok(())
    }

    fn paint(&self, state: State) -> super::palette::Paint {
        self.style.palette.state(wait(state))
    }

    /// What stands in the columns of shares.
    fn shares(&self, row: &Row<'_, '_>) -> Vec<(&'static str, String)> {
        let shares = row.shares();
        let states = self.states.iter().map(|state| Some(shares[state.place()]));
        let cpu = self.cpu.then(|| row.cpu());
        let cells = states.chain(cpu).map(|share| match share {
            Some(share) => percent(share),
            None => "-".to_owned(),
        });
        self.heads().zip(cells).collect()
    }
}

/// What palettes know a state by.
fn wait(state: State) -> Option<Wait> {
    match state {
        State::Busy => None,
        State::Waiting(wait) => Some(wait),
    }
}

/// The lane's name, or that of the first of many with their count.
fn name(row: &Row<'_, '_>) -> String {
    let first = row.strips.first().map_or("", |strip| &strip.lane.name);
    match row.strips.len() {
        0 | 1 => clean(first),
        lanes => format!("{} +{}", clean(first), grouped(lanes - 1)),
    }
}

/// A name whose control characters can't reach the terminal.
fn clean(name: &str) -> String {
    name.replace(char::is_control, "?")
}

/// A name in so many columns, its end cut where it is longer.
fn fit(name: &str, room: usize, cut: char) -> String {
    if name.width() <= room {
        return name.to_owned();
    }
    let mut text = String::new();
    for letter in name.chars() {
        if text.width() + unicode_width::UnicodeWidthChar::width(letter).unwrap_or(0) >= room {
            break;
        }
        text.push(letter);
    }
    text.push(cut);
    text
}

/// `12 %`; what there is of is never shown as nothing, and never as all where something is missing.
pub(super) fn percent(share: f64) -> String {
    match share * 100.0 {
        0.0 => "0 %".to_owned(),
        share if share < 0.5 => "<1 %".to_owned(),
        share if (99.5..100.0).contains(&share) => ">99 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

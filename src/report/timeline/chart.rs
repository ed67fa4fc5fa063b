//! A band of the timeline: its name, its bar, and the share of each state.

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::marks::Marks;
use super::scale::Scale;
use super::seen::Seen;
use crate::palette::Paint;
use crate::printer::{Printer, Style};
use crate::slices::Picture;
use crate::slices::fold::{self, Band, Column};
use crate::states::State;
use words::{decimals, grouped, harmless, percent};

/// The maximum number of bands of one variant that fit a screen; beyond that, lanes share bands.
pub(super) const MOST_BANDS: usize = 20;
/// The shares go beside the bar if it gets at least this many columns, otherwise below.
const SHORTEST_BAR: usize = 28;
/// The minimum and maximum width of the picture, in columns.
const WIDTHS: (usize, usize) = (40, 300);
/// The width of a column of shares: `100 %` and a gap.
const SHARE: usize = 8;
/// The head of the column of names.
const HEAD: &str = "timeline";
/// The indent of the bands below their variant's name.
const INDENT: usize = 2;

/// The layout of the bands.
pub(super) struct Chart {
    style: Style,
    pub(super) marks: Marks,
    /// The width of the column of names, including indent and gap.
    names: usize,
    /// The width of a bar.
    bar: usize,
    /// Whether the shares are beside the bars.
    beside: bool,
    /// The states that occur.
    states: Vec<State>,
    /// Whether the system reported CPU times.
    cpu: bool,
    scale: Scale,
}

impl Chart {
    pub(super) fn of(pictures: &[Picture<'_>], end: u64, style: Style) -> Self {
        let width = style.width.clamp(WIDTHS.0, WIDTHS.1);
        let marks = Marks::new(style.unicode);
        let rows = || {
            pictures
                .iter()
                .flat_map(|picture| fold::bands(picture, MOST_BANDS))
        };
        let longest = rows().map(|row| name(&row).width()).max().unwrap_or(0);
        let names = (longest.min(width / 4) + INDENT).max(HEAD.len()) + 2;
        let shares: Vec<_> = rows().map(|row| row.shares()).collect();
        let occurs = |state: &State| shares.iter().any(|shares| shares[state.place()] > 0.0);
        let states: Vec<_> = State::all().filter(occurs).collect();
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

    /// The total width that the chart may take.
    pub(super) fn width(&self) -> usize {
        self.style.width.max(WIDTHS.0)
    }

    /// How many seconds one column covers.
    pub(super) fn column_s(&self) -> f64 {
        self.scale.end as f64 / self.bar as f64 / 1e9
    }

    /// The scale, and the heads of the shares.
    pub(super) fn head(&self, printer: &mut Printer<'_>) -> io::Result<()> {
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
        writeln!(printer, "{}", faint.on(first.trim_end()))?;
        writeln!(
            printer,
            "{}",
            faint.on(format_args!("{:names$}{ticks}", ""))
        )
    }

    /// The names of the shares.
    fn heads(&self) -> impl Iterator<Item = &'static str> {
        let cpu = self.cpu.then_some("CPU");
        self.states.iter().map(|state| state.row().name).chain(cpu)
    }

    /// The rows of one variant.
    pub(super) fn variant(
        &self,
        printer: &mut Printer<'_>,
        picture: &Picture<'_>,
        seen: &mut Seen,
    ) -> io::Result<()> {
        let palette = self.style.palette;
        let decimals = decimals(self.scale.end as f64 / 1e9);
        let elapsed = picture.record().elapsed.as_secs_f64();
        let name = palette.heading().on(harmless(&picture.variant.name));
        writeln!(
            printer,
            "{name}  {}",
            palette.faint().on(format_args!("{elapsed:.decimals$} s"))
        )?;
        for row in fold::bands(picture, MOST_BANDS) {
            self.row(printer, &row, seen)?;
        }
        Ok(())
    }

    fn row(
        &self,
        printer: &mut Printer<'_>,
        row: &Band<'_, '_>,
        seen: &mut Seen,
    ) -> io::Result<()> {
        let columns = row.columns(self.bar, self.scale.end);
        for column in &columns {
            seen.note(*column);
        }
        let room = self.names - INDENT - 2;
        let name = fit(&name(row), room, self.marks.cut);
        let pad = self.names - INDENT - name.width();
        write!(printer, "{:INDENT$}{name}{:pad$}", "", "")?;
        self.bar(printer, &columns)?;
        let shares = self.shares(row);
        let faint = self.style.palette.faint();
        if self.beside {
            for (_, share) in shares {
                write!(printer, "{share:>SHARE$}")?;
            }
            writeln!(printer)
        } else {
            let said: Vec<_> = shares
                .iter()
                .filter(|(_, share)| share != "0 %" && share != "-")
                .map(|(name, share)| format!("{name} {share}"))
                .collect();
            writeln!(printer)?;
            let names = self.names;
            for line in textwrap::wrap(&said.join(", "), self.bar) {
                writeln!(printer, "{}", faint.on(format_args!("{:names$}{line}", "")))?;
            }
            Ok(())
        }
    }

    /// A bar; each run of columns in the same state has its color.
    fn bar(&self, printer: &mut Printer<'_>, columns: &[Column]) -> io::Result<()> {
        let alike =
            |a: &Column, b: &Column| (a.state, a.open) == (b.state, b.open) && !b.next && !a.next;
        for run in columns.chunk_by(alike) {
            let column = run[0];
            let mark = match column.state {
                _ if column.open => self.marks.open,
                _ if column.next => self.marks.next,
                Some(state) => self.mark(state),
                None => ' ',
            };
            let text: String = std::iter::repeat_n(mark, run.len()).collect();
            match column.state {
                Some(state) => write!(printer, "{}", self.paint(state).on(text))?,
                None => printer.write_all(text.as_bytes())?,
            }
        }
        Ok(())
    }

    /// The character of a state.
    pub(super) fn mark(&self, state: State) -> char {
        state.row().marks[usize::from(!self.style.unicode)]
    }

    pub(super) fn paint(&self, state: State) -> Paint {
        self.style.palette.color(state.row().color)
    }

    /// The text in the columns of shares.
    fn shares(&self, row: &Band<'_, '_>) -> Vec<(&'static str, String)> {
        let shares = row.shares();
        let states = self.states.iter().map(|state| Some(shares[state.place()]));
        let cpu = self.cpu.then(|| row.cpu());
        let cells = states.chain(cpu).map(|share| match share {
            Some(share) => percent(share, 0),
            None => "-".to_owned(),
        });
        self.heads().zip(cells).collect()
    }
}

/// The lane's name, or for several lanes the first one's name and their count.
fn name(row: &Band<'_, '_>) -> String {
    let first = row.strips.first().map_or("", |strip| &strip.lane.name);
    match row.strips.len() {
        0 | 1 => harmless(first).into_owned(),
        lanes => format!("{} +{}", harmless(first), grouped(lanes - 1)),
    }
}

/// A name cut to this many columns.
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

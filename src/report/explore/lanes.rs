//! A replayed schedule in lanes: a column per thread, the shared values beside them.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::palette::Paint;
use crate::printer::Style;
use explore::{Moved, Replay, lane, letter};

/// The width before the first lane: a number and a gap.
const NUMBER: usize = 7;
/// The width before a step if threads have no lanes: a number and a letter.
const STEP: usize = NUMBER + 4;
/// The gap between columns of shared values.
const GAP: usize = 3;
/// The minimum width of a lane, given the room.
const LANE: usize = 10;

/// How the columns are laid out.
struct Layout {
    /// The width of a lane, gap included.
    lane: usize,
    /// Whether each thread has its own lane; otherwise its letter precedes the step.
    own: bool,
    /// Whether notes go below their step, because there is no room beside it.
    notes_below: bool,
    /// Whether shared values go below too, and then only those that changed.
    values_below: bool,
    /// The widths of the shared values.
    values: Vec<usize>,
    style: Style,
}

/// Writes a schedule in lanes, or as a list of letters if lanes would be too wide; if it has more than
/// `most` steps, only its start and its end.
pub(super) fn write(
    replay: &Replay,
    most: Option<usize>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let layout = Layout::new(replay, style);
    layout.head(replay, out)?;
    let (first, last) = match most {
        Some(most) if replay.steps.len() > most => (most / 2, replay.steps.len() - most / 2),
        _ => (replay.steps.len(), replay.steps.len()),
    };
    for place in 0..replay.steps.len() {
        if place < first || place >= last {
            layout.step(replay, place, out)?;
        } else if place == first {
            let more = format!(" ...   {} steps more, which --schedule shows", last - first);
            let options = textwrap::Options::new(style.width.max(20)).subsequent_indent("       ");
            for line in textwrap::wrap(&more, options) {
                writeln!(out, "{}", style.palette.faint().on(line))?;
            }
        }
    }
    Ok(())
}

/// The shared values before a step.
fn before(replay: &Replay, place: usize) -> &[String] {
    let last = place.checked_sub(1);
    last.map_or(&replay.initial, |last| &replay.steps[last].values)
}

impl Layout {
    fn new(replay: &Replay, style: Style) -> Self {
        let widest = |of: fn(&Moved) -> &str| {
            let widths = replay.steps.iter().map(|row| of(row).width());
            widths.max().unwrap_or(0)
        };
        let step = widest(|row| &row.text).max(1);
        let value = |column: usize| {
            let cells = replay.steps.iter().map(|row| &row.values[column]);
            let cells = cells.chain([&replay.columns[column], &replay.initial[column]]);
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let values: Vec<_> = (0..replay.columns.len()).map(value).collect();
        let shared = values.iter().map(|width| width + GAP).sum::<usize>();
        let beside = shared + widest(|row| &row.note);
        let lanes = [step.max(LANE) + GAP, step + GAP, step + 2];
        let fits = |lane: &usize| NUMBER + lane * replay.threads + beside <= style.width;
        let own = lanes.into_iter().find(fits);
        let narrow = |beside: usize| STEP + step + GAP + beside > style.width;
        Self {
            lane: own.unwrap_or(step + GAP),
            own: own.is_some(),
            notes_below: own.is_none() && narrow(beside),
            // The gap after the last value is never written.
            values_below: own.is_none() && narrow(shared.saturating_sub(GAP)),
            values,
            style,
        }
    }

    /// The letters of the threads, and the names of the shared values.
    fn head(&self, replay: &Replay, out: &mut dyn Write) -> io::Result<()> {
        if self.values_below {
            return self.below(&replay.columns, &replay.initial, None, out);
        }
        let palette = self.style.palette;
        let mut line = LineBuilder::default();
        if self.own {
            line.skip(NUMBER);
            for thread in 0..replay.threads {
                let name = letter(thread).to_string();
                line.cell(&name, self.lane, palette.task(Some(thread)));
            }
        } else {
            line.skip(STEP + self.lane);
        }
        for (name, width) in replay.columns.iter().zip(&self.values) {
            line.cell(name, width + GAP, palette.faint());
        }
        line.end(out)
    }

    /// Shared values by name, one below the other: all of them, or those that changed.
    fn below(
        &self,
        names: &[String],
        values: &[String],
        before: Option<&[String]>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let pairs = names.iter().zip(values).enumerate();
        let pairs = pairs
            .filter(|(place, (_, value))| before.is_none_or(|before| before[*place] != **value));
        let pairs: Vec<_> = pairs
            .map(|(_, (name, value))| format!("{name} = {value}"))
            .collect();
        self.indented(&pairs.join(", "), self.style.palette.faint(), out)
    }

    /// Text in the column of steps, wrapped.
    fn indented(&self, text: &str, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        for line in textwrap::wrap(text, self.step_width()) {
            writeln!(out, "{:STEP$}{}", "", paint.on(line))?;
        }
        Ok(())
    }

    /// The columns left for a step after its letter.
    fn step_width(&self) -> usize {
        self.style.width.saturating_sub(STEP).max(9)
    }

    /// One step.
    fn step(&self, replay: &Replay, place: usize, out: &mut dyn Write) -> io::Result<()> {
        if self.values_below {
            self.narrow(replay, place, out)
        } else {
            self.row(replay, place, out)
        }
    }

    /// A line that begins with the step's number.
    fn numbered(&self, place: usize) -> LineBuilder {
        let mut line = LineBuilder::default();
        line.cell(
            &format!("{:>4}", place + 1),
            NUMBER,
            self.style.palette.faint(),
        );
        line
    }

    /// One step on a line of its own, with the rest below it.
    fn narrow(&self, replay: &Replay, place: usize, out: &mut dyn Write) -> io::Result<()> {
        let row = &replay.steps[place];
        let palette = self.style.palette;
        let paint = palette.task(Some(lane(row.thread)));
        let mut lines = textwrap::wrap(&row.text, self.step_width()).into_iter();
        let mut line = self.numbered(place);
        line.cell(&letter(row.thread).to_string(), 4, paint);
        line.cell(&lines.next().unwrap_or_default(), 0, paint);
        line.end(out)?;
        for more in lines {
            self.indented(&more, paint, out)?;
        }
        let before = before(replay, place);
        self.below(&replay.columns, &row.values, Some(before), out)?;
        self.indented(&row.note, palette.bad(), out)
    }

    /// One step in a row: changed values are highlighted, unchanged ones faint.
    fn row(&self, replay: &Replay, place: usize, out: &mut dyn Write) -> io::Result<()> {
        let row = &replay.steps[place];
        let palette = self.style.palette;
        let column = lane(row.thread);
        let paint = palette.task(Some(column));
        let mut line = self.numbered(place);
        if self.own {
            line.skip(self.lane * column);
            line.cell(&row.text, self.lane, paint);
            line.skip(self.lane * (replay.threads - column - 1));
        } else {
            line.cell(&letter(row.thread).to_string(), 4, paint);
            line.cell(&row.text, self.lane, paint);
        }
        for ((value, width), before) in row
            .values
            .iter()
            .zip(&self.values)
            .zip(before(replay, place))
        {
            let paint = if value == before {
                palette.faint()
            } else {
                palette.heading()
            };
            line.cell(value, width + GAP, paint);
        }
        if self.notes_below && !row.note.is_empty() {
            line.end(out)?;
            return self.indented(&row.note, palette.bad(), out);
        }
        line.cell(&row.note, 0, palette.bad());
        line.end(out)
    }
}

/// A line under construction. Padding is written before a cell, never after it, so that no line ends in
/// spaces.
#[derive(Default)]
struct LineBuilder {
    text: String,
    padding: usize,
}

impl LineBuilder {
    fn skip(&mut self, columns: usize) {
        self.padding += columns;
    }

    fn cell(&mut self, text: &str, columns: usize, paint: Paint) {
        use std::fmt::Write as _;
        if !text.is_empty() {
            // Writing to a string can't fail.
            let _ = write!(self.text, "{:1$}{2}", "", self.padding, paint.on(text));
            self.padding = 0;
        }
        self.padding += columns.saturating_sub(text.width());
    }

    fn end(self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.text)
    }
}

//! The live lines: how one line of a thread looks, in each format.

use std::fmt::Display;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::palette::Palette;
use crate::engine::live::LineFormat;
use crate::engine::record::{LiveLine, Stamp};

/// The longest name that widens its column; a longer one shifts its own lines alone.
const WIDEST_NAME: usize = 24;

/// The width of the column that holds these tasks' names.
pub fn name_width<'a>(names: impl IntoIterator<Item = &'a str>) -> usize {
    let widths = names.into_iter().map(UnicodeWidthStr::width);
    widths
        .filter(|width| *width <= WIDEST_NAME)
        .max()
        .unwrap_or(0)
}

/// Bare lines.
pub fn plain() -> Arc<LineFormat> {
    Arc::new(|buffer, _, said| {
        buffer.extend_from_slice(said.line.as_bytes());
        buffer.push(b'\n');
    })
}

/// Bare lines behind the place of their lane, which [`lane_and_text`] takes apart again.
pub fn by_lane() -> Arc<LineFormat> {
    Arc::new(|buffer, _, said| {
        // A buffer takes every byte.
        let _ = writeln!(buffer, "{} {}", said.lane, said.line);
    })
}

/// The lane's place and the text of a line that was laid out by [`by_lane`]; a line that wasn't
/// belongs to no lane.
pub fn lane_and_text(line: &str) -> (usize, String) {
    let parts = line.split_once(' ');
    let known = parts.and_then(|(lane, text)| Some((lane.parse().ok()?, text.to_owned())));
    known.unwrap_or((usize::MAX, line.to_owned()))
}

/// Lines with the time since the run began and the task's name in a column of this width.
pub fn text(width: usize, palette: Palette) -> Arc<LineFormat> {
    Arc::new(move |buffer, at, said| {
        timed(buffer, at.since(Stamp(0)), said, width, palette);
    })
}

/// The last line of a run in `text`.
pub fn done(buffer: &mut Vec<u8>, elapsed: Duration, width: usize, palette: Palette) {
    let said = LiveLine {
        at: None,
        lane: 0,
        name: "",
        task: None,
        line: "done",
    };
    timed(buffer, elapsed, said, width, palette);
}

fn timed(buffer: &mut Vec<u8>, at: Duration, said: LiveLine<'_>, width: usize, palette: Palette) {
    let padding = width.saturating_sub(said.name.width());
    let name = palette.task(said.task).on(said.name);
    // A buffer takes every byte.
    let _ = writeln!(
        buffer,
        "{:>8} s  {name}{:padding$}  {}",
        Seconds(at),
        "",
        said.line
    );
}

/// Seconds with three decimals, rounded, as every report shows them.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl Display for Seconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let milliseconds = (self.0.as_nanos() + 500_000) / 1_000_000;
        let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(layout: &LineFormat, at: u64, name: &str, line: &str) -> String {
        let mut buffer = Vec::new();
        layout(
            &mut buffer,
            Stamp(at),
            LiveLine {
                at: None,
                lane: 0,
                name,
                task: Some(0),
                line,
            },
        );
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn a_text_line_has_its_time_its_name_in_a_column_and_its_words() {
        let layout = text(name_width(["square", "cube"]), Palette::new(false));
        assert_eq!(
            laid_out(&*layout, 200_400_000, "cube", "cube : 8"),
            "   0.200 s  cube    cube : 8\n"
        );
        let layout = text(6, Palette::new(true));
        let line = laid_out(&*layout, 0, "cube", "x");
        assert_eq!(line, "   0.000 s  \u{1b}[36mcube\u{1b}[0m    x\n");
    }

    #[test]
    fn a_plain_line_is_its_words_alone() {
        assert_eq!(laid_out(&*plain(), 7, "cube", "cube : 8"), "cube : 8\n");
    }

    #[test]
    fn seconds_are_rounded_to_the_millisecond() {
        assert_eq!(
            Seconds(Duration::from_micros(1_999_500)).to_string(),
            "2.000"
        );
        assert_eq!(Seconds(Duration::from_nanos(499_999)).to_string(), "0.000");
    }
}

//! The live lines: how one line that a thread prints looks, in each format.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use super::palette::Palette;
use crate::engine::live::LineFormat;
use crate::engine::record::{LiveLine, Stamp};
use crate::words::{Seconds, harmless};

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

/// Bare lines, byte for byte.
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

/// Lines with the time since the run began and the task's name in a column of this width; nothing
/// in a name or a line steers the terminal.
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
    let (name, line) = (harmless(said.name), harmless(said.line));
    let padding = width.saturating_sub(name.width());
    let name = palette.task(said.task).on(name);
    // A buffer takes every byte.
    let _ = writeln!(
        buffer,
        "{:>8} s  {name}{:padding$}  {line}",
        Seconds(at),
        ""
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(format: &LineFormat, at: u64, name: &str, line: &str) -> String {
        let mut buffer = Vec::new();
        format(
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
        let format = text(name_width(["square", "cube"]), Palette::new(false));
        assert_eq!(
            formatted(&*format, 200_400_000, "cube", "cube : 8"),
            "   0.200 s  cube    cube : 8\n"
        );
        let format = text(6, Palette::new(true));
        let line = formatted(&*format, 0, "cube", "x");
        assert_eq!(line, "   0.000 s  \u{1b}[36mcube\u{1b}[0m    x\n");
    }

    #[test]
    fn a_plain_line_is_its_words_alone() {
        assert_eq!(formatted(&*plain(), 7, "cube", "cube : 8"), "cube : 8\n");
    }
}

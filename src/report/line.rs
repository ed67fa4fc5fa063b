//! The live lines: what a line that a thread prints looks like in each format.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::palette::Palette;
use engine::live::LineFormat;
use engine::record::{LiveLine, Stamp};
use words::{Seconds, harmless};

/// The longest name that widens its column; a longer one shifts only its own lines.
const WIDEST_NAME: usize = 24;

/// The width of the column that holds these tasks' names.
pub fn name_width<'a>(names: impl IntoIterator<Item = &'a str>) -> usize {
    let widths = names.into_iter().map(UnicodeWidthStr::width);
    widths
        .filter(|width| *width <= WIDEST_NAME)
        .max()
        .unwrap_or(0)
}

/// How lines are laid out beside the names of their tasks.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// The width of the column of names.
    pub names: usize,
    /// The width to which lesson lines are cut; lines of the user's own programs are never cut.
    pub lesson: Option<usize>,
}

/// Bare lines, byte for byte.
pub fn plain() -> Arc<LineFormat> {
    Arc::new(|buffer, _, said| {
        buffer.extend_from_slice(said.line.as_bytes());
        if !said.open {
            buffer.push(b'\n');
        }
    })
}

/// Splits a lesson's line into its name column and its text, so that the name isn't said twice. A name
/// that the line begins or ends with moves to the column; `Thread NAME starting.` keeps it in the line.
pub fn apart<'a>(name: &'a str, line: &'a str) -> (&'a str, &'a str) {
    if name.is_empty() {
        return (name, line);
    }
    if let Some(rest) = line.strip_prefix(name) {
        let rest = match rest.strip_prefix(": ") {
            Some(rest) => Some(rest),
            None => rest
                .strip_prefix(' ')
                .filter(|rest| rest.starts_with(char::is_alphabetic)),
        };
        return (name, rest.unwrap_or(line));
    }
    if let Some(rest) = line.strip_suffix(name)
        && let Some(rest) = rest.strip_suffix("  ")
    {
        return (name, rest);
    }
    let after = line
        .strip_prefix("Thread ")
        .and_then(|rest| rest.strip_prefix(name));
    match after {
        Some(rest) if rest.starts_with(' ') => ("", line),
        _ => (name, line),
    }
}

/// Bare lines prefixed with their lane's number, which [`lane_and_text`] splits off again.
pub fn by_lane() -> Arc<LineFormat> {
    Arc::new(|buffer, _, said| {
        // Writing to a buffer can't fail.
        let _ = writeln!(buffer, "{} {}", said.lane, said.line);
    })
}

/// The lane's number and the text of a line written by [`by_lane`]; any other line belongs to no lane.
pub fn lane_and_text(line: &str) -> (usize, String) {
    let parts = line.split_once(' ');
    let known = parts.and_then(|(lane, text)| Some((lane.parse().ok()?, text.to_owned())));
    known.unwrap_or((usize::MAX, line.to_owned()))
}

/// Lines with the time since the run began and the task's name in a column; control characters in names
/// and lines are made harmless. Pieces of a line are written as they come.
pub fn text(columns: Columns, palette: Palette) -> Arc<LineFormat> {
    let torn = AtomicBool::new(false);
    Arc::new(move |buffer, at, said| {
        let continues = torn.swap(said.open, Ordering::Relaxed);
        if !continues && !said.open {
            timed(buffer, at.since(Stamp(0)), said, columns, palette);
            return;
        }
        // A line in pieces may mix several threads' output, so it names none.
        if !continues {
            let nameless = LiveLine {
                name: "",
                line: "",
                ..said
            };
            timed(buffer, at.since(Stamp(0)), nameless, columns, palette);
            buffer.pop();
        }
        // Writing to a buffer can't fail.
        let _ = write!(
            buffer,
            "{}",
            palette.task(said.task).on(harmless(said.line))
        );
        if !said.open {
            buffer.push(b'\n');
        }
    })
}

/// The last line of a run in `text`.
pub fn done(buffer: &mut Vec<u8>, elapsed: Duration, columns: Columns, palette: Palette) {
    let said = LiveLine {
        at: None,
        lane: 0,
        name: "",
        task: None,
        line: "done",
        open: false,
    };
    timed(buffer, elapsed, said, columns, palette);
}

fn timed(
    buffer: &mut Vec<u8>,
    at: Duration,
    said: LiveLine<'_>,
    columns: Columns,
    palette: Palette,
) {
    /// The width before the column of names plus the gap after it.
    const AROUND: usize = 14;
    let (name, line) = match columns.lesson {
        Some(_) => apart(said.name, said.line),
        None => (said.name, said.line),
    };
    let (name, line) = (harmless(name), harmless(line));
    let room = columns
        .lesson
        .map(|width| width.saturating_sub(AROUND + columns.names.max(name.width())));
    let line = match room {
        Some(room) if line.width() > room => cut(&line, room).into(),
        _ => line,
    };
    let padding = columns.names.saturating_sub(name.width());
    let name = palette.task(said.task).on(name);
    // Writing to a buffer can't fail.
    let _ = writeln!(
        buffer,
        "{:>8} s  {name}{:padding$}  {line}",
        Seconds(at),
        ""
    );
}

/// The start of a line that is too wide, with dots to mark the cut.
fn cut(line: &str, room: usize) -> String {
    const DOTS: &str = "...";
    /// The minimum length to which a line is cut.
    const LEAST: usize = 8;
    let room = room.max(LEAST) - DOTS.len();
    let mut shown = String::new();
    for letter in line.chars() {
        if shown.width() + letter.width().unwrap_or(0) > room {
            break;
        }
        shown.push(letter);
    }
    shown + DOTS
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
                open: false,
            },
        );
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn a_text_line_has_its_time_its_name_in_a_column_and_its_words() {
        let columns = |lesson| Columns {
            names: name_width(["square", "cube"]),
            lesson,
        };
        let format = text(columns(Some(80)), Palette::new(false));
        assert_eq!(
            formatted(&*format, 200_400_000, "cube", "cube : 8"),
            "   0.200 s  cube    cube : 8\n"
        );
        let format = text(columns(None), Palette::new(true));
        let line = formatted(&*format, 0, "cube", "x");
        assert_eq!(line, "   0.000 s  \u{1b}[36mcube\u{1b}[0m    x\n");
    }

    #[test]
    fn a_name_is_said_once_in_a_line_of_a_lesson_and_never_taken_from_a_users_own() {
        for (name, line, column, rest) in [
            ("Worker-0", "Worker-0 waits", "Worker-0", "waits"),
            ("Worker-1", "Worker-1: sold out", "Worker-1", "sold out"),
            ("Worker-1", "Worker-10 waits", "Worker-1", "Worker-10 waits"),
            ("square", "square : 4", "square", "square : 4"),
            ("block-0", "ab12  block-0", "block-0", "ab12"),
            (
                "Worker-0",
                "Thread Worker-0 starting.",
                "",
                "Thread Worker-0 starting.",
            ),
            (
                "Worker-1",
                "Thread Worker-10 starting.",
                "Worker-1",
                "Thread Worker-10 starting.",
            ),
        ] {
            assert_eq!(apart(name, line), (column, rest));
        }
        let own = text(
            Columns {
                names: 3,
                lesson: None,
            },
            Palette::new(false),
        );
        assert_eq!(
            formatted(&*own, 0, "web", "web is up"),
            "   0.000 s  web  web is up\n"
        );
    }

    #[test]
    fn a_line_of_a_lesson_is_cut_at_the_terminals_width() {
        let format = text(
            Columns {
                names: 3,
                lesson: Some(30),
            },
            Palette::new(false),
        );
        let line = formatted(&*format, 0, "one", "0123456789abcdef");
        assert_eq!(line, "   0.000 s  one  0123456789...\n");
        assert_eq!(line.trim_end().width(), 30);
    }

    #[test]
    fn pieces_of_two_threads_share_a_line_until_one_ends_it() {
        let format = text(
            Columns {
                names: 3,
                lesson: Some(80),
            },
            Palette::new(false),
        );
        let mut buffer = Vec::new();
        for (task, line, open) in [
            (0, "a", true),
            (1, "b", true),
            (1, "2", false),
            (0, "1", false),
        ] {
            let (at, lane, name) = (None, task, "one");
            let task = Some(task);
            format(
                &mut buffer,
                Stamp(0),
                LiveLine {
                    at,
                    lane,
                    name,
                    task,
                    line,
                    open,
                },
            );
        }
        let shown = String::from_utf8(buffer).unwrap();
        assert_eq!(shown, "   0.000 s       ab2\n   0.000 s  one  1\n");
    }

    #[test]
    fn a_plain_line_is_its_words_alone() {
        assert_eq!(formatted(&*plain(), 7, "cube", "cube : 8"), "cube : 8\n");
    }
}

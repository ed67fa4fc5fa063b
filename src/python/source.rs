//! A Python file's text: lines, columns, and errors shown in it the way a compiler would.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use words::harmless;

/// A range of the text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Where it starts.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
}

/// The text of a file and where its lines start.
#[derive(Debug)]
pub struct Source {
    /// The file's name for errors.
    pub name: String,
    /// The whole text.
    pub text: String,
    lines: Vec<u32>,
}

impl Source {
    /// A file's text with its name.
    pub fn new(name: impl Into<String>, text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = ends.map(|(at, _)| small(at + 1));
        let lines = std::iter::once(0).chain(starts).collect();
        Self {
            name: name.into(),
            text,
            lines,
        }
    }

    /// The line of a position, from 1.
    pub fn line(&self, at: u32) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    /// The column of a position in characters, from 1.
    pub fn column(&self, at: u32) -> usize {
        let start = self.lines[self.line(at) - 1] as usize;
        let before = self.text.get(start..at as usize).unwrap_or_default();
        before.chars().count() + 1
    }

    /// The text of a line, counted from 1, without its line end.
    pub fn text_of_line(&self, line: usize) -> &str {
        let start = self.lines[line - 1] as usize;
        let end = self
            .lines
            .get(line)
            .map_or(self.text.len(), |end| *end as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The text of a range, on one line.
    pub fn snippet(&self, span: Span) -> String {
        let text = self.text.get(span.start as usize..span.end as usize);
        let text = text.unwrap_or_default();
        if text.contains('\n') {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            text.to_string()
        }
    }

    /// An error at a position in this file.
    pub fn refuse(&self, fault: &Fault) -> Refusal {
        let line = self.line(fault.at);
        let shown = self.text_of_line(line);
        let column = self.column(fault.at);
        let indent = shown.len() - shown.trim_start().len();
        let text: String = shown.trim_start().chars().take(WIDEST).collect();
        let before = column.saturating_sub(shown[..indent].chars().count() + 1);
        let before: String = text.chars().take(before).collect();
        // A tab is padded with a tab, so that the caret lines up with the text in any terminal.
        let pad = |letter: char| {
            if letter == '\t' {
                "\t".into()
            } else {
                " ".repeat(letter.width().unwrap_or(0))
            }
        };
        let pad: String = harmless(&before).chars().map(pad).collect();
        Refusal(format!(
            "{}:{line}:{column}: {}\n    {}\n    {pad}^\n{}",
            harmless(&self.name),
            harmless(&fault.what),
            harmless(&text),
            fault.way
        ))
    }
}

/// Longer lines are cut in error messages.
const WIDEST: usize = 200;

/// Something that isn't accepted, its position, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The position in the text.
    pub at: u32,
    /// What is wrong.
    pub what: String,
    /// What to write instead.
    pub way: String,
}

impl Fault {
    /// A fault at a position.
    pub fn new(at: u32, what: impl Into<String>, way: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
            way: way.into(),
        }
    }

    /// A Python feature outside the subset.
    pub fn outside(at: u32, what: impl fmt::Display) -> Self {
        Self::new(at, format!("{what} isn't in the subset"), OVERVIEW)
    }
}

/// Tells readers where to find what is in the subset.
pub(super) const OVERVIEW: &str = "threaddemo explain python shows what is in it";

/// A fault as displayed: `FILE:LINE:COLUMN:`, the line, a caret, what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    /// What is wrong with a file as a whole, of which no line is shown.
    pub(super) fn of_file(name: &str, what: &str, way: &str) -> Self {
        Self(format!("{}:1:1: {what}\n{way}", harmless(name)))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// A position in a text, whose size `parse` bounds.
pub(super) fn small(at: usize) -> u32 {
    u32::try_from(at).expect("files are far smaller than 4 GiB")
}

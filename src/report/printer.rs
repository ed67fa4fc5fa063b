//! The printer: where text goes, how wide it may be, and in which colors. The content is left to the
//! reports.

use std::io::{self, Write};

use textwrap::WordSplitter;
use unicode_width::UnicodeWidthStr;

use super::palette::{Paint, Palette};
use super::table::Table;

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The colors.
    pub palette: Palette,
    /// Whether non-ASCII characters may be written.
    pub unicode: bool,
    /// The width in columns.
    pub width: usize,
}

impl Style {
    /// No color, ASCII, 80 columns: for an output about which nothing is known.
    pub fn bare() -> Self {
        Self {
            palette: Palette::new(false),
            unicode: false,
            width: 80,
        }
    }
}

/// The minimum width for which text is laid out, however narrow the terminal is.
const NARROWEST: usize = 20;

/// Where text goes, and how it is laid out.
pub struct Printer<'o> {
    out: &'o mut dyn Write,
    /// How it is laid out.
    pub style: Style,
}

impl<'o> Printer<'o> {
    /// A printer on `out`.
    pub fn new(out: &'o mut dyn Write, style: Style) -> Self {
        Self { out, style }
    }

    /// The colors.
    pub fn palette(&self) -> Palette {
        self.style.palette
    }

    /// The width in columns, at least wide enough to print in.
    pub fn width(&self) -> usize {
        self.style.width.max(NARROWEST)
    }

    /// The dot between two words of a title.
    pub fn dot(&self) -> char {
        if self.style.unicode { '·' } else { '-' }
    }

    /// A heading, wrapped.
    pub fn heading(&mut self, text: &str) -> io::Result<()> {
        let paint = self.palette().heading();
        for line in textwrap::wrap(text, self.width()) {
            writeln!(self, "{}", paint.on(line))?;
        }
        Ok(())
    }

    /// Wrapped text, with `first` before its first line and `rest` before the others.
    pub fn wrapped(&mut self, text: &str, first: &str, rest: &str) -> io::Result<()> {
        let options = textwrap::Options::new(self.width())
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false);
        for line in textwrap::wrap(text, options) {
            writeln!(self, "{line}")?;
        }
        Ok(())
    }

    /// Secondary text, indented and wrapped.
    pub fn aside(&mut self, text: &str, indent: &str) -> io::Result<()> {
        let faint = self.palette().faint();
        let width = self.width().saturating_sub(indent.len()).max(NARROWEST);
        for line in textwrap::wrap(text, width) {
            writeln!(self, "{indent}{}", faint.on(line))?;
        }
        Ok(())
    }

    /// A secondary label in a column of this width, with a sentence beside it.
    pub fn sentence(&mut self, name: &str, text: &str, label: usize) -> io::Result<()> {
        self.labelled((name, self.palette().faint()), text, label)
    }

    /// A label in its color with a wrapped sentence; if little room is left beside the label, the
    /// sentence goes below it.
    pub fn labelled(
        &mut self,
        (name, paint): (&str, Paint),
        text: &str,
        label: usize,
    ) -> io::Result<()> {
        const INDENT: usize = 2;
        let beside = self.style.width >= label + NARROWEST;
        let indent = if beside { label } else { INDENT };
        let width = self.width() - indent;
        let mut column = 0;
        if !name.is_empty() {
            write!(self, "{}", paint.on(name))?;
            column = name.width();
        }
        if !beside && column > 0 {
            writeln!(self)?;
            column = 0;
        }
        // Names of variants and options contain hyphens: one that is split there can't be searched for.
        let options = textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            writeln!(self, "{:gap$}{line}", "", gap = indent - column)?;
            column = 0;
        }
        Ok(())
    }

    /// A table whose first column is `label` columns wide.
    pub(super) fn table(&mut self, table: Table, label: usize) -> io::Result<()> {
        table.write(self.out, label, self.style.width)
    }
}

impl Write for Printer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// [`Printer::sentence`] on a printer made for it.
pub(super) fn sentence(
    out: &mut dyn Write,
    name: &str,
    text: &str,
    label: usize,
    style: Style,
) -> io::Result<()> {
    Printer::new(out, style).sentence(name, text, label)
}

/// [`Printer::labelled`] on a printer made for it.
pub(super) fn labelled(
    out: &mut dyn Write,
    name: (&str, Paint),
    text: &str,
    label: usize,
    style: Style,
) -> io::Result<()> {
    Printer::new(out, style).labelled(name, text, label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_hyphen_is_never_broken_in_two() {
        let mut out = Vec::new();
        let style = Style {
            width: 33,
            ..Style::bare()
        };
        Printer::new(&mut out, style)
            .sentence("reached", "threads 59 %, one-lock 100 %", 13)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("\n             one-lock 100 %"), "{text}");
    }
}

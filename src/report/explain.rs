//! What `explain` prints of a demo: the lesson, what to watch for, what is certain, Python's words
//! beside Rust's, what Rust refuses, and the source of the examples.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::palette::Palette;
use super::text::Style;
use crate::demos::Demo;
use crate::demos::kit::explain::Word;
use crate::demos::kit::refused::{REFUSED, Refused};

/// Text is easiest to read up to this width, however wide the terminal is.
const WIDEST: usize = 100;
/// Text gets so many columns even where the terminal has fewer.
const NARROWEST: usize = 20;
/// What stands before a code line.
const INDENT: &str = "  ";

/// Writes the lesson of this demo.
pub fn write(out: &mut dyn Write, demo: &Demo, style: Style) -> io::Result<()> {
    let page = Page {
        width: style.width.clamp(NARROWEST, WIDEST),
        ..Page::new(style)
    };
    let explain = demo.explain;
    page.title(out, demo)?;
    for paragraph in explain.lesson.split("\n\n") {
        writeln!(out)?;
        page.wrapped(out, paragraph, "", "")?;
    }
    page.list(out, "Watch for", explain.watch)?;
    page.list(out, "Guaranteed, and luck", explain.guaranteed)?;
    page.words(out, explain.words)?;
    let refused = REFUSED
        .iter()
        .filter(|refused| refused.demos.contains(&demo.name));
    for refused in refused {
        page.refused(out, refused)?;
    }
    for (file, source) in explain.examples {
        page.example(out, file, source)?;
    }
    Ok(())
}

/// Where text goes: how wide, in which colours.
struct Page {
    palette: Palette,
    unicode: bool,
    width: usize,
}

impl Page {
    fn new(style: Style) -> Self {
        Self {
            palette: style.palette,
            unicode: style.unicode,
            width: style.width,
        }
    }

    fn title(&self, out: &mut dyn Write, demo: &Demo) -> io::Result<()> {
        let dot = if self.unicode { '·' } else { '-' };
        let title = format!("{} {dot} {}", demo.name, demo.about);
        for line in textwrap::wrap(&title, self.width) {
            writeln!(out, "{}", self.palette.heading().on(line))?;
        }
        Ok(())
    }

    fn heading(&self, out: &mut dyn Write, heading: &str) -> io::Result<()> {
        writeln!(out, "{}", self.palette.heading().on(heading))
    }

    /// A text broken where the line ends; `first` stands before its first line, `rest` before the
    /// others.
    fn wrapped(&self, out: &mut dyn Write, text: &str, first: &str, rest: &str) -> io::Result<()> {
        let options = textwrap::Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(rest)
            .break_words(false);
        for line in textwrap::wrap(text, options) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    /// The same with one indent, standing back.
    fn faintly(&self, out: &mut dyn Write, text: &str, indent: &str) -> io::Result<()> {
        let width = self.width.saturating_sub(indent.len()).max(NARROWEST);
        for line in textwrap::wrap(text, width) {
            writeln!(out, "{indent}{}", self.palette.faint().on(line))?;
        }
        Ok(())
    }

    fn list(&self, out: &mut dyn Write, heading: &str, items: &[&str]) -> io::Result<()> {
        writeln!(out)?;
        self.heading(out, heading)?;
        let bullet = if self.unicode { "• " } else { "- " };
        for item in items {
            self.wrapped(out, item, bullet, "  ")?;
        }
        Ok(())
    }

    /// Python's words in a column beside Rust's where the width allows it, else above them; a
    /// note stands below its pair.
    fn words(&self, out: &mut dyn Write, words: &[Word]) -> io::Result<()> {
        const GAP: usize = 3;
        let widest = |side: fn(&Word) -> &'static str| {
            let widths = words.iter().map(|word| side(word).width());
            widths.max().unwrap_or(0)
        };
        let (python, rust) = (widest(|word| word.python), widest(|word| word.rust));
        let python = python.max("Python".len());
        let beside = INDENT.len() + python + GAP + rust <= self.width;
        writeln!(out)?;
        if beside {
            let head = format!(
                "{:width$}Rust",
                "Python",
                width = INDENT.len() + python + GAP
            );
            self.heading(out, &head)?;
        } else {
            self.heading(out, "Python, and Rust below it")?;
        }
        let code = self.palette.task(Some(0));
        for word in words {
            let room = python - word.python.width();
            if beside {
                writeln!(
                    out,
                    "{INDENT}{}{:width$}{}",
                    word.python,
                    "",
                    code.on(word.rust),
                    width = room + GAP
                )?;
            } else {
                writeln!(out, "{INDENT}{}", word.python)?;
                writeln!(out, "{INDENT}{INDENT}{}", code.on(word.rust))?;
            }
            if !word.note.is_empty() {
                self.faintly(out, word.note, "      ")?;
            }
        }
        Ok(())
    }

    fn refused(&self, out: &mut dyn Write, refused: &Refused) -> io::Result<()> {
        writeln!(out)?;
        self.heading(out, &format!("Rust refuses {}", refused.what))?;
        self.wrapped(out, refused.why, "", "")?;
        let code = refused.code;
        self.remark(out, &format!("error {code}: rustc --explain {code}"))?;
        self.code(out, refused.source)?;
        self.remark(out, "compiles:")?;
        self.code(out, refused.instead)
    }

    fn example(&self, out: &mut dyn Write, file: &str, source: &str) -> io::Result<()> {
        writeln!(out)?;
        self.heading(out, &format!("examples/{file}"))?;
        self.code(out, source)
    }

    /// A remark above code, as Rust writes remarks.
    fn remark(&self, out: &mut dyn Write, remark: &str) -> io::Result<()> {
        let remark = format!("// {remark}");
        writeln!(out, "\n{INDENT}{}", self.palette.faint().on(remark))
    }

    /// Code as it is: a broken line would be other code.
    fn code(&self, out: &mut dyn Write, source: &str) -> io::Result<()> {
        for line in source.lines() {
            match line.trim_start() {
                "" => writeln!(out)?,
                remark if remark.starts_with("//") => {
                    writeln!(out, "{INDENT}{}", self.palette.faint().on(line))?;
                }
                _ => writeln!(out, "{INDENT}{line}")?,
            }
        }
        Ok(())
    }
}

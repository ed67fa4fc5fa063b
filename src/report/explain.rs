//! What `explain` prints of a demo: the lesson, what to watch for, what is certain, Python's words
//! beside Rust's, what Rust refuses, and the source of the examples.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use crate::demos::Demo;
use crate::demos::kit::explain::Word;
use crate::demos::kit::refused::{REFUSED, Refused};

/// Text is easiest to read up to this width, however wide the terminal is.
const WIDEST: usize = 100;
/// The indent of a code line.
const INDENT: &str = "  ";

/// Writes the lesson of this demo.
pub fn write(out: &mut dyn Write, demo: &Demo, style: Style) -> io::Result<()> {
    let style = Style {
        width: style.width.min(WIDEST),
        ..style
    };
    let printer = &mut Printer::new(out, style);
    let text = demo.explain.read();
    let title = format!("{} {} {}", demo.name, printer.dot(), demo.about);
    printer.heading(&title)?;
    for paragraph in &text.lesson {
        writeln!(printer)?;
        printer.wrapped(paragraph, "", "")?;
    }
    list(printer, "Watch for", &text.watch)?;
    list(printer, "Guaranteed", &text.guaranteed)?;
    list(printer, "Not guaranteed", &text.not_guaranteed)?;
    words(printer, &text.words)?;
    let refused = REFUSED
        .iter()
        .filter(|refused| refused.demos.contains(&demo.name));
    for one in refused {
        self::refused(printer, one)?;
    }
    for (file, source) in demo.explain.examples {
        writeln!(printer)?;
        printer.heading(&format!("examples/{file}"))?;
        code(printer, source)?;
    }
    Ok(())
}

fn list(printer: &mut Printer<'_>, heading: &str, items: &[String]) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(printer)?;
    printer.heading(heading)?;
    let bullet = if printer.style.unicode { "• " } else { "- " };
    for item in items {
        printer.wrapped(item, bullet, "  ")?;
    }
    Ok(())
}

/// Python's words in a column beside Rust's if the width allows it, else above them; a note goes
/// below its pair.
fn words(printer: &mut Printer<'_>, words: &[Word]) -> io::Result<()> {
    const GAP: usize = 3;
    let widest = |side: fn(&Word) -> &str| {
        let widths = words.iter().map(|word| side(word).width());
        widths.max().unwrap_or(0)
    };
    let (python, rust) = (widest(|word| &word.python), widest(|word| &word.rust));
    let python = python.max("Python".len());
    let beside = INDENT.len() + python + GAP + rust <= printer.width();
    let column = INDENT.len() + python + GAP;
    let heading = printer.palette().heading();
    writeln!(printer)?;
    if beside {
        let head = format!("{:column$}Rust", "Python");
        writeln!(printer, "{}", heading.on(head))?;
    } else {
        printer.heading("Python, and Rust below it")?;
    }
    let paint = printer.palette().task(Some(0));
    for word in words {
        let rust = paint.on(&word.rust);
        if beside {
            let gap = python - word.python.width() + GAP;
            writeln!(printer, "{INDENT}{}{:gap$}{rust}", word.python, "")?;
        } else {
            writeln!(printer, "{INDENT}{}\n{INDENT}{INDENT}{rust}", word.python)?;
        }
        if !word.note.is_empty() {
            printer.aside(&word.note, "      ")?;
        }
    }
    Ok(())
}

fn refused(printer: &mut Printer<'_>, refused: &Refused) -> io::Result<()> {
    writeln!(printer)?;
    printer.heading(&format!("Rust refuses {}", refused.what))?;
    printer.wrapped(refused.why, "", "")?;
    let error = refused.code;
    remark(printer, &format!("error {error}: rustc --explain {error}"))?;
    code(printer, refused.source)?;
    remark(printer, "compiles:")?;
    code(printer, refused.instead)
}

/// A remark above code, as Rust writes remarks.
fn remark(printer: &mut Printer<'_>, remark: &str) -> io::Result<()> {
    let remark = format!("// {remark}");
    let faint = printer.palette().faint();
    writeln!(printer, "\n{INDENT}{}", faint.on(remark))
}

/// Code as it is: a broken line would be other code.
fn code(printer: &mut Printer<'_>, source: &str) -> io::Result<()> {
    let faint = printer.palette().faint();
    for line in source.lines() {
        match line.trim_start() {
            "" => writeln!(printer)?,
            remark if remark.starts_with("//") => {
                writeln!(printer, "{INDENT}{}", faint.on(line))?;
            }
            _ => writeln!(printer, "{INDENT}{line}")?,
        }
    }
    Ok(())
}

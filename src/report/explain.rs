//! What `explain` prints: a screen about a demo (its lesson, what to watch for, what is certain), on
//! request Python's words beside Rust's, what Rust refuses, and the source of the examples; a topic; and
//! the list of demos and topics.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use demos::Demo;
use demos::kit::explain::{Cousin, Explanation};
use demos::kit::refused::{REFUSED, Refused};
use demos::topics::{self, Topic};

/// Text is easiest to read up to this width, however wide the terminal is.
const WIDEST: usize = 100;
/// The indent of a code line.
const INDENT: &str = "  ";
/// The column of labels.
const LABEL: usize = 16;

/// A part of a demo's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The lesson, what to watch for, and what is and isn't certain: it fits a screen.
    Screen,
    /// The rest of the explanation.
    More,
    /// Python's words beside Rust's, and the lesson's Python programs.
    Python,
    /// What Rust refuses, and what it accepts instead.
    Rust,
    /// The source of the Rust examples.
    Code,
}

impl Section {
    /// Every section, in printing order.
    pub const ALL: [Self; 5] = [
        Self::Screen,
        Self::More,
        Self::Python,
        Self::Rust,
        Self::Code,
    ];
}

/// Writes these sections of this demo's text.
pub fn demo(out: &mut dyn Write, demo: &Demo, parts: &[Section], style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, narrow(style));
    let title = format!("{} {} {}", demo.name, printer.dot(), demo.about);
    printer.heading(&title)?;
    let text = demo.explain.read();
    for part in parts {
        self::part(printer, demo, &text, *part)?;
    }
    if parts == [Section::Screen] {
        writeln!(printer)?;
        further(printer, demo)?;
    }
    Ok(())
}

fn part(
    printer: &mut Printer<'_>,
    demo: &Demo,
    text: &Explanation,
    part: Section,
) -> io::Result<()> {
    match part {
        Section::Screen => screen(printer, text),
        Section::More => paragraphs(printer, &text.more),
        Section::Python => {
            words(printer, &text.words)?;
            let mut programs = demo.explain.python.iter();
            programs.try_for_each(|(file, source)| python(printer, file, source))
        }
        Section::Rust => refusals(demo).try_for_each(|one| refused(printer, one)),
        Section::Code => {
            let mut programs = demo.explain.examples.iter();
            programs.try_for_each(|(file, source)| {
                writeln!(printer)?;
                printer.heading(&format!("examples/{file}"))?;
                code(printer, source, "//")
            })
        }
    }
}

/// What Rust refuses in this demo's lesson.
fn refusals(demo: &Demo) -> impl Iterator<Item = &'static Refused> {
    let name = demo.name;
    REFUSED.iter().filter(move |one| one.demos.contains(&name))
}

/// Writes this topic.
pub fn topic(out: &mut dyn Write, topic: &Topic, style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, narrow(style));
    printer.heading(topic.name)?;
    paragraphs(printer, &topic.paragraphs)?;
    writeln!(printer)?;
    let paint = printer.palette().task(Some(0));
    for (command, shows) in &topic.commands {
        writeln!(printer, "{}", paint.on(command))?;
        printer.wrapped(shows, INDENT, INDENT)?;
    }
    Ok(())
}

/// Writes the list of everything that can be explained.
pub fn list(out: &mut dyn Write, style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, narrow(style));
    printer.heading("Demos")?;
    for demo in demos::listed() {
        printer.sentence(&format!("{INDENT}{}", demo.name), demo.about, LABEL + 4)?;
    }
    writeln!(printer)?;
    printer.heading("Topics")?;
    for topic in topics::all() {
        writeln!(printer, "{INDENT}{}", topic.name)?;
    }
    writeln!(printer)?;
    let how = "threaddemo explain NAME, such as 'explain counter' or 'explain race condition'";
    printer.wrapped(how, "", "")
}

fn narrow(style: Style) -> Style {
    Style {
        width: style.width.min(WIDEST),
        ..style
    }
}

/// The lesson, what to watch for, and what is and isn't certain.
fn screen(printer: &mut Printer<'_>, text: &Explanation) -> io::Result<()> {
    paragraphs(printer, &text.lesson)?;
    writeln!(printer)?;
    items(printer, "watch for", &text.watch)?;
    items(printer, "guaranteed", &text.guaranteed)?;
    items(printer, "not guaranteed", &text.not_guaranteed)
}

fn paragraphs(printer: &mut Printer<'_>, paragraphs: &[String]) -> io::Result<()> {
    for paragraph in paragraphs {
        writeln!(printer)?;
        printer.wrapped(paragraph, "", "")?;
    }
    Ok(())
}

fn items(printer: &mut Printer<'_>, label: &str, items: &[String]) -> io::Result<()> {
    let mut label = label;
    for item in items {
        printer.sentence(label, item, LABEL)?;
        label = "";
    }
    Ok(())
}

/// The commands that show more.
fn further(printer: &mut Printer<'_>, demo: &Demo) -> io::Result<()> {
    let mut options = vec!["--python"];
    options.extend(refusals(demo).next().map(|_| "--rust"));
    options.extend((!demo.explain.examples.is_empty()).then_some("--code"));
    options.push("--all");
    let mut more = options.join(", ");
    if demo.steps.is_some() {
        more = format!("{more}; threaddemo explore {}", demo.name);
    }
    printer.sentence("more", &more, LABEL)
}

/// Python's words in a column beside Rust's if the width allows it, otherwise above them; a note goes
/// below its pair.
fn words(printer: &mut Printer<'_>, words: &[Cousin]) -> io::Result<()> {
    const GAP: usize = 3;
    let widest = |side: fn(&Cousin) -> &str| {
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
    code(printer, refused.source, "//")?;
    remark(printer, "compiles:")?;
    code(printer, refused.instead, "//")
}

/// A remark above code, as a Rust comment.
fn remark(printer: &mut Printer<'_>, remark: &str) -> io::Result<()> {
    let remark = format!("// {remark}");
    let faint = printer.palette().faint();
    writeln!(printer, "\n{INDENT}{}", faint.on(remark))
}

/// A Python program under its file name and its opening comment. Expectations in a further opening
/// comment are for the tests and are left out.
fn python(printer: &mut Printer<'_>, file: &str, source: &str) -> io::Result<()> {
    writeln!(printer)?;
    printer.heading(&format!("examples/python/{file}"))?;
    let opening = source.lines().take_while(|line| line.starts_with('#'));
    let lines: Vec<_> = opening.map(|line| line[1..].trim()).collect();
    let said = lines.iter().copied().take_while(|line| !line.is_empty());
    printer.wrapped(&said.collect::<Vec<_>>().join(" "), "", "")?;
    writeln!(printer)?;
    let program: Vec<_> = source.lines().skip(lines.len()).collect();
    code(printer, &program.join("\n"), "#")
}

/// Code as it is, never wrapped: a wrapped line would be different code. Comments begin with `mark`.
fn code(printer: &mut Printer<'_>, source: &str, mark: &str) -> io::Result<()> {
    let faint = printer.palette().faint();
    for line in source.lines() {
        match line.trim_start() {
            "" => writeln!(printer)?,
            remark if remark.starts_with(mark) => {
                writeln!(printer, "{INDENT}{}", faint.on(line))?;
            }
            _ => writeln!(printer, "{INDENT}{line}")?,
        }
    }
    Ok(())
}

//! A step of the tour as text: the question, what came of the run beside what was predicted, and why.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use crate::demos::tour::{Answer, Step};

/// The column of labels.
const LABEL: usize = 11;

/// Writes the list of the steps.
pub fn list(out: &mut dyn Write, steps: &[Step], style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    for (number, step) in (1..).zip(steps) {
        writeln!(printer, "{number:>2}  {}", step.title)?;
    }
    Ok(())
}

/// A text that is to be written.
pub type Text<'a> = &'a dyn Fn(&mut dyn Write, Style) -> io::Result<()>;

/// Writes the question of a step, the `number`th of `all`.
pub fn numbered_question(
    out: &mut dyn Write,
    step: &Step,
    (number, all): (usize, usize),
    style: Style,
) -> io::Result<()> {
    let dot = Printer::new(out, style).dot();
    let heading = format!("{number} of {all} {dot} {}", step.title);
    let keys = "? is a hint, space runs it, b goes back, q leaves";
    question(out, step, &heading, keys, style)
}

/// Writes a question below its heading, and what else can be typed but an answer.
pub fn question(
    out: &mut dyn Write,
    step: &Step,
    heading: &str,
    keys: &str,
    style: Style,
) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    printer.heading(heading)?;
    writeln!(printer)?;
    printer.wrapped(&step.question, "", "")?;
    writeln!(printer)?;
    if let Answer::Choice(choices, _) = &step.answer {
        for (number, choice) in (1..).zip(choices) {
            printer.wrapped(&format!("{number}  {choice}"), "  ", "     ")?;
        }
        writeln!(printer)?;
    }
    let how = match step.answer {
        Answer::Choice(..) => "a number answers",
        Answer::Number(_) => "type a number and Enter",
    };
    printer.aside(&format!("{how}; {keys}"), "")
}

/// Writes what helps.
pub fn hint(out: &mut dyn Write, step: &Step, style: Style) -> io::Result<()> {
    Printer::new(out, style).sentence("hint", &step.hint, LABEL)
}

/// Writes which command is run.
pub fn command(out: &mut dyn Write, step: &Step, style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    let typed = format!("$ threaddemo {}", step.run);
    let paint = printer.palette().task(Some(0));
    writeln!(printer, "\n{}\n", paint.on(typed))
}

/// What came of a step.
pub struct Came<'a> {
    /// What was predicted, in words; none if the question was passed over.
    pub predicted: Option<&'a str>,
    /// Whether that is right.
    pub right: bool,
    /// The line of the run that answers the question.
    pub line: Option<&'a str>,
}

/// Writes what came of a step, beside what was predicted, why, and what to try and to read now.
pub fn came(out: &mut dyn Write, step: &Step, came: &Came<'_>, style: Style) -> io::Result<()> {
    answer(out, step, came, style)?;
    let printer = &mut Printer::new(out, style);
    printer.sentence("try", &format!("threaddemo {}", step.try_next), LABEL)?;
    printer.sentence("read on", &format!("threaddemo {}", step.read), LABEL)
}

/// Writes what came of a question, beside what was predicted, and why.
pub fn answer(out: &mut dyn Write, step: &Step, came: &Came<'_>, style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    let palette = printer.palette();
    writeln!(printer)?;
    match came.predicted {
        Some(said) if came.right => {
            printer.labelled(("right", palette.good()), said, LABEL)?;
        }
        Some(said) => {
            printer.labelled(("not quite", palette.bad()), said, LABEL)?;
            printer.sentence("answer", &step.answer.right(), LABEL)?;
        }
        None => printer.sentence("answer", &step.answer.right(), LABEL)?,
    }
    if let Some(line) = came.line {
        // Its columns stay as they are if there is room for them.
        let line = line.trim();
        if LABEL + line.width() <= printer.width() {
            let label = palette.faint().on("the run");
            writeln!(
                printer,
                "{label}{:gap$}{line}",
                "",
                gap = LABEL - "the run".len()
            )?;
        } else {
            let words: Vec<_> = line.split_whitespace().collect();
            printer.sentence("the run", &words.join(" "), LABEL)?;
        }
    }
    printer.sentence("why", &step.why, LABEL)
}

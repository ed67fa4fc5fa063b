//! A step of the tour as text: the question, the result of the run beside the prediction, and why.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use demos::tour::{self, Answer, Step};

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

/// A text to be written.
pub type WriteText<'a> = &'a dyn Fn(&mut dyn Write, Style) -> io::Result<()>;

/// The keys that are read once a run is over.
pub const KEYS: &str = "space continues, b goes back, q leaves";

/// `1 of 15 · Two tasks that wait`.
pub(super) fn title(step: &Step, (number, all): (usize, usize), style: Style) -> String {
    let dot = if style.unicode { '·' } else { '-' };
    format!("{number} of {all} {dot} {}", step.title)
}

/// Writes the question of a step, the `number`th of `all`.
pub fn numbered_question(
    out: &mut dyn Write,
    step: &Step,
    number: (usize, usize),
    style: Style,
) -> io::Result<()> {
    let keys = "? is a hint, space runs it, b goes back, q leaves";
    question(out, step, &title(step, number, style), keys, style)
}

/// Writes a question under its heading, and what can be typed besides an answer.
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

/// Writes the hint.
pub fn hint(out: &mut dyn Write, step: &Step, style: Style) -> io::Result<()> {
    Printer::new(out, style).sentence("hint", &step.hint, LABEL)
}

/// The command that a step runs, as it is typed.
pub(super) fn typed(step: &Step, style: Style) -> String {
    let paint = style.palette.task(Some(0));
    paint.on(format!("$ threaddemo {}", step.run)).to_string()
}

/// Writes the command that is run.
pub fn command(out: &mut dyn Write, step: &Step, style: Style) -> io::Result<()> {
    writeln!(out, "\n{}\n", typed(step, style))
}

/// Writes the end of the tour: which lessons it left out.
pub fn end(out: &mut dyn Write, style: Style) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    writeln!(printer)?;
    let others = tour::further().collect::<Vec<_>>().join(", ");
    let said = format!(
        "That was the tour. There are more lessons: {others}. threaddemo list has a line on each, and \
         threaddemo NAME --predict asks before it runs."
    );
    printer.wrapped(&said, "", "")
}

/// The index of the line that begins with these words, or else of the first that contains them;
/// continuation lines count as part of a line.
pub(super) fn place(lines: &[String], words: &str) -> Option<usize> {
    let whole: Vec<_> = (0..lines.len()).map(|at| whole(lines, at)).collect();
    let begins = whole.iter().position(|line| line.starts_with(words));
    begins.or_else(|| whole.iter().position(|line| line.contains(words)))
}

/// What `place` finds, without colors.
pub fn found(lines: &[String], words: &str) -> Option<String> {
    place(lines, words).map(|at| whole(lines, at))
}

/// The line at this place with its indented continuation lines; without colors.
fn whole(lines: &[String], at: usize) -> String {
    let rest = lines[at + 1..].iter().map(|line| plain(line));
    let rest = rest.take_while(|line| line.starts_with("          "));
    let rest = rest.map(|line| format!(" {}", line.trim()));
    plain(&lines[at]) + &rest.collect::<String>()
}

/// A text without its colors.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, escaped)) = rest.split_once("\x1b[") {
        plain.push_str(before);
        rest = escaped
            .split_once(|end: char| end.is_ascii_alphabetic())
            .map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain
}

/// What a reader is told about a prediction.
pub struct Feedback<'a> {
    /// The prediction in words; `None` if the question was skipped.
    pub predicted: Option<&'a str>,
    /// Whether the prediction is right.
    pub right: bool,
    /// The line of the run that answers the question.
    pub line: Option<&'a str>,
}

/// Writes the answer beside the prediction, why it is so, and what to try and to read next.
pub fn feedback(
    out: &mut dyn Write,
    step: &Step,
    feedback: &Feedback<'_>,
    style: Style,
) -> io::Result<()> {
    answer(out, step, feedback, style)?;
    let printer = &mut Printer::new(out, style);
    printer.sentence("try", &format!("threaddemo {}", step.try_next), LABEL)?;
    printer.sentence("read on", &format!("threaddemo {}", step.read), LABEL)
}

/// Writes the answer to a question beside the prediction, and why it is so.
pub fn answer(
    out: &mut dyn Write,
    step: &Step,
    feedback: &Feedback<'_>,
    style: Style,
) -> io::Result<()> {
    let printer = &mut Printer::new(out, style);
    let palette = printer.palette();
    writeln!(printer)?;
    match feedback.predicted {
        Some(said) if feedback.right => {
            printer.labelled(("right", palette.good()), said, LABEL)?;
        }
        Some(said) => {
            printer.labelled(("not quite", palette.bad()), said, LABEL)?;
            printer.sentence("answer", &step.answer.right(), LABEL)?;
        }
        None => printer.sentence("answer", &step.answer.right(), LABEL)?,
    }
    if let Some(line) = feedback.line {
        // Keep its columns if there is room.
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

//! What each thread does, with the lines of the file.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::explore::words::range;
use crate::printer::{Printer, Style};
use explore::{FunctionSteps, letter};

/// The maximum number of file lines shown.
const MOST_LINES: usize = 16;
/// The maximum width of a line's text.
const WIDEST: usize = 44;
/// The minimum width of what its steps do.
const DEEDS: usize = 24;
/// Below this, what its steps do goes on lines of its own.
const NARROWEST: usize = 10;
/// How far these lines are indented.
const HANGING: usize = 2;
/// The gap between two columns.
const GAP: usize = 3;

/// Writes each role: its letters and function, its lines and what their steps do.
pub(super) fn write(roles: &[FunctionSteps], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let palette = style.palette;
    let all: usize = roles.iter().map(|role| role.lines.len()).sum();
    let heads: Vec<_> = roles.iter().map(head).collect();
    let head = heads.iter().map(|head| head.width()).max().unwrap_or(0);
    let lines = || roles.iter().flat_map(|role| &role.lines);
    let number = lines().map(|(line, ..)| line.to_string().len()).max();
    let number = number.unwrap_or(0);
    let width = style.width.max(20);
    // Beside its head if there is room, otherwise below it.
    let beside = head + GAP + number + 2 + WIDEST / 2 + GAP + DEEDS <= width;
    let indent = if beside { head } else { 0 };
    let left = width.saturating_sub(indent + GAP + number + 2 + GAP);
    let widest = lines().map(|(_, text, _)| text.width()).max().unwrap_or(0);
    let text = widest.min(WIDEST).min(left.saturating_sub(DEEDS)).max(10);
    // Below its line of code if there is no room beside it either.
    let below = left < text + NARROWEST;
    let text = if below { left + GAP } else { text };
    let mut shown = 0;
    for (role, head) in roles.iter().zip(&heads) {
        if shown == MOST_LINES || role.lines.is_empty() {
            continue;
        }
        let paint = match role.threads[..] {
            [one] => palette.task(Some(one)),
            _ => palette.heading(),
        };
        let mut column = head.width();
        if beside {
            write!(out, "{}", paint.on(head))?;
        } else {
            for line in textwrap::wrap(head, width) {
                writeln!(out, "{}", paint.on(line))?;
            }
            column = 0;
        }
        for (line, code, deeds) in role.lines.iter().take(MOST_LINES - shown) {
            shown += 1;
            let code = super::distinct::clip(code, text);
            let gap = indent + GAP - column;
            write!(out, "{:gap$}{line:>number$}  {code}", "")?;
            let deeds = deeds.join(", ");
            let (mut behind, hanging, room) = if below {
                writeln!(out)?;
                let hanging = indent + GAP + number + 2 + HANGING;
                (hanging, hanging, text - HANGING)
            } else {
                let hanging = indent + GAP + number + 2 + text + GAP;
                (text - code.width() + GAP, hanging, left - text)
            };
            for deed in textwrap::wrap(&deeds, room) {
                writeln!(out, "{:behind$}{}", "", palette.faint().on(&deed))?;
                behind = hanging;
            }
            column = 0;
        }
    }
    if all > shown {
        let more = format!("... {} more lines", all - shown);
        let indent = " ".repeat(GAP);
        Printer::new(out, style).wrapped(&more, &indent, &indent)?;
    }
    if shown > 0 {
        writeln!(out)?;
    }
    Ok(())
}

/// `A B (increment)`.
fn head(role: &FunctionSteps) -> String {
    let letters: Vec<char> = role.threads.iter().map(|one| letter(*one)).collect();
    format!("{} ({})", range(&letters), role.function)
}

//! A step of the tour laid out for a terminal: whatever a run prints, the step fits one screen.

use std::io;
use std::slice;

use unicode_width::UnicodeWidthStr;

use super::printer::{Printer, Style};
use super::tour::{self, Feedback};
use demos::tour::Step;

/// What a step currently shows.
pub enum StepView<'a> {
    /// The question, with a hint or the input so far below it.
    Asked(&'a str),
    /// The lines of the run so far.
    Running(&'a [String]),
    /// The lines of the finished run, and the result.
    Over(&'a [String], Feedback<'a>),
}

/// The lines of the step, the `number`th of `all`, on a screen of this many rows.
pub fn lines(
    step: &Step,
    number: (usize, usize),
    stage: &StepView<'_>,
    (style, rows): (Style, usize),
) -> io::Result<Vec<String>> {
    let mut screen = match stage {
        StepView::Asked(notes) => {
            let mut text = Vec::new();
            tour::numbered_question(&mut text, step, number, style)?;
            let mut screen = split(&text);
            screen.extend(notes.split('\n').map(String::from));
            // Without the blank lines, nothing is lost.
            let width = style.width;
            while height(&screen, width) > rows {
                let Some(blank) = screen.iter().position(String::is_empty) else {
                    break;
                };
                screen.remove(blank);
            }
            screen
        }
        StepView::Running(run) => {
            let mut screen = top(step, number, style)?;
            let room = rows.saturating_sub(height(&screen, style.width));
            screen.extend(window(run, None, room, style));
            screen
        }
        StepView::Over(run, feedback) => {
            let mut screen = top(step, number, style)?;
            let mut text = Vec::new();
            tour::feedback(&mut text, step, feedback, style)?;
            let mut below = split(&text);
            below.push(style.palette.faint().on(tour::KEYS).to_string());
            let taken = height(&screen, style.width) + height(&below, style.width);
            let room = rows.saturating_sub(taken);
            screen.extend(window(run, Some(step.look), room, style));
            screen.append(&mut below);
            screen
        }
    };
    let shown = fitting(screen.iter().rev(), rows, style.width);
    Ok(screen.split_off(screen.len() - shown))
}

/// The step's title, and the command that is run.
fn top(step: &Step, number: (usize, usize), style: Style) -> io::Result<Vec<String>> {
    let mut text = Vec::new();
    Printer::new(&mut text, style).heading(&tour::title(step, number, style))?;
    let mut top = split(&text);
    top.push(tour::typed(step, style));
    Ok(top)
}

/// The part of a run that fits: its end, or from the line with these words on if that is earlier; the
/// lines left out are counted.
fn window(run: &[String], look: Option<&str>, room: usize, style: Style) -> Vec<String> {
    let blank = |line: &&String| line.trim().is_empty();
    let leading = run.iter().take_while(blank).count();
    let trailing = run[leading..].iter().rev().take_while(blank).count();
    let run = &run[leading..run.len() - trailing];
    let width = style.width;
    if height(run, width) <= room {
        return run.to_vec();
    }
    let rest = room.saturating_sub(1);
    let mut start = run.len() - fitting(run.iter().rev(), rest, width);
    if let Some(at) = look.and_then(|words| tour::place(run, words)) {
        start = start.min(at);
    }
    let end = start + fitting(run[start..].iter(), rest, width);
    let lines = |count: usize, which| match count {
        0 => None,
        1 => Some(format!("1 {which} line")),
        _ => Some(format!("{count} {which} lines")),
    };
    let left_out = [lines(start, "earlier"), lines(run.len() - end, "later")];
    let left_out = left_out.into_iter().flatten().collect::<Vec<_>>();
    let note = format!("({})", left_out.join(", "));
    let mut shown = Vec::new();
    if room > 0 {
        shown.push(style.palette.faint().on(note).to_string());
    }
    shown.extend_from_slice(&run[start..end]);
    shown
}

/// How many of these lines, from the first on, fill at most this many rows.
fn fitting<'a>(lines: impl Iterator<Item = &'a String>, rows: usize, width: usize) -> usize {
    let filled = lines.scan(0, |filled, line| {
        *filled += height(slice::from_ref(line), width);
        Some(*filled)
    });
    filled.take_while(|filled| *filled <= rows).count()
}

/// How many rows these lines fill; one wider than the screen continues in the next row.
fn height(lines: &[String], width: usize) -> usize {
    let rows = |line: &String| tour::plain(line).width().div_ceil(width.max(1)).max(1);
    lines.iter().map(rows).sum()
}

fn split(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    text.lines().map(String::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use demos::tour::steps;

    const SIZES: [(usize, usize); 3] = [(80, 24), (60, 20), (160, 50)];

    fn on(width: usize) -> Style {
        Style {
            width,
            ..Style::bare()
        }
    }

    #[test]
    fn every_question_and_its_hint_are_one_screen() {
        let steps = steps();
        for (width, rows) in SIZES {
            for (number, step) in (1..).zip(&steps) {
                let mut hint = Vec::new();
                tour::hint(&mut hint, step, on(width)).unwrap();
                let hint = String::from_utf8(hint).unwrap();
                let place = (number, steps.len());
                let screen =
                    lines(step, place, &StepView::Asked(&hint), (on(width), rows)).unwrap();
                assert!(height(&screen, width) <= rows, "{screen:#?}");
                let text = screen.join("\n");
                for part in [step.title, "hint", "leaves"] {
                    assert!(text.contains(part), "{part}: {screen:#?}");
                }
            }
        }
    }

    #[test]
    fn every_end_of_a_step_is_one_screen_with_the_line_that_answers_it_however_long_its_run_is() {
        let steps = steps();
        for (width, rows) in SIZES {
            for (number, step) in (1..).zip(&steps) {
                for at in [0, 30, 99] {
                    let mut run = vec!["x".repeat(width); 100];
                    run[at] = format!("{} 12", step.look);
                    let feedback = Feedback {
                        predicted: Some("something else"),
                        right: false,
                        line: Some(&run[at]),
                    };
                    let stage = StepView::Over(&run, feedback);
                    let place = (number, steps.len());
                    let screen = lines(step, place, &stage, (on(width), rows)).unwrap();
                    assert!(height(&screen, width) <= rows, "{screen:#?}");
                    let text = screen.join("\n");
                    let command = format!("$ threaddemo {}", step.run);
                    for part in [step.title, &command, "not quite", "read on", "q leaves"] {
                        assert!(text.contains(part), "{part}: {screen:#?}");
                    }
                    assert!(screen.contains(&run[at]), "{at}: {screen:#?}");
                }
            }
        }
    }

    #[test]
    fn a_run_that_there_is_room_for_is_seen_whole_and_a_longer_one_to_its_end() {
        let run: Vec<_> = (1..=30).map(|line| line.to_string()).collect();
        assert_eq!(window(&run, None, 30, on(80)), run);
        let window = window(&run, None, 4, on(80));
        assert_eq!(window, ["(27 earlier lines)", "28", "29", "30"]);
    }
}

//! Pictures of processes: what all threads of one share, and what each has to itself.

use std::io::{self, Write};

use maud::{Markup, html};
use unicode_width::UnicodeWidthStr;

use super::printer::Printer;
use super::results::{Results, VariantResult};
use engine::plan::ProcessMap;
use words::grouped;

/// The maximum number of boxes drawn: of a process's threads, or of processes.
const MOST: usize = 6;

/// The indent of boxes within a process.
const INDENT: usize = 2;

/// The maps of a variant.
fn of(variant: &VariantResult) -> &[ProcessMap] {
    let checked = variant.first.checked.as_ref();
    checked.map_or(&[], |checked| &checked.maps)
}

/// Draws the processes of each variant as text.
pub(super) fn text(printer: &mut Printer<'_>, results: &Results) -> io::Result<()> {
    for variant in results.variants.iter().filter(|one| !of(one).is_empty()) {
        printer.heading(&variant.name)?;
        let lone = |map: &ProcessMap| map.threads.len() == 1;
        if of(variant).iter().all(lone) {
            // A process with one thread is a single box; several fit side by side.
            let boxes: Vec<_> = of(variant).iter().take(MOST).map(whole).collect();
            side_by_side(printer, &boxes, 0)?;
            more(printer, of(variant).len(), "processes like these", 0)?;
        } else {
            of(variant)
                .iter()
                .try_for_each(|map| process(printer, map))?;
        }
        writeln!(printer)?;
    }
    Ok(())
}

/// A box: its title, and its lines.
type Drawn = (String, Vec<String>);

/// A process with one thread: everything in one box.
fn whole(map: &ProcessMap) -> Drawn {
    let own = map.threads.iter().flat_map(|(_, own)| own);
    let all: Vec<_> = map.shared.iter().chain(own).collect();
    (map.name.clone(), lines(&all))
}

fn lines(rows: &[&(&'static str, String)]) -> Vec<String> {
    let label = rows.iter().map(|(label, _)| label.width()).max();
    let label = label.unwrap_or(0);
    let line = |(name, value): &(&str, String)| format!("{name:label$} {value}");
    rows.iter().map(|row| line(row)).collect()
}

/// A process with several threads: shared values above, one box for each thread below.
fn process(printer: &mut Printer<'_>, map: &ProcessMap) -> io::Result<()> {
    let title = format!("{}, shared by all its threads:", map.name);
    printer.wrapped(&title, "", "")?;
    let shared: Vec<_> = map.shared.iter().collect();
    let indent = " ".repeat(INDENT);
    for line in lines(&shared) {
        printer.wrapped(&line, &indent, &indent)?;
    }
    printer.wrapped(
        "each thread's own registers (sp, pc), stack and thread-locals:",
        "",
        "",
    )?;
    let boxes = map.threads.iter().take(MOST).map(|(name, own)| {
        let own: Vec<_> = own.iter().collect();
        (name.clone(), lines(&own))
    });
    side_by_side(printer, &boxes.collect::<Vec<_>>(), INDENT)?;
    more(printer, map.threads.len(), "threads like these", INDENT)
}

/// How many of `all` are not drawn.
fn more(printer: &mut Printer<'_>, all: usize, what: &str, indent: usize) -> io::Result<()> {
    match all.saturating_sub(MOST) {
        0 => Ok(()),
        more => printer.aside(
            &format!("and {} more {what}", grouped(more)),
            &" ".repeat(indent),
        ),
    }
}

/// Draws as many boxes side by side as fit.
fn side_by_side(printer: &mut Printer<'_>, boxes: &[Drawn], indent: usize) -> io::Result<()> {
    /// The border and padding on both sides of a line, plus the gap to the next box.
    const AROUND: usize = 4;
    let [corners, bar, side] = if printer.style.unicode {
        ["┌┐└┘", "─", "│"]
    } else {
        ["++++", "-", "|"]
    };
    let corners: Vec<char> = corners.chars().collect();
    let widths = boxes.iter().flat_map(|(title, lines)| {
        let title = title.width() + 2;
        lines.iter().map(|line| line.width()).chain([title])
    });
    let width = widths.max().unwrap_or(0);
    let room = printer.width().saturating_sub(indent) + 1;
    if room < width + AROUND + 1 {
        return listed(printer, boxes);
    }
    let beside = (room / (width + AROUND + 1)).max(1);
    for row in boxes.chunks(beside) {
        let height = row.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
        let ends: Vec<_> = row
            .iter()
            .map(|(title, _)| {
                let rest = bar.repeat(width - title.width() - 1);
                format!("{}{bar} {title} {rest}{}", corners[0], corners[1])
            })
            .collect();
        writeln!(printer, "{:indent$}{}", "", ends.join(" "))?;
        for line in 0..height {
            let parts: Vec<_> = row
                .iter()
                .map(|(_, lines)| {
                    let text = lines.get(line).map_or("", String::as_str);
                    format!(
                        "{side} {text}{:gap$} {side}",
                        "",
                        gap = width - text.width()
                    )
                })
                .collect();
            writeln!(printer, "{:indent$}{}", "", parts.join(" "))?;
        }
        let bottom = format!("{}{}{}", corners[2], bar.repeat(width + 2), corners[3]);
        let bottoms = vec![bottom; row.len()];
        writeln!(printer, "{:indent$}{}", "", bottoms.join(" "))?;
    }
    Ok(())
}

/// The boxes without borders, for a terminal that is too narrow for one.
fn listed(printer: &mut Printer<'_>, boxes: &[Drawn]) -> io::Result<()> {
    for (title, lines) in boxes {
        printer.wrapped(title, "", "")?;
        for line in lines {
            printer.wrapped(line, " ", " ")?;
        }
    }
    Ok(())
}

/// Draws the processes of each variant on a page.
pub(super) fn page(results: &Results) -> Markup {
    let drawn = || results.variants.iter().filter(|one| !of(one).is_empty());
    html! {
        @if drawn().next().is_some() {
            section aria-labelledby="maps" {
                h2 id="maps" { "What is shared, and what is a thread's own" }
                p.faint {
                    "An outer box is a process, with what all its threads share. An inner box is a thread, with its \
                     own registers (sp, the stack pointer, and pc, the program counter), stack and thread-locals (tls)."
                }
                @for variant in drawn() {
                    h3 { (variant.name) }
                    div.maps {
                        @for map in of(variant).iter().take(MOST) {
                            div.process {
                                b { (map.name) }
                                (rows(&map.shared))
                                div.maps {
                                    @for (name, own) in map.threads.iter().take(MOST) {
                                        div.own { b { (name) } (rows(own)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rows(rows: &[(&'static str, String)]) -> Markup {
    html! { dl { @for (label, value) in rows { dt { (label) } dd.line { (value) } } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::Style;

    #[test]
    fn boxes_stand_beside_each_other_as_far_as_there_is_room() {
        let boxes: Vec<Drawn> = (0..3)
            .map(|thread| {
                (
                    format!("Worker-{thread}"),
                    vec![format!("stack 0x{thread}")],
                )
            })
            .collect();
        let drawn = |width| {
            let mut out = Vec::new();
            let style = Style {
                width,
                ..Style::bare()
            };
            side_by_side(&mut Printer::new(&mut out, style), &boxes, 2).unwrap();
            String::from_utf8(out).unwrap()
        };
        let wide = drawn(80);
        let lines: Vec<_> = wide.lines().collect();
        assert_eq!(lines[0], "  +- Worker-0 -+ +- Worker-1 -+ +- Worker-2 -+");
        assert_eq!(lines[1], "  | stack 0x0  | | stack 0x1  | | stack 0x2  |");
        assert_eq!(lines.len(), 3);
        let narrow = drawn(32);
        assert_eq!(narrow.lines().count(), 6);
        assert!(narrow.lines().all(|line| line.width() <= 32), "{narrow}");
    }
}

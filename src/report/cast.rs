//! The run as an asciicast, which asciinema and its player replay: what the terminal showed, at the times
//! in the record (format: asciicast v2, <https://docs.asciinema.org/manual/asciicast/v2/>).

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::line::{self, Columns};
use super::palette::Palette;
use super::printer::Style;
use super::results::{Results, VariantResult};
use super::text;
use engine::live::LineFormat;
use engine::record::{Line, LiveLine, Stamp};

/// The pause between two runs, and before the report.
const PAUSE: Duration = Duration::from_millis(500);
/// The fewest and the most rows of the recorded terminal; the player scrolls beyond that.
const ROWS: (usize, usize) = (10, 50);

/// Writes the cast of this command, for a terminal of this width.
pub fn write(
    out: &mut dyn Write,
    results: &Results,
    command: &str,
    width: usize,
) -> io::Result<()> {
    let style = Style {
        palette: Palette::new(true),
        unicode: true,
        width,
    };
    let mut frames = vec![(Duration::ZERO, format!("$ {command}\n").into_bytes())];
    let mut start = PAUSE;
    for (place, variant) in results.variants.iter().enumerate() {
        let mut title = Vec::new();
        if place > 0 {
            title.push(b'\n');
        }
        text::title(&mut title, results.demo, &variant.name, style)?;
        frames.push((start, title));
        let end = run(variant, results, start, style, &mut frames);
        start = end.saturating_add(PAUSE);
    }
    let mut report = vec![b'\n'];
    text::write(&mut report, results, style)?;
    text::next(&mut report, results, style)?;
    frames.push((start, report));
    let line_ends = frames.iter().flat_map(|(_, bytes)| bytes);
    let rows = line_ends.filter(|byte| **byte == b'\n').count() + 1;
    let head = json!({
        "version": 2,
        "width": width,
        "height": rows.clamp(ROWS.0, ROWS.1),
        "title": command,
        "env": {"TERM": "xterm-256color"},
    });
    writeln!(out, "{head}")?;
    for (at, bytes) in frames {
        // The player's terminal is in raw mode, where a line feed doesn't return the carriage.
        let shown = String::from_utf8_lossy(&bytes).replace('\n', "\r\n");
        writeln!(out, "{}", json!([at.as_secs_f64(), "o", shown]))?;
    }
    Ok(())
}

/// The lines of a run that was printed from `start` on; returns when it ended.
fn run(
    variant: &VariantResult,
    results: &Results,
    start: Duration,
    style: Style,
    frames: &mut Vec<(Duration, Vec<u8>)>,
) -> Duration {
    let record = &variant.first.record;
    let lines = record.lines();
    let name = |line: &Line<'_>| match line.task {
        Some(_) => record.task_name(line.task),
        None => record.lanes[line.lane].name.as_str(),
    };
    let lesson = demos::is_lesson(results.demo);
    let tasks = record.tasks.iter().map(String::as_str);
    let columns = Columns {
        names: line::name_width(tasks.chain(lines.iter().map(name))),
        lesson: lesson.then_some(style.width),
    };
    let format: Arc<LineFormat> = line::text(columns, style.palette);
    for line in &lines {
        let said = LiveLine {
            at: None,
            lane: line.lane,
            name: name(line),
            task: line.task,
            line: line.text,
            open: line.open,
        };
        let mut bytes = Vec::new();
        format(&mut bytes, line.at, said);
        frames.push((start.saturating_add(line.at.since(Stamp(0))), bytes));
    }
    let end = start.saturating_add(record.elapsed);
    let mut bytes = Vec::new();
    line::done(&mut bytes, record.elapsed, columns, style.palette);
    frames.push((end, bytes));
    end
}

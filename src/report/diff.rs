//! The reports of `diff`: a table for people, JSON, Markdown and comma-separated values.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::against::{self, Against};
use super::csv::quoted;
use super::markdown;
use super::printer::{Printer, Style};

/// The schema version of the diff document.
pub const SCHEMA_VERSION: u32 = 1;

/// Two runs compared, as a JSON document.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Document")]
pub struct DiffDocument<'a> {
    schema_version: u32,
    program: &'static str,
    version: &'static str,
    #[serde(flatten)]
    against: &'a Against,
}

/// The table and the remarks.
pub fn text(against: &Against, out: &mut dyn Write, style: Style) -> io::Result<()> {
    const GAP: usize = 3;
    let mut printer = Printer::new(out, style);
    let said = against::statements(against);
    let names = against.changes.iter().map(|change| change.variant.as_str());
    let labels = said.iter().map(|(label, _)| *label);
    let widths = names
        .chain(labels)
        .map(unicode_width::UnicodeWidthStr::width);
    let label = widths.max().unwrap_or(0) + GAP;
    let dot = printer.dot();
    printer.heading(&format!("diff {dot} {}", title(against)))?;
    writeln!(printer)?;
    against::table(&mut printer, against, label)?;
    said.iter()
        .try_for_each(|(name, text)| printer.sentence(name, text, label))?;
    next(against).map_or(Ok(()), |next| printer.sentence("next", &next, label))
}

/// The next command to try: the same lesson again, here and now, compared with the old run.
fn next(against: &Against) -> Option<String> {
    let (old, changes) = (&against.old, &against.changes);
    let demo = demos::find(&old.demo).filter(|demo| demos::is_lesson(demo.name))?;
    let known = |name: &String| demo.variants.iter().any(|row| row.name == name);
    let runs = changes.first()?.old.runs;
    let names: Vec<_> = changes
        .iter()
        .map(|change| change.variant.clone())
        .collect();
    let file = shlex::try_quote(&old.file).ok()?;
    let typed = format!(
        "threaddemo {} --variants {} --runs {runs} --against {file}",
        demo.name,
        names.join(",")
    );
    names.iter().all(known).then_some(typed)
}

/// What was run.
fn title(against: &Against) -> &str {
    against
        .new
        .as_ref()
        .map_or(&against.old.demo, |new| &new.demo)
}

/// The JSON document.
pub fn json(against: &Against, out: &mut dyn Write) -> io::Result<()> {
    let document = DiffDocument {
        schema_version: SCHEMA_VERSION,
        program: system::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        against,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// A heading, a table and a list.
pub fn markdown(against: &Against, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### diff: {}\n", markdown::plain(title(against)))?;
    markdown::changes(against, out)?;
    markdown::list(&against::statements(against), out)
}

/// A header and a row for each variant.
pub fn csv(against: &Against, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "variant,figure,old_runs,old_s,new_runs,new_s,speed_up,low,high,verdict"
    )?;
    for (change, row) in against.changes.iter().zip(against::rows(against)) {
        let comparison = &change.comparison;
        let fields = [
            quoted(&change.variant),
            change.figure.to_owned(),
            change.old.runs.to_string(),
            change.old.median_s.to_string(),
            change.new.runs.to_string(),
            change.new.median_s.to_string(),
            comparison.speed_up.to_string(),
            comparison.interval.low.to_string(),
            comparison.interval.high.to_string(),
            row[3].clone(),
        ];
        writeln!(out, "{}", fields.join(","))?;
    }
    Ok(())
}

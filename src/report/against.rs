//! A run compared with an earlier one: the data, the table and the remarks that every output form shows.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::printer::Printer;
use super::table::Table;
use super::verdict::{interval_of_ratio, paint_of, verdict_of};
use stats::{Change, Difference, GateAnswer, Saved, SlowdownAnswer};
use words::decimals;

/// A run compared with an earlier one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Against {
    /// The earlier run.
    pub old: Origin,
    /// The later run, if it was read from a file too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Origin>,
    /// What differs between them besides their times.
    pub differences: Vec<Difference>,
    /// The variants that both runs have.
    #[serde(rename = "variants")]
    pub changes: Vec<Change>,
    /// What `--max-slowdown` required, and whether it holds.
    #[serde(rename = "asked")]
    pub limit: Option<SlowdownAnswer>,
}

/// Where a run's figures come from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Origin {
    /// The file, as named on the command line.
    pub file: String,
    /// What was run.
    pub demo: String,
    /// The program's version.
    pub version: String,
    /// When it ran, in RFC 3339 form; null if the file doesn't say.
    pub at: Option<String>,
    /// The host's name or its hash; null if the file doesn't say.
    pub host: Option<String>,
    /// The run's `--label`.
    pub label: Option<String>,
}

impl Origin {
    /// The origin of what was read from this file.
    pub fn of(file: String, saved: &Saved) -> Self {
        Self {
            file,
            demo: saved.demo.clone(),
            version: saved.version.clone(),
            at: saved.at.clone(),
            host: saved.host.clone(),
            label: saved.label.clone(),
        }
    }

    /// The file, with its time and label to tell it from others.
    fn told(&self) -> String {
        let label = self.label.as_ref().map(|label| format!("label {label}"));
        let known = [self.at.clone(), label];
        let known: Vec<_> = known.into_iter().flatten().collect();
        if known.is_empty() {
            self.file.clone()
        } else {
            format!("{} ({})", self.file, known.join(", "))
        }
    }
}

/// The table's column heads, without the variant's.
pub(super) fn heads(against: &Against) -> [String; 4] {
    let changes = &against.changes;
    let cpu_time = changes.iter().any(|change| change.figure == "cpu_time");
    let [old, new] = ["old", "new"].map(|side| {
        let figure = if cpu_time { " CPU time" } else { "" };
        format!("{side}{figure}")
    });
    let kind = changes
        .first()
        .map(|one| one.comparison.interval.kind.to_string());
    [old, new, "change".to_owned(), kind.unwrap_or_default()]
}

/// The cells of each row as text, the variant's name first.
pub(super) fn rows(against: &Against) -> Vec<[String; 5]> {
    let medians = against
        .changes
        .iter()
        .flat_map(|one| [one.old.median_s, one.new.median_s]);
    let decimals = decimals(medians.fold(f64::MAX, f64::min));
    let seconds = |time: f64| format!("{time:.decimals$} s");
    let row = |change: &Change| {
        [
            change.variant.clone(),
            seconds(change.old.median_s),
            seconds(change.new.median_s),
            verdict_of(change.figure == "cpu_time", change.comparison.verdict),
            interval_of_ratio(&change.comparison),
        ]
    };
    against.changes.iter().map(row).collect()
}

/// The table, its first column `label` columns wide.
pub(super) fn table(printer: &mut Printer<'_>, against: &Against, label: usize) -> io::Result<()> {
    if against.changes.is_empty() {
        return Ok(());
    }
    let palette = printer.palette();
    let (faint, plain) = (palette.faint(), palette.plain());
    let mut cells = vec![vec![(String::new(), faint)]];
    cells[0].extend(heads(against).map(|head| (head, faint)));
    for (row, change) in rows(against).into_iter().zip(&against.changes) {
        let verdict = paint_of(change.comparison.verdict, palette);
        let paints = [plain, plain, plain, verdict, faint];
        cells.push(row.into_iter().zip(paints).collect());
    }
    let together = vec![2, 2];
    printer.table(
        Table {
            rows: cells,
            together,
        },
        label,
    )
}

/// The remarks on it, each with its label.
pub(super) fn statements(against: &Against) -> Vec<(&str, String)> {
    let mut said = vec![("old", against.old.told())];
    said.extend(against.new.as_ref().map(|new| ("new", new.told())));
    let differences = against.differences.iter();
    said.extend(differences.map(|one| ("differs", difference(one))));
    if against.changes.is_empty() {
        said.push((
            "compared",
            "nothing: no variant was measured in both".to_owned(),
        ));
    } else {
        said.push(("not covered", NOT_COVERED.to_owned()));
    }
    said.extend(against.limit.as_ref().map(|limit| ("asked", answer(limit))));
    said
}

/// What the interval leaves out.
const NOT_COVERED: &str = "a machine that has become slower or faster since: old and new did not take \
                           turns, so the interval covers only how runs scatter";

fn difference(one: &Difference) -> String {
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "not set".to_owned());
    let (old, new) = (side(&one.old), side(&one.new));
    if old == new {
        // Not measured by either run.
        format!("{}: {old} in both", one.what)
    } else {
        format!("{}: {old} -> {new}", one.what)
    }
}

/// What `--max-slowdown` required of the variants and whether it holds, in a sentence.
pub fn answer(limit: &SlowdownAnswer) -> String {
    let SlowdownAnswer {
        max_slowdown,
        variant,
        slowdown,
        ..
    } = limit;
    let said = match limit.answer {
        GateAnswer::Met => format!("yes ({variant} the slowest, {slowdown:.2} x)"),
        GateAnswer::Missed => format!("no: {variant} takes {slowdown:.2} x as long"),
        GateAnswer::Inconclusive if limit.doubted => {
            format!("can't tell: the figures of {variant} are in doubt")
        }
        GateAnswer::Inconclusive => format!(
            "can't tell: the interval of {variant} contains {max_slowdown}; more --runs would narrow it"
        ),
    };
    format!("does each variant take at most {max_slowdown} x as long as before? {said}")
}

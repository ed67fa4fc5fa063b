//! Saved runs: reading them from files, and comparing a current run with them.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::console::style;
use cli::{DiffFormat, DiffRequest};
use error::{Exit, refused, usage};
use report::against::{Against, Origin, answer};
use report::diff;
use stats::{GateAnswer, Saved};
use system::input;

/// The maximum size of a saved run, which has some 200 bytes for each run of a command: enough for
/// millions.
const LONGEST: u64 = 1 << 30;

/// Reads a saved run.
///
/// # Errors
///
/// A refusal if the file can't be read, a usage error if it is not a saved run.
pub(super) fn read(file: &Path) -> anyhow::Result<Saved> {
    let shown = file.display();
    let unreadable = |error: io::Error| refused(format!("can't read {shown}: {error}"));
    let mut length = fs::metadata(file).map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    if length <= LONGEST {
        // The length of a pipe or a device is known only at its end.
        let opened = input::open(file).map_err(unreadable)?;
        let read = opened.take(LONGEST + 1).read_to_end(&mut bytes);
        length = read.map_err(unreadable)? as u64;
    }
    if length > LONGEST {
        return Err(usage(format!(
            "can't compare with {shown}: it is larger than 1 GiB, which no saved run is"
        )));
    }
    Saved::read(&bytes).map_err(|why| usage(format!("can't compare with {shown}: {why}")))
}

/// Reads a saved run of this demo that has at least one of these variants.
pub(super) fn read_for(file: &Path, demo: &str, variants: &[&str]) -> anyhow::Result<Saved> {
    let saved = read(file)?;
    let shown = file.display();
    if saved.demo != demo {
        return Err(usage(format!(
            "can't compare with {shown}: it is a run of {}, and this is one of {demo}",
            saved.demo
        )));
    }
    if !variants.iter().any(|name| saved.variant(name).is_some()) {
        let there: Vec<_> = saved.variants.iter().map(|one| &*one.name).collect();
        return Err(usage(format!(
            "can't compare with {shown}: it has {}, and none of them is run now",
            there.join(", ")
        )));
    }
    Ok(saved)
}

/// Compares `new` with `old`, which was read from `file`.
pub(super) fn compare(file: &Path, old: &Saved, new: &Saved, max_slowdown: Option<f64>) -> Against {
    let changes = stats::changes(old, new);
    let doubted = |variant: &str| old.bars_yes(variant) || new.bars_yes(variant);
    let limit = max_slowdown.and_then(|most| stats::limit(&changes, most, doubted));
    Against {
        old: Origin::of(file.display().to_string(), old),
        new: None,
        differences: stats::differences(old, new),
        changes,
        limit,
    }
}

/// The exit code for the answer to a gate, if there is one.
pub(super) fn exit_of(answer: Option<GateAnswer>) -> Exit {
    match answer {
        Some(GateAnswer::Met) | None => Exit::Shown,
        Some(GateAnswer::Missed) => Exit::Failed,
        Some(GateAnswer::Inconclusive) => Exit::Inconclusive,
    }
}

/// Compares two saved runs.
pub(super) fn diff(request: &DiffRequest) -> anyhow::Result<Exit> {
    let (old, new) = (read(&request.old)?, read(&request.new)?);
    let max_slowdown = request.max_slowdown;
    let against = Against {
        new: Some(Origin::of(request.new.display().to_string(), &new)),
        ..compare(&request.old, &old, &new, max_slowdown)
    };
    if max_slowdown.is_some() && against.limit.is_none() {
        return Err(usage(
            "--max-slowdown needs a variant that both runs have measured; name two runs of the same demo",
        ));
    }
    let style = style(request.color);
    super::console::document(|out| match request.format {
        DiffFormat::Text => diff::text(&against, out, style),
        DiffFormat::Json => diff::json(&against, out),
        DiffFormat::Markdown => diff::markdown(&against, out),
        DiffFormat::Csv => diff::csv(&against, out),
    })?;
    let exit = exit_of(against.limit.as_ref().map(|limit| limit.answer));
    if let Some(limit) = against
        .limit
        .as_ref()
        .filter(|_| request.format == DiffFormat::Csv)
        && exit != Exit::Shown
    {
        super::console::note(answer(limit));
    }
    Ok(exit)
}

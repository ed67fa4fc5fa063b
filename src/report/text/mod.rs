//! The text report: a heading before each run and, after the last one, the comparison, the checks, what
//! is guaranteed, and what was luck.

mod asked;
mod comparison;
mod observed;
mod reached;

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

pub use asked::answer;
pub(crate) use comparison::against_baseline;

use super::maps;
use super::printer::{Printer, Style};
use crate::results::{Ended, Results, VariantResult};
use crate::{against, scaling};
use engine::plan::{Figure, Strategy};
use words::{counted, grouped};

/// `square-cube · threads`, before the lines of a run; the variant is left out if it has the demo's name.
pub fn title(out: &mut dyn Write, demo: &str, variant: &str, style: Style) -> io::Result<()> {
    let mut printer = Printer::new(out, style);
    if demo == variant {
        return printer.heading(demo);
    }
    let dot = printer.dot();
    printer.heading(&format!("{demo} {dot} {variant}"))
}

/// The comparison, then what was checked, what is guaranteed, and what was luck.
pub fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let mut printer = Printer::new(out, style);
    let label = label_width(results);
    comparison::write(&mut printer, results, label)?;
    if let Some(found) = &results.scale {
        scaling::write(&mut printer, found, label)?;
    }
    if let Some(against) = &results.against {
        against::table(&mut printer, against, label)?;
    }
    observed::write(&mut printer, results)?;
    maps::text(&mut printer, results)?;
    for (name, text) in statements(results) {
        printer.sentence(name, &text, label)?;
    }
    Ok(())
}

/// The next command to try, if nothing went wrong: the very last line.
pub fn next(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    match &results.next {
        Some(next) if results.ended == Ended::Complete => {
            let label = label_width(results);
            Printer::new(out, style).sentence("next", next, label)
        }
        _ => Ok(()),
    }
}

const GUARANTEED: &str = "guaranteed";
const NOT_GUARANTEED: &str = "not guaranteed";

/// The width of the column of labels: the widest variant's name or else the widest label, and a gap.
fn label_width(results: &Results) -> usize {
    const GAP: usize = 3;
    let names = results.variants.iter().map(|variant| variant.name.as_str());
    let not = results.not_guaranteed.map(|_| NOT_GUARANTEED);
    let scaling = results.scale.as_ref().map(|_| scaling::WIDEST_LABEL);
    let labels = [GUARANTEED].into_iter().chain(not).chain(scaling);
    let widths = names.chain(labels).map(UnicodeWidthStr::width);
    widths.max().unwrap_or(0) + GAP
}

/// What was checked, what else the demo measured, what is guaranteed and what was luck, each with its
/// label.
pub(crate) fn statements(results: &Results) -> Vec<(&str, String)> {
    let checked = || {
        let variants = results.variants.iter();
        variants.filter_map(|variant| variant.first.checked.as_ref())
    };
    let mut said: Vec<(&str, String)> = Vec::new();
    for check in checked().flat_map(|one| &one.checks) {
        // Variants with the same check state it once.
        let known = said.iter().any(|(_, claim)| *claim == check.claim);
        if check.holds() && !known {
            said.push(("checked", check.claim.clone()));
        }
    }
    let left_out = results.left_out.iter();
    said.extend(left_out.map(|(name, why)| (name.as_str(), format!("left out: {why}"))));
    let facts = checked().flat_map(|one| &one.facts);
    for (name, text) in facts {
        // The same goes for facts.
        if !said
            .iter()
            .any(|(label, said)| label == name && said == text)
        {
            said.push((name, text.clone()));
        }
    }
    let repeated = results.variants.iter();
    said.extend(repeated.filter_map(|one| Some((one.name.as_str(), counts_of_runs(one)?))));
    said.extend(reached::reached(results).map(|reached| ("reached", reached)));
    if checked().next().is_some() {
        said.push((GUARANTEED, results.guaranteed.to_owned()));
        let not = results.not_guaranteed;
        said.extend(not.map(|claim| (NOT_GUARANTEED, claim.to_owned())));
    }
    let luck = checked().filter_map(|one| one.luck.clone()).next_back();
    said.extend(luck.map(|luck| ("luck", luck)));
    said.extend(results.scale.iter().flat_map(scaling::statements));
    said.extend(results.asked.as_ref().map(|asked| ("asked", answer(asked))));
    said.extend(results.against.iter().flat_map(against::statements));
    let doubts = results.doubts.iter();
    said.extend(doubts.map(|doubt| ("doubt", doubt.to_string())));
    let measured = results.variants.iter().any(|one| !one.runs.is_empty());
    let ended = cut_short(results.ended, measured);
    said.extend(ended.map(|how| ("ended", how.to_owned())));
    let rounds = results.rounds.clone();
    said.extend(rounds.map(|rounds| ("runs", rounds)));
    if let ([only], Ended::Complete) = (&*results.variants, results.ended)
        && results.compares != Figure::Forced
    {
        let how = how_to_compare(only, results);
        said.push(("compare", how));
    }
    said
}

/// A demo's measured integers that differ from run to run: `lost 2 to 4,312 in 10 runs`.
fn counts_of_runs(variant: &VariantResult) -> Option<String> {
    let first = variant.counts.first()?;
    let ranges = first.keys().filter_map(|name| {
        let each = || variant.counts.iter().filter_map(|run| run.get(name));
        let (least, most) = each().min().zip(each().max())?;
        let word = name.replace('_', " ");
        (least < most).then(|| format!("{word} {} to {}", grouped(least), grouped(most)))
    });
    let ranges: Vec<_> = ranges.collect();
    let runs = counted(variant.counts.len(), "run");
    (!ranges.is_empty()).then(|| format!("{} in {runs}", ranges.join(", ")))
}

/// Why the command ended early, if it did; perhaps before any run was `measured`.
fn cut_short(ended: Ended, measured: bool) -> Option<&'static str> {
    Some(match (ended, measured) {
        (Ended::Complete, _) => return None,
        (Ended::Interrupted, true) => "interrupted; what was measured by then is above",
        (Ended::Interrupted, false) => "interrupted before the first run was over",
        (Ended::Timeout, true) => "out of time; what was measured by then is above",
        (Ended::Timeout, false) => "out of time before the first run was over",
        (Ended::Failed, _) => {
            "something went wrong, see stderr; the time of a run that failed is left out"
        }
    })
}

/// What to add to the command to get a comparison.
fn how_to_compare(only: &VariantResult, results: &Results) -> String {
    let add = match only.strategy {
        _ if results.own_commands => "name a second command",
        strategy if !only.name.starts_with(strategy.name()) => "name more than one in --variants",
        _ if !results.compares_strategies => "name more than one in --variants",
        Strategy::Sequential => "add --threads",
        Strategy::Threads | Strategy::Pool(_) | Strategy::Processes => "add --sequential",
    };
    format!("{add} to compare")
}

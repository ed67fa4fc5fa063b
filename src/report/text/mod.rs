//! The text report: a header before each run, and after the last one the comparison, the checks,
//! what is guaranteed and what was luck.

pub(super) mod comparison;
pub(super) mod table;

use std::io::{self, Write};

use textwrap::WordSplitter;
use unicode_width::UnicodeWidthStr;

use super::palette::{Paint, Palette};
use crate::engine::plan::{Bound, Strategy};
use crate::report::results::{Asked, Ended, Results, VariantResult};
use crate::stats::Gate;

/// `square-cube · threads`, before the lines of a run.
pub fn header(out: &mut dyn Write, demo: &str, variant: &str, style: Style) -> io::Result<()> {
    let Style {
        palette, unicode, ..
    } = style;
    let dot = if unicode { '·' } else { '-' };
    writeln!(
        out,
        "{}",
        palette.heading().on(format_args!("{demo} {dot} {variant}"))
    )
}

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The colours.
    pub palette: Palette,
    /// Whether more than ASCII may be written.
    pub unicode: bool,
    /// The columns there are.
    pub width: usize,
}

impl Style {
    /// No colour, ASCII, 80 columns: for where nothing better is known.
    pub fn bare() -> Self {
        Self {
            palette: Palette::new(false),
            unicode: false,
            width: 80,
        }
    }
}

const GUARANTEED: &str = "guaranteed";
const NOT_GUARANTEED: &str = "not guaranteed";

/// The comparison, then what was checked, what is guaranteed and what was luck.
pub fn write(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    comparison::write(out, results, style)?;
    statements(out, results, style)
}

/// The column of labels: the widest variant's name, or else the widest label, and a gap.
fn label_width(results: &Results) -> usize {
    const GAP: usize = 3;
    let widest_label = match results.not_guaranteed {
        Some(_) => NOT_GUARANTEED,
        None => GUARANTEED,
    };
    let names = results.variants.iter().map(|variant| variant.name.width());
    names.max().unwrap_or(0).max(widest_label.width()) + GAP
}

/// What was checked, what the demo measured besides, what is guaranteed and what was luck.
fn statements(out: &mut dyn Write, results: &Results, style: Style) -> io::Result<()> {
    let label = label_width(results);
    let verdicts = || {
        results
            .variants
            .iter()
            .filter_map(|variant| variant.first.checked.as_ref())
    };
    let mut said: Vec<&str> = Vec::new();
    for check in verdicts()
        .flat_map(|verdict| &verdict.checks)
        .filter(|check| check.holds())
    {
        // Variants that are checked for the same thing state it once.
        if !said.contains(&check.claim.as_str()) {
            said.push(&check.claim);
            sentence(out, "checked", &check.claim, label, style)?;
        }
    }
    for (name, text) in verdicts().flat_map(|verdict| &verdict.facts) {
        sentence(out, name, text, label, style)?;
    }
    if let Some(reached) = reached(results) {
        sentence(out, "reached", &reached, label, style)?;
    }
    if verdicts().next().is_some() {
        sentence(out, GUARANTEED, results.guaranteed, label, style)?;
        if let Some(claim) = results.not_guaranteed {
            sentence(out, NOT_GUARANTEED, claim, label, style)?;
        }
    }
    if let Some(luck) = verdicts()
        .filter_map(|verdict| verdict.luck.as_deref())
        .next_back()
    {
        sentence(out, "luck", luck, label, style)?;
    }
    if let Some(asked) = &results.asked {
        sentence(out, "asked", &answer(asked), label, style)?;
    }
    for doubt in &results.doubts {
        sentence(out, "doubt", &doubt.to_string(), label, style)?;
    }
    let measured = results
        .variants
        .iter()
        .any(|variant| !variant.runs.is_empty());
    if let Some(how) = cut_short(results.ended, measured) {
        sentence(out, "ended", how, label, style)?;
    }
    if let ([only], Ended::Complete) = (&*results.variants, results.ended) {
        sentence(
            out,
            "compare",
            &how_to_compare(only, results.compares_strategies),
            label,
            style,
        )?;
    }
    Ok(())
}

/// How near the variants that compute came to their bounds.
fn reached(results: &Results) -> Option<String> {
    let shares: Vec<_> = results
        .variants
        .iter()
        .filter(|variant| matches!(variant.bound, Bound::Computing(_)))
        .filter_map(|variant| {
            let share = variant.at_best?.as_secs_f64() / variant.summary()?.median_s;
            Some((variant.name.as_str(), share))
        })
        .collect();
    (!shares.is_empty()).then(|| of_what_is_possible(&shares))
}

/// A bound is the baseline's CPU time, shared: who needs less CPU time can be better than it.
fn of_what_is_possible(shares: &[(&str, f64)]) -> String {
    let all: Vec<_> = shares
        .iter()
        .map(|(name, share)| format!("{name} {:.0} %", share * 100.0))
        .collect();
    let beaten = shares.iter().any(|(_, share)| *share >= 1.005);
    let why = if beaten {
        "; over 100 %: with less CPU time than the baseline took"
    } else {
        ""
    };
    format!("{} of what is possible at best{why}", all.join(", "))
}

/// What was asked of the speed-up, and the answer, in a sentence.
pub fn answer(asked: &Asked) -> String {
    let Asked {
        min_speedup,
        variant,
        speed_up,
        answer,
    } = asked;
    let verdict = match answer {
        Some(Gate::Met) => "yes",
        Some(Gate::Missed) => "no",
        Some(Gate::Inconclusive) => "can't tell: the interval holds it; more --runs narrow it",
        None => "not measured",
    };
    let measured = speed_up.map_or_else(String::new, |times| {
        format!(" ({} x)", beside(times, *min_speedup))
    });
    format!("is {variant} at least {min_speedup} x as fast as the baseline? {verdict}{measured}")
}

/// A figure with two decimals, and more where it would read as the bound and is not.
fn beside(figure: f64, bound: f64) -> String {
    (2..=9)
        .map(|digits| format!("{figure:.digits$}"))
        .find(|text| text.parse() != Ok(bound))
        .unwrap_or_else(|| format!("{figure:.2}"))
}

/// Why it ended early, if it did; no run may have been `measured` until then.
fn cut_short(ended: Ended, measured: bool) -> Option<&'static str> {
    Some(match (ended, measured) {
        (Ended::Complete, _) => return None,
        (Ended::Interrupted, true) => "interrupted; what was measured until then stands above",
        (Ended::Interrupted, false) => "interrupted before a first run was over",
        (Ended::Timeout, true) => "out of time; what was measured until then stands above",
        (Ended::Timeout, false) => "out of time before a first run was over",
        (Ended::Failed, _) => {
            "something went wrong, as stderr says; the time of such a run is left out"
        }
    })
}

/// A label that stands back and a sentence, which is broken where the line ends.
pub(super) fn sentence(
    out: &mut dyn Write,
    name: &str,
    text: &str,
    label: usize,
    style: Style,
) -> io::Result<()> {
    labelled(out, (name, style.palette.faint()), text, label, style)
}

/// A label in its colour and a sentence, which is broken where the line ends; where little is left
/// beside the label, it stands below.
pub(super) fn labelled(
    out: &mut dyn Write,
    (name, paint): (&str, Paint),
    text: &str,
    label: usize,
    style: Style,
) -> io::Result<()> {
    /// A sentence gets so many columns beside its label, and so many even where the terminal has
    /// fewer.
    const NARROWEST: usize = 20;
    const INDENT: usize = 2;
    let beside = style.width >= label + NARROWEST;
    let indent = if beside { label } else { INDENT };
    let width = style.width.max(NARROWEST) - indent;
    let mut column = 0;
    if !name.is_empty() {
        write!(out, "{}", paint.on(name))?;
        column = name.width();
    }
    if !beside && column > 0 {
        writeln!(out)?;
        column = 0;
    }
    // Names of variants and options hold hyphens: one that is broken there is hard to find again.
    let options = textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{:gap$}{line}", "", gap = indent - column)?;
        column = 0;
    }
    Ok(())
}

/// What to add so that there is something to compare.
fn how_to_compare(only: &VariantResult, strategies: bool) -> String {
    let add = match only.strategy {
        _ if !strategies => "name more than one in --variants",
        Strategy::Sequential => "add --threads",
        Strategy::Threads | Strategy::Pool(_) | Strategy::Processes => "add --sequential",
    };
    format!("{add} to compare")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_missed_its_bound_never_reads_as_the_bound() {
        assert_eq!(beside(1.494, 1.5), "1.49");
        assert_eq!(beside(1.4998, 1.5), "1.4998");
        assert_eq!(beside(1.999_999, 2.0), "1.999999");
        assert_eq!(beside(1.5, 1.5), "1.50");
    }

    #[test]
    fn a_bound_that_was_beaten_is_explained() {
        let text = of_what_is_possible(&[("cores", 0.975), ("x4", 1.004)]);
        assert_eq!(text, "cores 98 %, x4 100 % of what is possible at best");
        let text = of_what_is_possible(&[("one", 1.0), ("x4", 1.06)]);
        assert!(text.starts_with("one 100 %, x4 106 % of what"), "{text}");
        assert!(text.ends_with("less CPU time than the baseline took"));
    }

    #[test]
    fn a_name_with_a_hyphen_is_never_broken_in_two() {
        let mut out = Vec::new();
        let style = Style {
            width: 33,
            ..Style::bare()
        };
        sentence(
            &mut out,
            "reached",
            "threads 59 %, one-lock 100 %",
            13,
            style,
        )
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("\n             one-lock 100 %"), "{text}");
    }
}

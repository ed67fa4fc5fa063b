//! How often runs of a program ended in each way, beside each ending's share of all schedules. Layout is
//! left to the reports.

use super::explore::python::{Named, distinct};
use super::results::{Results, VariantResult};
use engine::plan::PossibleEnd;
use words::{grouped, percent};

/// This many endings are shown, plus any others that were observed.
const MOST: usize = 10;

/// A table of endings.
pub(super) struct ObservedEnds {
    /// The column heads; the first column holds the endings.
    pub(super) heads: Vec<String>,
    /// A row for each ending: its name, how many runs of each variant had it, its share and chance.
    pub(super) rows: Vec<Vec<String>>,
    /// How many more endings are possible but were not observed.
    pub(super) more: usize,
}

impl ObservedEnds {
    /// The table of these results, if several endings are possible and runs were repeated; an ending's
    /// name gets `widest` columns.
    pub(super) fn of(results: &Results, widest: usize) -> Option<Self> {
        let variants: Vec<_> = results
            .variants
            .iter()
            .filter(|one| one.ends.len() > 1)
            .collect();
        let possible = variants.first()?.possible()?;
        if possible.len() < 2 {
            return None;
        }
        let names = possible.iter().map(|end| Named {
            output: &end.output,
            notes: end.notes.clone(),
            deadlock: end.deadlock,
        });
        let names = distinct(&names.collect::<Vec<_>>(), possible.len(), widest).all;
        let occurred = |place: usize| variants.iter().any(|one| one.times(place) > 0);
        let shown = |place: &usize| *place < MOST || occurred(*place);
        let rows = (0..possible.len()).filter(shown).map(|place| {
            let (name, end) = (&names[place], &possible[place]);
            row(name, &variants, place, end)
        });
        let rows: Vec<_> = rows.collect();
        let heads = variants.iter().map(|one| one.name.clone());
        let heads = std::iter::once("prints".to_owned()).chain(heads);
        Some(Self {
            heads: heads
                .chain(["exact share", "by chance"].map(str::to_owned))
                .collect(),
            more: possible.len() - rows.len(),
            rows,
        })
    }

    /// What the table omits, in a sentence.
    pub(super) fn rest(&self) -> Option<String> {
        let more = grouped(self.more);
        (self.more > 0).then(|| format!("... {more} more are possible and came in no run"))
    }
}

fn row(name: &str, variants: &[&VariantResult], place: usize, end: &PossibleEnd) -> Vec<String> {
    let times = variants.iter().map(|variant| {
        let (times, runs) = (variant.times(place), variant.ends.len());
        format!("{} of {}", grouped(times), grouped(runs))
    });
    let figure = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |one| percent(one, 1));
    let figures = [figure(end.share), figure(end.chance)];
    std::iter::once(name.to_owned())
        .chain(times)
        .chain(figures)
        .collect()
}

//! One run compared with an earlier one: each variant that both have, and what else differs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::apart::apart;
use super::ratio::{GateAnswer, Ratio, gate};
use super::saved::{Saved, SavedVariant};
use super::summary::Summary;

/// How a variant changed between two runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// Its name.
    pub variant: String,
    /// The figure that is compared: `time` or `cpu_time`.
    pub figure: &'static str,
    /// The earlier runs.
    pub old: Summary,
    /// The later runs.
    pub new: Summary,
    /// The later runs compared with the earlier ones: above 1 if it became faster.
    pub comparison: Ratio,
}

/// Something that differs between two runs besides their times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// What it is: an option, a part of the machine, the program's version.
    pub what: String,
    /// What it was; null if the earlier run doesn't say or has none.
    pub old: Option<String>,
    /// What it is; null if the later run doesn't say or has none.
    pub new: Option<String>,
}

/// What `--max-slowdown` required of all variants that two runs have in common.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Limit")] // its name in the schema
pub struct SlowdownAnswer {
    /// How many times as long each variant may take.
    pub max_slowdown: f64,
    /// The variant that decides.
    pub variant: String,
    /// How many times as long it takes, by the median.
    pub slowdown: f64,
    /// Whether each is within the limit.
    pub answer: GateAnswer,
    /// Whether the answer would have been yes but for a doubt.
    #[serde(skip)]
    pub doubted: bool,
}

/// The changes of all variants that both runs have, in the order of the later one. Variants meant to be
/// compared by CPU time are, if each run reports it.
pub fn changes(old: &Saved, new: &Saved) -> Vec<Change> {
    let by_cpu_time = old.compares == "cpu_time" && new.compares == "cpu_time";
    let figures = |variant: &SavedVariant, cpu_time: bool| -> Option<Vec<f64>> {
        let figure = |run: &super::saved::SavedRun| {
            if cpu_time {
                run.cpu_s
            } else {
                Some(run.elapsed_s)
            }
        };
        variant.runs.iter().map(figure).collect()
    };
    let change = |later: &SavedVariant| {
        let earlier = old.variant(&later.name)?;
        let in_cpu_time = || Some((figures(earlier, true)?, figures(later, true)?, "cpu_time"));
        let in_time = || Some((figures(earlier, false)?, figures(later, false)?, "time"));
        let by_cpu_time = by_cpu_time.then(in_cpu_time).flatten();
        let (before, after, figure) = by_cpu_time.or_else(in_time)?;
        Some(Change {
            variant: later.name.clone(),
            figure,
            old: Summary::of(&before)?,
            new: Summary::of(&after)?,
            comparison: apart(&before, &after)?,
        })
    };
    new.variants.iter().filter_map(change).collect()
}

/// What differs between two runs besides their times and their date.
pub fn differences(old: &Saved, new: &Saved) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut told = |what: String, old: Option<String>, new: Option<String>| {
        if old != new {
            found.push(Difference { what, old, new });
        }
    };
    let text = |text: &String| Some(text.clone());
    told("demo".into(), text(&old.demo), text(&new.demo));
    told("version".into(), text(&old.version), text(&new.version));
    told("ended".into(), text(&old.ended), text(&new.ended));
    // A run that doesn't name its host may well come from the same one.
    if old.host.is_some() && new.host.is_some() {
        told("host".into(), old.host.clone(), new.host.clone());
    }
    for (what, (old, new)) in joined(&old.machine, &new.machine) {
        told(what.replace('_', " "), old, new);
    }
    for (what, (old, new)) in joined(&old.options, &new.options) {
        let name = what.strip_suffix("_s").unwrap_or(&what).replace('_', "-");
        told(format!("option {name}"), old, new);
    }
    let variants = old.variants.iter().chain(&new.variants);
    let names: BTreeSet<_> = variants.map(|variant| &variant.name).collect();
    for name in names {
        // A variant whose runs were all cut short is listed but has none.
        let measured = |run: &Saved| run.variant(name).is_some_and(|one| !one.runs.is_empty());
        let said = |measured| if measured { "measured" } else { "not measured" }.to_owned();
        let (before, after) = (measured(old), measured(new));
        if !(before && after) {
            found.push(Difference {
                what: format!("variant {name}"),
                old: Some(said(before)),
                new: Some(said(after)),
            });
        }
    }
    found
}

/// The values of both maps by name, each as text; null counts as absent.
fn joined(
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> impl Iterator<Item = (String, (Option<String>, Option<String>))> {
    let names: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
    let value = |map: &Map<String, Value>, name: &str| match map.get(name)? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let pairs: Vec<_> = names
        .into_iter()
        .map(|name| {
            let both = (value(old, &name), value(new, &name));
            (name, both)
        })
        .collect();
    pairs.into_iter()
}

/// Whether each variant takes at most `max_slowdown` times as long as before; `None` if there are no
/// variants. One that is too slow decides, else one that is inconclusive, else the slowest; `doubted`
/// says whose figures are too doubtful for a yes.
pub fn limit(
    changes: &[Change],
    max_slowdown: f64,
    doubted: impl Fn(&str) -> bool,
) -> Option<SlowdownAnswer> {
    let limits = changes.iter().map(|change| {
        let measured = gate(1.0 / max_slowdown, &change.comparison);
        let doubted = measured == GateAnswer::Met && doubted(&change.variant);
        SlowdownAnswer {
            max_slowdown,
            variant: change.variant.clone(),
            slowdown: 1.0 / change.comparison.speed_up,
            answer: if doubted {
                GateAnswer::Inconclusive
            } else {
                measured
            },
            doubted,
        }
    });
    let weight = |limit: &SlowdownAnswer| match limit.answer {
        GateAnswer::Missed => 2,
        GateAnswer::Inconclusive => 1,
        GateAnswer::Met => 0,
    };
    limits.max_by(|a, b| {
        let worse = weight(a).cmp(&weight(b));
        worse.then(a.slowdown.total_cmp(&b.slowdown))
    })
}

#[cfg(test)]
mod tests {
    use super::super::saved::SavedRun;
    use super::*;

    fn saved(variants: &[(&str, &[f64])]) -> Saved {
        let run = |&elapsed_s: &f64| SavedRun {
            elapsed_s,
            cpu_s: Some(1.0),
        };
        let variant = |(name, runs): &(&str, &[f64])| SavedVariant {
            name: (*name).to_owned(),
            runs: runs.iter().map(run).collect(),
        };
        Saved {
            compares: "time".into(),
            variants: variants.iter().map(variant).collect(),
            ..Saved::default()
        }
    }

    const QUIET: [f64; 6] = [1.00, 1.01, 0.99, 1.02, 1.00, 0.98];

    #[test]
    fn the_worst_variant_decides_and_a_doubt_makes_a_yes_inconclusive() {
        let slower = QUIET.map(|run| run * 1.3);
        let old = saved(&[("a", &QUIET), ("b", &QUIET), ("gone", &QUIET)]);
        let new = saved(&[("a", &QUIET), ("b", &slower), ("fresh", &QUIET)]);
        let found = changes(&old, &new);
        let names: Vec<_> = found.iter().map(|change| &*change.variant).collect();
        assert_eq!(names, ["a", "b"]);
        let asked = |most, doubted| limit(&found, most, |_| doubted).unwrap();
        let missed = asked(1.05, false);
        assert_eq!((missed.answer, &*missed.variant), (GateAnswer::Missed, "b"));
        assert!((missed.slowdown - 1.3).abs() < 0.01);
        assert_eq!(asked(1.5, false).answer, GateAnswer::Met);
        let doubtful = asked(1.5, true);
        assert!(doubtful.doubted && doubtful.answer == GateAnswer::Inconclusive);
        // A doubt never turns a no into a yes.
        assert_eq!(asked(1.05, true).answer, GateAnswer::Missed);
        assert_eq!(limit(&[], 1.0, |_| false), None);
    }

    #[test]
    fn variants_are_compared_by_cpu_time_if_both_runs_are() {
        let mut runs = [saved(&[("a", &QUIET)]), saved(&[("a", &[9.0; 6])])];
        for run in &mut runs {
            run.compares = "cpu_time".into();
        }
        let [old, new] = &runs;
        let found = changes(old, new);
        assert_eq!(found[0].figure, "cpu_time");
        assert!((found[0].comparison.speed_up - 1.0).abs() < 1e-9);
    }

    /// What differs, with the old and the new value.
    fn told(found: &[Difference]) -> Vec<(&str, Option<&str>, Option<&str>)> {
        let each = found.iter();
        each.map(|one| (&*one.what, one.old.as_deref(), one.new.as_deref()))
            .collect()
    }

    #[test]
    fn what_differs_is_named_and_what_is_the_same_is_not() {
        let mut old = saved(&[("a", &QUIET), ("b", &QUIET)]);
        let mut new = saved(&[("a", &QUIET)]);
        assert_eq!(differences(&old, &old.clone()), []);
        old.machine.insert("usable_cpus".into(), 2.into());
        new.machine.insert("usable_cpus".into(), 4.into());
        old.options.insert("delay_s".into(), Value::Null);
        new.options.insert("delay_s".into(), 0.2.into());
        old.host = Some("a".into());
        let found = differences(&old, &new);
        let expected = [
            ("usable cpus", Some("2"), Some("4")),
            ("option delay", None, Some("0.2")),
            ("variant b", Some("measured"), Some("not measured")),
        ];
        assert_eq!(told(&found), expected);
        // Some have only runs that were cut short.
        let old = saved(&[("a", &QUIET), ("cut", &QUIET), ("never", &[])]);
        let new = saved(&[("a", &QUIET), ("cut", &[]), ("never", &[])]);
        let found = differences(&old, &new);
        let expected = [
            ("variant cut", Some("measured"), Some("not measured")),
            ("variant never", Some("not measured"), Some("not measured")),
        ];
        assert_eq!(told(&found), expected);
    }
}

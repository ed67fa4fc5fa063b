//! The lesson `counter`: a shared counter, what is lost without a lock, and what each lock costs.
//!
//! The counters are [`sync::counter`](crate::sync::counter)'s, where they are model-checked; who
//! counts on which, and what came of it, is here. Nothing is recorded per increment.

pub(crate) mod model;
mod work;

use clap::{ArgMatches, Args, FromArgMatches, ValueEnum};
use serde_json::{Map, Value, json};

use crate::demos::demo::{Choice, Demo, VariantRow};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::options;
use crate::demos::kit::readings::many;
use crate::engine::plan::{Bound, Check, Checked, Figure, Plan, RunView, Strategy, Variant};
use crate::error::usage;
use crate::words::grouped;

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "counter",
    about: "a shared counter: updates lost without a lock, none with one, and what each lock costs",
    hidden: false,
    variants: VARIANTS,
    examples: &[
        (
            "threaddemo counter",
            "alone, without a lock, with a lock, and without needing one",
        ),
        ("threaddemo counter --all", "every way to count"),
        (
            "threaddemo counter --variants unlocked --window none",
            "luck alone: does this machine lose updates today?",
        ),
        (
            "threaddemo counter --variants mutex,atomic,local --increments 1000000 --runs 8",
            "what sharing costs",
        ),
    ],
    small: &["--increments", "1000"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[("counter.rs", include_str!("../../../examples/counter.rs"))],
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

const UNLOCKED: &str = "unlocked";

const fn row(name: &'static str, about: &'static str, default: bool) -> VariantRow {
    VariantRow {
        name,
        about,
        default,
        strategy: None,
    }
}

const VARIANTS: &[VariantRow] = &[
    row(
        "sequential",
        "one worker after another: the same work",
        true,
    ),
    row(UNLOCKED, "read, add 1, write: updates get lost", true),
    row("mutex", "a lock around each increment", true),
    row("atomic", "each increment is one indivisible step", true),
    row("rwlock", "a readers-writer lock, always for writing", false),
    row("channel", "each increment sent to the main thread", false),
    row("local", "each thread its own, added up at the end", false),
    row(
        "processes",
        "each process its own: nothing is shared",
        false,
    ),
];

#[derive(Args, Clone, Copy, Debug)]
struct Options {
    /// How many threads count
    #[arg(long, value_name = "N", default_value = "4", value_parser = options::count)]
    workers: usize,
    /// How many times each of them adds 1
    #[arg(long, value_name = "N", default_value = "100000", value_parser = increments)]
    increments: u64,
    /// Whether two unlocked threads meet inside their first update
    #[arg(long, value_enum, value_name = "WINDOW", default_value = "rendezvous")]
    window: Window,
}

/// What comes between the read and the write of an unlocked update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Window {
    /// Two threads meet there once, so that one update is surely lost
    Rendezvous,
    /// Nothing: whether an update is lost is luck alone
    None,
}

/// Reads how often each worker adds 1: so many times that a million workers stay countable in JSON.
fn increments(text: &str) -> Result<u64, String> {
    const MOST: u64 = 1_000_000_000;
    match text.parse() {
        Ok(times @ 1..=MOST) => Ok(times),
        _ => Err(format!("expected a whole number from 1 to {MOST}")),
    }
}

impl Options {
    /// What the counter would be if no update were lost.
    fn expected(self) -> u64 {
        self.workers as u64 * self.increments
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let has = |name| choices.iter().any(|choice| choice.row.name == name);
    let meeting = options.window == Window::Rendezvous;
    if meeting && options.workers == 1 && has(UNLOCKED) {
        return Err(usage(
            "unlocked can't run with '--workers 1' and '--window rendezvous': one worker has nobody \
             to meet; use more workers, '--window none', or '--variants' without unlocked",
        ));
    }
    let window = options.window.to_possible_value();
    let mut shown = Map::new();
    shown.insert("workers".into(), json!(options.workers));
    shown.insert("increments".into(), json!(options.increments));
    shown.insert(
        "window".into(),
        json!(window.map(|it| it.get_name().to_owned())),
    );
    Ok(Plan {
        variants: choices
            .iter()
            .map(|choice| variant(choice, options))
            .collect(),
        options: shown,
        guaranteed: guaranteed(
            has(UNLOCKED),
            choices.iter().any(|choice| choice.row.name != UNLOCKED),
            meeting,
        ),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// What is certain of the variants that run.
fn guaranteed(unlocked: bool, others: bool, meeting: bool) -> &'static str {
    match (unlocked, others, meeting) {
        (false, _, _) => "that no update is lost, however the threads are scheduled",
        (true, false, true) => {
            "that one update at least is lost: two threads meet between read and write"
        }
        (true, false, false) => "nothing: a run that lost no update was lucky",
        (true, true, true) => {
            "that unlocked loses one update at least, since two threads meet between read and \
             write; that the others lose none"
        }
        (true, true, false) => "that the others lose no update; nothing for unlocked",
    }
}

fn variant(choice: &Choice, options: Options) -> Variant {
    let name = choice.row.name;
    Variant {
        name: choice.name(),
        strategy: match name {
            "sequential" => Strategy::Sequential,
            "processes" => Strategy::Processes,
            _ => Strategy::Threads,
        },
        bound: Bound::Unknown,
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| work::job(name, options)),
    }
}

/// What pictures can't show of this variant.
fn unrecorded(variant: &str) -> Option<&'static str> {
    match variant {
        "mutex" | "rwlock" => Some(
            "its locks are not recorded one by one, which would change what is measured: waiting \
             for them counts as busy",
        ),
        "channel" => Some(
            "its messages are not recorded one by one, which would change what is measured: waiting \
             for them counts as busy",
        ),
        _ => None,
    }
}

fn check(seen: &RunView<'_>, variant: &'static str, options: Options, total: u64) -> Checked {
    let expected = options.expected();
    let lost = expected.saturating_sub(total);
    let each = work::per_increment(seen.record, expected);
    let mut measured = Map::new();
    measured.insert("expected".into(), json!(expected));
    measured.insert("total".into(), json!(total));
    measured.insert("lost".into(), json!(lost));
    measured.insert("per_increment_s".into(), json!(each * 1e-9));
    let nothing = if lost == 0 {
        "nothing lost".to_owned()
    } else {
        format!("{} of {} lost", grouped(lost), many(expected, "update"))
    };
    let mut checked = Checked {
        facts: vec![(variant, format!("{each:.2} ns per increment; {nothing}"))],
        measured,
        unrecorded: unrecorded(variant),
        ..Checked::default()
    };
    if variant == UNLOCKED {
        unlocked(seen, options, total, &mut checked);
    } else {
        checked.checks.push(Check::that(
            match expected {
                1 => "the one update counted".to_owned(),
                _ => format!("every one of {} counted", many(expected, "update")),
            },
            total == expected,
            || format!("{variant} counted {}", grouped(total)),
        ));
    }
    if variant == "processes" {
        checked.checks.push(work::nothing_is_shared(seen, options));
    }
    checked
}

/// What holds where nothing protects the counter.
fn unlocked(seen: &RunView<'_>, options: Options, total: u64, checked: &mut Checked) {
    let expected = options.expected();
    let lost = expected.saturating_sub(total);
    let how_many = format!("{} of {}", grouped(lost), many(expected, "update"));
    checked.checks.push(Check::that(
        "unlocked: the counter ends no higher than what was added, and above 0",
        (1..=expected).contains(&total),
        || format!("it ended at {total}"),
    ));
    if options.window == Window::None {
        checked.luck = Some(match lost {
            0 => "that unlocked lost nothing: no lock kept it from losing updates".to_owned(),
            _ => format!("that unlocked lost {how_many}: nobody was made to meet"),
        });
        return;
    }
    let answers = (0..options.workers).filter_map(|worker| seen.answer(worker));
    let met = answers.filter(|answer| answer["met"] == Value::Bool(true));
    let met = met.count();
    checked.measured.insert("met".into(), json!(met));
    checked.checks.push(Check::that(
        "unlocked: two threads met between read and write, and an update was lost",
        met == 2 && lost > 0,
        || format!("{met} met, and {how_many} were lost"),
    ));
    checked.luck = Some(format!(
        "how many more updates than one unlocked lost (this time {})",
        grouped(lost.saturating_sub(1))
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn increments_begin_at_one_and_end_where_json_still_counts_them() {
        assert_eq!(increments("1"), Ok(1));
        assert_eq!(increments("1000000000"), Ok(1_000_000_000));
        for wrong in ["0", "-1", "1000000001", "1e3", "", "many"] {
            assert!(increments(wrong).is_err(), "{wrong}");
        }
        let largest = Options {
            workers: 1_000_000,
            increments: 1_000_000_000,
            window: Window::None,
        };
        assert!(largest.expected() < 1 << 53);
    }
}

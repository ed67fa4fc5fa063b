//! The lesson `numbers-letters`: how the lines of two threads interleave.
//!
//! Lines that are printed in pieces, and so get torn, are left to `torn`.

mod series;
mod torn;

use std::slice;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};

use crate::demo::{Choice, Demo, VariantRow, files};
use crate::kit::explain::Explain;
use crate::kit::strategies::{STRATEGIES, variants};
use crate::kit::{json, luck};
use engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Strategy, Task, Variant};
use engine::record::Line;
use series::{Options, SERIES, Series};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "numbers-letters",
    about: "how two threads' lines interleave",
    hidden: false,
    variants: &[
        STRATEGIES[0],
        STRATEGIES[1],
        STRATEGIES[2],
        STRATEGIES[3],
        VariantRow {
            place: 4,
            name: "torn",
            about: "threads that print each line in two pieces: the first one is surely torn",
            default: false,
            strategy: None,
        },
    ],
    examples: &[
        (
            "threaddemo numbers-letters",
            "numbers, then letters; then both at once",
        ),
        (
            "threaddemo numbers-letters --threads --count 1000 --delay 0s",
            "no waits: the order is the operating system's alone",
        ),
        (
            "threaddemo numbers-letters --threads --count 30",
            "after Z come AA, AB and so on",
        ),
        (
            "threaddemo numbers-letters --processes --format plain",
            "the bare lines of two processes",
        ),
        (
            "threaddemo numbers-letters --variants torn",
            "lines in pieces, torn by the other thread's",
        ),
    ],
    small: &["--count", "3", "--delay", "10ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "numbers_letters.rs"),
        python: files!("examples/python": "numbers_letters.py"),
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let each = options
        .delay
        .saturating_mul(u32::try_from(options.count).unwrap_or(u32::MAX));
    Ok(Plan {
        variants: choices
            .iter()
            .flat_map(|choice| variant(choice, options, each))
            .collect(),
        options: json::object(&options),
        guaranteed: if choices.iter().all(|choice| choice.strategy().is_none()) {
            "that the first line is torn, since two threads meet amid it"
        } else {
            "the order within a thread; that join returns after its last line"
        },
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// The chosen variant, each of whose tasks takes this long.
fn variant(choice: &Choice, options: Options, each: Duration) -> Vec<Variant> {
    let bound = |strategy| Bound::of_waits(strategy, &[each; SERIES.len()]);
    if choice.strategy().is_none() {
        return vec![Variant {
            name: choice.name(),
            strategy: Strategy::Threads,
            bound: bound(Strategy::Threads),
            tasks: SERIES.len(),
            prepare: None,
            job: Box::new(move |_| torn::job(options)),
        }];
    }
    variants(slice::from_ref(choice), SERIES.len(), bound, move |_| {
        job(options)
    })
}

fn job(options: Options) -> Job {
    let task =
        |series: &'static Series| Task::new(series.name, move |lane| series.recite(lane, options));
    Job::new(SERIES.iter().map(task).collect(), move |seen| {
        check(seen, options.count)
    })
}

fn check(seen: &RunView<'_>, count: usize) -> Checked {
    let plural = if count == 1 { "" } else { "s" };
    let claim =
        format!("{count} number{plural} and {count} letter{plural}, each thread's lines in order");
    let wrong = SERIES.iter().enumerate().find_map(|(task, series)| {
        let lines = seen.record.lines_of(task);
        let right = |(place, line): (usize, &&str)| *line == (series.line)(place + 1);
        if lines.len() != count {
            return Some(format!("{} said {} lines", series.name, lines.len()));
        }
        let wrong = lines.iter().enumerate().find(|line| !right(*line));
        wrong.map(|(place, line)| format!("line {} of {} was {line:?}", place + 1, series.name))
    });
    let check = Check::that(claim, wrong.is_none(), || wrong.unwrap_or_default());
    let mark = |line: &Line<'_>| Some(SERIES.get(line.task?)?.mark);
    Checked {
        checks: vec![check],
        luck: luck::order(seen.record, "the order between threads", mark),
        ..Checked::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    #[test]
    fn letters_go_on_past_z_as_in_spreadsheets() {
        let places = [1, 2, 26, 27, 28, 52, 53, 702, 703, 18_278, 18_279];
        let named = places.map(|place| (SERIES[1].line)(place).replace("Letter: ", ""));
        assert_eq!(
            named,
            [
                "A", "B", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA", "ZZZ", "AAAA"
            ]
        );
    }

    #[test]
    fn each_thread_says_its_own_lines_in_order() {
        for run in trial::run(&DEMO, &["--count", "30", "--delay", "0s"]) {
            let checked = run.checked.unwrap();
            assert!(checked.checks.iter().all(Check::holds), "{checked:?}");
            let letters = run.record.lines_of(1);
            assert_eq!(letters[25..28], ["Letter: Z", "Letter: AA", "Letter: AB"]);
        }
    }

    #[test]
    fn a_line_that_is_missing_or_out_of_order_fails_the_check() {
        for lines in [
            vec!["Number: 1"],
            vec!["Number: 2", "Number: 1"],
            vec!["Number: 1", "Number: 2", "Number: 3"],
        ] {
            let record = trial::record(
                &["numbers", "letters"],
                &[(0, lines), (1, vec!["Letter: A", "Letter: B"])],
            );
            let checked = check(&trial::seen(&record), 2);
            assert!(!checked.checks[0].holds());
        }
    }

    #[test]
    fn one_thread_leaves_nothing_to_luck() {
        let runs = trial::run(&DEMO, &["--count", "2", "--delay", "0s"]);
        let luck: Vec<_> = runs
            .iter()
            .map(|run| run.checked.as_ref().unwrap().luck.is_some())
            .collect();
        assert_eq!(luck, [false, true], "sequential, then threads");
    }
}

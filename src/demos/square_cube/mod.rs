//! The lesson `square-cube`: two tasks that mostly wait, one after the other against side by side.

use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Value, json};

use crate::demos::demo::{Choice, Demo};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::scale::Scale;
use crate::demos::kit::strategies::{STRATEGIES, variants};
use crate::demos::kit::{json, luck, options};
use crate::engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Task, TaskError};
use crate::engine::record::{Lane, Line};

/// The largest number whose cube is a 64-bit integer.
const LARGEST: i64 = 2_097_151;

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "square-cube",
    about: "two tasks that mostly wait: one after the other against side by side",
    hidden: false,
    variants: STRATEGIES,
    examples: &[
        (
            "threaddemo square-cube",
            "run one after the other, then on two threads, and compare",
        ),
        ("threaddemo square-cube --threads", "the threaded run alone"),
        ("threaddemo square-cube --all", "pools and processes too"),
        (
            "threaddemo square-cube --sequential --pool=2 --pool=3",
            "compare pools of two sizes",
        ),
        (
            "threaddemo square-cube --numbers -7,5 --delay 1s",
            "other numbers, a longer wait",
        ),
        (
            "threaddemo square-cube --threads --format json",
            "the record, for a script",
        ),
    ],
    small: &["--numbers", "2,3", "--delay", "10ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[(
            "square_cube_threads.rs",
            include_str!("../../../examples/square_cube_threads.rs"),
        )],
        python: &[(
            "square_cube.py",
            include_str!("../../../examples/python/square_cube.py"),
        )],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

#[derive(Args, Clone, Debug, Serialize)]
struct Options {
    /// The numbers to square and to cube, -2097151 to 2097151 each
    #[arg(
        long,
        value_name = "N,N...",
        default_value = "2,3,8,9",
        value_delimiter = ',',
        allow_hyphen_values = true,
        value_parser = cubable
    )]
    numbers: Vec<i64>,
    /// How long to wait before each result
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
    #[command(flatten)]
    #[serde(flatten)]
    scale: Scale,
}

fn cubable(text: &str) -> Result<i64, String> {
    match text.trim().parse() {
        Ok(number) if (-LARGEST..=LARGEST).contains(&number) => Ok(number),
        _ => Err(format!(
            "expected whole numbers from -{LARGEST} to {LARGEST}, whose cubes fit 64 bits"
        )),
    }
}

/// One of the two tasks.
struct Power {
    name: &'static str,
    /// What it says first.
    announcement: &'static str,
    of: fn(i64) -> i64,
}

const POWERS: [Power; 2] = [
    Power {
        name: "square",
        announcement: "calculate square numbers",
        of: |n| n * n,
    },
    Power {
        name: "cube",
        announcement: "calculate cube of numbers",
        of: |n| n * n * n,
    },
];

impl Power {
    /// The task: announce, then wait and answer for each number.
    fn calculate(
        &self,
        lane: &mut Lane,
        numbers: &[i64],
        delay: Duration,
    ) -> Result<Value, TaskError> {
        lane.say(self.announcement);
        let mut answers = Vec::with_capacity(numbers.len());
        for &number in numbers {
            lane.sleep(delay)?;
            let answer = (self.of)(number);
            lane.say(format_args!("{} : {answer}", self.name));
            answers.push(answer);
        }
        Ok(answers.into())
    }

    /// The lines that the task says.
    fn lines(&self, numbers: &[i64]) -> Vec<String> {
        let answers = numbers
            .iter()
            .map(|&number| format!("{} : {}", self.name, (self.of)(number)));
        std::iter::once(self.announcement.to_owned())
            .chain(answers)
            .collect()
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let options = json::object(&own);
    let choices = &*own.scale.pools(matches, choices)?;
    let Options { numbers, delay, .. } = own;
    let each = delay.saturating_mul(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
    Ok(Plan {
        variants: variants(
            choices,
            POWERS.len(),
            |strategy| Bound::of_waits(strategy, &[each; POWERS.len()]),
            move |_| job(&numbers, delay),
        ),
        options,
        guaranteed: "the order within a thread; that join returns after its last line",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

fn job(numbers: &[i64], delay: Duration) -> Job {
    let task = |power: &'static Power| {
        let numbers = numbers.to_vec();
        Task::new(power.name, move |lane| {
            power.calculate(lane, &numbers, delay)
        })
    };
    let numbers = numbers.to_vec();
    Job::new(POWERS.iter().map(task).collect(), move |seen| {
        check(seen, &numbers)
    })
}

fn check(seen: &RunView<'_>, numbers: &[i64]) -> Checked {
    let count = numbers.len();
    let plural = if count == 1 { "" } else { "s" };
    let claim =
        format!("{count} square{plural} and {count} cube{plural}, each thread's lines in order");
    let wrong = POWERS.iter().enumerate().find_map(|(task, power)| {
        let answers: Vec<_> = numbers.iter().map(|&number| (power.of)(number)).collect();
        let lines = seen.record.lines_of(task);
        let right = seen.answer(task) == Some(&json!(answers)) && lines == power.lines(numbers);
        (!right).then(|| {
            format!(
                "{} answered {:?} and said {lines:?}",
                power.name,
                seen.answer(task)
            )
        })
    });
    let check = Check::that(claim, wrong.is_none(), || wrong.unwrap_or_default());
    let result = |line: &Line<'_>| {
        let mark = if line.task? == 0 { 'S' } else { 'C' };
        line.text.contains(" : ").then_some(mark)
    };
    Checked {
        checks: vec![check],
        luck: luck::order(seen.record, "the order between threads", result),
        ..Checked::default()
    }
}

//! The lesson `square-cube`: two tasks that mostly wait, one after the other against side by side. With
//! `--scale` each number is a separate task, so that more than two threads have something to do.

use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Value, json};

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::scale::Scale;
use crate::kit::strategies::{STRATEGIES, variants};
use crate::kit::{json, luck, options};
use engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Task, TaskError};
use engine::record::{Lane, Line};

/// The largest number whose cube fits a 64-bit integer.
const LARGEST: i64 = 2_097_151;

/// The registry row.
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
        examples: files!("examples": "square_cube_threads.rs"),
        python: files!("examples/python": "square_cube.py"),
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

/// What is calculated.
struct Power {
    name: &'static str,
    /// The first line printed.
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

/// One task: a power of some of the numbers.
#[derive(Clone)]
struct Powers {
    power: &'static Power,
    numbers: Vec<i64>,
    /// Whether it contains the first of the numbers, and so prints the announcement.
    first: bool,
}

impl Powers {
    /// All tasks: for each power, tasks with this many of the numbers each.
    fn all(numbers: &[i64], each: usize) -> Vec<Self> {
        let of_power = |power: &'static Power| {
            let parts = numbers.chunks(each.max(1)).enumerate();
            parts.map(move |(place, numbers)| Self {
                power,
                numbers: numbers.to_vec(),
                first: place == 0,
            })
        };
        POWERS.iter().flat_map(of_power).collect()
    }

    /// The task: announce, then wait and answer for each number.
    fn calculate(&self, lane: &mut Lane, delay: Duration) -> Result<Value, TaskError> {
        if self.first {
            lane.say(self.power.announcement);
        }
        let mut answers = Vec::with_capacity(self.numbers.len());
        for &number in &self.numbers {
            lane.sleep(delay)?;
            let answer = (self.power.of)(number);
            lane.say(format_args!("{} : {answer}", self.power.name));
            answers.push(answer);
        }
        Ok(answers.into())
    }

    /// The answers, in the order of the numbers.
    fn answers(&self) -> Vec<i64> {
        let numbers = self.numbers.iter();
        numbers.map(|&number| (self.power.of)(number)).collect()
    }

    /// The lines that the task prints.
    fn lines(&self) -> Vec<String> {
        let announcement = self.first.then(|| self.power.announcement.to_owned());
        let answers = self.answers().into_iter();
        let answers = answers.map(|answer| format!("{} : {answer}", self.power.name));
        announcement.into_iter().chain(answers).collect()
    }
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let options = json::object(&own);
    let choices = &*own.scale.pools(matches, choices)?;
    let Options {
        numbers,
        delay,
        scale,
    } = own;
    let each = if scale.scale.is_some() {
        1
    } else {
        numbers.len()
    };
    let parts = Powers::all(&numbers, each);
    let wait = |part: &Powers| {
        let count = u32::try_from(part.numbers.len()).unwrap_or(u32::MAX);
        delay.saturating_mul(count)
    };
    let waits: Vec<_> = parts.iter().map(wait).collect();
    Ok(Plan {
        variants: variants(
            choices,
            parts.len(),
            |strategy| Bound::of_waits(strategy, &waits),
            move |_| job(&parts, delay),
        ),
        options,
        guaranteed: "the order within a thread; that join returns after its last line",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

fn job(parts: &[Powers], delay: Duration) -> Job {
    let task = |part: &Powers| {
        let part = part.clone();
        Task::new(part.power.name, move |lane| part.calculate(lane, delay))
    };
    let tasks = parts.iter().map(task).collect();
    let parts = parts.to_vec();
    Job::new(tasks, move |seen| check(seen, &parts))
}

fn check(seen: &RunView<'_>, parts: &[Powers]) -> Checked {
    let count = parts.iter().map(|part| part.numbers.len()).sum::<usize>() / POWERS.len();
    let plural = if count == 1 { "" } else { "s" };
    let claim =
        format!("{count} square{plural} and {count} cube{plural}, each thread's lines in order");
    let wrong = parts.iter().enumerate().find_map(|(task, part)| {
        let lines = seen.record.lines_of(task);
        let right = seen.answer(task) == Some(&json!(part.answers())) && lines == part.lines();
        (!right).then(|| {
            format!(
                "{} answered {:?} and said {lines:?}",
                part.power.name,
                seen.answer(task)
            )
        })
    });
    let check = Check::that(claim, wrong.is_none(), || wrong.unwrap_or_default());
    let result = |line: &Line<'_>| {
        let part = parts.get(line.task?)?;
        let mark = if part.power.name == POWERS[0].name {
            'S'
        } else {
            'C'
        };
        line.text.contains(" : ").then_some(mark)
    };
    Checked {
        checks: vec![check],
        luck: luck::order(seen.record, "the order between threads", result),
        ..Checked::default()
    }
}

//! The lesson `semaphore`: at most so many threads inside at once.
//!
//! The semaphore is [`Semaphore`]; how many are inside is counted here, apart from it, so that the
//! count would show what the semaphore did wrong.

pub(crate) mod model;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::{Map, Value, json};

use crate::demos::demo::{Choice, Demo, VariantRow};
use crate::demos::kit::explain::Explain;
use crate::demos::kit::gauge::Gauge;
use crate::demos::kit::options;
use crate::demos::kit::readings::{highest, in_units, many, waited};
use crate::engine::plan::{Bound, Check, Figure, Job, Plan, RunView, Strategy, Task, TaskError};
use crate::engine::plan::{Checked, Variant};
use crate::engine::record::{Lane, Wait};
use crate::sync::semaphore::{Permit, Semaphore};

/// The registry's row.
pub(super) const DEMO: Demo = Demo {
    name: "semaphore",
    about: "at most N at once",
    hidden: false,
    variants: VARIANTS,
    examples: &[
        (
            "threaddemo semaphore",
            "six workers: one at a time, then two at a time",
        ),
        ("threaddemo semaphore --all", "and with no limit at all"),
        (
            "threaddemo semaphore --variants permits --permits 3 --workers 12",
            "twelve workers, three at a time",
        ),
    ],
    small: &["--delay", "10ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[(
            "semaphore.rs",
            include_str!("../../../examples/semaphore.rs"),
        )],
    },
    options: Options::augment_args,
    plan,
    steps: Some(&model::LESSON),
};

const VARIANTS: &[VariantRow] = &[
    VariantRow {
        name: "one",
        about: "a semaphore of one permit, which is a lock",
        default: true,
        strategy: None,
    },
    VariantRow {
        name: "permits",
        about: "a semaphore of as many permits as --permits",
        default: true,
        strategy: None,
    },
    VariantRow {
        name: "unlimited",
        about: "permits for everybody",
        default: false,
        strategy: None,
    },
];

/// The object that workers wait for, and whose level is how many are inside.
const PERMITS: u16 = 0;

#[derive(Args, Clone, Copy, Debug)]
struct Options {
    /// How many threads want to go inside
    #[arg(long, value_name = "N", default_value = "6", value_parser = options::count)]
    workers: usize,
    /// How many may be inside at once, in the variant permits
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    permits: usize,
    /// How long each stays inside
    #[arg(long, value_name = "DURATION", default_value = "150ms", value_parser = options::duration)]
    delay: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let mut shown = Map::new();
    shown.insert("workers".into(), json!(options.workers));
    shown.insert("permits".into(), json!(options.permits));
    shown.insert("delay_s".into(), json!(options.delay.as_secs_f64()));
    Ok(Plan {
        variants: choices
            .iter()
            .map(|choice| variant(choice, options))
            .collect(),
        options: shown,
        guaranteed: if choices.iter().all(|choice| choice.row.name == "unlimited") {
            "that every worker goes in and comes out once"
        } else {
            "that no more are inside at once than there are permits"
        },
        not_guaranteed: Some(
            if choices.iter().all(|choice| choice.row.name == "unlimited") {
                "how many are inside at once"
            } else {
                "the order in which the workers get their permits"
            },
        ),
        compares: Figure::Time,
    })
}

fn variant(choice: &Choice, options: Options) -> Variant {
    let name = choice.row.name;
    let permits = match name {
        "one" => 1,
        "permits" => options.permits,
        _ => usize::MAX,
    };
    let side_by_side = permits.min(options.workers);
    Variant {
        name: choice.name(),
        strategy: Strategy::Threads,
        bound: Bound::of_equal_waits(Strategy::Pool(side_by_side), options.workers, options.delay),
        tasks: options.workers,
        prepare: None,
        job: Box::new(move |_| job(name, permits, options)),
    }
}

fn job(variant: &'static str, permits: usize, options: Options) -> Job {
    let room = Arc::new(Room {
        semaphore: Semaphore::new(permits),
        inside: AtomicUsize::new(0),
        gauge: Gauge::new(PERMITS),
    });
    let task = |worker: usize| {
        let (name, room) = (format!("Worker-{worker}"), Arc::clone(&room));
        Task::new(name.clone(), move |lane| {
            room.visit(lane, &name, options.delay)
        })
    };
    let tasks = (0..options.workers).map(task).collect();
    Job {
        objects: vec!["permits".into()],
        close: Some(Box::new(move || room.semaphore.close())),
        ..Job::new(tasks, move |seen| {
            check(seen, variant, permits, options.workers)
        })
    }
}

/// What the semaphore guards, and who is in there.
struct Room {
    semaphore: Semaphore,
    inside: AtomicUsize,
    gauge: Gauge,
}

impl Room {
    /// One worker's way in, its stay, and its way out.
    fn visit(&self, lane: &mut Lane, name: &str, delay: Duration) -> Result<Value, TaskError> {
        let acquired = lane.wait(Wait::Permit, PERMITS, || {
            let permit = self.semaphore.acquire();
            let follows = permit.as_ref().ok().and_then(Permit::follows);
            (permit, follows.map_or(0, |number| number + 1))
        });
        let Ok(permit) = acquired else {
            return Err(TaskError::Stopped);
        };
        self.count(lane, |inside| inside.fetch_add(1, Ordering::SeqCst) + 1);
        lane.say(format_args!("{name} acquired a permit"));
        let stayed = lane.sleep(delay);
        lane.say(format_args!("{name} releases its permit"));
        self.count(lane, |inside| inside.fetch_sub(1, Ordering::SeqCst) - 1);
        // Before the release, or the next one's entry could come first.
        lane.gave(PERMITS, permit.number() + 1);
        drop(permit);
        stayed?;
        Ok(Value::Null)
    }

    fn count(&self, lane: &mut Lane, change: impl FnOnce(&AtomicUsize) -> usize) {
        self.gauge.read(lane, || change(&self.inside));
    }
}

fn check(seen: &RunView<'_>, variant: &'static str, permits: usize, workers: usize) -> Checked {
    let most = highest(seen.record, PERMITS) as usize;
    let once = (0..workers).all(|worker| seen.record.lines_of(worker).len() == 2);
    let mut checks = vec![Check::that(
        format!(
            "{} went in and came out once",
            many(workers as u64, "worker")
        ),
        once,
        || "one did not".to_owned(),
    )];
    if permits < usize::MAX {
        checks.push(Check::that(
            format!("{variant}: at most {permits} inside at once"),
            most <= permits,
            || format!("{most} were inside at once"),
        ));
    }
    let waited = waited(seen.record, PERMITS);
    let mut measured = Map::new();
    measured.insert("most_inside".into(), json!(most));
    measured.insert("waited_s".into(), json!(waited.as_secs_f64()));
    let fact = format!(
        "most inside at once: {most}; {} of waiting in all",
        in_units(waited)
    );
    Checked {
        checks,
        luck: Some(format!("the order: {}", order(seen, workers))),
        facts: vec![(variant, fact)],
        measured,
        ..Checked::default()
    }
}

/// In which order the workers got in.
fn order(seen: &RunView<'_>, workers: usize) -> String {
    /// So many numbers fit a line; the record has the rest.
    const MOST: usize = 12;
    let lines = seen.record.lines();
    let first = lines
        .iter()
        .filter(|line| line.text.ends_with("acquired a permit"))
        .filter_map(|line| line.task);
    let first: Vec<_> = first.take(MOST).map(|task| task.to_string()).collect();
    let more = if workers > MOST { " ..." } else { "" };
    format!("this time {}{more}", first.join(" "))
}

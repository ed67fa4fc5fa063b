//! The lesson `workers`: named threads, and how many of them are alive.

use std::slice;
use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::demo::{Choice, Demo, files};
use crate::kit::explain::Explain;
use crate::kit::readings::many;
use crate::kit::strategies::{STRATEGIES, variants};
use crate::kit::{json, luck, options};
use engine::plan::{
    Bound, Check, Checked, Figure, Job, MainPart, Plan, RunView, Task, TaskError, WhileRunning,
};
use engine::record::{Lane, Line, Record};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "workers",
    about: "named threads, how many are alive",
    hidden: false,
    variants: STRATEGIES,
    examples: &[
        (
            "threaddemo workers",
            "three workers, one after another and then all at once",
        ),
        (
            "threaddemo workers --threads --workers 1000 --delay 50ms",
            "a thousand threads, all alive at the same time",
        ),
        (
            "threaddemo workers --pool=2 --workers 5",
            "five tasks on two threads: three are alive, the main one included",
        ),
        (
            "threaddemo workers --answer-every 100ms",
            "main is free while threads work, and busy if it does the work itself",
        ),
    ],
    small: &["--workers", "3", "--delay", "20ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "workers.rs"),
        python: files!("examples/python": "workers.py", "start_twice.py"),
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// How many workers there are. `Active threads` counts them and the main thread, and leaves
    /// out the helper threads of the program itself
    #[arg(long, value_name = "N", default_value = "3", value_parser = options::count)]
    workers: usize,
    /// How long each worker takes
    #[arg(long, value_name = "DURATION", default_value = "500ms", value_parser = options::duration)]
    #[serde(rename = "delay_s", serialize_with = "json::seconds")]
    delay: Duration,
    /// While the workers work, let main print a line this often, if it is free to
    #[arg(long, value_name = "DURATION", value_parser = options::duration)]
    #[serde(rename = "answer_every_s", serialize_with = "json::optional_seconds")]
    answer_every: Option<Duration>,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    Ok(Plan {
        variants: choices
            .iter()
            .flat_map(|choice| {
                let name = choice.name();
                variants(
                    slice::from_ref(choice),
                    options.workers,
                    move |strategy| Bound::of_equal_waits(strategy, options.workers, options.delay),
                    move |_| job(name.clone(), options),
                )
            })
            .collect(),
        options: json::object(&options),
        guaranteed: "that a worker starts before it finishes; that all threads are alive when they are counted, and gone after the join",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

fn job(name: String, options: Options) -> Job {
    // Each task has a clone until it ends, in whatever way.
    let at_work = Arc::new(());
    let task = |number: usize| {
        let at_work = Arc::clone(&at_work);
        Task::new(format!("Worker-{number}"), move |lane| {
            let answer = work(lane, options.delay);
            drop(at_work);
            answer
        })
    };
    let count = |lane: &mut Lane, alive: usize| lane.say(format_args!("{COUNT}{alive}"));
    let mut job = Job::new((0..options.workers).map(task).collect(), move |seen| {
        check(seen, &name, options)
    });
    job.main = MainPart {
        before_start: Some(Box::new(count)),
        while_running: options.answer_every.map(|pause| -> WhileRunning {
            Box::new(move |lane| {
                while Arc::strong_count(&at_work) > 1 {
                    // Without a pause, this would take a CPU from the workers.
                    lane.sleep(pause.max(Duration::from_millis(1)))?;
                    lane.say(ANSWER);
                }
                Ok(())
            })
        }),
        after_join: Some(Box::new(move |lane, alive, _| count(lane, alive))),
    };
    job
}

/// What the main thread prints while others work.
const ANSWER: &str = "Main thread is free to answer";

/// What the main thread prints before the number.
const COUNT: &str = "Active threads: ";

/// The task.
fn work(lane: &mut Lane, delay: Duration) -> Result<Value, TaskError> {
    let name = lane.name().to_owned();
    lane.say(starting(&name));
    lane.sleep(delay)?;
    lane.say(finished(&name));
    Ok(json!(name))
}

fn starting(name: &str) -> String {
    format!("Thread {name} starting.")
}

fn finished(name: &str) -> String {
    format!("Thread {name} finished.")
}

fn check(seen: &RunView<'_>, name: &str, options: Options) -> Checked {
    let workers = options.workers;
    let counted = counted(seen.record);
    let finishes = |line: &Line<'_>| {
        line.text
            .ends_with(" finished.")
            .then_some(line.task)
            .flatten()
    };
    let answers = seen.record.lines();
    let answers = answers.iter().filter(|line| line.text == ANSWER).count();
    let mut facts = Vec::new();
    if options.answer_every.is_some() {
        let times = many(answers as u64, "time");
        facts.push((
            "main",
            format!("{name}: it answered {times} while workers worked"),
        ));
    }
    Checked {
        facts,
        checks: vec![spoken(seen.record, workers), alive(seen.record, &counted)],
        luck: luck::order(
            seen.record,
            "the order in which the workers finish",
            finishes,
        ),
        measured: Map::from_iter([("active_threads".to_owned(), counted.into())]),
        ..Checked::default()
    }
}

/// Checks that each worker printed its two lines, in order.
fn spoken(record: &Record, workers: usize) -> Check {
    let mut said = vec![Vec::new(); workers];
    for line in record.lines() {
        if let Some(lines) = line.task.and_then(|task| said.get_mut(task)) {
            lines.push(line.text);
        }
    }
    let wrong = record
        .tasks
        .iter()
        .zip(&said)
        .find(|(name, lines)| **lines != [starting(name), finished(name)]);
    let claim = match workers {
        1 => "1 worker, starting and then finished".to_owned(),
        _ => format!("{workers} workers, each starting and then finished"),
    };
    Check::that(
        claim,
        wrong.is_none() && record.tasks.len() == workers,
        || {
            wrong.map_or_else(
                || format!("there were {}", record.tasks.len()),
                |(name, lines)| format!("{name} said {lines:?}"),
            )
        },
    )
}

/// Checks that the main thread counted itself plus the threads whose lanes are in the record, and finally
/// only itself.
fn alive(record: &Record, counted: &[usize]) -> Check {
    let here = std::process::id();
    let threads = record.lanes.iter().filter(|lane| lane.process == here);
    let expected = [threads.count(), 1];
    Check::that(
        "as many active threads as were at work, and 1 after the join",
        counted == expected,
        || format!("the main thread counted {counted:?} where the record has {expected:?}"),
    )
}

/// The numbers that the main thread printed.
fn counted(record: &Record) -> Vec<usize> {
    let lines = record.lines();
    let spoken = lines.iter().filter(|line| line.task.is_none());
    spoken
        .filter_map(|line| line.text.strip_prefix(COUNT)?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    #[test]
    fn main_counts_itself_and_every_thread_then_itself() {
        let runs = trial::run(&DEMO, &["--workers", "100", "--delay", "0s"]);
        let counted: Vec<_> = runs.iter().map(|run| counted(&run.record)).collect();
        assert_eq!(
            counted,
            [[1, 1], [101, 1]],
            "one after another, then at once"
        );
        for run in runs {
            let checked = run.checked.unwrap();
            assert!(checked.checks.iter().all(Check::holds), "{checked:?}");
        }
    }

    #[test]
    fn main_answers_while_threads_work_and_not_while_it_works_itself() {
        let runs = trial::run(&DEMO, &["--delay", "30ms", "--answer-every", "5ms"]);
        let answers = |run: &engine::strategy::Run| {
            let lines = run.record.lines();
            lines.iter().filter(|line| line.text == ANSWER).count()
        };
        assert_eq!(answers(&runs[0]), 0, "it does the work itself");
        assert!(answers(&runs[1]) > 0);
        for run in runs {
            assert!(run.checked.unwrap().holds());
        }
    }

    #[test]
    fn a_worker_that_never_finished_fails_the_check() {
        let lines = vec!["Thread Worker-0 starting."];
        let record = trial::record(&["Worker-0"], &[(0, lines)]);
        assert!(!spoken(&record, 1).holds());
        let lines = vec!["Thread Worker-0 starting.", "Thread Worker-0 finished."];
        let record = trial::record(&["Worker-0"], &[(0, lines)]);
        assert!(spoken(&record, 1).holds());
        assert!(!spoken(&record, 2).holds());
    }

    #[test]
    fn a_wrong_count_fails_the_check() {
        let record = trial::record(&["Worker-0", "Worker-1"], &[(0, vec![]), (1, vec![])]);
        assert!(alive(&record, &[2, 1]).holds());
        for wrong in [&[3, 1][..], &[2, 2], &[2], &[]] {
            assert!(!alive(&record, wrong).holds(), "{wrong:?}");
        }
    }
}

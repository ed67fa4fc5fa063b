//! The lesson `hash`: work that computes, SHA-256 over generated blocks or over files. Threads gain up to
//! the number of cores.
//!
//! The computing itself, and the lock of `one-lock`, are in `work.rs`.

mod work;

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use clap::{ArgMatches, Args, FromArgMatches, ValueHint};
use serde_json::{Map, Value, json};

use crate::demo::{Choice, Demo, VariantRow, files};
use crate::kit::explain::Explain;
use crate::kit::json::object;
use crate::kit::options;
use crate::kit::readings::{self, many};
use crate::kit::scale::Scale;
use crate::kit::strategies::STRATEGIES;
use engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Strategy, Task, Variant};
use error::{refused, usage};
use sync::locks::Locks;
use work::{Input, sum_line};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "hash",
    about: "work that computes: threads gain up to the number of cores",
    hidden: false,
    variants: &[
        STRATEGIES[0],
        STRATEGIES[1],
        STRATEGIES[2],
        STRATEGIES[3],
        VariantRow {
            place: 4,
            name: "one-lock",
            about: "threads, but only one computes at a time, as under CPython's GIL",
            default: false,
            strategy: None,
        },
    ],
    examples: &[
        (
            "threaddemo hash",
            "SHA-256 of 8 generated blocks, one after another and side by side",
        ),
        (
            "threaddemo hash --scale 1,2,4,8",
            "what each number of threads gains: more threads than cores don't help",
        ),
        (
            "threaddemo hash --variants sequential,one-lock",
            "threads that take turns gain nothing",
        ),
        (
            "threaddemo hash --format plain --threads *.iso",
            "the digests of files, as sha256sum prints them",
        ),
    ],
    small: &["--blocks", "4", "--size", "64KiB"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "hash.rs"),
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

#[derive(Args, Clone, Debug)]
struct Options {
    /// Files to digest instead of generated blocks
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["blocks", "size"])]
    files: Vec<OsString>,
    /// Number of blocks
    #[arg(long, value_name = "N", default_value = "8", value_parser = options::count)]
    blocks: usize,
    /// Size of each block
    #[arg(long, value_name = "SIZE", default_value = "32MiB", value_parser = options::size)]
    size: u64,
    #[command(flatten)]
    scale: Scale,
}

/// What every variant works on, and the digests that the first of them found.
struct Work {
    inputs: Vec<Input>,
    first_found: OnceLock<Vec<Value>>,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let choices = own.scale.pools(matches, choices)?;
    let inputs = if own.files.is_empty() {
        let block = |number| Input::block(number, own.size);
        (0..own.blocks as u64).map(block).collect()
    } else {
        readable(&own.files)?
    };
    let mut shown = object(&own.scale);
    shown.extend(object(&if own.files.is_empty() {
        json!({"blocks": own.blocks, "size": own.size})
    } else {
        json!({"files": inputs.iter().map(Input::name).collect::<Vec<_>>()})
    }));
    if !own.files.is_empty() {
        let open = choices.iter().filter_map(Choice::strategy);
        let open = open.map(|strategy| strategy.workers(inputs.len()).min(inputs.len()));
        let most = open.max().unwrap_or(inputs.len());
        system::open_files(most, 1).map_err(|limit| refused(format!("hash can't run: {limit}")))?;
    }
    let work = Arc::new(Work {
        inputs,
        first_found: OnceLock::new(),
    });
    Ok(Plan {
        variants: choices
            .iter()
            .map(|choice| variant(choice, &work))
            .collect(),
        options: shown,
        guaranteed: "the digests, the same however they are computed",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

/// The files as inputs; each must be readable now and again later.
fn readable(files: &[OsString]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::with_capacity(files.len());
    for name in files {
        if name == "-" {
            return Err(usage(
                "'-' is not allowed for FILE: every variant reads its files anew, which stdin can't be (a file of that name is './-')",
            ));
        }
        let path = PathBuf::from(name);
        let fails =
            |why: &dyn std::fmt::Display| refused(format!("can't read {}: {why}", path.display()));
        let metadata = fs::metadata(&path).map_err(|error| fails(&error))?;
        if metadata.is_dir() {
            return Err(fails(&"it is a directory; name the files in it"));
        }
        if !metadata.is_file() {
            return Err(fails(
                &"it is no regular file, and every variant reads its files anew",
            ));
        }
        File::open(&path).map_err(|error| fails(&error))?;
        inputs.push(Input::file(path));
    }
    Ok(inputs)
}

fn variant(choice: &Choice, work: &Arc<Work>) -> Variant {
    let strategy = choice.strategy();
    let tasks = work.inputs.len();
    let (name, work) = (choice.name(), Arc::clone(work));
    Variant {
        name: name.clone(),
        strategy: strategy.unwrap_or(Strategy::Threads),
        // All except one-lock are strategies.
        bound: Bound::Computing(strategy.map_or(1, |strategy| strategy.workers(tasks).min(tasks))),
        tasks,
        prepare: None,
        job: Box::new(move |_| job(name.clone(), strategy, &work)),
    }
}

fn job(name: String, strategy: Option<Strategy>, work: &Arc<Work>) -> Job {
    let lock = strategy
        .is_none()
        .then(|| Arc::new(Locks::new(["the right to compute"])));
    let task = |(who, input): (usize, &Input)| {
        let (input, lock) = (input.clone(), lock.clone());
        Task::new(input.name(), move |lane| {
            work::digest(lane, &input, lock.as_deref().map(|lock| (lock, who)))
        })
    };
    let tasks = work.inputs.iter().enumerate().map(task).collect();
    let checked = Arc::clone(work);
    let mut job = Job::new(tasks, move |seen| check(seen, &name, strategy, &checked));
    if let Some(lock) = lock {
        job.objects = vec![lock.name(0).to_owned()];
        job.close = Some(Box::new(move || lock.close()));
    }
    job
}

fn check(seen: &RunView<'_>, name: &str, strategy: Option<Strategy>, work: &Work) -> Checked {
    let tasks = work.inputs.len();
    let answers: Vec<_> = (0..tasks)
        .filter_map(|task| seen.answer(task).cloned())
        .collect();
    let bytes: u64 = answers.iter().filter_map(|answer| answer[1].as_u64()).sum();
    let wrong = (0..tasks).find(|&task| {
        let input = &work.inputs[task];
        let answer = seen.answer(task);
        let digest = answer.and_then(|answer| answer[0].as_str());
        let size = answer.and_then(|answer| answer[1].as_u64());
        let said = seen.record.lines_of(task);
        let line = digest.map(|digest| sum_line(digest, &input.path()));
        size.is_none()
            || input.size().is_some_and(|expected| size != Some(expected))
            || said.len() != 1
            || line.as_deref() != said.first().copied()
    });
    let plural = if tasks == 1 { "" } else { "s" };
    let claim = format!(
        "{tasks} digest{plural} of {} in all, each said once",
        options::typed_size(bytes)
    );
    let mut checks = vec![Check::that(claim, wrong.is_none(), || {
        let task = wrong.unwrap_or_default();
        let said = seen.record.lines_of(task);
        format!(
            "{} answered {:?} and said {said:?}",
            work.inputs[task].name(),
            seen.answer(task)
        )
    })];
    if let Err(found) = work.first_found.set(answers) {
        let first = work.first_found.get().map_or(&[][..], Vec::as_slice);
        let other = found.iter().zip(first).position(|(now, then)| now != then);
        checks.push(Check::that(
            "the same digests in every variant",
            other.is_none(),
            || {
                let place = other.unwrap_or_default();
                format!(
                    "{name} found {} where the first variant found {}",
                    found[place], first[place]
                )
            },
        ));
    }
    let digest = |answer: (&Input, &Value)| {
        let (input, answer) = answer;
        json!({"name": input.name(), "sha256": answer[0], "bytes": answer[1]})
    };
    let outputs: Vec<_> = (0..tasks)
        .filter_map(|task| Some(digest((&work.inputs[task], seen.answer(task)?))))
        .collect();
    Checked {
        checks,
        facts: facts(seen, name, strategy),
        measured: Map::from_iter([("digests".to_owned(), outputs.into())]),
        ..Checked::default()
    }
}

/// How long threads waited for the one lock. More workers than cores are a doubt about the comparison.
fn facts(
    seen: &RunView<'_>,
    name: &str,
    strategy: Option<Strategy>,
) -> Vec<(&'static str, String)> {
    if strategy.is_some() {
        return Vec::new();
    }
    let waits = many(readings::waits(seen.record, 0).len() as u64, "wait");
    let seconds = readings::waited(seen.record, 0).as_secs_f64();
    let text = format!("{name}: {waits} for the right to compute, {seconds:.3} s in all");
    vec![("lock", text)]
}

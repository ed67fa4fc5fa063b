//! `compare`: the user's own commands as variants, with everything that comparing offers.
//!
//! It has the form of a demo, but is listed as a command, not a lesson. Running a command is left to
//! `engine::external`.

use std::io;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::json;

use super::demo::{Choice, Demo};
use super::kit::command_line::{self, CommandLine, with_lines};
use super::kit::explain::Explain;
use super::kit::json::object;
use super::kit::scale::Scale;
use engine::external::{External, Printed};
use engine::plan::{
    Bound, Check, Checked, Figure, Job, Plan, Prepare, Prepared, RunView, Setup, Strategy, Task,
    TaskError, Variant,
};
use engine::record::{Lane, Wait};
use engine::stop::Stop;
use error::usage;

/// The command's row, which is not in the registry.
pub const COMPARE: Demo = Demo {
    name: "compare",
    about: "Compare commands of your own: in turns, with intervals and doubts",
    hidden: true,
    variants: &[],
    examples: &[
        (
            "threaddemo compare 'sort -u words' 'sort words | uniq' --shell",
            "which is faster, and how sure is that?",
        ),
        (
            "threaddemo compare './old' './new' --max-slowdown 1.05",
            "a gate for CI: exit 1 if new is slower by more than 5 %",
        ),
        (
            "threaddemo compare 'make -j {}' --scale 1,2,4,8 --prepare 'make clean' --runs 6",
            "what more and more jobs gain, with something to do before each run",
        ),
    ],
    small: &[],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: &[],
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

#[derive(Args, Clone, Debug, Serialize)]
struct Options {
    /// The commands, each in quotes; the first is the baseline
    #[arg(value_name = "COMMAND", required = true)]
    commands: Vec<String>,
    /// What to call them in the report, in their order
    #[arg(long, value_name = "NAME,NAME...", value_delimiter = ',')]
    names: Vec<String>,
    /// Hand each command to sh -c; else its words are split as a shell splits them
    #[arg(long)]
    shell: bool,
    /// Run this before each run, unmeasured, with sh -c
    #[arg(long, value_name = "COMMAND")]
    prepare: Option<String>,
    /// Measure a command that fails, too; else its failure ends the comparison
    #[arg(long)]
    ignore_failure: bool,
    /// Show what the commands print; otherwise it is discarded
    #[arg(long)]
    #[serde(skip)]
    show: bool,
    #[command(flatten)]
    #[serde(flatten)]
    scale: Scale,
}

/// The placeholder that `--scale` replaces with each number.
const PLACE: &str = "{}";

/// The commands: one for each number of `--scale`, if that is given.
fn commands(own: &Options) -> anyhow::Result<Vec<String>> {
    match (&own.scale.scale, &*own.commands) {
        (None, commands) => Ok(commands.to_vec()),
        (Some(numbers), [command]) if command.contains(PLACE) => {
            let numbers = numbers.0.iter();
            Ok(numbers
                .map(|number| command.replace(PLACE, &number.to_string()))
                .collect())
        }
        _ => Err(usage(
            "--scale needs one command in which {} is the number of threads, such as 'make -j {}'",
        )),
    }
}

fn plan(matches: &ArgMatches, _: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let commands = commands(&own)?;
    let names = command_line::names(&own.names, &commands)?;
    let lines = commands.iter().zip(names);
    let variants: anyhow::Result<_> = lines
        .map(|(line, name)| Ok(variant(name, CommandLine::read(line, own.shell)?, &own)))
        .collect();
    Ok(Plan {
        variants: variants?,
        options: object(&own),
        guaranteed: "that each command ran to its end in each of its runs",
        left_out: Vec::new(),
        not_guaranteed: Some("that another machine gives the same ratio"),
        compares: Figure::Time,
    })
}

fn variant(name: String, command: CommandLine, own: &Options) -> Variant {
    let prepare = own.prepare.as_deref().map(CommandLine::of_shell);
    let (show, ignore_failure) = (own.show, own.ignore_failure);
    Variant {
        name,
        strategy: Strategy::Sequential,
        bound: Bound::Unknown,
        tasks: 1,
        prepare: prepare.map(|line| -> Prepare { Box::new(move |stop| prepared(&line, stop)) }),
        job: Box::new(move |_| job(&command, show, ignore_failure)),
    }
}

/// Runs the command to be run before each run.
fn prepared(command: &CommandLine, stop: &Stop) -> io::Result<Prepared> {
    let external = External::new(&command.program, &command.arguments, Printed::Dropped)?;
    if let Ok(end) = external.run(stop, |_, _| ())?
        && let Some(how) = end.failure()
    {
        let how = with_lines(&how, &end.last_lines);
        return Err(io::Error::other(format!("--prepare failed: {how}")));
    }
    Ok(Prepared {
        setup: Setup::default(),
        kept: Box::new(()),
    })
}

fn job(command: &CommandLine, show: bool, ignore_failure: bool) -> Job {
    let printed = if show {
        Printed::Shown
    } else {
        Printed::Dropped
    };
    // Made before the clock starts.
    let external = External::new(&command.program, &command.arguments, printed);
    let body = move |lane: &mut Lane| {
        let failed = |error: io::Error| TaskError::Refused(error.to_string());
        let external = external.map_err(failed)?;
        let stop = lane.stop().clone();
        // It may have been raised while --prepare's command ran.
        stop.check()?;
        let run = || (external.run(&stop, |_, _| ()), 0);
        let end = lane.wait(Wait::Join, u16::MAX, run).map_err(failed)??;
        match end.failure() {
            Some(how) if !ignore_failure => {
                Err(TaskError::Failed(with_lines(&how, &end.last_lines)))
            }
            how => Ok(json!({ "failure": how, "peak": end.peak })),
        }
    };
    Job::new(vec![Task::new("command", body)], move |seen| {
        checked(seen, ignore_failure)
    })
}

fn checked(seen: &RunView<'_>, ignore_failure: bool) -> Checked {
    let answer = seen.answer(0);
    let failure = answer.and_then(|answer| answer["failure"].as_str());
    let claim = if ignore_failure {
        "each command ran to its end"
    } else {
        "exit code 0 of each command"
    };
    let ended = ignore_failure || failure.is_none();
    let told = || failure.unwrap_or_default().to_owned();
    let mut measured = serde_json::Map::new();
    measured.insert("failure".into(), json!(failure));
    Checked {
        checks: vec![Check::that(claim, ended, told)],
        measured,
        children_peak: answer.and_then(|answer| answer["peak"].as_u64()),
        ..Checked::default()
    }
}

//! `commands`: the user's own commands as tasks, one after another or side by side.
//!
//! Without commands there is nothing to run, so it takes at least one. Running a command is left to
//! `engine::external`.

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Value, json};

use super::demo::{Choice, Demo};
use super::kit::command_line::{self, CommandLine};
use super::kit::explain::Explain;
use super::kit::json::object;
use super::kit::strategies::{IN_THIS_PROCESS, variants};
use crate::demo::files;
use engine::external::{External, Printed};
use engine::plan::{Bound, Check, Checked, Figure, Job, Plan, RunView, Task, TaskError};
use engine::record::{Lane, Wait};

/// The registry row.
pub const DEMO: Demo = Demo {
    name: "commands",
    about: "your own commands, one after another or side by side: their lines live and whole",
    hidden: false,
    variants: IN_THIS_PROCESS,
    examples: &[
        (
            "threaddemo commands 'make docs' 'make test'",
            "one after the other, then side by side: what does that gain?",
        ),
        (
            "threaddemo commands --threads --names web,worker './web' './worker'",
            "several programs in one terminal, each line with its name",
        ),
        (
            "threaddemo commands --pool=4 --shell 'gzip -k a' 'gzip -k b' 'gzip -k c' 'gzip -k d'",
            "four at a time",
        ),
    ],
    small: OWN_VERSION,
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "commands.rs"),
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

/// Commands that exist on every machine: this very program, if the system has a name for the running
/// file.
const OWN_VERSION: &[&str] = if cfg!(target_os = "linux") {
    &[
        "/proc/self/exe --version",
        "/proc/self/exe --version",
        "--names",
        "one,other",
    ]
} else {
    &["uname -s", "uname -m"]
};

#[derive(Args, Clone, Debug, Serialize)]
struct Options {
    /// The commands, each in quotes
    #[arg(value_name = "COMMAND", required = true)]
    commands: Vec<String>,
    /// What to call them, in their order
    #[arg(long, value_name = "NAME,NAME...", value_delimiter = ',')]
    names: Vec<String>,
    /// Hand each command to sh -c; else its words are split as a shell splits them
    #[arg(long)]
    shell: bool,
}

/// A command and its name.
type Named = (String, CommandLine);

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let own = Options::from_arg_matches(matches)?;
    let names = command_line::names(&own.names, &own.commands)?;
    let lines = own.commands.iter().zip(names);
    let commands: anyhow::Result<Vec<Named>> = lines
        .map(|(line, name)| Ok((name, CommandLine::read(line, own.shell)?)))
        .collect();
    let commands = commands?;
    Ok(Plan {
        variants: variants(
            choices,
            commands.len(),
            |_| Bound::Unknown,
            move |_| job(&commands),
        ),
        options: object(&own),
        guaranteed: "that no line is torn; the order of each command's lines",
        left_out: Vec::new(),
        not_guaranteed: Some("the order of lines between commands"),
        compares: Figure::Time,
    })
}

fn job(commands: &[Named]) -> Job {
    let task = |(name, command): &Named| {
        let command = command.clone();
        Task::new(name.clone(), move |lane| run(lane, &command))
    };
    let names: Vec<_> = commands.iter().map(|(name, _)| name.clone()).collect();
    Job::new(commands.iter().map(task).collect(), move |seen| {
        checked(seen, &names)
    })
}

/// Runs a command, and prints its lines.
fn run(lane: &mut Lane, command: &CommandLine) -> Result<Value, TaskError> {
    let refused = |error: std::io::Error| TaskError::Refused(error.to_string());
    let external = External::new(&command.program, &command.arguments, Printed::Lines);
    let external = external.map_err(refused)?;
    let stop = lane.stop().clone();
    lane.begin_wait(Wait::Join, u16::MAX, None);
    let end = external.run(&stop, |_, line| lane.say(line));
    lane.end_wait();
    let end = end.map_err(refused)??;
    Ok(json!({ "failure": end.failure(), "peak": end.peak }))
}

fn checked(seen: &RunView<'_>, names: &[String]) -> Checked {
    let failure = |task: usize| seen.answer(task)?["failure"].as_str();
    let failed = names
        .iter()
        .enumerate()
        .filter_map(|(task, name)| Some(format!("{name} ended with {}", failure(task)?)));
    let failed: Vec<_> = failed.collect();
    let claim = "exit code 0 of each command";
    let check = Check::that(claim, failed.is_empty(), || failed.join(", "));
    let each = names.iter().enumerate();
    let each: Vec<_> = each
        .map(|(task, name)| json!({"name": name, "failure": failure(task)}))
        .collect();
    let peaks = (0..names.len()).filter_map(|task| seen.answer(task)?["peak"].as_u64());
    Checked {
        checks: vec![check],
        children_peak: peaks.max(),
        measured: object(&json!({ "commands": each })),
        ..Checked::default()
    }
}

//! Runs a demo's jobs inside a test, without the program around them.

use clap::Command;

use crate::demo::{Choice, Demo};
use deadline::Deadline;
use engine::children::ChildCommand;
use engine::plan::{Plan, RunView, Setup, Strategy, TaskResult, Variant};
use engine::record::{Clock, Outlet, Record, Recorder};
use engine::stop::Stop;
use engine::strategy::{self, Run};

/// The plan for these arguments with the default variants.
pub(crate) fn plan(demo: &'static Demo, arguments: &[&str]) -> anyhow::Result<Plan> {
    let command = (demo.options)(Command::new(demo.name).no_binary_name(true));
    let matches = command.try_get_matches_from(arguments)?;
    let rows = demo.variants.iter().filter(|row| row.default);
    let choices: Vec<_> = rows.map(|row| Choice { row, size: None }).collect();
    (demo.plan)(&matches, &choices)
}

/// Runs the plan's variants that need no child, in order.
pub(crate) fn run(demo: &'static Demo, arguments: &[&str]) -> Vec<Run> {
    run_plan(&plan(demo, arguments).unwrap())
}

/// Like [`run`], but only the variant with this name, which must not be a strategy.
pub(crate) fn run_named(demo: &'static Demo, name: &str, arguments: &[&str]) -> Run {
    let command = (demo.options)(Command::new(demo.name).no_binary_name(true));
    let matches = command.try_get_matches_from(arguments).unwrap();
    let row = demo.variants.iter().find(|row| row.name == name).unwrap();
    let plan = (demo.plan)(&matches, &[Choice { row, size: None }]).unwrap();
    run_plan(&plan).remove(0)
}

fn run_plan(plan: &Plan) -> Vec<Run> {
    let _deadline = Deadline::new();
    let variants = plan.variants.iter();
    variants
        .filter(|variant| variant.strategy != Strategy::Processes)
        .map(run_variant)
        .collect()
}

/// Runs one variant.
pub(crate) fn run_variant(variant: &Variant) -> Run {
    let setup = Setup::default();
    let job = (variant.job)(&setup);
    let tasks = job.tasks.iter().map(|task| task.name.clone()).collect();
    let objects = job.objects.clone();
    let recorder = Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        tasks,
        objects,
    );
    let child_command = ChildCommand::new(Vec::new(), 0, setup);
    strategy::run(variant.strategy, job, &recorder, &child_command)
}

/// A record in which each of these tasks printed these lines, each on its own lane.
pub(crate) fn record(tasks: &[&str], lanes: &[(usize, Vec<&str>)]) -> Record {
    let names: Vec<_> = tasks.iter().map(|&name| name.to_owned()).collect();
    let clock = Clock::start();
    let recorder = Recorder::new(clock, Stop::new(), Outlet::default(), names, Vec::new());
    for (task, lines) in lanes {
        let mut lane = recorder.lane(tasks[*task]);
        lane.begin(*task);
        for line in lines {
            lane.say(line);
        }
        lane.end();
    }
    recorder.gather(clock.now())
}

/// A check's view of this record, in which no task returned anything.
pub(crate) fn seen(record: &Record) -> RunView<'_> {
    const NOBODY: &[TaskResult] = &[];
    RunView {
        record,
        outcomes: NOBODY,
    }
}

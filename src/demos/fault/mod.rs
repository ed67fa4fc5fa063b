//! The hidden demo `fault`: every way in which a run can end, on demand for tests and people.

use std::sync::Arc;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde_json::{Map, Value, json};

use crate::demo::{Choice, Demo, variants};
use crate::kit::explain::Explain;
use crate::kit::readings::many;
use crate::kit::{locked, options};
use engine::plan::{
    Bound, Check, Checked, Figure, Job, Plan, Prepare, RunView, Strategy, Task, TaskError, Variant,
};
use engine::record::Lane;
use sync::Closed;
use sync::locks::Locks;
use sync::rendezvous::{Rendezvous, Seat};

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "fault",
    about: "every way in which a run can end, on purpose",
    hidden: true,
    variants: Planted::ROWS,
    examples: &[],
    small: &[],
    explain: &Explain {
        text: "",
        examples: &[],
        python: &[],
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

variants! {
    /// What goes wrong.
    enum Planted {
        Nothing: "none", "nothing goes wrong", default;
        Panic: "panic", "the first task panics";
        Fail: "fail", "the first task fails";
        Stopped: "stopped", "the first task says that it was stopped";
        Wrong: "wrong", "the first task returns a wrong answer";
        LostLine: "lost-line", "the first task's last line is never said";
        Hang: "hang", "the first task computes forever and hears no stop signal";
        Refused: "refused", "the first task is refused something by the system";
        Deadlock: "deadlock", "two tasks lock two locks in opposite orders";
        Sleep: "sleep", "the first task sleeps for an hour";
        KilledChild: "killed-child", "the first task's process kills itself";
        HungChild: "hung-child", "the first task's process hears no stop signal";
        PanickedMain: "panicked-main", "the main thread's part panics";
        PanickedCheck: "panicked-check", "the check of the answers panics";
        PanickedStart: "panicked-start", "what is made before the tasks panics";
    }
}

#[derive(Args, Clone, Copy, Debug)]
struct Options {
    /// How many tasks there are
    #[arg(long, value_name = "N", default_value = "2", value_parser = options::count)]
    tasks: usize,
    /// How many lines each of them says
    #[arg(long, value_name = "N", default_value = "1", value_parser = options::count)]
    lines: usize,
    /// How long to wait before each line
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = options::duration)]
    delay: Duration,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let variant = |choice: &Choice| {
        let fault = Planted::of(choice);
        let strategy = match fault {
            Planted::KilledChild | Planted::HungChild => Strategy::Processes,
            _ => Strategy::Threads,
        };
        Variant {
            name: fault.name().to_owned(),
            strategy,
            bound: Bound::Unknown,
            tasks: options.tasks,
            prepare: (fault == Planted::PanickedStart)
                .then(|| -> Prepare { Box::new(|_| panic!("a planned panic")) }),
            job: Box::new(move |_| job(fault, options)),
        }
    };
    Ok(Plan {
        variants: choices.iter().map(variant).collect(),
        options: Map::new(),
        guaranteed: "that whatever goes wrong is said",
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Time,
    })
}

fn job(fault: Planted, options: Options) -> Job {
    if fault == Planted::Deadlock {
        return crossed(options);
    }
    let task = |index: usize| {
        let fault = if index == 0 { fault } else { Planted::Nothing };
        Task::new(format!("task-{index}"), move |lane| {
            talk(lane, fault, options)
        })
    };
    let mut job = Job::new((0..options.tasks).map(task).collect(), move |seen| {
        assert!(fault != Planted::PanickedCheck, "a planned panic");
        check(seen, options)
    });
    if fault == Planted::PanickedMain {
        job.main.while_running = Some(Box::new(|_| panic!("a planned panic")));
    }
    job
}

/// Two tasks that take two locks in opposite orders; both have one before they reach for the other.
fn crossed(options: Options) -> Job {
    let locks = Arc::new(Locks::new(["lock-a", "lock-b"]));
    let (line, seats) = Rendezvous::new(2);
    let task = |(who, mut seat): (usize, Seat)| {
        let locks = Arc::clone(&locks);
        Task::new(format!("task-{who}"), move |lane| {
            let mut take = |which: usize| {
                let taken = locked::take(lane, &locks, who, which);
                taken.map_err(|refused| {
                    locked::unplanned(refused, &locks, |who| format!("task-{who}"))
                })
            };
            let _first = take(who % 2)?;
            seat.line_up().map_err(|Closed| TaskError::Stopped)?;
            let _second = take(1 - who % 2)?;
            Ok(json!(options.lines))
        })
    };
    let tasks = seats.into_iter().enumerate().map(task).collect();
    let mut job = Job::new(tasks, move |seen| check(seen, options));
    job.objects = vec!["lock-a".to_owned(), "lock-b".to_owned()];
    job.close = Some(Box::new(move || {
        locks.close();
        line.close();
    }));
    job
}

/// Prints the task's lines; the fault happens before the last of them.
fn talk(lane: &mut Lane, fault: Planted, options: Options) -> Result<Value, TaskError> {
    let name = lane.name().to_owned();
    for line in 1..=options.lines {
        lane.sleep(options.delay)?;
        if line == options.lines {
            break_down(lane, fault)?;
        }
        if fault != Planted::LostLine || line < options.lines {
            lane.say(format_args!("{name} line {line:>10}"));
        }
    }
    Ok(json!(if fault == Planted::Wrong {
        0
    } else {
        options.lines
    }))
}

fn break_down(lane: &mut Lane, fault: Planted) -> Result<(), TaskError> {
    match fault {
        Planted::Panic => panic!("a planned panic"),
        Planted::Refused => {
            return Err(TaskError::Refused(
                "a planned limit allows 0 threads".into(),
            ));
        }
        Planted::Fail => return Err(TaskError::Failed("a planned failure".into())),
        Planted::Stopped => return Err(TaskError::Stopped),
        Planted::Hang | Planted::HungChild => loop {
            std::thread::park();
        },
        Planted::Sleep => lane.sleep(Duration::from_hours(1))?,
        Planted::KilledChild => system::children::kill_this_process(),
        Planted::Nothing
        | Planted::Wrong
        | Planted::LostLine
        | Planted::Deadlock
        | Planted::PanickedMain
        | Planted::PanickedCheck
        | Planted::PanickedStart => {}
    }
    Ok(())
}

fn check(seen: &RunView<'_>, options: Options) -> Checked {
    let lines = |count: usize| many(count as u64, "line");
    let tasks = many(options.tasks as u64, "task");
    let claim = format!("{} of each of {tasks}", lines(options.lines));
    let wrong = (0..options.tasks).find(|&task| {
        seen.answer(task) != Some(&json!(options.lines))
            || seen.record.lines_of(task).len() != options.lines
    });
    let check = Check::that(claim, wrong.is_none(), || {
        let task = wrong.unwrap_or_default();
        let said = lines(seen.record.lines_of(task).len());
        let answer = seen.answer(task).cloned().unwrap_or_default();
        format!("task-{task} said {said} and answered {answer}")
    });
    Checked {
        checks: vec![check],
        ..Checked::default()
    }
}

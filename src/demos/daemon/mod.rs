//! The lesson `daemon`: a background thread that ends with its process, beside one that is joined.
//!
//! `daemon` runs in a child: only there can a main thread return while an unjoined thread is still
//! running, and the end of the process be observed.

mod ended;

use std::thread::Builder;
use std::time::Duration;

use clap::{ArgMatches, Args, FromArgMatches};
use serde::Serialize;
use serde_json::{Value, json};

use crate::demo::{Choice, Demo, files, variants};
use crate::kit::explain::Explain;
use crate::kit::{json, options};
use ended::{BACKGROUND, EXITING, TICK};
use engine::plan::{
    Bound, Check, Checked, Figure, Job, MainPart, Plan, RunView, Strategy, Task, TaskError, Variant,
};
use engine::record::Lane;
use engine::thread_group::STACK;
use error::usage;

/// The registry row.
pub(super) const DEMO: Demo = Demo {
    name: "daemon",
    about: "a background thread ends with the main thread; a joined one is waited for",
    hidden: false,
    variants: Fate::ROWS,
    examples: &[
        (
            "threaddemo daemon",
            "a detached thread, cut off; then a joined one, waited for",
        ),
        (
            "threaddemo daemon --variants daemon --interval 1ms",
            "how close to the end the last tick comes",
        ),
        (
            "threaddemo daemon --variants joined --ticks 10 --main-for 0s",
            "the main thread has nothing to do but wait",
        ),
    ],
    small: &["--interval", "10ms", "--main-for", "25ms"],
    explain: &Explain {
        text: include_str!("text.md"),
        examples: files!("examples": "daemon.rs", "daemon_joined.rs"),
        python: files!("examples/python": "daemon.py"),
    },
    options: Options::augment_args,
    plan,
    steps: None,
};

variants! {
    /// What happens to the background thread.
    enum Fate {
        Daemon: "daemon", "in its own process, the main thread returns while a detached thread still ticks", default;
        Joined: "joined", "the main thread joins the ticking thread, and so waits for its last tick", default;
    }
}

#[derive(Args, Clone, Copy, Debug, Serialize)]
struct Options {
    /// How long the background thread sleeps between its ticks
    #[arg(long, value_name = "DURATION", default_value = "200ms", value_parser = options::duration)]
    #[serde(rename = "interval_s", serialize_with = "json::seconds")]
    interval: Duration,
    /// How long the main thread does something else
    #[arg(long, value_name = "DURATION", default_value = "500ms", value_parser = options::duration)]
    #[serde(rename = "main_for_s", serialize_with = "json::seconds")]
    main_for: Duration,
    /// Number of ticks of the background thread; for `joined` only, since a daemon ticks until it is
    /// ended
    #[arg(long, value_name = "N", default_value = "5", value_parser = options::count)]
    ticks: usize,
}

fn plan(matches: &ArgMatches, choices: &[Choice]) -> anyhow::Result<Plan> {
    let options = Options::from_arg_matches(matches)?;
    let fates: Vec<_> = choices.iter().map(Fate::of).collect();
    let chosen = |fate| fates.contains(&fate);
    let ticks_given = options::is_typed(matches, "ticks");
    if ticks_given && !chosen(Fate::Joined) {
        return Err(usage(
            "--ticks is for the variant 'joined' only, which is not among those chosen: a daemon ticks until it is ended",
        ));
    }
    let mut shown = json::object(&options);
    if !chosen(Fate::Joined) {
        shown.remove("ticks");
    }
    let compared = chosen(Fate::Daemon);
    let variant = |fate: &Fate| match fate {
        Fate::Daemon => Variant {
            name: fate.name().to_owned(),
            strategy: Strategy::Processes,
            bound: Bound::Waits(options.main_for),
            tasks: 1,
            prepare: None,
            job: Box::new(move |_| daemon(options)),
        },
        Fate::Joined => Variant {
            name: fate.name().to_owned(),
            strategy: Strategy::Threads,
            bound: Bound::Waits(options.main_for.max(ticking_time(options))),
            tasks: 1,
            prepare: None,
            job: Box::new(move |_| joined(options, compared)),
        },
    };
    Ok(Plan {
        variants: fates.iter().map(variant).collect(),
        options: shown,
        guaranteed: match (chosen(Fate::Daemon), chosen(Fate::Joined)) {
            (true, false) => "that the end of a process ends its threads",
            (false, _) => "that join returns after a thread's last line",
            (true, true) => {
                "that the end of a process ends its threads; \
                 that join returns after a thread's last line"
            }
        },
        left_out: Vec::new(),
        not_guaranteed: None,
        compares: Figure::Nothing,
    })
}

/// How long the background thread of `joined` sleeps in total.
fn ticking_time(options: Options) -> Duration {
    let ticks = u32::try_from(options.ticks).unwrap_or(u32::MAX);
    options.interval.saturating_mul(ticks)
}

/// Prints a line and sleeps, again and again.
fn tick(lane: &mut Lane, interval: Duration) -> Result<(), TaskError> {
    lane.say(TICK);
    Ok(lane.sleep(interval)?)
}

/// The job of a child whose main thread returns while a thread that it does not join is still ticking.
fn daemon(options: Options) -> Job {
    let main = Task::new("main", move |lane| {
        let mut background = lane.sibling(BACKGROUND);
        lane.spawned(background.place());
        let ticking = move || {
            while tick(&mut background, options.interval).is_ok() {}
            // Only the stop signal gets here; when the process ends, nothing does.
            background.close();
        };
        let builder = Builder::new().name(BACKGROUND.to_owned()).stack_size(STACK);
        let started = builder.spawn(ticking);
        // Dropping the handle is what detaches the thread.
        drop(started.map_err(|error| {
            let limit = system::diagnose_threads(0, STACK);
            TaskError::Refused(format!(
                "its background thread could not be started: {limit} ({error})"
            ))
        })?);
        lane.sleep(options.main_for)?;
        lane.say(EXITING);
        Ok(Value::Null)
    });
    let mut job = Job::new(vec![main], ended::check);
    job.others = vec![BACKGROUND.to_owned()];
    job
}

/// The job whose main thread does something else, then waits for the ticking thread; it may be `compared`
/// with a daemon, which does less.
fn joined(options: Options, compared: bool) -> Job {
    let background = Task::new(BACKGROUND, move |lane| {
        for _ in 0..options.ticks {
            tick(lane, options.interval)?;
        }
        Ok(json!(options.ticks))
    });
    let mut job = Job::new(vec![background], move |seen| {
        let mut checked = check_joined(seen, options.ticks);
        if compared {
            checked.facts.push(("time", LASTS.to_owned()));
        }
        checked
    });
    job.main = MainPart {
        while_running: Some(Box::new(move |lane| lane.sleep(options.main_for))),
        after_join: Some(Box::new(|lane, _, _| lane.say(EXITING))),
        ..MainPart::default()
    };
    job
}

/// How to interpret the ratio of the two.
const LASTS: &str = "daemon lasts as long as its main thread, joined until the last tick too: \
                     their ratio is set by the options, nothing is gained or lost";

fn check_joined(seen: &RunView<'_>, ticks: usize) -> Checked {
    let lines = seen.record.lines();
    let said: Vec<_> = lines.iter().map(|line| line.text).collect();
    let expected = std::iter::repeat_n(TICK, ticks).chain([EXITING]);
    let plural = if ticks == 1 { "" } else { "s" };
    let claim = format!("{ticks} tick{plural} of the joined thread, then the main thread's line");
    let check = Check::that(claim, said.iter().copied().eq(expected), || {
        format!("they said {said:?}")
    });
    Checked {
        checks: vec![check],
        ..Checked::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;

    #[test]
    fn a_joined_thread_does_all_its_ticks_before_main_exits() {
        for (ticks, main_for) in [("1", "0s"), ("3", "50ms"), ("1000", "0s")] {
            let arguments = ["--interval", "0s", "--ticks", ticks, "--main-for", main_for];
            let runs = trial::run(&DEMO, &arguments);
            let [joined] = &*runs else {
                panic!("daemon needs a child, joined doesn't")
            };
            let checked = joined.checked.as_ref().unwrap();
            assert!(checked.checks[0].holds(), "{checked:?}");
        }
    }

    #[test]
    fn a_tick_that_is_missing_or_late_fails_the_check() {
        for lines in [
            vec![EXITING],
            vec![EXITING, TICK],
            vec![TICK],
            vec![TICK, TICK, EXITING],
        ] {
            let record = trial::record(&[BACKGROUND], &[(0, lines)]);
            let checked = check_joined(&trial::seen(&record), 1);
            assert!(!checked.checks[0].holds(), "{:?}", record.lines());
        }
    }

    #[test]
    fn ticks_without_a_variant_that_counts_them_are_refused() {
        assert!(trial::plan(&DEMO, &["--ticks", "3"]).is_ok());
        let row = &Fate::ROWS[0];
        let command = (DEMO.options)(clap::Command::new("daemon").no_binary_name(true));
        let matches = command.try_get_matches_from(["--ticks", "3"]).unwrap();
        let error = plan(&matches, &[Choice { row, size: None }]).err().unwrap();
        assert_eq!(error::Exit::of(&error), error::Exit::Usage);
    }
}

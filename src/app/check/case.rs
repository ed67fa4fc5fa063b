//! One case of `check`: a variant is run once and checked for its own guarantees and for those of every
//! run.
//!
//! It asserts the variant's own checks, what holds for every record, and only lower bounds on time: a
//! busy machine makes things late, never early.

use std::sync::Arc;
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{bounded, select};

use super::exam::Exam;
use crate::kept_output::KeptOutput;
use crate::{problems, signals};
use engine::children::ChildCommand;
use engine::live::Live;
use engine::plan::{Bound, Check, Variant};
use engine::record::{Clock, EntryKind, Outlet, Record, Recorder};
use engine::stop::{Cause, Stop};
use engine::strategy::{self, Run};
use report::line;
use report::results::{Case, Reached};

/// How long a case may take to end after it was told to stop, including its own grace period for tasks;
/// then it is abandoned.
const GRACE: Duration = Duration::from_secs(2);

/// The stack size of the thread that a case runs on, in bytes; std's default.
const STACK: usize = 2 << 20;

/// Examines the variant at this place in the exam's plan, on its own thread: one that never ends, on
/// whichever thread it works, fails by its limit and doesn't hold up the others.
pub(super) fn examine(exam: &Arc<Exam>, place: usize, limit: Duration, all: &Stop) -> Case {
    let stop = Stop::new();
    let told = stop.clone();
    let _linked = all.on_raise(move || told.raise(Cause::Interrupt));
    let (tell, told) = bounded(1);
    let (own, signal) = (Arc::clone(exam), stop.clone());
    let work = move || {
        let variant = &own.request.plan.variants[place];
        let case = strategy::catch_panic(|| run_case(&own, place, variant, limit, &signal));
        let case =
            case.unwrap_or_else(|message| failed(&own, place, format!("panicked: {message}")));
        // The receiver is gone if this case was abandoned.
        let _ = tell.send(case);
    };
    let timer = signals::time_out(limit, stop.clone());
    let begun = timer.and_then(|timer| {
        Ok((
            timer,
            Builder::new()
                .name("main".into())
                .stack_size(STACK)
                .spawn(work)?,
        ))
    });
    let (_timer, thread) = match begun {
        Ok(begun) => begun,
        Err(error) => return failed(exam, place, format!("can't start its threads: {error}")),
    };
    let case = select! {
        recv(told) -> case => case.ok(),
        recv(stop.channel()) -> _ => match told.recv_timeout(GRACE) {
            Ok(case) => Some(case),
            Err(error) if error.is_timeout() => {
                let what = format!("{}, nor when it was told to", too_late(limit));
                return failed(exam, place, what);
            }
            Err(_) => None,
        },
    };
    // It has already reported its case.
    let _ended = thread.join();
    case.unwrap_or_else(|| failed(exam, place, "its thread ended without an answer".to_owned()))
}

fn failed(exam: &Exam, place: usize, failure: String) -> Case {
    let demo = exam.request.demo.name;
    let variant = exam.request.plan.variants[place].name.clone();
    Case::failed_before(demo, variant, failure)
}

fn too_late(limit: Duration) -> String {
    let limit = humantime::format_duration(limit);
    format!("did not end within its limit of {limit}")
}

fn run_case(exam: &Exam, place: usize, variant: &Variant, limit: Duration, stop: &Stop) -> Case {
    if let Err(limit) = strategy::check_limits(variant.strategy, variant.tasks) {
        return failed(exam, place, format!("can't run: {limit}"));
    }
    let (job, prepared) = match variant.prepared(stop) {
        Ok(prepared) => prepared,
        Err(error) => return failed(exam, place, format!("can't be prepared: {error}")),
    };
    let names = job.tasks.iter().map(|task| task.name.clone()).collect();
    let child_command = ChildCommand::new(exam.arguments.clone(), place, prepared.setup);
    let objects = job.objects.clone();
    let others = job.others.clone();
    let output = KeptOutput::default();
    let live = Live::new(Box::new(output.clone()), stop.clone(), false);
    let outlet = Outlet {
        line: Some(live.outlet(line::by_lane())),
        ..Outlet::default()
    };
    let recorder = Recorder::new(Clock::start(), stop.clone(), outlet, names, objects);
    let run = strategy::run(variant.strategy, job, &recorder, &child_command);
    drop(prepared.kept);
    let mut failures = Vec::new();
    if stop.cause() == Some(Cause::Timeout) {
        failures.push(too_late(limit));
    }
    let wrong = problems::of(&run, stop.cause());
    failures.extend(wrong.into_iter().map(|(what, _)| what));
    let printed = live.finish().map(|()| output.text());
    if run.checked.is_some() {
        failures.extend(too_early(&run, variant));
        failures.extend(record_faults(&run.record, &others));
        match printed {
            Ok(text) => failures.extend(printed_otherwise(&run.record, &text)),
            Err(error) => failures.push(format!("can't print: {error}")),
        }
    }
    let checks = run.checked.map(|verdict| verdict.checks);
    let held = checks.into_iter().flatten().filter(Check::holds);
    Case {
        demo: exam.request.demo.name,
        variant: variant.name.clone(),
        elapsed: run.record.elapsed,
        checked: held.map(|check| check.claim).collect(),
        failures,
        reached: Reached::End,
    }
}

/// The complaint about a run that took less time than its waits, so did not wait for all of them.
fn too_early(run: &Run, variant: &Variant) -> Option<String> {
    let Bound::Waits(least) = variant.bound else {
        return None;
    };
    let elapsed = run.record.elapsed;
    (elapsed < least)
        .then(|| format!("took {elapsed:?}, less than the {least:?} that its waits take"))
}

/// Violations of what holds for the record of every run that was not cut short: threads were joined, each
/// task began and ended, each wait ended, and time ran forwards. The `others`, threads that tasks start,
/// may be cut off by the end of their process; their demo's own checks cover them.
fn record_faults(record: &Record, others: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut begun = vec![false; record.tasks.len()];
    for lane in &record.lanes {
        let name = &lane.name;
        if lane.in_use {
            faults.push(format!("thread {name} was not joined"));
        }
        let (mut at, mut task, mut waits) = (None, None, false);
        for moment in lane.moments() {
            if at > Some(moment.at) {
                faults.push(format!("time ran backwards on thread {name}"));
            }
            at = Some(moment.at);
            match moment.kind {
                EntryKind::Begin(index) => {
                    task = Some(index);
                    // A task may have threads of its own, each with a lane on which it begins.
                    if let Some(begun) = begun.get_mut(index as usize) {
                        *begun = true;
                    }
                }
                EntryKind::End => task = None,
                EntryKind::Wait { .. } => waits = true,
                EntryKind::Woke(_) => waits = false,
                EntryKind::Line(_)
                | EntryKind::Piece(_)
                | EntryKind::Gave(..)
                | EntryKind::Level(..)
                | EntryKind::Spawn(_)
                | EntryKind::Reached(_) => {}
            }
        }
        let own = |other: &String| lane.name.split(" (pid ").next() == Some(other);
        if (task.is_some() || waits) && !others.iter().any(own) {
            faults.push(format!("thread {name} was still at work at the end"));
        }
    }
    let never = record.tasks.iter().zip(begun).filter(|(_, begun)| !begun);
    faults.extend(never.map(|(name, _)| format!("{name} never began")));
    faults
}

/// The complaint if what was printed differs, lane by lane and in order, from what the record says was
/// printed.
fn printed_otherwise(record: &Record, printed: &str) -> Option<String> {
    let mut said: Vec<_> = record
        .lines()
        .iter()
        .map(|line| (line.lane, line.text.to_owned()))
        .collect();
    let mut shown: Vec<_> = printed.lines().map(line::lane_and_text).collect();
    // Stable, so that the order within each lane is kept.
    said.sort_by_key(|(lane, _)| *lane);
    shown.sort_by_key(|(lane, _)| *lane);
    if said == shown {
        return None;
    }
    let differ = said.iter().zip(&shown).find(|(said, shown)| said != shown);
    let (said_count, shown_count) = (said.len(), shown.len());
    let first = differ.map_or_else(String::new, |((_, said), (_, shown))| {
        format!(", first {said:?} as {shown:?}")
    });
    Some(format!(
        "{said_count} lines were said and {shown_count} printed{first}"
    ))
}

//! What happens to tasks once everything has to stop.

use std::thread;
use std::time::Duration;

use crossbeam_channel::Receiver;
use serde_json::{Value, json};

use super::joins::Joins;
use super::task::{GRACE, ThreadMessage, await_threads};
use super::{Run, run};
use crate::children::ChildCommand;
use crate::plan::{Checked, Job, Setup, Strategy, Task, TaskResult};
use crate::record::{Clock, Outlet, Recorder};
use crate::stop::{Cause, Stop};
use crate::thread_group::ThreadGroup;
use deadline::Deadline;

/// Runs these tasks, without checking what they return.
fn run_tasks(strategy: Strategy, stop: &Stop, tasks: Vec<Task>) -> Run {
    let _deadline = Deadline::new();
    let names = vec!["task".to_owned(); tasks.len()];
    let job = Job::new(tasks, |_| Checked::default());
    let recorder = Recorder::new(
        Clock::start(),
        stop.clone(),
        Outlet::default(),
        names,
        vec![],
    );
    let child_command = ChildCommand::new(Vec::new(), 0, Setup::default());
    run(strategy, job, &recorder, &child_command)
}

#[test]
fn no_more_threads_are_started_once_everything_is_to_stop() {
    for strategy in [Strategy::Threads, Strategy::Pool(2)] {
        let stop = Stop::new();
        stop.raise(Cause::Interrupt);
        let task = |name| Task::new(name, |_| Ok(json!(1)));
        let run = run_tasks(strategy, &stop, vec![task("a"), task("b")]);
        assert_eq!(
            run.outcomes,
            vec![TaskResult::NotStarted; 2],
            "{strategy:?}"
        );
        assert_eq!(run.record.lanes.len(), 1, "{strategy:?}: the main thread's");
    }
}

/// The known outcomes of this many tasks, each on its own thread, when waiting for them ends.
fn awaited(threads: usize, told: &Receiver<ThreadMessage>, stop: &Stop) -> Vec<TaskResult> {
    let _deadline = Deadline::new();
    let (outlet, none) = (Outlet::default(), Vec::new);
    let recorder = Recorder::new(Clock::start(), stop.clone(), outlet, none(), none());
    let mut lane = recorder.lane("main");
    let mut joins = Joins::default();
    for thread in 1..=threads {
        joins.started(&mut lane, thread);
    }
    let mut outcomes = vec![TaskResult::Stuck; threads];
    let group = ThreadGroup::new(0).open();
    await_threads(told, joins, &mut outcomes, &mut lane, stop, group);
    outcomes
}

#[test]
fn nobody_is_given_up_as_long_as_others_end() {
    let stop = Stop::new();
    stop.raise(Cause::Interrupt);
    let (ending, ended) = crossbeam_channel::unbounded();
    // One by one, they take far longer than the wait for any single one.
    let slow = thread::spawn(move || {
        for task in 0..40 {
            thread::sleep(GRACE / 20);
            let outcome = TaskResult::Stopped;
            ending.send(ThreadMessage::Task(task, outcome)).unwrap();
            ending.send(ThreadMessage::End(task)).unwrap();
        }
    });
    let outcomes = awaited(40, &ended, &stop);
    slow.join().unwrap();
    assert_eq!(outcomes, vec![TaskResult::Stopped; 40]);
}

#[test]
fn whoever_never_ends_is_given_up() {
    let stop = Stop::new();
    stop.raise(Cause::Interrupt);
    let (ending, ended) = crossbeam_channel::unbounded();
    let outcome = TaskResult::Returned(Value::Null);
    ending.send(ThreadMessage::Task(1, outcome)).unwrap();
    ending.send(ThreadMessage::End(1)).unwrap();
    let outcomes = awaited(2, &ended, &stop);
    assert_eq!(
        outcomes,
        [TaskResult::Stuck, TaskResult::Returned(Value::Null)]
    );
}

#[test]
fn a_task_that_does_not_end_when_told_to_is_stuck_and_one_that_never_began_is_not() {
    for strategy in [Strategy::Threads, Strategy::Pool(1)] {
        let stop = Stop::new();
        let signal = stop.clone();
        let (release, hangs) = crossbeam_channel::bounded::<()>(0);
        let hanging = Task::new("hanging", move |_| {
            signal.raise(Cause::Interrupt);
            let _released = hangs.recv();
            Ok(json!(1))
        });
        let (done, run) = crossbeam_channel::bounded(1);
        thread::spawn(move || done.send(run_tasks(strategy, &stop, vec![hanging]).outcomes));
        // If it were joined instead of given up, this test would hang too.
        let outcomes = run.recv_timeout(Duration::from_mins(1));
        drop(release);
        assert_eq!(outcomes, Ok(vec![TaskResult::Stuck]), "{strategy:?}");
    }
}

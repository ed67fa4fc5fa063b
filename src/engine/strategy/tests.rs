//! What becomes of tasks once everything is to stop.

use std::thread;

use serde_json::{Value, json};

use super::run;
use super::task::{GRACE, await_tasks};
use crate::engine::children::ChildCommand;
use crate::engine::plan::{Checked, Job, Setup, Strategy, Task, TaskResult};
use crate::engine::record::{Clock, Outlet, Recorder};
use crate::engine::stop::{Cause, Stop};

#[test]
fn no_more_threads_are_started_once_everything_is_to_stop() {
    for strategy in [Strategy::Threads, Strategy::Pool(2)] {
        let stop = Stop::new();
        stop.raise(Cause::Interrupt);
        let names = vec!["a".to_owned(), "b".to_owned()];
        let tasks = names.iter().map(|name| Task::new(name, |_| Ok(json!(1))));
        let job = Job::new(tasks.collect(), |_| Checked::default());
        let recorder = Recorder::new(Clock::start(), stop, Outlet::default(), names, Vec::new());
        let child_command = ChildCommand::new(Vec::new(), 0, Setup::default());
        let run = run(strategy, job, &recorder, &child_command);
        assert_eq!(
            run.outcomes,
            vec![TaskResult::NotStarted; 2],
            "{strategy:?}"
        );
        assert_eq!(run.record.lanes.len(), 1, "{strategy:?}: the main thread's");
    }
}

#[test]
fn nobody_is_given_up_as_long_as_others_end() {
    let stop = Stop::new();
    stop.raise(Cause::Interrupt);
    let (ending, ended) = crossbeam_channel::unbounded();
    // One by one they take far longer than is waited for any of them.
    let slow = thread::spawn(move || {
        for task in 0..40 {
            thread::sleep(GRACE / 20);
            ending.send((task, TaskResult::Stopped)).unwrap();
        }
    });
    let mut outcomes = vec![TaskResult::Stuck; 40];
    await_tasks(&ended, 40, &mut outcomes, &stop);
    slow.join().unwrap();
    assert_eq!(outcomes, vec![TaskResult::Stopped; 40]);
}

#[test]
fn whoever_never_ends_is_given_up() {
    let stop = Stop::new();
    stop.raise(Cause::Interrupt);
    let (ending, ended) = crossbeam_channel::unbounded();
    ending.send((1, TaskResult::Returned(Value::Null))).unwrap();
    let mut outcomes = vec![TaskResult::Stuck; 2];
    await_tasks(&ended, 2, &mut outcomes, &stop);
    assert_eq!(
        outcomes,
        [TaskResult::Stuck, TaskResult::Returned(Value::Null)]
    );
}

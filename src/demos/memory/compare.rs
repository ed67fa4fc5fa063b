//! What the workers of `memory` found, compared.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::answer::{AFTER, BEFORE, TIMEOUT, WorkerAnswer, sees, sets};
use engine::plan::{Check, Checked, ProcessMap, RunView, Strategy};
use engine::record::Record;
use system::threads::Registers;

/// Checks what the workers found, and reports what they have in common.
pub(super) fn check(
    seen: &RunView<'_>,
    strategy: Strategy,
    (workers, registers): (usize, &[Option<Registers>]),
) -> Checked {
    let answers = (0..workers).filter_map(|task| seen.answer(task));
    let found: Vec<WorkerAnswer> = answers
        .filter_map(|answer| serde_json::from_value(answer.clone()).ok())
        .collect();
    let mut checks = vec![homes(&found, strategy, workers)];
    if strategy == Strategy::Threads {
        checks.push(addresses(&found));
    }
    checks.push(values(seen.record, &found, strategy));
    let mut facts = vec![(strategy.name(), in_common(seen.record, &found, strategy))];
    if strategy == Strategy::Processes && workers > 1 {
        facts.push(("time", timeout()));
    }
    facts.extend(resident(&found, strategy).map(|text| ("memory", text)));
    Checked {
        checks,
        luck: Some("the addresses, which the system picks afresh every time".to_owned()),
        facts,
        maps: maps(&found, strategy, registers),
        ..Checked::default()
    }
}

/// How much memory the workers take: threads share that of one process.
fn resident(found: &[WorkerAnswer], strategy: Strategy) -> Option<String> {
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    let each: Option<Vec<u64>> = found.iter().map(|found| found.resident).collect();
    let each = each?;
    let largest = mib(*each.iter().max()?);
    Some(match strategy {
        Strategy::Processes => format!(
            "processes: up to {largest} each, {} in all; the pages of the program itself count in \
             each, though the system keeps them once",
            mib(each.iter().sum())
        ),
        _ => format!("threads: {largest} for the whole process, whatever the number of threads"),
    })
}

/// The pictures of the processes, with the addresses that were found.
fn maps(
    found: &[WorkerAnswer],
    strategy: Strategy,
    registers: &[Option<Registers>],
) -> Vec<ProcessMap> {
    let shared = |found: &WorkerAnswer| {
        let [in_static, on_heap] = found.saw;
        vec![
            ("code", found.function.clone()),
            ("static", format!("{} = {in_static}", found.in_static)),
            ("heap", format!("{} = {on_heap}", found.on_heap)),
        ]
    };
    let own = |found: &WorkerAnswer, registers: Option<&Registers>| {
        let mut own = Vec::new();
        if let Some(registers) = registers {
            own.push(("sp", format!("{:#x}", registers.stack)));
            own.push(("pc", format!("{:#x}", registers.program)));
        }
        own.push(("stack", found.local.clone()));
        own.push(("tls", found.thread_local.clone()));
        own
    };
    let name = |worker: usize| format!("Worker-{worker}");
    if strategy == Strategy::Processes {
        let map = |(worker, found): (usize, &WorkerAnswer)| ProcessMap {
            name: format!("process {}", found.process),
            shared: shared(found),
            threads: vec![(name(worker), own(found, None))],
        };
        return found.iter().enumerate().map(map).collect();
    }
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let thread = |(worker, found): (usize, &WorkerAnswer)| {
        let registers = registers.get(worker).and_then(Option::as_ref);
        (name(worker), own(found, registers))
    };
    vec![ProcessMap {
        name: format!("process {}", first.process),
        shared: shared(first),
        threads: found.iter().enumerate().map(thread).collect(),
    }]
}

/// How many different values there are.
fn different<'a, T: std::hash::Hash + Eq>(
    found: &'a [WorkerAnswer],
    which: impl Fn(&'a WorkerAnswer) -> Option<T>,
) -> usize {
    found.iter().filter_map(which).collect::<HashSet<_>>().len()
}

/// Checks that threads have one process and a number each, and processes a number each.
fn homes(found: &[WorkerAnswer], strategy: Strategy, workers: usize) -> Check {
    let processes = different(found, |found| Some(found.process));
    let numbered = found.iter().all(|found| found.thread.is_some());
    let threads = different(found, |found| found.thread);
    let (claim, expected) = match strategy {
        Strategy::Processes => ("each process has an id of its own", workers),
        _ => ("one process id, and a thread id for each thread", 1),
    };
    let holds = found.len() == workers
        && processes == expected
        && (!numbered || threads == workers)
        && found
            .iter()
            .all(|found| (found.process == std::process::id()) == (strategy == Strategy::Threads));
    Check::that(claim, holds, || {
        format!(
            "{} of {workers} workers told of {processes} processes and {threads} threads",
            found.len()
        )
    })
}

/// Checks that threads find everything at the same address except their locals.
fn addresses(found: &[WorkerAnswer]) -> Check {
    let [function, in_static, on_heap, local] = places(found);
    let holds = [function, in_static, on_heap] == [1; 3] && local == found.len();
    let claim = "one address of the function, the static and the heap value; one for each local";
    Check::that(claim, holds, || {
        format!(
            "there are {function} of the function, {in_static} of the static, {on_heap} of the heap value and {local} of the locals"
        )
    })
}

/// The numbers of different addresses of the function, the static, the heap value and the locals.
fn places(found: &[WorkerAnswer]) -> [usize; 4] {
    [
        different(found, |found| Some(&found.function)),
        different(found, |found| Some(&found.in_static)),
        different(found, |found| Some(&found.on_heap)),
        different(found, |found| Some(&found.local)),
    ]
}

/// Checks that Worker-0's change is seen by every thread of its process, and by no other. The main thread
/// looks after the join, so what it finds doesn't depend on timing.
fn values(record: &Record, found: &[WorkerAnswer], strategy: Strategy) -> Check {
    let shared = strategy == Strategy::Threads;
    let expected = |worker: usize| {
        if worker == 0 || shared { AFTER } else { BEFORE }
    };
    let wrong = found.iter().enumerate().find_map(|(worker, found)| {
        let expected = expected(worker);
        (found.saw != [expected; 2]).then(|| format!("Worker-{worker} saw {:?}", found.saw))
    });
    let lines = record.lines();
    let last = lines.iter().rfind(|line| line.task.is_none());
    let last = last.map_or("nothing", |line| line.text);
    let expected = sees([if shared { AFTER } else { BEFORE }; 2]);
    let wrong = wrong.or_else(|| (last != expected).then(|| format!("the main thread {last}")));
    let claim = if shared {
        "every thread sees what Worker-0 set, the main thread too"
    } else {
        "no other process, not even the main one, sees what Worker-0 set"
    };
    Check::that(claim, wrong.is_none(), || wrong.unwrap_or_default())
}

/// What the workers have in common, as a sentence.
fn in_common(record: &Record, found: &[WorkerAnswer], strategy: Strategy) -> String {
    let [function, in_static, on_heap, local] = places(found);
    let workers = found.len();
    let addresses = |count: usize| if count == 1 { "address" } else { "addresses" };
    let mut text = format!(
        "{workers} worker{} found {function} {} of the function, {in_static} of the static, {on_heap} of the heap value, {local} of their locals",
        if workers == 1 { "" } else { "s" },
        addresses(function),
    );
    if strategy == Strategy::Processes && workers > 1 {
        let (late, others) = (looked_after_the_change(record), workers - 1);
        // Writing to a string can't fail.
        let _ = write!(
            text,
            "; {late} of the {others} others looked after Worker-0 had set the values"
        );
    }
    text
}

/// Why processes take so much longer.
fn timeout() -> String {
    let seconds = TIMEOUT.as_secs_f64();
    format!(
        "the {seconds} s for processes is a timeout: that is how long they wait for a signal that can't reach them"
    )
}

/// How many of the other workers looked after Worker-0 had set the values; the stamps of all processes
/// come from one clock.
fn looked_after_the_change(record: &Record) -> usize {
    let lines = record.lines();
    let sets = sets().to_string();
    let change = lines.iter().position(|line| line.text == sets);
    let after = change.map_or(&[][..], |place| &lines[place..]);
    let looks = after.iter().filter(|line| line.text.starts_with("sees "));
    looks
        .filter(|line| line.task.is_some_and(|task| task > 0))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;
    use crate::memory::DEMO;

    fn found(process: u32, thread: u32, saw: u64) -> WorkerAnswer {
        WorkerAnswer {
            process,
            thread: Some(thread),
            function: "0x1".into(),
            in_static: "0x2".into(),
            on_heap: "0x3".into(),
            local: format!("{thread:#x}"),
            thread_local: format!("{thread:#x}"),
            resident: None,
            saw: [saw; 2],
        }
    }

    /// Only one test runs the demo here: runs in one process take turns with its static.
    #[test]
    fn threads_share_everything_but_their_stacks() {
        for workers in ["1", "2", "50"] {
            for run in trial::run(&DEMO, &["--workers", workers]) {
                let checked = run.checked.expect("the check ran");
                assert_eq!(checked.checks.len(), 3);
                assert!(checked.checks.iter().all(Check::holds), "{checked:?}");
            }
        }
    }

    #[test]
    fn two_threads_at_one_local_or_two_heaps_fail_the_check() {
        let here = std::process::id();
        let right = [found(here, 10, AFTER), found(here, 11, AFTER)];
        assert!(addresses(&right).holds() && homes(&right, Strategy::Threads, 2).holds());
        let [one, mut other] = right.clone();
        other.local.clone_from(&one.local);
        assert!(!addresses(&[one.clone(), other]).holds());
        let [_, mut other] = right.clone();
        other.on_heap = "0x4".into();
        assert!(!addresses(&[one, other]).holds());
        assert!(!homes(&right, Strategy::Processes, 2).holds());
        assert!(!homes(&right[..1], Strategy::Threads, 2).holds());
    }

    #[test]
    fn a_change_that_crosses_processes_or_is_missed_by_a_thread_fails_the_check() {
        let says = |value| trial_record(sees([value; 2]));
        let here = [found(1, 10, AFTER), found(2, 11, BEFORE)];
        assert!(values(&says(BEFORE), &here, Strategy::Processes).holds());
        assert!(!values(&says(AFTER), &here, Strategy::Processes).holds());
        assert!(!values(&says(AFTER), &here, Strategy::Threads).holds());
        let all = [found(1, 10, AFTER), found(1, 11, AFTER)];
        assert!(values(&says(AFTER), &all, Strategy::Threads).holds());
        assert!(!values(&says(BEFORE), &all, Strategy::Threads).holds());
        assert!(!values(&says(BEFORE), &all, Strategy::Processes).holds());
    }

    /// A record whose main thread printed this.
    fn trial_record(line: String) -> Record {
        use engine::record::{Clock, Outlet, Recorder};
        let clock = Clock::start();
        let stop = engine::stop::Stop::new();
        let recorder = Recorder::new(clock, stop, Outlet::default(), Vec::new(), Vec::new());
        recorder.lane("main").say(line);
        recorder.gather(clock.now())
    }
}

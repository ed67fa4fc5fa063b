//! The results of counting: what was lost, and what an increment cost.

use serde::Serialize;
use serde_json::Value;

use super::counting_method::CountingMethod;
use super::options::Options;
use crate::kit::json::object;
use crate::kit::readings::many;
use crate::kit::window::Window;
use engine::plan::{Check, Checked, RunView, TaskResult};
use engine::record::{EntryKind, Record, Stamp};
use words::grouped;

/// The object at which two unlocked threads meet.
pub(super) const MEETING: u16 = 0;
/// The object at which all line up: measuring begins there.
pub(super) const START: u16 = 1;
/// The object whose level the main thread records once it has counted what it was sent.
pub(super) const COUNT: u16 = 2;

/// What pictures can't show about this variant.
fn unrecorded(way: CountingMethod) -> Option<&'static str> {
    match way {
        CountingMethod::Mutex | CountingMethod::RwLock => Some(
            "its locks are not recorded one by one, which would change what is measured: waiting \
             for them counts as busy",
        ),
        CountingMethod::Channel => Some(
            "its messages are not recorded one by one, which would change what is measured: waiting \
             for them counts as busy",
        ),
        CountingMethod::Sequential
        | CountingMethod::Unlocked
        | CountingMethod::Atomic
        | CountingMethod::Local
        | CountingMethod::Processes => None,
    }
}

/// What is measured besides time; `unlocked` adds how many threads `met`.
#[derive(Serialize)]
struct Measured {
    expected: u64,
    total: u64,
    lost: u64,
    per_increment_s: f64,
}

/// Checks the final count, and reports what counting cost.
pub(super) fn check(
    seen: &RunView<'_>,
    way: CountingMethod,
    options: Options,
    total: u64,
) -> Checked {
    let expected = options.expected();
    let lost = expected.saturating_sub(total);
    let each = per_increment(seen.record, expected);
    let measured = Measured {
        expected,
        total,
        lost,
        per_increment_s: each * 1e-9,
    };
    let workers = many(options.workers as u64, "worker");
    let nothing = if lost == 0 {
        "nothing lost".to_owned()
    } else {
        format!("{} of {} lost", grouped(lost), many(expected, "update"))
    };
    let mut checked = Checked {
        facts: vec![(
            way.name(),
            format!("{each:.2} ns per increment by {workers}; {nothing}"),
        )],
        measured: object(&measured),
        unrecorded: unrecorded(way),
        ..Checked::default()
    };
    if way == CountingMethod::Unlocked {
        unlocked(seen, options, total, &mut checked);
    } else {
        checked.checks.push(Check::that(
            match expected {
                1 => "the one update counted".to_owned(),
                _ => format!("every one of {} counted", many(expected, "update")),
            },
            total == expected,
            || format!("{} counted {}", way.name(), grouped(total)),
        ));
    }
    if way == CountingMethod::Processes {
        checked.checks.push(nothing_is_shared(seen, options));
    }
    checked
}

/// What holds if nothing protects the counter.
fn unlocked(seen: &RunView<'_>, options: Options, total: u64, checked: &mut Checked) {
    let expected = options.expected();
    let lost = expected.saturating_sub(total);
    let how_many = format!("{} of {}", grouped(lost), many(expected, "update"));
    checked.checks.push(Check::that(
        "unlocked: the counter ends no higher than what was added, and above 0",
        (1..=expected).contains(&total),
        || format!("it ended at {total}"),
    ));
    if options.window == Window::None {
        checked.luck = Some(match lost {
            0 => "that unlocked lost nothing: no lock kept it from losing updates".to_owned(),
            _ => format!("that unlocked lost {how_many}: no two threads were made to meet"),
        });
        return;
    }
    let answers = (0..options.workers).filter_map(|worker| seen.answer(worker));
    let met = answers.filter(|answer| answer["met"] == Value::Bool(true));
    let met = met.count();
    checked.measured.insert("met".into(), met.into());
    checked.checks.push(Check::that(
        "unlocked: two threads met between read and write, and an update was lost",
        met == 2 && lost > 0,
        || format!("{met} met, and {how_many} were lost"),
    ));
    checked.luck = Some(format!(
        "how many updates unlocked loses beyond that one (this time {})",
        grouped(lost.saturating_sub(1))
    ));
}

/// The final value of a process's own counter.
pub(super) fn own_count(outcome: &TaskResult) -> Option<u64> {
    match outcome {
        TaskResult::Returned(answer) => answer["counter"].as_u64(),
        _ => None,
    }
}

/// Nanoseconds per increment, from the start line (or the first task's start, if there is none) to the
/// last task's end and the main thread's count.
fn per_increment(record: &Record, increments: u64) -> f64 {
    let (mut begin, mut end) = (None::<Stamp>, Stamp::default());
    for lane in &record.lanes {
        let mut lined_up = false;
        let mut start = None;
        for moment in lane.moments() {
            match moment.kind {
                EntryKind::Begin(_) if start.is_none() => start = Some(moment.at),
                EntryKind::Wait { object, .. } => lined_up = object == START,
                EntryKind::Woke(_) if lined_up => start = Some(moment.at),
                EntryKind::End | EntryKind::Level(COUNT, _) => end = end.max(moment.at),
                _ => {}
            }
        }
        begin = start.into_iter().chain(begin).min();
    }
    end.since(begin.unwrap_or_default()).as_nanos() as f64 / increments as f64
}

/// Each process counted all of its own increments, and the parent's counter is unchanged.
fn nothing_is_shared(seen: &RunView<'_>, options: Options) -> Check {
    let mut counts = seen.outcomes.iter().map(own_count);
    let alone = counts.all(|count| count == Some(options.increments));
    let untouched = seen
        .record
        .lines()
        .iter()
        .any(|line| line.text == "Counter of the parent: 0");
    Check::that(
        "no process saw another's updates, and the parent saw none",
        alone && untouched,
        || "a counter was shared".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::record::{Clock, Entry, Outlet, Recorder, Wait};
    use engine::stop::Stop;

    #[test]
    fn time_counts_from_the_start_line_and_not_from_where_two_threads_meet() {
        let wait = |object| EntryKind::Wait {
            wait: Wait::Signal,
            object,
            holder: None,
        };
        let (begin, woke) = (EntryKind::Begin(0), EntryKind::Woke(0));
        let lined_up = [
            (0, begin),
            (10, wait(START)),
            (100, woke),
            (120, wait(MEETING)),
        ];
        let met = [(150, woke), (300, EntryKind::End)];
        let free = [(20, begin), (300, EntryKind::End)];
        let each = |lanes: &[Vec<(u64, EntryKind)>]| {
            let names = vec!["worker".to_owned(); lanes.len()];
            let stop = Stop::new();
            let recorder = Recorder::new(Clock::start(), stop, Outlet::default(), names, vec![]);
            for entries in lanes {
                let mut lane = recorder.lane("worker");
                for &(at, kind) in entries {
                    lane.receive(
                        Entry {
                            at: Stamp(at),
                            kind,
                        },
                        "",
                    );
                }
            }
            per_increment(&recorder.gather(Stamp(400)), 2)
        };
        let meeting = [&lined_up[..], &met].concat();
        assert!((each(std::slice::from_ref(&meeting)) - 100.0).abs() < 1e-9);
        assert!((each(&[meeting, free.to_vec()]) - 140.0).abs() < 1e-9);
    }
}

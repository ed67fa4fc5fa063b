//! How the daemon's end shows in the record: a lane that was never closed, in a process that has exited.

use serde_json::Map;

use engine::plan::{Check, Checked, RunView};
use engine::record::{EntryKind, LaneRecord, Moment, Record, Stamp};

/// The name of the ticking thread.
pub(super) const BACKGROUND: &str = "background";
/// The line it prints at each tick.
pub(super) const TICK: &str = "Running background task...";
/// The main thread's last line.
pub(super) const EXITING: &str = "Main thread exiting";

/// Checks that the background thread was cut off by the end of its process.
pub(super) fn check(seen: &RunView<'_>) -> Checked {
    let record = seen.record;
    let checks = vec![exited(record), gone(record)];
    let Some(lane) = daemon(record) else {
        return Checked {
            checks,
            ..Checked::default()
        };
    };
    let ticks = ticks(lane).count();
    let plural = if ticks == 1 { "" } else { "s" };
    let place = cut_off(lane).unwrap_or("nowhere");
    Checked {
        checks,
        luck: Some(format!(
            "how far a daemon comes (this time {ticks} tick{plural}, cut off {place})"
        )),
        facts: vec![("daemon", ending(record, lane))],
        measured: Map::from_iter([("daemon_ticks".to_owned(), ticks.into())]),
        ..Checked::default()
    }
}

/// The main thread printed its line and nothing else.
fn exited(record: &Record) -> Check {
    let said = record.lines_of(0);
    let claim = "the main thread's line, said while the daemon still ran";
    Check::that(claim, said == [EXITING], || format!("it said {said:?}"))
}

/// The daemon did nothing after its process had ended, and had not ended before.
fn gone(record: &Record) -> Check {
    let end = Stamp(0).after(record.elapsed);
    let instead = match daemon(record) {
        None => Some("no daemon was started in a process of its own".to_owned()),
        Some(lane) if cut_off(lane).is_none() => {
            Some("the daemon came to an end of its own".to_owned())
        }
        Some(lane) => lane
            .moments()
            .find(|moment| moment.at > end)
            .map(|moment| format!("the daemon was at work at {:.6} s", moment.at.seconds())),
    };
    let claim = "no tick after the end of the daemon's process, which did not wait for it";
    Check::that(claim, instead.is_none(), || instead.unwrap_or_default())
}

/// The lane of the background thread, which is in another process than this one.
fn daemon(record: &Record) -> Option<&LaneRecord> {
    let here = std::process::id();
    let mut lanes = record.lanes.iter();
    lanes.find(|lane| lane.process != here && lane.name.starts_with(BACKGROUND))
}

fn ticks(lane: &LaneRecord) -> impl Iterator<Item = Moment<'_>> {
    lane.moments().filter(|moment| moment.line == TICK)
}

/// What the thread was doing when its process ended; `None` if it ended before, as shown by its report of
/// what it used.
fn cut_off(lane: &LaneRecord) -> Option<&'static str> {
    if lane.usage.is_some() {
        return None;
    }
    Some(match lane.moments().last().map(|last| last.kind) {
        None => "before its first tick",
        Some(EntryKind::Wait { .. }) => "in its sleep",
        Some(EntryKind::Woke(_)) => "as it woke",
        Some(_) => "after a tick",
    })
}

/// What came last before the process was gone, and how long before.
fn ending(record: &Record, lane: &LaneRecord) -> String {
    let end = Stamp(0).after(record.elapsed);
    let before = |at: Stamp| format!("{:.1} ms", end.since(at).as_secs_f64() * 1000.0);
    let lines = record.lines();
    let exiting = lines.iter().find(|line| line.text == EXITING);
    let exiting = exiting.map_or_else(String::new, |line| {
        format!(" {} after the main thread's line", before(line.at))
    });
    let tick = ticks(lane).last().map_or_else(String::new, |tick| {
        format!(", {} after the last tick", before(tick.at))
    });
    format!("its process was gone{exiting}{tick}; nothing told it to end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;
    use engine::record::{Clock, Outlet, Recorder, Wait};
    use engine::stop::Stop;
    use std::time::Duration;
    use system::ThreadUsage;

    /// A record of a child whose daemon last slept, and what its thread used if it ended by itself.
    fn record(usage: Option<ThreadUsage>) -> Record {
        let clock = Clock::start();
        let tasks = vec!["main".to_owned()];
        let recorder = Recorder::new(clock, Stop::new(), Outlet::default(), tasks, Vec::new());
        let mut main = recorder.lane_of("main", u32::MAX);
        let mut daemon = recorder.lane_of(BACKGROUND, u32::MAX);
        daemon.say(TICK);
        daemon.receive(
            engine::record::Entry {
                at: clock.now(),
                kind: EntryKind::Wait {
                    wait: Wait::Sleep,
                    object: 0,
                    holder: None,
                },
            },
            "",
        );
        main.begin(0);
        main.say(EXITING);
        main.end();
        daemon.close_with(usage);
        recorder.gather(clock.now())
    }

    #[test]
    fn an_open_sleep_in_a_process_that_is_gone_is_a_daemons_end() {
        let record = record(None);
        assert!(gone(&record).holds(), "{:?}", gone(&record));
        assert!(exited(&record).holds());
        assert_eq!(daemon(&record).and_then(cut_off), Some("in its sleep"));
    }

    #[test]
    fn a_tick_after_the_process_has_ended_fails_the_check() {
        let mut record = record(None);
        record.elapsed = Duration::ZERO;
        assert!(!gone(&record).holds());
    }

    #[test]
    fn a_thread_that_ended_by_itself_is_no_daemon() {
        let usage = ThreadUsage::of_this_thread();
        assert!(usage.is_none() || !gone(&record(usage)).holds());
    }

    #[test]
    fn a_thread_of_the_same_process_is_no_daemon() {
        let record = trial::record(
            &["main", BACKGROUND],
            &[(0, vec![EXITING]), (1, vec![TICK])],
        );
        assert!(!gone(&record).holds());
    }
}

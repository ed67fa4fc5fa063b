//! What demos read from a record for their checks and figures.

use std::time::Duration;

use engine::record::{EntryKind, LaneRecord, Record, Stamp};
use words::grouped;

/// The highest recorded level of the object; 0 if there is none.
pub(crate) fn highest(record: &Record, object: u16) -> u32 {
    let levels = record
        .lanes
        .iter()
        .flat_map(LaneRecord::moments)
        .filter_map(|moment| match moment.kind {
            EntryKind::Level(of, level) if of == object => Some(level),
            _ => None,
        });
    levels.max().unwrap_or(0)
}

/// When the object was first given.
pub(crate) fn given(record: &Record, object: u16) -> Option<Stamp> {
    let lanes = record.lanes.iter().flat_map(LaneRecord::moments);
    lanes
        .filter(|moment| matches!(moment.kind, EntryKind::Gave(of, _) if of == object))
        .map(|moment| moment.at)
        .min()
}

/// Each wait for the object: its lane, its start and its end.
pub(crate) fn waits(record: &Record, object: u16) -> Vec<(usize, Stamp, Stamp)> {
    let mut waits = Vec::new();
    for (place, lane) in record.lanes.iter().enumerate() {
        let mut begun = None;
        for moment in lane.moments() {
            match moment.kind {
                EntryKind::Wait {
                    wait, object: of, ..
                } => {
                    // A wait for time, a thread's end or a CPU has a 0 in the object's place.
                    let for_it = wait.has_object() && of == object;
                    begun = for_it.then_some(moment.at);
                }
                EntryKind::Woke(_) => {
                    waits.extend(begun.take().map(|begin| (place, begin, moment.at)));
                }
                _ => {}
            }
        }
    }
    waits
}

/// How long all lanes, in total, waited for the object.
pub(crate) fn waited(record: &Record, object: u16) -> Duration {
    let waits = waits(record, object);
    waits.iter().map(|(_, begin, end)| end.since(*begin)).sum()
}

/// The total CPU time of all task threads; `None` if the system doesn't say.
pub(crate) fn cpu_time(record: &Record) -> Option<Duration> {
    let told: Vec<_> = record.lanes.iter().filter_map(|lane| lane.usage).collect();
    (!told.is_empty()).then(|| told.iter().map(|usage| usage.cpu).sum())
}

/// A time as `12.34 ms`, or as `2.254 s` from a second on.
pub(crate) fn in_units(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.2} ms", seconds * 1e3)
    } else {
        format!("{seconds:.3} s")
    }
}

/// `1 thing`, `2 things`, `40,000 things`.
pub(crate) fn many(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {thing}{plural}", grouped(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::record::{Clock, Lane, Outlet, Recorder, Wait};
    use engine::stop::Stop;

    fn record(write: impl FnOnce(&mut Lane)) -> Record {
        let recorder = Recorder::new(
            Clock::start(),
            Stop::new(),
            Outlet::default(),
            vec![],
            vec![],
        );
        let mut lane = recorder.lane("lane");
        write(&mut lane);
        drop(lane);
        recorder.gather(Stamp(0))
    }

    #[test]
    fn only_this_objects_levels_and_waits_count() {
        let record = record(|lane| {
            lane.level(1, 7);
            lane.level(2, 9);
            lane.level(1, 3);
            lane.wait(Wait::Item, 1, || ((), 0));
            lane.wait(Wait::Item, 2, || ((), 0));
            lane.gave(2, 1);
        });
        assert_eq!((highest(&record, 1), highest(&record, 5)), (7, 0));
        assert_eq!(waits(&record, 1).len(), 1);
        assert_eq!(waited(&record, 5), Duration::ZERO);
        assert!(given(&record, 2).is_some() && given(&record, 1).is_none());
    }

    #[test]
    fn a_sleep_or_a_join_is_a_wait_for_no_object() {
        let record = record(|lane| {
            lane.sleep(Duration::from_nanos(1)).unwrap();
            lane.join(0, || ());
            lane.wait(Wait::Permit, 0, || ((), 0));
        });
        assert_eq!(waits(&record, 0).len(), 1);
    }

    #[test]
    fn times_read_in_the_unit_that_suits_them() {
        let shown = |micros| in_units(Duration::from_micros(micros));
        assert_eq!(
            [240, 902_000, 2_254_160].map(shown),
            ["0.24 ms", "902.00 ms", "2.254 s"]
        );
    }

    #[test]
    fn counts_read_as_people_write_them() {
        assert_eq!(many(1, "item"), "1 item");
        assert_eq!(many(1_234_567, "look"), "1,234,567 looks");
    }
}

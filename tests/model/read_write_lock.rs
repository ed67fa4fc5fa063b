//! The readers-writer lock: never a writer beside another thread, no waiting thread is forgotten, and
//! each rule lets threads overtake as the explorer says.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use shuttle::thread;

use explore::{Limits, Sizes, explore};

use crate::search::{Search, point};
use crate::sync::Closed;
use crate::sync::read_write_lock::{ReadWriteLock, Side};

/// The result of a crowd in one schedule: the most readers at once, and how often a writer was overtaken.
type Seen = (usize, u64);

/// Each of these enters once; returns all results over the schedules searched.
fn crowd(search: Search, new: fn() -> ReadWriteLock, sides: &'static [Side]) -> BTreeSet<Seen> {
    let all = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&all);
    search.run(move || {
        let lock = new();
        let (readers, writers) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let passed = Mutex::new(0);
        thread::scope(|scope| {
            for side in sides {
                let (lock, readers, writers, passed) = (&lock, &readers, &writers, &passed);
                scope.spawn(move || {
                    let pass = lock.enter(*side).unwrap();
                    let own = if *side == Side::Reader {
                        readers
                    } else {
                        writers
                    };
                    own.fetch_add(1, Ordering::SeqCst);
                    point();
                    let writing = writers.load(Ordering::SeqCst);
                    let reading = readers.load(Ordering::SeqCst);
                    assert!(writing == 0 || (writing, reading) == (1, 0));
                    own.fetch_sub(1, Ordering::SeqCst);
                    if *side == Side::Writer {
                        *passed.lock().unwrap() += pass.overtaken_by();
                    }
                });
            }
        });
        assert_eq!(lock.readers(), 0);
        let one = (lock.most_readers(), passed.into_inner().unwrap());
        seen.lock().unwrap().insert(one);
    });
    all.lock().unwrap().clone()
}

const READER: Side = Side::Reader;
const WRITER: Side = Side::Writer;

#[test]
fn a_writer_is_alone_and_each_gets_in() {
    for (new, most) in [
        (ReadWriteLock::one_at_a_time as fn() -> ReadWriteLock, 1),
        (ReadWriteLock::readers_first, 2),
        (ReadWriteLock::writers_first, 2),
    ] {
        let readers = crowd(Search::all().spurious(1), new, &[READER, READER]);
        assert_eq!(readers, (1..=most).map(|most| (most, 0)).collect());
        crowd(Search::all().spurious(1), new, &[READER, WRITER]);
        crowd(Search::all().spurious(1), new, &[WRITER, WRITER]);
    }
}

#[test]
fn a_writer_is_passed_by_where_the_explorer_says_so() {
    let lesson = demos::find("readers-writers").unwrap().steps.unwrap();
    for (variant, new) in [
        (
            "rwlock",
            ReadWriteLock::readers_first as fn() -> ReadWriteLock,
        ),
        ("writer-first", ReadWriteLock::writers_first),
    ] {
        let seen = crowd(Search::sample(650), new, &[READER, READER, WRITER]);
        let passed: BTreeSet<String> = seen.iter().map(|(_, by)| format!("ahead = {by}")).collect();
        let program = lesson.program(variant, &Sizes::default()).unwrap();
        let outcomes = explore(&program, &Limits::default()).outcomes.into_iter();
        assert_eq!(
            passed,
            outcomes.map(|one| one.ending.name).collect(),
            "{variant}"
        );
    }
}

#[test]
fn closing_ends_every_wait() {
    Search::all().spurious(1).run(|| {
        let lock = ReadWriteLock::writers_first();
        let held = lock.enter(Side::Reader).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(lock.enter(Side::Writer).unwrap_err(), Closed));
            scope.spawn(|| {
                // Beside the first reader, or kept out by the writer until the end.
                let _ = lock.enter(Side::Reader);
            });
            scope.spawn(|| lock.close());
        });
        drop(held);
        assert!(lock.arrive(Side::Reader).is_err());
    });
}

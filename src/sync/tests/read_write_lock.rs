//! The readers-writer lock on real threads, and its three rules one step at a time.

use crate::Closed;
use crate::read_write_lock::{Arrival, Pass, ReadWriteLock, Side, Turn};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

fn enter(lock: &ReadWriteLock, side: Side) -> Pass<'_> {
    match lock.arrive(side) {
        Ok(Arrival::In(pass)) => pass,
        other => panic!("it should be in: {other:?}"),
    }
}

fn waits(lock: &ReadWriteLock, side: Side) -> Turn<'_> {
    match lock.arrive(side) {
        Ok(Arrival::Waiting(turn)) => turn,
        other => panic!("it should wait: {other:?}"),
    }
}

#[test]
fn no_reader_sees_half_a_write() {
    for lock in [
        ReadWriteLock::one_at_a_time(),
        ReadWriteLock::readers_first(),
        ReadWriteLock::writers_first(),
    ] {
        let pair = [AtomicU64::new(0), AtomicU64::new(0)];
        thread::scope(|scope| {
            for number in 0..4 {
                let (lock, pair) = (&lock, &pair);
                scope.spawn(move || {
                    for _ in 0..200 {
                        if number == 0 {
                            let _writes = lock.enter(Side::Writer).unwrap();
                            pair[0].fetch_add(1, Ordering::Relaxed);
                            pair[1].fetch_add(1, Ordering::Relaxed);
                        } else {
                            let _reads = lock.enter(Side::Reader).unwrap();
                            let seen = pair.each_ref().map(|half| half.load(Ordering::Relaxed));
                            assert_eq!(seen[0], seen[1]);
                        }
                    }
                });
            }
        });
        assert_eq!(pair.map(AtomicU64::into_inner), [200, 200]);
        assert_eq!(lock.readers(), 0);
    }
}

#[test]
fn readers_first_lets_a_reader_past_a_writer_that_waits() {
    let lock = ReadWriteLock::readers_first();
    let reads = enter(&lock, Side::Reader);
    let writer = waits(&lock, Side::Writer);
    let also_reads = enter(&lock, Side::Reader);
    let number = reads.number();
    drop(also_reads);
    drop(reads);
    let writes = writer.wait().unwrap();
    assert_eq!((writes.overtaken_by(), writes.follows()), (1, Some(number)));
    assert_eq!(lock.most_readers(), 2);
}

#[test]
fn writers_first_keeps_readers_out_while_a_writer_waits() {
    let lock = ReadWriteLock::writers_first();
    let reads = enter(&lock, Side::Reader);
    let writer = waits(&lock, Side::Writer);
    let readers = [waits(&lock, Side::Reader), waits(&lock, Side::Reader)];
    let second = waits(&lock, Side::Writer);
    drop(reads);
    let writes = writer.wait().unwrap();
    assert_eq!(writes.overtaken_by(), 0);
    drop(writes);
    // Both writers enter before the readers, who arrived before the second one.
    drop(second.wait().unwrap());
    let reads = readers.map(|reader| reader.wait().unwrap());
    assert_eq!(reads.each_ref().map(Pass::overtaken_by), [1, 1]);
    assert_eq!(lock.most_readers(), 2);
}

#[test]
fn one_at_a_time_goes_by_who_came_first() {
    let lock = ReadWriteLock::one_at_a_time();
    let first = enter(&lock, Side::Reader);
    let (second, third) = (waits(&lock, Side::Reader), waits(&lock, Side::Writer));
    drop(first);
    let second = second.wait().unwrap();
    assert_eq!(lock.readers(), 1);
    drop(second);
    assert_eq!(third.wait().unwrap().overtaken_by(), 0);
}

#[test]
fn one_that_gives_up_waiting_is_in_nobodys_way() {
    let lock = ReadWriteLock::writers_first();
    let reads = enter(&lock, Side::Reader);
    let writer = waits(&lock, Side::Writer);
    let reader = waits(&lock, Side::Reader);
    drop(writer);
    let reader = reader.wait().unwrap();
    drop((reads, reader));
    let writes = enter(&lock, Side::Writer);
    let unused = waits(&lock, Side::Reader);
    drop(writes);
    // It was admitted but never waited.
    drop(unused);
    drop(enter(&lock, Side::Writer));
}

#[test]
fn closing_ends_waits_that_have_begun_and_those_to_come() {
    let lock = ReadWriteLock::readers_first();
    let writes = enter(&lock, Side::Writer);
    thread::scope(|scope| {
        let waits = [Side::Reader, Side::Writer].map(|side| {
            let lock = &lock;
            scope.spawn(move || lock.enter(side).map(drop))
        });
        lock.close();
        for wait in waits {
            assert_eq!(wait.join().unwrap(), Err(Closed));
        }
    });
    drop(writes);
    assert!(lock.arrive(Side::Reader).is_err());
}

//! The bounded buffer: each item exactly once, in order, never too deep, no thread left waiting.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use shuttle::thread;

use crate::search::Search;
use crate::sync::Closed;
use crate::sync::buffer::Buffer;

/// Producers put this many items each, consumers get until it is finished; all must end, and each item
/// must come out once, under the number it went in with.
fn hand_over(search: Search, producers: usize, items: usize, consumers: usize, capacity: usize) {
    search.run(move || {
        let buffer = Buffer::new(capacity);
        let at_work = AtomicUsize::new(producers);
        let (put, got) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for producer in 0..producers {
                let (buffer, put, at_work) = (&buffer, &put, &at_work);
                scope.spawn(move || {
                    for item in 0..items {
                        let number = buffer.put((producer, item)).unwrap();
                        put.lock().unwrap().push((number, (producer, item)));
                    }
                    if at_work.fetch_sub(1, Ordering::SeqCst) == 1 {
                        buffer.finish();
                    }
                });
            }
            for _ in 0..consumers {
                scope.spawn(|| {
                    while let Some(item) = buffer.get().unwrap() {
                        got.lock().unwrap().push(item);
                    }
                });
            }
        });
        let (mut put, mut got) = (put.into_inner().unwrap(), got.into_inner().unwrap());
        put.sort_unstable();
        if consumers > 1 {
            got.sort_unstable();
        }
        assert_eq!(put, got);
        assert_eq!(put.len(), producers * items);
        assert!((0..).zip(&put).all(|(n, (number, _))| n == *number));
        assert!((1..=capacity).contains(&buffer.deepest()));
    });
}

#[test]
fn each_item_comes_out_once_and_in_order() {
    hand_over(Search::all().spurious(1), 1, 2, 1, 1);
    hand_over(Search::all(), 1, 3, 1, 2);
    hand_over(Search::all(), 1, 1, 2, 1);
}

#[test]
fn each_item_comes_out_once_in_the_schedules_drawn() {
    hand_over(Search::sample(650).spurious(2), 2, 2, 1, 1);
    hand_over(Search::sample(650).spurious(2), 1, 3, 2, 1);
    hand_over(Search::sample(650).spurious(2), 2, 2, 2, 1);
}

#[test]
fn closing_ends_both_kinds_of_wait() {
    Search::all().spurious(1).run(|| {
        let (full, empty) = (Buffer::new(1), Buffer::<u8>::new(1));
        full.put(1).unwrap();
        thread::scope(|scope| {
            scope.spawn(|| assert_eq!(full.put(2), Err(Closed)));
            scope.spawn(|| assert_eq!(empty.get(), Err(Closed)));
            scope.spawn(|| {
                full.close();
                empty.close();
            });
        });
    });
}

#[test]
fn closing_ends_all_waits_of_one_kind() {
    Search::all().run(|| {
        let empty = Buffer::<u8>::new(1);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(empty.get(), Err(Closed)));
            }
            scope.spawn(|| empty.close());
        });
    });
    Search::all().run(|| {
        let full = Buffer::new(1);
        full.put(1).unwrap();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(full.put(2), Err(Closed)));
            }
            scope.spawn(|| full.close());
        });
    });
}

#[test]
fn finishing_ends_all_waits_of_both_kinds() {
    Search::all().run(|| {
        let empty = Buffer::<u8>::new(1);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(empty.get(), Ok(None)));
            }
            scope.spawn(|| empty.finish());
        });
    });
    Search::all().run(|| {
        let full = Buffer::new(1);
        full.put(1).unwrap();
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(full.put(2), Err(Closed)));
            }
            scope.spawn(|| full.finish());
        });
        assert_eq!(full.get(), Ok(Some((0, 1))));
        assert_eq!(full.get(), Ok(None));
    });
}

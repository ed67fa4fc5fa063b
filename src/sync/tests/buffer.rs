//! The buffer on real threads.

use crate::Closed;
use crate::buffer::{Buffer, Got, Put};
use deadline::Deadline;
use std::thread;

#[test]
fn items_come_out_in_the_order_and_with_the_numbers_they_went_in() {
    let _deadline = Deadline::new();
    let buffer = Buffer::new(3);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 10..110_u64 {
                assert_eq!(buffer.put(item), Ok(item - 10));
            }
            buffer.finish();
        });
        for item in 10..110 {
            assert_eq!(buffer.get(), Ok(Some((item - 10, item))));
        }
        assert_eq!(buffer.get(), Ok(None));
    });
    assert!((1..=3).contains(&buffer.deepest()));
    assert_eq!(buffer.depth(), 0);
}

#[test]
fn a_full_buffer_hands_the_item_back() {
    let buffer = Buffer::new(1);
    assert_eq!(buffer.try_put('a'), Ok(Put::Done(0)));
    assert_eq!(buffer.try_put('b'), Ok(Put::Full('b')));
    assert_eq!(buffer.try_get(), Ok(Got::Item(0, 'a')));
    assert_eq!(buffer.try_get(), Ok(Got::Empty));
    buffer.finish();
    assert_eq!(buffer.try_get(), Ok(Got::Finished));
    assert_eq!(buffer.put('c'), Err(Closed));
}

#[test]
fn closing_ends_both_kinds_of_wait() {
    let _deadline = Deadline::new();
    let (full, empty) = (Buffer::new(1), Buffer::<u8>::new(1));
    full.put(1).unwrap();
    thread::scope(|scope| {
        let (put, get) = (scope.spawn(|| full.put(2)), scope.spawn(|| empty.get()));
        full.close();
        empty.close();
        assert_eq!(put.join().unwrap(), Err(Closed));
        assert_eq!(get.join().unwrap(), Err(Closed));
    });
    assert_eq!(full.get(), Err(Closed));
}

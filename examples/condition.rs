//! A bounded buffer: a thread that finds it full or empty waits until that
//! has changed.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

const CAPACITY: usize = 4;

/// One lock, and a condition for each reason to wait.
#[derive(Default)]
struct Buffer {
    items: Mutex<VecDeque<u32>>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl Buffer {
    fn put(&self, item: u32) {
        let items = self.items.lock().unwrap();
        let full = |items: &mut VecDeque<u32>| items.len() == CAPACITY;
        let mut items = self.not_full.wait_while(items, full).unwrap();
        items.push_back(item);
        self.not_empty.notify_one();
    }

    fn get(&self) -> u32 {
        let items = self.items.lock().unwrap();
        let empty = |items: &mut VecDeque<u32>| items.is_empty();
        let mut items = self.not_empty.wait_while(items, empty).unwrap();
        self.not_full.notify_one();
        items.pop_front().expect("it waited until there was one")
    }
}

fn main() {
    let buffer = Buffer::default();
    thread::scope(|scope| {
        for producer in 0..2 {
            let buffer = &buffer;
            scope.spawn(move || {
                for item in (1..=20).skip(producer).step_by(2) {
                    println!("Producer-{producer} produced item {item}");
                    buffer.put(item);
                }
            });
        }
        for consumer in 0..2 {
            let buffer = &buffer;
            scope.spawn(move || {
                for _ in 0..10 {
                    let item = buffer.get();
                    thread::sleep(Duration::from_millis(20));
                    println!("Consumer-{consumer} consumed item {item}");
                }
            });
        }
    });
}

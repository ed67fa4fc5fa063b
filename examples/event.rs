//! Many threads wait for one signal.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// std has no event; this is all it takes.
#[derive(Default)]
struct Event {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Event {
    fn set(&self) {
        *self.set.lock().unwrap() = true;
        self.changed.notify_all();
    }

    fn wait(&self) {
        let set = self.set.lock().unwrap();
        // Checked again after each wake-up: a condition variable may wake a
        // thread spuriously.
        let _set = self.changed.wait_while(set, |set| !*set).unwrap();
    }
}

fn main() {
    let event = Event::default();
    thread::scope(|scope| {
        for worker in 0..3 {
            let event = &event;
            scope.spawn(move || {
                println!("Worker-{worker} waits for the event");
                event.wait();
                println!("Worker-{worker} continues");
            });
        }
        thread::sleep(Duration::from_millis(300));
        println!("Setting the event");
        event.set();
    });
}

//! At most two at once: a counting semaphore made of a mutex and a condition
//! variable.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// std has no semaphore; this is all it takes.
struct Semaphore {
    free: Mutex<usize>,
    freed: Condvar,
}

/// The right to be inside. Dropping it releases it, even if the thread
/// panics.
struct Permit<'a>(&'a Semaphore);

impl Semaphore {
    fn new(permits: usize) -> Self {
        Self {
            free: Mutex::new(permits),
            freed: Condvar::new(),
        }
    }

    fn acquire(&self) -> Permit<'_> {
        let free = self.free.lock().unwrap();
        // Checked again after each wake-up: another thread may have been
        // quicker.
        let mut free = self.freed.wait_while(free, |n| *n == 0).unwrap();
        *free -= 1;
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap() += 1;
        self.0.freed.notify_one();
    }
}

fn main() {
    let semaphore = Semaphore::new(2);
    thread::scope(|scope| {
        for worker in 0..6 {
            let semaphore = &semaphore;
            scope.spawn(move || {
                let _permit = semaphore.acquire();
                println!("Worker-{worker} acquired a permit");
                thread::sleep(Duration::from_millis(150));
                println!("Worker-{worker} releases its permit");
            });
        }
    });
}

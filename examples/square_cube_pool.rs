//! The lesson `square-cube` on a pool: two threads that take the next task when they are done.
//!
//! `cargo run --example square_cube_pool`
//!
//! The tasks are sent through a channel. `std`'s receiver has one owner, so the workers share it
//! behind a lock; whichever has the lock waits for the next task. When the sender is dropped and
//! the channel is empty, `recv` fails, and the workers end. (Python: `ThreadPoolExecutor(2)`.)

use std::io;
use std::sync::{Arc, Mutex, mpsc};
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

const NUMBERS: [i64; 4] = [2, 3, 8, 9];
const DELAY: Duration = Duration::from_millis(200);
const WORKERS: usize = 2;

/// A task is a closure that can be sent to another thread and is run once.
type Task = Box<dyn FnOnce() + Send>;

fn squares() {
    println!("calculate square numbers");
    for n in NUMBERS {
        sleep(DELAY);
        println!("square : {}", n * n);
    }
}

fn cubes() {
    println!("calculate cube of numbers");
    for n in NUMBERS {
        sleep(DELAY);
        println!("cube : {}", n * n * n);
    }
}

fn main() -> io::Result<()> {
    let begin = Instant::now();
    let (sender, receiver) = mpsc::channel::<Task>();
    let receiver = Arc::new(Mutex::new(receiver));

    let mut workers = Vec::new();
    for number in 1..=WORKERS {
        let receiver = Arc::clone(&receiver);
        let work = move || {
            loop {
                // The lock is held while waiting for a task, and released before running it: the
                // guard lives only to the end of this statement.
                let task = receiver.lock().expect("no worker panics").recv();
                match task {
                    Ok(task) => task(),
                    Err(_) => return,
                }
            }
        };
        workers.push(Builder::new().name(format!("pool-{number}")).spawn(work)?);
    }

    let tasks: [Task; 2] = [Box::new(squares), Box::new(cubes)];
    for task in tasks {
        sender.send(task).expect("the workers still listen");
    }
    drop(sender);
    for worker in workers {
        worker.join().expect("tasks don't panic");
    }
    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
    Ok(())
}

//! The lesson `square-cube`, with each task on its own thread.
//!
//! `cargo run --example square_cube_threads`
//!
//! `Builder::spawn` starts a thread and returns at once with a handle; `join`
//! waits for the thread to end. (Python: `threading.Thread(target=squares,
//! name="square")`, `start`, `join`.) While one thread sleeps the other runs,
//! so the waits overlap: 4 numbers x 200 ms in total. Whose line comes first
//! is luck; the order of one thread's own lines is not.

use std::io;
use std::thread::{Builder, sleep};
use std::time::{Duration, Instant};

const NUMBERS: [i64; 4] = [2, 3, 8, 9];
const DELAY: Duration = Duration::from_millis(200);

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

    // A builder gives the thread a name, which debuggers and panic messages
    // show, and returns an error if the system refuses a thread;
    // `thread::spawn` would panic instead.
    let square = Builder::new().name("square".into()).spawn(squares)?;
    let cube = Builder::new().name("cube".into()).spawn(cubes)?;

    // A thread that is not joined ends with `main`, in the middle of what it
    // is doing. An error here means that the thread panicked.
    square.join().expect("squares don't panic");
    cube.join().expect("cubes don't panic");

    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
    Ok(())
}

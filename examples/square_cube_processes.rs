//! The lesson `square-cube`, with each task in its own process.
//!
//! `cargo run --example square_cube_processes`
//!
//! Rust has no `multiprocessing.Process(target=...)`: code can't be sent to another process. So
//! the program starts itself again, and an argument tells the child which task to run. The
//! children share nothing with their parent but the terminal; a panic or a crash in one ends only
//! that one.

use std::env;
use std::io;
use std::process::Command;
use std::thread::sleep;
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
    match env::args().nth(1).as_deref() {
        Some("square") => squares(),
        Some("cube") => cubes(),
        _ => parent()?,
    }
    Ok(())
}

fn parent() -> io::Result<()> {
    let begin = Instant::now();
    let program = env::current_exe()?;
    // `spawn` returns at once, like a thread's; the children inherit our stdout.
    let mut square = Command::new(&program).arg("square").spawn()?;
    let mut cube = Command::new(&program).arg("cube").spawn()?;
    // A child that is not waited for would outlive its parent.
    for child in [&mut square, &mut cube] {
        let status = child.wait()?;
        if !status.success() {
            return Err(io::Error::other(format!("a child failed: {status}")));
        }
    }
    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
    Ok(())
}

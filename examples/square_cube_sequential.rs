//! The lesson `square-cube`, one task after the other.
//!
//! `cargo run --example square_cube_sequential`
//!
//! Each task waits before each of its results, as a program waits for a network or a disk. On one
//! thread nothing else happens meanwhile, so the waits add up: 2 tasks x 4 numbers x 200 ms.

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

fn main() {
    let begin = Instant::now();
    squares();
    cubes();
    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
}

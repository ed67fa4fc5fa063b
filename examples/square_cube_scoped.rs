//! The lesson `square-cube` on scoped threads, which may borrow from the thread that starts them.
//!
//! `cargo run --example square_cube_scoped`
//!
//! `Builder::spawn` requires work that owns everything it needs, since its thread may outlive the
//! caller. `thread::scope` joins every thread before it returns, so they may borrow `numbers`
//! from `main`, and return their answers. The price: a scope waits for its threads, however long
//! they take.

use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

const DELAY: Duration = Duration::from_millis(200);

fn powers(name: &str, announcement: &str, numbers: &[i64], exponent: u32) -> Vec<i64> {
    println!("{announcement}");
    let power = |n: &i64| {
        sleep(DELAY);
        let power = n.pow(exponent);
        println!("{name} : {power}");
        power
    };
    numbers.iter().map(power).collect()
}

fn main() {
    let begin = Instant::now();
    let numbers = vec![2, 3, 8, 9];

    let (squares, cubes) = scope(|scope| {
        let square = scope.spawn(|| powers("square", "calculate square numbers", &numbers, 2));
        let cube = scope.spawn(|| powers("cube", "calculate cube of numbers", &numbers, 3));
        // `join` returns what the thread's closure returned.
        let answers = (square.join(), cube.join());
        (
            answers.0.expect("squares don't panic"),
            answers.1.expect("cubes don't panic"),
        )
    });

    // `numbers` was only borrowed: it is still here.
    assert_eq!(squares.len() + cubes.len(), 2 * numbers.len());
    println!("done in {:.3} s", begin.elapsed().as_secs_f64());
}

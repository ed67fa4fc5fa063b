//! A background thread that ends with the main thread.
//! (Python: `threading.Thread(target=f, daemon=True)`.)
//!
//! `cargo run --example daemon`

use std::thread;
use std::time::Duration;

fn main() {
    let background = thread::spawn(|| {
        loop {
            println!("Running background task...");
            thread::sleep(Duration::from_millis(200));
        }
    });
    // Without its handle the thread can't be joined: it is detached, which is
    // Rust's daemon.
    drop(background);

    // The main thread is free to do something else meanwhile.
    thread::sleep(Duration::from_millis(500));
    println!("Main thread exiting");
    // When main returns, the process ends and the background thread with it,
    // wherever it is.
}

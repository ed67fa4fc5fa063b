//! What threads share (code, statics and the heap) and what each has to
//! itself: its stack.
//!
//! `cargo run --example memory`

use std::io;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread::{self, Builder};

static IN_STATIC: AtomicU64 = AtomicU64::new(1);

/// Prints where this thread finds things.
fn look(name: &str, on_heap: &Arc<AtomicU64>) {
    let (process, thread) = (process::id(), thread::current().id());
    let function = look as fn(&str, &Arc<AtomicU64>);
    let local = 0_u8;
    println!("{name}: process {process}, {thread:?}, local {:p}", &local);
    println!("{name}: function {function:p}, static {:p}", &IN_STATIC);
    println!("{name}: heap {:p}", Arc::as_ptr(on_heap));
}

fn main() -> io::Result<()> {
    // An Arc is a counted pointer: all clones lead to the same value.
    let on_heap = Arc::new(AtomicU64::new(1));
    let all_there = Arc::new(Barrier::new(2));
    let mut workers = Vec::new();
    for name in ["Worker-0", "Worker-1"] {
        let on_heap = Arc::clone(&on_heap);
        let all_there = Arc::clone(&all_there);
        let work = move || {
            look(name, &on_heap);
            IN_STATIC.fetch_add(10, Ordering::Relaxed);
            on_heap.fetch_add(10, Ordering::Relaxed);
            // Once both have changed the values, each sees what both did.
            all_there.wait();
            println!("{name}: sees {IN_STATIC:?} and {on_heap:?}");
        };
        workers.push(Builder::new().name(name.into()).spawn(work)?);
    }
    for worker in workers {
        worker.join().expect("no worker panics");
    }
    println!("main: sees {IN_STATIC:?} and {on_heap:?}");
    Ok(())
}

//! What threads share: code, statics and the heap; and what each has for itself: its stack.
//!
//! `cargo run --example memory`

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

static IN_STATIC: AtomicU64 = AtomicU64::new(1);

fn look(name: &str, on_heap: &Arc<AtomicU64>) {
    let local = 0_u8;
    println!(
        "{name}: process {}, {:?}",
        process::id(),
        thread::current().id()
    );
    println!(
        "{name}: function {:p}, static {:p}",
        look as fn(&str, &Arc<AtomicU64>), &IN_STATIC
    );
    println!(
        "{name}: heap {:p}, local {:p}",
        Arc::as_ptr(on_heap),
        &local
    );
    let values = [&IN_STATIC, &**on_heap].map(|value| value.load(Ordering::SeqCst));
    println!("{name}: sees {values:?}");
}

fn main() {
    // An Arc is a counted pointer: each clone leads to the one value on the heap.
    let on_heap = Arc::new(AtomicU64::new(1));
    look("main", &on_heap);
    for name in ["Worker-0", "Worker-1"] {
        let on_heap = Arc::clone(&on_heap);
        let worker = thread::spawn(move || {
            look(name, &on_heap);
            IN_STATIC.store(42, Ordering::SeqCst);
            on_heap.store(42, Ordering::SeqCst);
        });
        worker.join().expect("no worker panics");
    }
    look("main", &on_heap);
}

//! Work is handed over through a channel.

use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

fn main() {
    // Room for four: a sender waits while it is full. `channel()` is never
    // full.
    let (sender, receiver) = sync_channel(4);
    thread::scope(|scope| {
        for producer in 0..2 {
            let sender = sender.clone();
            scope.spawn(move || {
                for item in (1..=20).skip(producer).step_by(2) {
                    println!("Producer-{producer} produced item {item}");
                    sender
                        .send(item)
                        .expect("the receiver outlives the senders");
                }
            });
        }
        // The loop below ends when the last sender is dropped; this one would
        // keep it waiting.
        drop(sender);
        // std's channels have one receiver; crossbeam-channel's receivers can
        // be cloned.
        for item in receiver {
            thread::sleep(Duration::from_millis(10));
            println!("Consumer consumed item {item}");
        }
    });
}

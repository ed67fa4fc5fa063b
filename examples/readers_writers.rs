//! Many read at once, one writes alone: std's readers-writer lock around a
//! table of prices. Whether a waiting writer goes before the next reader is
//! up to the system.

use std::sync::RwLock;
use std::thread;
use std::time::Duration;

/// Two numbers that belong together: half of a change must never be seen.
struct Price {
    net: u64,
    gross: u64,
}

fn main() {
    let price = RwLock::new(Price {
        net: 100,
        gross: 119,
    });
    thread::scope(|scope| {
        for reader in 0..4 {
            let price = &price;
            scope.spawn(move || {
                for _ in 0..5 {
                    // Alongside other readers.
                    let price = price.read().unwrap();
                    assert_eq!(price.gross, price.net + 19);
                    println!("Reader-{reader} reads {}", price.gross);
                    thread::sleep(Duration::from_millis(20));
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..5 {
                // Alone.
                let mut price = price.write().unwrap();
                price.net += 1;
                thread::sleep(Duration::from_millis(20));
                price.gross += 1;
                println!("Writer-0 writes {}", price.gross);
            }
        });
    });
    println!("the price is {}", price.read().unwrap().gross);
}

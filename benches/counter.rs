//! What the counters of the `counter` demo cost beside loops that are written by hand.
//!
//! Each line is a pair: our counter, which asks now and then whether to stop, and the loop that a
//! program without this one's wishes would have. Both run in each round, in turns (A B B A), so
//! what slows a round down slows both; shown are the median of the rounds' ratios (ours / by hand) and
//! its 95 % interval. A sample lasts milliseconds: a shorter one may end before the second thread wakes.
//!
//! `cargo bench --bench counter`

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::Builder;
use std::time::Instant;

use threaddemo::stats;
use threaddemo::stop::Stop;
use threaddemo::sync::counter::Counter;
use threaddemo::sync::event::Event;

const ROUNDS: usize = 101;
/// Increments of all threads together in a sample: some milliseconds.
const INCREMENTS: u64 = 1_000_000;
/// So many times more where an increment takes a cycle and not a lock.
const LOCAL: u64 = 16;

/// A way to count: adds so many times.
type Count = Arc<dyn Fn(u64) + Send + Sync>;

fn main() {
    println!(
        "{:12}{:>9}{:>10}{:>10}{:>12}{:>16}",
        "", "threads", "ns ours", "by hand", "ratio", "95 % interval"
    );
    for threads in [1, 2, 4] {
        for (name, ours, by_hand) in pairs() {
            let more = if name == "local" { LOCAL } else { 1 };
            compare(name, threads, INCREMENTS * more / threads, &ours, &by_hand);
        }
    }
}

/// Our counters, as the demo's tasks use them, and their loops by hand.
fn pairs() -> Vec<(&'static str, Count, Count)> {
    let ours = |counter: Counter| -> Count {
        let stop = Stop::new();
        Arc::new(move |times| {
            counter.add_while(times, || stop.check().is_ok());
        })
    };
    let (unlocked, atomic) = (AtomicU64::new(0), AtomicU64::new(0));
    let (mutex, rwlock) = (Mutex::new(0_u64), RwLock::new(0_u64));
    let local = AtomicU64::new(0);
    vec![
        (
            "unlocked",
            ours(Counter::unlocked()),
            Arc::new(move |times| {
                for _ in 0..times {
                    let seen = unlocked.load(Ordering::SeqCst);
                    unlocked.store(seen + 1, Ordering::SeqCst);
                }
            }),
        ),
        (
            "mutex",
            ours(Counter::mutex()),
            Arc::new(move |times| {
                for _ in 0..times {
                    *mutex.lock().unwrap() += 1;
                }
            }),
        ),
        (
            "atomic",
            ours(Counter::atomic()),
            Arc::new(move |times| {
                for _ in 0..times {
                    atomic.fetch_add(1, Ordering::SeqCst);
                }
            }),
        ),
        (
            "rwlock",
            ours(Counter::rwlock()),
            Arc::new(move |times| {
                for _ in 0..times {
                    *rwlock.write().unwrap() += 1;
                }
            }),
        ),
        (
            "local",
            ours(Counter::local()),
            Arc::new(move |times| {
                let mut own = 0;
                for _ in 0..times {
                    own = black_box(own + 1);
                }
                local.fetch_add(own, Ordering::SeqCst);
            }),
        ),
    ]
}

fn compare(name: &str, threads: u64, times: u64, ours: &Count, by_hand: &Count) {
    let (mut our_times, mut hand_times) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            our_times.push(sample(threads, times, ours));
            hand_times.push(sample(threads, times, by_hand));
        } else {
            hand_times.push(sample(threads, times, by_hand));
            our_times.push(sample(threads, times, ours));
        }
    }
    let ratio = stats::compare(&our_times, &hand_times).expect("there are rounds");
    let each = |times_s: &[f64]| {
        let summary = stats::Summary::of(times_s).expect("there are samples");
        summary.median_s * 1e9 / (threads * times) as f64
    };
    println!(
        "{name:12}{threads:>9}{:>10.2}{:>10.2}{:>12.3}{:>16}",
        each(&our_times),
        each(&hand_times),
        ratio.speed_up,
        format!("{:.3} to {:.3}", ratio.interval.low, ratio.interval.high),
    );
}

/// The seconds from the moment when all threads may start until the last has counted.
fn sample(threads: u64, times: u64, count: &Count) -> f64 {
    let start = Arc::new(Event::new());
    let workers: Vec<_> = (0..threads)
        .map(|_| {
            let (start, count) = (Arc::clone(&start), Arc::clone(count));
            let work = move || {
                start.wait().expect("nobody closes it");
                let begin = Instant::now();
                count(times);
                (begin, Instant::now())
            };
            Builder::new()
                .name("worker".to_owned())
                .spawn(work)
                .expect("a few threads are to be had")
        })
        .collect();
    start.set();
    let spans: Vec<_> = workers
        .into_iter()
        .map(|worker| worker.join().expect("counting doesn't panic"))
        .collect();
    let begin = spans.iter().map(|(begin, _)| *begin).min();
    let end = spans.iter().map(|(_, end)| *end).max();
    let (begin, end) = (begin.expect("a thread"), end.expect("a thread"));
    end.duration_since(begin).as_secs_f64()
}

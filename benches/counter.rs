//! What the counters of the `counter` demo cost compared with hand-written loops.
//!
//! Each line is a pair: our counter, which checks now and then whether to stop, and the plain loop that a
//! program without this one's needs would have. Both run in each round, in turns (A B B A), so anything
//! that slows a round slows both. Shown are the median of the rounds' ratios (ours / by hand) and its 95
//! % interval. If threads contend, a sample lasts milliseconds: a shorter one might end before the second
//! thread wakes. If there is only one, samples are short, so that most end before another program gets
//! its turn.
//!
//! `cargo bench --bench counter`

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};
use std::thread::Builder;
use std::time::Instant;

use threaddemo::engine::stop::Stop;
use threaddemo::stats;
use threaddemo::sync::counter::Counter;
use threaddemo::sync::event::Event;

/// Rounds, and increments in each: a single thread needs no more than a time slice.
const ALONE: (usize, u64) = (401, 250_000);
/// The same if threads contend: some milliseconds.
const CONTENDED: (usize, u64) = (101, 1_000_000);
/// This many times more if an increment takes a cycle rather than a lock.
const LOCAL: u64 = 8;

/// A way to count: adds this many times.
type Count = Arc<dyn Fn(u64) + Send + Sync>;

fn main() {
    println!(
        "{:12}{:>9}{:>10}{:>10}{:>12}{:>16}",
        "", "threads", "ns ours", "by hand", "ratio", "95 % interval"
    );
    for threads in [1, 2, 4] {
        for (name, ours, by_hand) in pairs() {
            let more = if name == "local" { LOCAL } else { 1 };
            compare(name, threads, more, &ours, &by_hand);
        }
    }
}

/// Our counters, as the demo's tasks use them, and their hand-written loops.
fn pairs() -> [(&'static str, Count, Count); 5] {
    let ours = |counter: Counter| -> Count {
        let stop = Stop::new();
        Arc::new(move |times| {
            counter.add_while(times, || stop.check().is_ok());
        })
    };
    let (unlocked, atomic, local) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let (mutex, rwlock) = (Mutex::new(0), RwLock::new(0));
    let by_hand: [Count; 5] = [
        Arc::new(move |times| by_hand::unlocked(&unlocked, times)),
        Arc::new(move |times| by_hand::mutex(&mutex, times)),
        Arc::new(move |times| by_hand::atomic(&atomic, times)),
        Arc::new(move |times| by_hand::rwlock(&rwlock, times)),
        Arc::new(move |times| by_hand::local(&local, times)),
    ];
    let [unlocked, mutex, atomic, rwlock, local] = by_hand;
    [
        ("unlocked", ours(Counter::unlocked()), unlocked),
        ("mutex", ours(Counter::mutex()), mutex),
        ("atomic", ours(Counter::atomic()), atomic),
        ("rwlock", ours(Counter::rwlock()), rwlock),
        ("local", ours(Counter::local()), local),
    ]
}

/// The loops that a program would have that does nothing but count.
mod by_hand {
    use std::hint::black_box;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Mutex, RwLock};

    pub(super) fn unlocked(count: &AtomicU64, times: u64) {
        for _ in 0..times {
            let seen = black_box(count.load(Ordering::Relaxed));
            count.store(seen + 1, Ordering::Relaxed);
        }
    }

    pub(super) fn mutex(count: &Mutex<u64>, times: u64) {
        for _ in 0..times {
            *count.lock().unwrap() += 1;
        }
    }

    pub(super) fn atomic(count: &AtomicU64, times: u64) {
        for _ in 0..times {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn rwlock(count: &RwLock<u64>, times: u64) {
        for _ in 0..times {
            *count.write().unwrap() += 1;
        }
    }

    pub(super) fn local(count: &AtomicU64, times: u64) {
        let own = AtomicU64::new(0);
        unlocked(&own, times);
        count.fetch_add(own.into_inner(), Ordering::Relaxed);
    }
}

fn compare(name: &str, threads: u64, more: u64, ours: &Count, by_hand: &Count) {
    let (rounds, increments) = if threads == 1 { ALONE } else { CONTENDED };
    let times = increments * more / threads;
    let (mut our_times, mut hand_times) = (Vec::new(), Vec::new());
    for round in 0..rounds {
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

/// The seconds from when all threads may start until the last one has counted.
fn sample(threads: u64, times: u64, count: &Count) -> f64 {
    let start = Arc::new(Event::new());
    let workers: Vec<_> = (0..threads)
        .map(|_| {
            let (start, count) = (Arc::clone(&start), Arc::clone(count));
            let work = move || {
                start.wait().expect("it is never closed");
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

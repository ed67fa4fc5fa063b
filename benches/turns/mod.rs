//! What the benches share: timing two ways of doing the same thing in turns within one run, and the
//! median ratio. A figure from another day or machine is no baseline.

use std::time::Instant;

use threaddemo::stats;

/// Whether this is a trial run, which runs everything once, as `cargo test --benches` does.
pub(crate) fn trial() -> bool {
    std::env::args().any(|argument| argument == "--test")
        || !std::env::args().any(|argument| argument == "--bench")
}

/// How many seconds `work` takes.
pub(crate) fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = Instant::now();
    std::hint::black_box(work());
    begin.elapsed().as_secs_f64()
}

/// Times `ours` against `bare` in turns (A B B A ...) and prints the cost ratio; each of the two returns
/// the seconds that it took. `per` converts a run's seconds to the figure shown.
pub(crate) fn cost(
    name: &str,
    rounds: usize,
    per: &dyn Fn(f64) -> String,
    mut ours: impl FnMut() -> f64,
    mut bare: impl FnMut() -> f64,
) {
    let (rounds, warmup) = if trial() { (1, 0) } else { (rounds, 2) };
    let mut times = [Vec::new(), Vec::new()];
    for round in stats::turns(2, warmup, rounds) {
        for place in round.order {
            let time = if place == 0 { ours() } else { bare() };
            if !round.warmup {
                times[place].push(time);
            }
        }
    }
    let [ours, bare] = times;
    let median = |times: &[f64]| stats::Summary::of(times).map_or(0.0, |summary| summary.median_s);
    // How many times as long ours takes, round by round.
    let Some(ratio) = stats::compare(&ours, &bare) else {
        return;
    };
    println!(
        "{name:44} {:>14}  bare {:>14}  x {:.3} ({:.3} to {:.3})",
        per(median(&ours)),
        per(median(&bare)),
        ratio.speed_up,
        ratio.interval.low,
        ratio.interval.high,
    );
}

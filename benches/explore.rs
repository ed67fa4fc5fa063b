//! How fast the explorer counts: the two sizes that it promises (3 x 2 within 5 ms, 2 x 10 within
//! 50 ms), and larger ones; each beside a search that keeps states that differ only by a renaming of
//! threads.
//!
//! `cargo bench --bench explore`

mod turns;

use std::hint::black_box;

use threaddemo::demos;
use threaddemo::explore::{Limits, Sizes, explore};

fn main() {
    let counter =
        |workers, increments| Sizes::from([("workers", workers), ("increments", increments)]);
    let meals = Sizes::from([("philosophers", 5), ("meals", 3)]);
    bench("counter", "unlocked", &counter(3, 2));
    bench("counter", "unlocked", &counter(2, 10));
    bench("counter", "unlocked", &counter(4, 2));
    bench("counter", "unlocked", &counter(3, 4));
    bench("philosophers", "naive", &meals);
    bench("condition", "if", &Sizes::default());
}

fn bench(demo: &str, variant: &str, sizes: &Sizes) {
    let lesson = demos::find(demo).and_then(|demo| demo.steps);
    let lesson = lesson.expect("it can be explored");
    let program = lesson.program(variant, sizes).expect("the sizes fit");
    let search = |symmetry| {
        let limits = Limits {
            symmetry,
            ..Limits::default()
        };
        explore(black_box(&program), &limits)
    };
    let findings = search(true);
    let (states, memory) = (findings.states, findings.memory);
    println!("{states} states, {} bytes each:", memory / states);
    turns::cost(
        &format!("{demo} {variant} {}", program.size),
        10,
        &|seconds| format!("{:.2} ms", seconds * 1e3),
        || turns::seconds(|| search(true)),
        || turns::seconds(|| search(false)),
    );
}

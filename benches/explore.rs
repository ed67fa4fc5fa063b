//! How fast the explorer counts: the sizes that other checkers were measured with, and the two small ones
//! that it promises to count quickly (3 x 2 within a millisecond, 2 x 10 within ten). Each search is
//! compared with one that keeps every state, and large ones also with two threads against one.
//!
//! `cargo bench --bench explore`

mod turns;

use std::hint::black_box;

use threaddemo::demos;
use threaddemo::explore::{Limits, Program, Sizes, explore};

fn main() {
    let counter =
        |workers, increments| Sizes::from([("workers", workers), ("increments", increments)]);
    let table =
        |philosophers, meals| Sizes::from([("philosophers", philosophers), ("meals", meals)]);
    bench("counter", "unlocked", &counter(3, 2));
    bench("counter", "unlocked", &counter(2, 10));
    bench("philosophers", "naive", &table(5, 3));
    bench("condition", "if", &Sizes::default());
    if turns::trial() {
        return;
    }
    bench("counter", "unlocked", &counter(4, 3));
    bench("counter", "unlocked", &counter(2, 30));
    bench("counter", "unlocked", &counter(8, 1));
    bench("philosophers", "naive", &table(10, 1));
    bench("philosophers", "naive", &table(11, 1));
    bench_threads("counter", "unlocked", &counter(8, 2));
    bench_threads("philosophers", "naive", &table(12, 1));
}

fn program(demo: &str, variant: &str, sizes: &Sizes) -> Program {
    let lesson = demos::find(demo).and_then(|demo| demo.steps);
    let lesson = lesson.expect("it can be explored");
    lesson.program(variant, sizes).expect("the sizes fit")
}

/// With symmetry against without.
fn bench(demo: &str, variant: &str, sizes: &Sizes) {
    let program = program(demo, variant, sizes);
    let limits = |symmetry| Limits {
        symmetry,
        ..Limits::default()
    };
    pair(&program, "every state", limits(true), limits(false));
}

/// With two threads against one.
fn bench_threads(demo: &str, variant: &str, sizes: &Sizes) {
    let program = program(demo, variant, sizes);
    let limits = |threads: fn() -> usize| Limits {
        threads,
        ..Limits::default()
    };
    pair(&program, "one thread", limits(|| 2), limits(|| 1));
}

fn pair(program: &Program, beside: &str, ours: Limits, bare: Limits) {
    /// A search with this many states is long enough that a few rounds suffice.
    const MANY: usize = 100_000;
    let search = |limits| explore(black_box(program), limits);
    let findings = search(&ours);
    let (states, memory) = (findings.states, findings.memory);
    println!(
        "{states} states, {} bytes each, beside {beside}:",
        memory / states
    );
    turns::cost(
        &format!("{} {} {}", program.demo, program.variant, program.size),
        if states < MANY { 10 } else { 3 },
        &|seconds| format!("{:.2} ms", seconds * 1e3),
        || turns::seconds(|| search(&ours)),
        || turns::seconds(|| search(&bare)),
    );
}

//! How fast the explorer counts: the two sizes that it promises (3 x 2 within 5 ms, 2 x 10 within
//! 50 ms), and larger ones for states per second. Bytes per state are printed before each.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use threaddemo::demos;
use threaddemo::explore::{Lesson, Limits, Sizes, explore};

fn lesson(name: &str) -> &'static Lesson {
    let demo = demos::find(name).expect("there is such a demo");
    demo.steps.expect("it can be explored")
}

fn bench(criterion: &mut Criterion, name: &str, lesson: &Lesson, variant: &str, sizes: &Sizes) {
    let program = lesson.program(variant, sizes).expect("the sizes fit");
    let findings = explore(&program, &Limits::default());
    let (states, memory) = (findings.states, findings.memory);
    let schedules = findings
        .schedules
        .exact()
        .map_or("-".into(), ToString::to_string);
    println!(
        "{name}: {schedules} schedules, {states} states, {} bytes per state",
        memory / states
    );
    let mut group = criterion.benchmark_group("explore");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(states as u64));
    group.bench_function(name, |bencher| {
        bencher.iter(|| explore(black_box(&program), &Limits::default()).states);
    });
    group.finish();
}

fn explorations(criterion: &mut Criterion) {
    let counter =
        |workers, increments| Sizes::from([("workers", workers), ("increments", increments)]);
    let meals =
        |philosophers, meals| Sizes::from([("philosophers", philosophers), ("meals", meals)]);
    let lesson = self::lesson("counter");
    bench(
        criterion,
        "counter 3 x 2",
        lesson,
        "unlocked",
        &counter(3, 2),
    );
    bench(
        criterion,
        "counter 2 x 10",
        lesson,
        "unlocked",
        &counter(2, 10),
    );
    bench(
        criterion,
        "counter 4 x 2",
        lesson,
        "unlocked",
        &counter(4, 2),
    );
    bench(
        criterion,
        "counter 3 x 4",
        lesson,
        "unlocked",
        &counter(3, 4),
    );
    let lesson = self::lesson("philosophers");
    bench(
        criterion,
        "philosophers 5 x 3",
        lesson,
        "naive",
        &meals(5, 3),
    );
    let lesson = self::lesson("condition");
    bench(criterion, "condition", lesson, "if", &Sizes::default());
}

criterion_group!(benches, explorations);
criterion_main!(benches);

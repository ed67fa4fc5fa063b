//! How often the tests repeat what chance decides, and how large the crowds are that only size could trouble.

use std::sync::LazyLock;

/// How many times as often as usual: what `THREADDEMO_REPEATS` says, otherwise 1.
pub(crate) static FACTOR: LazyLock<usize> = LazyLock::new(|| {
    let factor = std::env::var("THREADDEMO_REPEATS").ok();
    factor.map_or(1, |factor| {
        let factor = factor.parse().ok().filter(|factor| *factor > 0);
        factor.expect("THREADDEMO_REPEATS is a whole number from 1 on")
    })
});

/// The number of repeats, which is usually this one.
pub(crate) fn repeats(usual: usize) -> usize {
    usual * *FACTOR
}

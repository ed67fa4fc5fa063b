//! The shortest time that theory allows a variant.

use std::time::Duration;

use super::strategy::Strategy;

/// The shortest time that theory allows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Theory gives no bound.
    Unknown,
    /// The waits alone take this long.
    Waits(Duration),
    /// Only computing, by this many threads or processes in parallel.
    Computing(usize),
    /// It is meant to deadlock, so there is no time to compare.
    Never,
}

impl Bound {
    /// The bound of this many tasks with equally long waits, carried out by `strategy`.
    pub fn of_equal_waits(strategy: Strategy, tasks: usize, wait: Duration) -> Bound {
        // Some thread of a pool does at least this many of them.
        let in_a_row = match strategy {
            Strategy::Sequential => tasks,
            Strategy::Threads | Strategy::Processes => tasks.min(1),
            Strategy::Pool(size) => tasks.div_ceil(size.max(1)),
        };
        Bound::Waits(wait.saturating_mul(u32::try_from(in_a_row).unwrap_or(u32::MAX)))
    }

    /// The bound of tasks with these waits, carried out by `strategy`.
    ///
    /// For a pool of N it is the larger of two bounds: the N-th part of the sum, and the maximum, over k,
    /// of the k + 1 smallest among the k N + 1 longest tasks, since some worker gets k + 1 of these
    /// (Dell'Amico and Martello, 1995, "Optimal scheduling of tasks on identical parallel processors").
    pub fn of_waits(strategy: Strategy, waits: &[Duration]) -> Bound {
        let sum = waits
            .iter()
            .fold(Duration::ZERO, |sum, wait| sum.saturating_add(*wait));
        let longest = waits.iter().copied().max().unwrap_or_default();
        Bound::Waits(match strategy {
            Strategy::Sequential => sum,
            Strategy::Threads | Strategy::Processes => longest,
            Strategy::Pool(size) => {
                let mut waits = waits.to_vec();
                waits.sort_unstable_by(|a, b| b.cmp(a));
                // Prefix sums, so that even a million tasks are no problem.
                let mut sums = vec![Duration::ZERO];
                for wait in &waits {
                    sums.push(sums[sums.len() - 1].saturating_add(*wait));
                }
                let shared = (1..=waits.len().saturating_sub(1) / size).map(|k| {
                    let last = k * size;
                    sums[last + 1].saturating_sub(sums[last - k])
                });
                let even = Duration::from_secs_f64(sum.as_secs_f64() / size as f64);
                shared.max().unwrap_or_default().max(longest).max(even)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(strategy: Strategy, milliseconds: &[u64]) -> u64 {
        let waits: Vec<_> = milliseconds
            .iter()
            .map(|&ms| Duration::from_millis(ms))
            .collect();
        match Bound::of_waits(strategy, &waits) {
            Bound::Waits(wait) => u64::try_from(wait.as_millis()).unwrap(),
            _ => panic!("waits have a bound"),
        }
    }

    #[test]
    fn waits_add_up_in_sequence_and_overlap_side_by_side() {
        assert_eq!(bound(Strategy::Sequential, &[800, 800]), 1600);
        assert_eq!(bound(Strategy::Threads, &[800, 300]), 800);
        assert_eq!(bound(Strategy::Processes, &[800, 300]), 800);
    }

    #[test]
    fn equal_waits_have_the_bound_of_any_waits() {
        let wait = Duration::from_millis(7);
        let (alone, all) = (Strategy::Sequential, Strategy::Threads);
        for tasks in [0, 1, 2, 5, 9] {
            for strategy in [alone, all, Strategy::Pool(2), Strategy::Pool(3)] {
                assert_eq!(
                    Bound::of_equal_waits(strategy, tasks, wait),
                    Bound::of_waits(strategy, &vec![wait; tasks]),
                    "{strategy:?} {tasks}"
                );
            }
        }
    }

    #[test]
    fn a_pool_shares_whole_tasks() {
        assert_eq!(bound(Strategy::Pool(2), &[800, 800]), 800);
        assert_eq!(bound(Strategy::Pool(3), &[800, 800]), 800);
        assert_eq!(bound(Strategy::Pool(1), &[800, 300, 100]), 1200);
        assert_eq!(bound(Strategy::Pool(2), &[500, 500, 500]), 1000);
        assert_eq!(bound(Strategy::Pool(4), &[100; 9]), 300);
        assert_eq!(bound(Strategy::Pool(2), &[900, 100, 100]), 900);
        assert_eq!(bound(Strategy::Pool(20_000), &[7]), 7);
    }
}

//! Two series of runs that were not interleaved: the ratio of a run today to one yesterday.

use super::figures::{median, seconds, sorted};
use super::interval::{CONFIDENCE, Coverage, Interval};
use super::ratio::{Ratio, TICK_S, alike, near_one};
use super::verdict::Verdict;

/// If one side has more runs than this, they are thinned out evenly: each pair of runs is a ratio.
const MOST: usize = 1000;
/// Up to this many pairs the distribution is counted exactly; beyond that the normal one is as good.
const COUNTED: usize = 2500;
/// The 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// Compares runs with earlier ones, both in seconds and unpaired; `None` if a side has no run.
///
/// The speed-up is the median of the ratios old / new of all pairs. Its interval goes from the `k`-th
/// smallest ratio to the `k`-th largest, with the largest `k` for which the Mann-Whitney statistic stays
/// below `k` with a probability of at most 2.5 %. This holds for any noise, as long as both sides have
/// the same: it covers how runs scatter, not what changed on the machine in between. Up to three runs on
/// each side can't reach 95 %; the interval is then the range.
///
/// Source: M. Hollander, D. A. Wolfe and E. Chicken, *Nonparametric Statistical Methods*, 3rd ed.,
/// 2014, sections 4.2 and 4.3 (the estimator is Hodges and Lehmann's, the interval Moses'), applied to
/// the logarithms of the times.
pub fn apart(old: &[f64], new: &[f64]) -> Option<Ratio> {
    let times = |runs: &[f64]| -> Vec<f64> {
        let step = runs.len().div_ceil(MOST).max(1);
        let runs = runs.iter().step_by(step);
        runs.map(|&run| seconds(run).max(TICK_S)).collect()
    };
    let (before, after) = (times(old), times(new));
    let pairs = before
        .iter()
        .flat_map(|old| after.iter().map(move |new| old / new));
    let ratios = sorted(pairs);
    let speed_up = median(&ratios)?;
    let (rank, kind) = match rank(before.len(), after.len()) {
        Some((rank, coverage)) => (rank, Coverage::Confidence { coverage }),
        None => (1, Coverage::Range),
    };
    let interval = Interval {
        low: *ratios.get(rank - 1)?,
        high: *ratios.get(ratios.len() - rank)?,
        kind,
    };
    let (alike, narrow) = match (old, new) {
        ([old], [new]) => (alike(*old, *new), true),
        _ => (interval.holds(1.0), near_one(&interval)),
    };
    Some(Ratio {
        rounds: old.len().min(new.len()),
        speed_up,
        interval,
        verdict: Verdict::of(speed_up, alike, narrow),
    })
}

/// The rank of the lower end, from 1, and the coverage of the pair; `None` if there are too few runs.
fn rank(old: usize, new: usize) -> Option<(usize, f64)> {
    let pairs = old * new;
    let tail = (1.0 - CONFIDENCE) / 2.0;
    if pairs > COUNTED {
        let (m, n) = (old as f64, new as f64);
        let deviation = (m * n * (m + n + 1.0) / 12.0).sqrt();
        let below = (m * n / 2.0 - NORMAL * deviation).floor();
        // One side alone may have few runs, and the other many. Above zero and below the number of pairs.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rank = below.max(0.0) as usize;
        return (rank > 0).then_some((rank, CONFIDENCE));
    }
    let mut below = 0.0;
    let mut rank = 0;
    for share in mann_whitney(old, new) {
        if below + share > tail {
            break;
        }
        below += share;
        rank += 1;
    }
    (rank > 0).then_some((rank, 1.0 - 2.0 * below))
}

/// The probability of each value of the Mann-Whitney statistic, from 0 on, if both sides are alike.
/// Computed recursively: the largest figure belongs to one side or the other, and the rest is the same
/// problem with one figure less.
fn mann_whitney(old: usize, new: usize) -> Vec<f64> {
    // One entry for each number of new runs, given the old ones so far.
    let mut row: Vec<Vec<f64>> = vec![vec![1.0]; new + 1];
    for m in 1..=old {
        let mut next: Vec<Vec<f64>> = vec![vec![1.0]];
        for n in 1..=new {
            let mut shares = vec![0.0; m * n + 1];
            let all = (m + n) as f64;
            for (u, share) in row[n].iter().enumerate() {
                shares[u + n] += share * m as f64 / all;
            }
            for (u, share) in next[n - 1].iter().enumerate() {
                shares[u] += share * n as f64 / all;
            }
            next.push(shares);
        }
        row = next;
    }
    row.pop().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::simulation::Noise;
    use super::*;

    #[test]
    fn the_statistic_is_distributed_as_the_published_table_says() {
        // Three and three: 20 orders; U = 0, 1, 2, 3, 4 in 1, 1, 2, 3, 3 of them.
        let shares = mann_whitney(3, 3);
        let expected = [1, 1, 2, 3, 3, 3, 3, 2, 1, 1].map(|orders| f64::from(orders) / 20.0);
        assert_eq!(shares.len(), expected.len());
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
        assert!(shares.iter().zip(&expected).all(near), "{shares:?}");
        // The two-sided 5 % points from the table of Mann and Whitney (1947) and later ones: the largest
        // significant U is one less than the rank.
        for (m, n, significant) in [
            (4, 4, 0),
            (5, 5, 2),
            (6, 6, 5),
            (8, 8, 13),
            (10, 10, 23),
            (6, 9, 10),
            (20, 20, 127),
        ] {
            assert_eq!(
                rank(m, n).map(|(rank, _)| rank),
                Some(significant + 1),
                "{m} {n}"
            );
        }
        assert_eq!(rank(3, 3), None);
        assert_eq!(rank(1, 30), None);
    }

    #[test]
    fn many_runs_have_nearly_the_rank_that_is_counted() {
        let (old, new) = (50, 50);
        let counted = rank(old, new).unwrap().0 as f64;
        let normal: f64 = 2500.0 / 2.0 - NORMAL * (2500.0_f64 * 101.0 / 12.0).sqrt();
        assert!((counted - normal).abs() <= 2.0, "{counted} {normal}");
    }

    #[test]
    fn equal_programs_are_called_different_in_at_most_one_case_of_twenty() {
        let mut noise = Noise::new(19);
        for (old, new) in [(4, 4), (6, 10), (30, 30)] {
            let mut wrong = || {
                let mut runs = |n| (0..n).map(|_| noise.run(0.1)).collect::<Vec<_>>();
                let ratio = apart(&runs(old), &runs(new)).unwrap();
                !ratio.interval.holds(1.0)
            };
            // 2.9 % to 5 % are expected, with a standard deviation of 1.1 % over 400 trials.
            let wrong = (0..400).filter(|_| wrong()).count();
            assert!((2..=34).contains(&wrong), "{wrong} of 400: {old}, {new}");
        }
    }

    #[test]
    fn a_program_that_became_slower_is_called_slower() {
        let old = [1.00, 1.01, 0.99, 1.02, 1.00, 0.98];
        let new = old.map(|run| run * 1.2);
        let ratio = apart(&old, &new).unwrap();
        let Verdict::Slower(times) = ratio.verdict else {
            panic!("{ratio:?}");
        };
        assert!((times - 1.2).abs() < 0.01, "{times}");
        assert_eq!(apart(&old, &old).unwrap().verdict, Verdict::Same);
        assert_eq!(apart(&[1.0], &[1.001]).unwrap().verdict, Verdict::Same);
        assert_eq!(apart(&[1.0], &[0.5]).unwrap().verdict, Verdict::Faster(2.0));
        assert_eq!(
            apart(&[1.0, 2.0], &[1.0, 2.0]).unwrap().verdict,
            Verdict::CantTell
        );
        assert_eq!(apart(&[], &[1.0]), None);
        assert!(apart(&vec![1.0; 20_000], &[1.0; 9]).is_some());
    }
}

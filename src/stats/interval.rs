//! The interval around a median: by order statistics if there are enough runs, otherwise the range.

use std::fmt;

use serde::Serialize;

/// The minimum confidence of an interval of six or more runs; one that was looked at while more runs
/// could be added has more ([`super::InterimLooks`]).
pub const CONFIDENCE: f64 = 0.95;

/// What an interval around a median promises.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schemars(rename = "Kind")]
pub enum Coverage {
    /// It contains the true median with at least the probability [`CONFIDENCE`].
    Confidence {
        /// The actual probability, 0.95 to 1: ranks are whole, so it is rarely exactly 0.95.
        coverage: f64,
    },
    /// It goes from the smallest figure to the largest: five runs or fewer can't promise more.
    Range,
}

impl fmt::Display for Coverage {
    /// `95 % interval` or `range`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Coverage::Confidence { .. } => "95 % interval",
            Coverage::Range => "range",
        })
    }
}

/// The range in which the true median is thought to lie, both ends included.
///
/// With n figures in order, the `l`-th smallest and the `l`-th largest are its ends, with the largest `l`
/// whose coverage P(l <= B <= n - l), B binomial(n, 1/2), reaches [`CONFIDENCE`]: the narrowest symmetric
/// pair. This is exact for any continuous distribution, and conservative if figures can be equal. No such
/// `l` exists below n = 6, where even the whole range covers only 1 - 2/2^n (0.94 for five runs, 0.5 for
/// two): the range is used then, and a single run is a range of one point.
///
/// Source: W. J. Conover, *Practical Nonparametric Statistics*, 3rd ed., 1999, section 3.2; H. A.
/// David and H. N. Nagaraja, *Order Statistics*, 3rd ed., 2003, section 7.1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Interval {
    /// The lower end, in the unit of the figures.
    pub low: f64,
    /// The upper end, in the unit of the figures.
    pub high: f64,
    /// What it promises.
    #[serde(flatten)]
    pub kind: Coverage,
}

impl Interval {
    /// The interval around the median of sorted figures, with at least this confidence; `None` if there
    /// are no figures.
    pub(super) fn around(sorted: &[f64], confidence: f64) -> Option<Self> {
        let (rank, kind) = match rank(sorted.len(), confidence) {
            Some((rank, coverage)) => (rank, Coverage::Confidence { coverage }),
            None => (1, Coverage::Range),
        };
        Some(Self {
            low: *sorted.get(rank - 1)?,
            high: *sorted.get(sorted.len() - rank)?,
            kind,
        })
    }

    /// Whether the figure lies in the interval, ends included.
    pub fn holds(&self, figure: f64) -> bool {
        self.low <= figure && figure <= self.high
    }
}

/// The rank of the lower end, from 1, and the coverage of the pair; `None` if n figures are too few.
///
/// The search goes outwards from the middle, and each binomial term comes from its neighbor: 2^n and
/// factorials, which overflow from n = 1024 and n = 171 on, are never computed.
fn rank(n: usize, confidence: f64) -> Option<(usize, f64)> {
    let middle = n / 2;
    // C(2m, m) / 4^m as the product of (2i - 1) / 2i, and for odd n one step further.
    let mut term: f64 = (1..=middle)
        .map(|i| (2 * i - 1) as f64 / (2 * i) as f64)
        .product();
    let mut coverage = term;
    if n % 2 == 1 {
        coverage *= n as f64 / (middle + 1) as f64;
        term = coverage / 2.0;
    }
    let mut rank = middle;
    while coverage < confidence && rank > 0 {
        term *= rank as f64 / (n - rank + 1) as f64;
        coverage += 2.0 * term;
        rank -= 1;
    }
    (rank > 0).then_some((rank, coverage))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(l <= B <= n - l) in integers, over 2^n: an independent method, exact up to n = 120.
    fn whole(n: u32, l: u32) -> u128 {
        let mut row = vec![1u128];
        for _ in 0..n {
            let next = |i: usize| row[i] + row[i - 1];
            row = [vec![1], (1..row.len()).map(next).collect(), vec![1]].concat();
        }
        row[l as usize..=(n - l) as usize].iter().sum()
    }

    #[test]
    fn ranks_and_coverage_are_those_of_the_published_table() {
        // "Confidence Intervals for the Population Median", Table A.7 of the textbook tables at
        // coursehero.com/file/5646626/A7: all its rows of the narrowest interval above 95 %.
        let table = [
            (6, 1, 96.9),
            (7, 1, 98.4),
            (8, 1, 99.2),
            (9, 2, 96.1),
            (10, 2, 97.9),
            (11, 2, 98.8),
            (12, 3, 96.1),
            (13, 3, 97.8),
            (14, 3, 98.7),
            (15, 4, 96.5),
            (16, 4, 97.9),
            (17, 5, 95.1),
            (18, 5, 96.9),
            (19, 5, 98.1),
            (20, 6, 95.9),
        ];
        for (n, lower, percent) in table {
            let (rank, coverage) = rank(n, CONFIDENCE).expect("six or more");
            assert_eq!(rank, lower, "{n} runs");
            assert!(
                (coverage * 100.0 - percent).abs() <= 0.051,
                "{n} runs: {coverage}"
            );
        }
    }

    #[test]
    fn ranks_up_to_200_are_those_of_exact_fractions() {
        // Python 3.11, fractions.Fraction and math.comb: for n = 6 to 200 the largest l with
        // sum(comb(n, k) for k in range(l, n - l + 1)) / 2**n >= 95/100.
        let exact = [
            1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10, 10, 11,
            11, 12, 12, 13, 13, 13, 14, 14, 15, 15, 16, 16, 16, 17, 17, 18, 18, 19, 19, 19, 20, 20,
            21, 21, 22, 22, 22, 23, 23, 24, 24, 25, 25, 26, 26, 26, 27, 27, 28, 28, 29, 29, 29, 30,
            30, 31, 31, 32, 32, 33, 33, 33, 34, 34, 35, 35, 36, 36, 37, 37, 38, 38, 38, 39, 39, 40,
            40, 41, 41, 42, 42, 42, 43, 43, 44, 44, 45, 45, 46, 46, 47, 47, 47, 48, 48, 49, 49, 50,
            50, 51, 51, 52, 52, 52, 53, 53, 54, 54, 55, 55, 56, 56, 57, 57, 58, 58, 58, 59, 59, 60,
            60, 61, 61, 62, 62, 63, 63, 63, 64, 64, 65, 65, 66, 66, 67, 67, 68, 68, 69, 69, 69, 70,
            70, 71, 71, 72, 72, 73, 73, 74, 74, 75, 75, 75, 76, 76, 77, 77, 78, 78, 79, 79, 80, 80,
            81, 81, 82, 82, 82, 83, 83, 84, 84, 85, 85, 86, 86,
        ];
        let ours: Vec<usize> = (6..=200)
            .filter_map(|n| Some(rank(n, CONFIDENCE)?.0))
            .collect();
        assert_eq!(ours, exact);
        // The same for more runs than 2^n would fit a float for.
        assert_eq!(rank(1000, CONFIDENCE).expect("1000 runs").0, 469);
        let (rank, coverage) = rank(3000, CONFIDENCE).expect("3000 runs");
        assert_eq!(rank, 1446);
        assert!(
            (coverage - 0.953_433_550_617_917_9).abs() < 1e-12,
            "{coverage}"
        );
    }

    #[test]
    fn the_pair_reaches_95_percent_and_the_next_narrower_one_does_not() {
        for n in 6..=120u32 {
            let (rank, coverage) = rank(n as usize, CONFIDENCE).expect("six or more");
            let lower = u32::try_from(rank).expect("small");
            assert!(100 * whole(n, lower) >= 95 << n, "{n} runs");
            assert!(
                2 * lower + 2 > n || 100 * whole(n, lower + 1) < 95 << n,
                "{n} runs"
            );
            let exact = whole(n, lower) as f64 / (1u128 << n) as f64;
            assert!(
                (coverage - exact).abs() < 1e-13,
                "{n} runs: {coverage}, exactly {exact}"
            );
        }
    }

    #[test]
    fn ten_runs_give_the_second_and_the_ninth() {
        let figures: Vec<f64> = (1..=10).map(f64::from).collect();
        let interval = Interval::around(&figures, CONFIDENCE).expect("ten figures");
        // (1024 - 2 * (1 + 10)) / 1024
        let kind = Coverage::Confidence {
            coverage: 0.978_515_625,
        };
        assert_eq!(
            interval,
            Interval {
                low: 2.0,
                high: 9.0,
                kind
            }
        );
    }

    #[test]
    fn below_six_runs_the_range_is_given_and_says_so() {
        for n in 1..6 {
            let figures: Vec<f64> = (1..=n).map(f64::from).collect();
            let interval = Interval::around(&figures, CONFIDENCE).expect("a figure");
            let range = Interval {
                low: 1.0,
                high: f64::from(n),
                kind: Coverage::Range,
            };
            assert_eq!(interval, range);
        }
        assert_eq!(Interval::around(&[], CONFIDENCE), None);
    }

    #[test]
    fn a_million_runs_neither_overflow_nor_vanish() {
        let (rank, coverage) = rank(1_000_000, CONFIDENCE).expect("enough");
        // The normal approximation: n/2 - 1.96 * sqrt(n)/2 = 499020.
        assert!(rank.abs_diff(499_020) <= 1, "{rank}");
        assert!((0.95..0.951).contains(&coverage), "{coverage}");
    }

    #[test]
    fn an_interval_is_called_what_it_is() {
        assert_eq!(Coverage::Range.to_string(), "range");
        assert_eq!(
            Coverage::Confidence { coverage: 0.96875 }.to_string(),
            "95 % interval"
        );
        let interval = Interval {
            low: 1.0,
            high: 2.0,
            kind: Coverage::Range,
        };
        let json = serde_json::to_string(&interval).expect("plain data");
        assert_eq!(json, r#"{"low":1.0,"high":2.0,"kind":"range"}"#);
    }
}

//! Two laws of scaling, fitted to the times that several numbers of threads took.
//!
//! Both are linear in the time of one thread and its parts, so the best fit is found without searching:
//! by least squares of the relative errors, with no part negative.

#[cfg(test)]
mod scipy;

use schemars::JsonSchema;
use serde::Serialize;

use super::student::within_95;

/// A law is fitted to at least this many numbers of threads: the universal one has three unknowns.
pub const FEWEST_POINTS: usize = 4;

/// An estimated figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// The best fit.
    pub value: f64,
    /// The lower end of its 95 % confidence interval; null if the fit ends at the figure's bound, where
    /// the noise says nothing about it.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

/// Amdahl's law: part of the work is done by one thread alone, the rest by all.
///
/// T(n) = T(1) (s + (1 - s) / n). Source: G. M. Amdahl, *Validity of the single processor approach to
/// achieving large scale computing capabilities*, AFIPS 1967.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Amdahl {
    /// The time of one thread in seconds.
    pub single_s: f64,
    /// The serial part s of the work, from 0 to 1.
    pub serial: Estimate,
}

/// The universal scalability law: threads wait for each other, and keep each other's data consistent.
///
/// T(n) = T(1) (1 + σ (n - 1) + κ n (n - 1)) / n. Source: N. J. Gunther, *Guerrilla Capacity Planning*,
/// Springer 2007, chapter 4.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Universal {
    /// The time of one thread in seconds.
    pub single_s: f64,
    /// Contention σ: the part of the work for which threads queue.
    pub contention: Estimate,
    /// Coherency κ: what each pair of threads costs.
    pub coherency: Estimate,
    /// The number of threads with which the work is done fastest; null if every additional thread helps.
    pub best: Option<Estimate>,
}

impl Amdahl {
    /// Fits the law to times in seconds by number of threads; `None` if there are too few.
    pub fn of(points: &[(usize, f64)]) -> Option<Self> {
        let enough = points.len() >= FEWEST_POINTS;
        let fit = Fit::best(points, &[0, 1]).filter(|_| enough)?;
        let [single_s, serial, _] = fit.parts;
        if serial > single_s {
            // More threads take longer, which this law doesn't cover: at best nothing is gained.
            let value = Estimate {
                value: 1.0,
                low: None,
                high: None,
            };
            let (one, all) = points.iter().fold((0.0, 0.0), |(one, all), (_, time)| {
                (one + 1.0 / time, all + 1.0 / (time * time))
            });
            return Some(Self {
                single_s: one / all,
                serial: value,
            });
        }
        let serial = fit.estimate(1).upto(1.0);
        Some(Self { single_s, serial })
    }

    /// The time of this many threads in seconds.
    pub fn time_s(&self, threads: f64) -> f64 {
        let serial = self.serial.value;
        self.single_s * (serial + (1.0 - serial) / threads)
    }
}

impl Universal {
    /// Fits the law to times in seconds by number of threads; `None` if there are too few.
    pub fn of(points: &[(usize, f64)]) -> Option<Self> {
        let enough = points.len() >= FEWEST_POINTS;
        let fit = Fit::best(points, &[0, 1, 2]).filter(|_| enough)?;
        Some(Self {
            single_s: fit.parts[0],
            contention: fit.estimate(1),
            coherency: fit.estimate(2),
            best: fit.best_number(),
        })
    }

    /// The time of this many threads in seconds.
    pub fn time_s(&self, threads: f64) -> f64 {
        let more = threads - 1.0;
        let (contention, coherency) = (self.contention.value, self.coherency.value);
        self.single_s * (1.0 + contention * more + coherency * threads * more) / threads
    }
}

impl Estimate {
    fn upto(self, most: f64) -> Self {
        Self {
            high: self.high.map(|high| high.min(most)),
            ..self
        }
    }
}

/// The time of a number of threads as a sum of three parts, some of which may be omitted: what all do
/// together, what one does alone, and what each does with each other.
struct Fit {
    /// The size of each part, in seconds of one thread's time.
    parts: [f64; 3],
    /// The covariance of the estimates; 0 for those at their bound.
    variance: [[f64; 3]; 3],
    /// How many standard errors the intervals extend to either side.
    errors: Option<f64>,
    /// The residual sum of squares.
    left: f64,
}

/// The coefficient of a part in the time of this many threads.
fn share(part: usize, threads: usize) -> f64 {
    let (n, more) = (threads as f64, threads as f64 - 1.0);
    [1.0 / n, more / n, more][part]
}

impl Fit {
    /// The best fit with these parts, none of which may be negative.
    fn best(points: &[(usize, f64)], parts: &[usize]) -> Option<Self> {
        let (first, others) = parts.split_first()?;
        let subsets = 0..1_usize << others.len();
        let fits = subsets.filter_map(|subset| {
            let chosen = others.iter().enumerate();
            let chosen = chosen.filter(|(place, _)| subset >> place & 1 == 1);
            let free: Vec<_> = std::iter::once(*first)
                .chain(chosen.map(|(_, part)| *part))
                .collect();
            Self::of(points, &free)
        });
        let whole =
            fits.filter(|fit| fit.parts[0] > 0.0 && fit.parts.iter().all(|part| *part >= 0.0));
        whole.min_by(|a, b| a.left.total_cmp(&b.left))
    }

    /// The best fit with only these parts, whatever their signs.
    fn of(points: &[(usize, f64)], free: &[usize]) -> Option<Self> {
        let size = free.len();
        // Points are weighted by their relative error, so each row is divided by its time.
        let row = |&(threads, time): &(usize, f64)| -> Vec<f64> {
            free.iter()
                .map(|&part| share(part, threads) / time)
                .collect()
        };
        let rows: Vec<_> = points.iter().map(row).collect();
        let product = |a: usize, b: usize| rows.iter().map(|row| row[a] * row[b]).sum::<f64>();
        let normal: Vec<Vec<f64>> = (0..size)
            .map(|a| (0..size).map(|b| product(a, b)).collect())
            .collect();
        let inverse = inverse(&normal)?;
        let right: Vec<f64> = (0..size)
            .map(|a| rows.iter().map(|row| row[a]).sum())
            .collect();
        let solved = inverse.iter().map(|row| dot(row, &right));
        let solved: Vec<f64> = solved.collect();
        let left: f64 = rows
            .iter()
            .map(|row| (dot(row, &solved) - 1.0).powi(2))
            .sum();
        let freedom = points.len().checked_sub(size)?;
        let scatter = left / freedom.max(1) as f64;
        let mut fit = Self {
            parts: [0.0; 3],
            variance: [[0.0; 3]; 3],
            errors: within_95(freedom),
            left,
        };
        for (a, &part) in free.iter().enumerate() {
            fit.parts[part] = solved[a];
            for (b, &other) in free.iter().enumerate() {
                fit.variance[part][other] = inverse[a][b] * scatter;
            }
        }
        Some(fit)
    }

    /// The margin of error of a smooth function of the parts with this gradient (the delta method; G. A.
    /// F. Seber and C. J. Wild, *Nonlinear Regression*, 1989, section 5.1).
    fn off(&self, gradient: [f64; 3]) -> Option<f64> {
        let along = self.variance.map(|row| dot(&row, &gradient));
        Some(self.errors? * dot(&along, &gradient).max(0.0).sqrt())
    }

    /// A part as a share of the time of one thread.
    fn estimate(&self, part: usize) -> Estimate {
        let whole = self.parts[0];
        let value = self.parts[part] / whole;
        let mut gradient = [-value / whole, 0.0, 0.0];
        gradient[part] = 1.0 / whole;
        let free = self.variance[part][part] > 0.0 || self.parts[part] > 0.0;
        let off = self.off(gradient).filter(|_| free);
        Estimate {
            value,
            low: off.map(|off| (value - off).max(0.0)),
            high: off.map(|off| value + off),
        }
    }

    /// Where the time is shortest: the root of (1 - σ) / κ, but at least one.
    fn best_number(&self) -> Option<Estimate> {
        let [all, alone, pairs] = self.parts;
        if alone >= all {
            return Some(Estimate {
                value: 1.0,
                low: None,
                high: None,
            });
        }
        if pairs <= 0.0 {
            return None;
        }
        let gain = all - alone;
        let value = (gain / pairs).sqrt();
        // The error of its logarithm.
        let off = self.off([0.5 / gain, -0.5 / gain, -0.5 / pairs]);
        Some(Estimate {
            value: value.max(1.0),
            low: off.map(|off| (value * (-off).exp()).max(1.0)),
            high: off.map(|off| (value * off.exp()).max(1.0)),
        })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of a small matrix (Gauss-Jordan with pivoting); `None` if it is singular.
fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = matrix.len();
    let unit = |row: usize| (0..size).map(move |column| f64::from(u8::from(row == column)));
    let joined = matrix.iter().enumerate();
    let mut rows: Vec<Vec<f64>> = joined
        .map(|(place, row)| row.iter().copied().chain(unit(place)).collect())
        .collect();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let by = rows[column][column];
        if by.abs() < 1e-280 || !by.is_finite() {
            return None;
        }
        rows[column].iter_mut().for_each(|cell| *cell /= by);
        let used = rows[column].clone();
        for (place, row) in rows
            .iter_mut()
            .enumerate()
            .filter(|(place, _)| *place != column)
        {
            let _ = place;
            let times = row[column];
            row.iter_mut()
                .zip(&used)
                .for_each(|(cell, used)| *cell -= times * used);
        }
    }
    Some(rows.into_iter().map(|row| row[size..].to_vec()).collect())
}

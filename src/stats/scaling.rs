//! The same work on more and more threads: what each number of them gained.

use schemars::JsonSchema;
use serde::Serialize;

use super::fit::{Amdahl, Universal};

/// What the same work gained from several numbers of threads.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Scaling {
    /// How many CPUs could be used.
    pub usable_cpus: usize,
    /// What each number of threads gained, in ascending order.
    pub points: Vec<Point>,
    /// Amdahl's law, fitted; null below four numbers.
    pub amdahl: Option<Amdahl>,
    /// The universal scalability law, fitted; null below four numbers.
    pub universal: Option<Universal>,
}

/// What one number of threads gained.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Point {
    /// The variant that ran with it.
    pub variant: String,
    /// How many threads.
    pub number: usize,
    /// The median of its runs, in seconds.
    pub time_s: f64,
    /// How many times as fast as the smallest number it was.
    pub speed_up: f64,
    /// The speed-up divided by what that many threads could ideally gain over the smallest number.
    pub efficiency: f64,
    /// The part of the work that was apparently done by one thread alone; null for one thread, and if one
    /// thread was not measured. If it grows with the number, threads get in each other's way.
    ///
    /// Source: A. H. Karp and H. P. Flatt, *Measuring Parallel Processor Performance*, Communications of
    /// the ACM 33 (5), 1990.
    pub serial_fraction: Option<f64>,
    /// Whether that is more than the usable CPUs.
    pub beyond_cpus: bool,
}

/// A measured number of threads.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// The variant that ran with it.
    pub variant: String,
    /// How many threads.
    pub number: usize,
    /// The median of its runs, in seconds.
    pub time_s: f64,
    /// How many times as fast as the first it was.
    pub speed_up: f64,
}

impl Scaling {
    /// What these gained, in ascending order; `None` if there are fewer than two.
    pub fn of(measured: &[Measurement], usable_cpus: usize) -> Option<Self> {
        let first = measured.first().filter(|_| measured.len() > 1)?.number;
        let point = |one: &Measurement| {
            let (number, speed_up) = (one.number as f64, one.speed_up);
            let serial = (1.0 / speed_up - 1.0 / number) / (1.0 - 1.0 / number);
            Point {
                variant: one.variant.clone(),
                number: one.number,
                time_s: one.time_s,
                speed_up,
                efficiency: speed_up * first as f64 / number,
                serial_fraction: (first == 1 && one.number > 1).then_some(serial),
                beyond_cpus: one.number > usable_cpus,
            }
        };
        let times = measured.iter().map(|one| (one.number, one.time_s));
        let times: Vec<_> = times.filter(|(_, time)| *time > 0.0).collect();
        Some(Self {
            usable_cpus,
            points: measured.iter().map(point).collect(),
            amdahl: Amdahl::of(&times),
            universal: Universal::of(&times),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(times: &[(usize, f64)]) -> Scaling {
        let measurement = |&(number, time_s): &(usize, f64)| Measurement {
            variant: number.to_string(),
            number,
            time_s,
            speed_up: times[0].1 / time_s,
        };
        let measured: Vec<_> = times.iter().map(measurement).collect();
        Scaling::of(&measured, 4).unwrap()
    }

    #[test]
    fn the_serial_fraction_is_that_of_the_paper() {
        // Work that is one tenth serial: 1 / (0.1 + 0.9 / n).
        let law = |n: f64| 0.1 + 0.9 / n;
        let scaling = of(&[(1, 1.0), (2, law(2.0)), (4, law(4.0)), (8, law(8.0))]);
        assert_eq!(scaling.points[0].serial_fraction, None);
        for point in &scaling.points[1..] {
            assert!(
                (point.serial_fraction.unwrap() - 0.1).abs() < 1e-12,
                "{point:?}"
            );
            assert!(
                (point.efficiency - 1.0 / (point.number as f64 * law(point.number as f64))).abs()
                    < 1e-12
            );
        }
        let beyond: Vec<_> = scaling
            .points
            .iter()
            .map(|point| point.beyond_cpus)
            .collect();
        assert_eq!(beyond, [false, false, false, true]);
        let serial = scaling.amdahl.unwrap().serial;
        assert!((serial.value - 0.1).abs() < 1e-9, "{serial:?}");
    }

    #[test]
    fn few_numbers_fit_no_law_and_without_one_thread_nothing_is_called_serial() {
        let scaling = of(&[(2, 1.0), (4, 0.6), (8, 0.4)]);
        assert!(scaling.amdahl.is_none() && scaling.universal.is_none());
        assert!(
            scaling
                .points
                .iter()
                .all(|point| point.serial_fraction.is_none())
        );
        assert!((scaling.points[1].efficiency - 1.0 / 0.6 / 2.0).abs() < 1e-12);
        assert_eq!(Scaling::of(&[], 2), None);
    }
}

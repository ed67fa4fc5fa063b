//! Reasons not to trust the figures, as data whose text says what to do about them.

use std::fmt;

use serde::Serialize;

use super::figures::{median, seconds, sorted};
use super::ratio::Ratio;

/// A run shorter than this, in seconds, is mostly overhead.
///
/// Starting and joining a thread takes 40 to 140 µs (10th to 99th percentile, two busy cores), and a
/// sleep ends some 100 µs late, so that a run of a millisecond is off by about a tenth. The clock itself,
/// read in 20 ns, would do for a thousandth of that.
const SHORT_S: f64 = 1e-3;

/// How many deviations a first run may lie from the others.
///
/// Iglewicz and Hoaglin, *How to Detect and Handle Outliers*, 1993, use 3.5 for one figure among many;
/// the deviation of as few as four others is so rough that 3.5 would flag one innocent series in nine
/// (normal noise of 10 %, simulated), 5 one in fifteen, and one in seventy from ten runs on.
const FAR: f64 = 5.0;

/// The share of the others' median within which a first run is never an outlier, however steady the
/// others are: sleeps repeat to a thousandth, and a tenth of one run hardly moves a median.
const NEAR: f64 = 0.1;

/// With fewer other runs than this, there is no telling which of them is the odd one out.
const FEWEST_OTHERS: usize = 4;

/// Turns the median absolute deviation into the standard deviation of normal noise: 1 / Φ⁻¹(3/4).
const MAD_TO_SIGMA: f64 = 1.482_602_218_505_602;

/// A reason not to trust a figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, schemars::JsonSchema)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// The runs are too short to be distinguished from the cost of starting a thread.
    TooShort {
        /// The median of the runs in seconds.
        median_s: f64,
    },
    /// The first measured run is far from the others.
    FirstFarOff {
        /// The first run in seconds.
        first_s: f64,
        /// The median of the others in seconds.
        others_s: f64,
        /// How many warm-up rounds there were.
        warmup: usize,
    },
    /// More threads compute than there are CPUs for them.
    Crowded {
        /// How many threads compute at once.
        threads: usize,
        /// How many CPUs they may use.
        cpus: usize,
        /// Whether the demo can run on a pool of that many threads.
        #[serde(skip)]
        pools: bool,
    },
    /// A quota stops all threads for a while when their CPU time is used up.
    Throttled {
        /// CPU seconds per second that the quota allows.
        quota: f64,
        /// How many CPUs the threads may use, regardless of the quota.
        cpus: usize,
    },
    /// The program was resumed (SIGCONT), as it is after Ctrl-Z.
    Continued,
    /// Something else had the CPU while the variant was ready to run.
    Loaded {
        /// The share of its CPU time that it didn't get.
        share: f64,
    },
    /// The ratio is above what the bounds of both variants allow.
    AboveBounds {
        /// The ratio that was measured.
        speed_up: f64,
        /// The most that the bounds allow.
        possible: f64,
    },
}

impl Doubt {
    /// Whether a gate must not answer yes because of it.
    pub fn bars_yes(&self) -> bool {
        matches!(self, Doubt::Loaded { .. } | Doubt::AboveBounds { .. })
    }
}

impl fmt::Display for Doubt {
    /// One line in lower case: the reason, then what to do about it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Doubt::TooShort { median_s } => write!(
                f,
                "runs of {} are too short to compare, starting a thread alone can take a tenth of a \
                 millisecond: give each run more work",
                time(median_s)
            ),
            Doubt::FirstFarOff {
                first_s,
                others_s,
                warmup,
            } => {
                let (first, others) = (time(first_s), time(others_s));
                let verb = if warmup == 0 { "add" } else { "use" };
                let more = warmup.saturating_add(1);
                write!(
                    f,
                    "the first run took {first}, the others {others}: {verb} --warmup {more}"
                )
            }
            Doubt::Crowded {
                threads,
                cpus,
                pools,
            } => {
                write!(
                    f,
                    "{threads} threads compute on {cpus} usable {}, so they take turns: ",
                    noun(cpus)
                )?;
                if pools {
                    write!(f, "try --pool={cpus} to see what threads gain")
                } else {
                    write!(f, "start no more than {cpus} to see what threads gain")
                }
            }
            Doubt::Throttled { quota, cpus } => write!(
                f,
                "a quota of {quota:.2} CPUs stops the threads whenever it is used up, though {cpus} {} \
                 could be used: raise the quota (cpu.max of the cgroup)",
                noun(cpus)
            ),
            Doubt::Loaded { share } => write!(
                f,
                "something else took {:.0} % of its CPU time: end what else runs, and run it again",
                share * 100.0
            ),
            Doubt::AboveBounds { speed_up, possible } => write!(
                f,
                "{speed_up:.2} x is more than {possible:.2} x, the most that the usable CPUs allow: \
                 something slowed the baseline, so run it again when little else runs"
            ),
            Doubt::Continued => f.write_str(
                "a signal to continue (SIGCONT) came while it ran: if it was stopped before, its clock \
                 went on, so run it again",
            ),
        }
    }
}

/// A time for a sentence: in seconds from a tenth on, otherwise in milliseconds.
fn time(seconds: f64) -> String {
    if seconds >= 0.1 {
        format!("{seconds:.3} s")
    } else {
        format!("{:.3} ms", seconds * 1e3)
    }
}

/// `CPU` or `CPUs`.
fn noun(cpus: usize) -> &'static str {
    if cpus == 1 { "CPU" } else { "CPUs" }
}

/// Doubts one variant's measured runs, in seconds, if their median is below a millisecond.
pub fn too_short(runs: &[f64]) -> Option<Doubt> {
    let median_s = median(&sorted(runs.iter().copied().map(seconds)))?;
    (median_s < SHORT_S).then_some(Doubt::TooShort { median_s })
}

/// Doubts one variant's measured runs, in seconds and in order, if the first is an outlier.
///
/// An outlier is more than five deviations (1.4826 x the median absolute deviation) of the other runs,
/// and more than a tenth of their median, away from that median, in either direction. With fewer than
/// five runs there is no doubt. `warmup` is the number of preceding warm-up rounds.
pub fn first_far_off(runs: &[f64], warmup: usize) -> Option<Doubt> {
    let (first, others) = runs.split_first()?;
    if others.len() < FEWEST_OTHERS {
        return None;
    }
    let first_s = seconds(*first);
    let others = sorted(others.iter().copied().map(seconds));
    let others_s = median(&others)?;
    let deviation = median(&sorted(others.iter().map(|run| (run - others_s).abs())))?;
    let limit = (FAR * MAD_TO_SIGMA * deviation).max(NEAR * others_s);
    let far = (first_s - others_s).abs() > limit;
    far.then_some(Doubt::FirstFarOff {
        first_s,
        others_s,
        warmup,
    })
}

/// Doubts computing work done by more threads at once than there are usable CPUs.
///
/// Waiting threads don't need a CPU each, so count only those that compute.
pub fn crowded(threads: usize, cpus: usize, pools: bool) -> Option<Doubt> {
    (threads > cpus).then_some(Doubt::Crowded {
        threads,
        cpus,
        pools,
    })
}

/// Doubts a variant that lost this share of its CPU time to something else, if it is a tenth or more.
pub fn loaded(share: f64) -> Option<Doubt> {
    /// A tenth is more than the program's other threads and the system take.
    const MOST: f64 = 0.1;
    (share >= MOST).then_some(Doubt::Loaded { share })
}

/// Doubts a ratio whose interval begins more than a twentieth above what the bounds allow.
pub fn above_bounds(ratio: &Ratio, possible: f64) -> Option<Doubt> {
    const SPARE: f64 = 1.05;
    let speed_up = ratio.speed_up;
    (ratio.interval.low > possible * SPARE).then_some(Doubt::AboveBounds { speed_up, possible })
}

/// Doubts computing work under a quota, in CPUs, that is smaller than the number of usable CPUs.
pub fn throttled(quota: Option<f64>, cpus: usize) -> Option<Doubt> {
    let quota = quota.filter(|quota| (0.0..cpus as f64).contains(quota))?;
    Some(Doubt::Throttled { quota, cpus })
}

#[cfg(test)]
mod tests {
    use super::super::simulation::Noise;
    use super::*;

    #[test]
    fn runs_below_a_millisecond_are_doubted() {
        let doubt = too_short(&[0.0002, 0.0003, 5.0]).expect("a median of 0.3 ms");
        assert_eq!(doubt, Doubt::TooShort { median_s: 0.0003 });
        let text = doubt.to_string();
        assert!(text.starts_with("runs of 0.300 ms are too short"), "{text}");
        assert!(text.ends_with(": give each run more work"), "{text}");
        assert_eq!(too_short(&[0.001]), None);
        assert_eq!(too_short(&[]), None);
        assert!(too_short(&[f64::NAN]).is_some());
    }

    #[test]
    fn a_first_run_far_off_is_doubted_to_either_side() {
        let others = [0.80, 0.81, 0.79, 0.80];
        let runs = |first: f64| [&[first], &others[..]].concat();
        // The deviation is 1.4826 x 0.005, so the limit is a tenth of 0.8.
        for innocent in [0.80, 0.87, 0.73] {
            assert_eq!(first_far_off(&runs(innocent), 0), None, "{innocent}");
        }
        for odd in [0.95, 0.60, 0.0] {
            assert!(first_far_off(&runs(odd), 0).is_some(), "{odd}");
        }
        let doubt = first_far_off(&runs(0.95), 0).expect("far off");
        let text = "the first run took 0.950 s, the others 0.800 s: add --warmup 1";
        assert_eq!(doubt.to_string(), text);
        let again = first_far_off(&runs(0.95), 2).expect("far off").to_string();
        assert!(again.ends_with(": use --warmup 3"), "{again}");
    }

    #[test]
    fn noisy_others_widen_what_a_first_run_may_be() {
        // Their median is 1.0 and their absolute deviations are 0.2, 0.1, 0, 0.1, 0.2: the limit is
        // 5 x 1.4826 x 0.1 = 0.741.
        let others = [0.8, 0.9, 1.0, 1.1, 1.2];
        assert_eq!(first_far_off(&[&[1.74], &others[..]].concat(), 0), None);
        assert!(first_far_off(&[&[1.75], &others[..]].concat(), 0).is_some());
    }

    #[test]
    fn a_far_run_that_is_not_the_first_is_not_the_warm_up_s_fault() {
        assert_eq!(first_far_off(&[1.0, 1.0, 9.0, 1.0, 1.0, 1.0], 0), None);
    }

    #[test]
    fn fewer_than_five_runs_say_nothing_of_the_first() {
        assert_eq!(first_far_off(&[9.0, 1.0, 1.0, 1.0], 0), None);
        assert!(first_far_off(&[9.0, 1.0, 1.0, 1.0, 1.0], 0).is_some());
        assert_eq!(first_far_off(&[], 0), None);
    }

    #[test]
    fn innocent_series_are_seldom_doubted() {
        let mut noise = Noise::new(3);
        for (n, most) in [(5, 100), (10, 40)] {
            let mut series = || {
                (0..n)
                    .map(|_| 0.1 * (1.0 + 0.1 * noise.normal()))
                    .collect::<Vec<_>>()
            };
            let doubted = (0..1000)
                .filter(|_| first_far_off(&series(), 0).is_some())
                .count();
            assert!(doubted <= most, "{doubted} of 1000 series of {n} runs");
        }
    }

    #[test]
    fn more_computing_threads_than_cpus_are_doubted() {
        assert_eq!(crowded(2, 2, true), None);
        let text = crowded(16, 2, true).expect("crowded").to_string();
        assert_eq!(
            text,
            "16 threads compute on 2 usable CPUs, so they take turns: try --pool=2 to see what threads gain"
        );
        // A demo without pools gets no advice about them.
        let text = crowded(3, 1, false).expect("crowded").to_string();
        assert_eq!(
            text,
            "3 threads compute on 1 usable CPU, so they take turns: start no more than 1 to see what threads gain"
        );
    }

    #[test]
    fn a_lost_tenth_and_a_ratio_above_the_bounds_are_doubted_and_bar_a_yes() {
        assert_eq!(loaded(0.05), None);
        let doubt = loaded(0.46).expect("loaded");
        assert!(doubt.bars_yes());
        let text = doubt.to_string();
        assert!(
            text.starts_with("something else took 46 % of its CPU time"),
            "{text}"
        );
        let ratio = crate::compare(&[2.8; 6], &[1.0; 6]).expect("six rounds");
        assert_eq!(above_bounds(&ratio, 2.8), None);
        assert!(above_bounds(&ratio, 2.0).expect("above").bars_yes());
        assert!(!crowded(3, 2, false).expect("crowded").bars_yes());
    }

    #[test]
    fn a_quota_below_the_usable_cpus_is_doubted() {
        assert_eq!(throttled(None, 4), None);
        assert_eq!(throttled(Some(4.0), 4), None);
        assert_eq!(throttled(Some(f64::NAN), 4), None);
        let text = throttled(Some(1.5), 4).expect("throttled").to_string();
        assert!(text.starts_with("a quota of 1.50 CPUs stops"), "{text}");
        assert!(text.contains("raise the quota"), "{text}");
    }

    #[test]
    fn every_doubt_is_one_line_in_lower_case_without_a_full_stop() {
        let doubts = [
            too_short(&[0.0]),
            first_far_off(&[9.0, 1.0, 1.0, 1.0, 1.0], 0),
            crowded(2, 1, false),
            loaded(0.46),
            Some(Doubt::AboveBounds {
                speed_up: 2.81,
                possible: 1.0,
            }),
        ];
        for doubt in doubts
            .into_iter()
            .chain([throttled(Some(0.5), 1), Some(Doubt::Continued)])
        {
            let text = doubt.expect("doubted").to_string();
            assert!(
                !text.contains(['\n', '—']) && !text.contains("  "),
                "{text}"
            );
            assert!(
                !text.ends_with('.') && !text.starts_with(char::is_uppercase),
                "{text}"
            );
        }
    }
}

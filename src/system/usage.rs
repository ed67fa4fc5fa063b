//! What a thread, this process and its children have used: CPU time and context switches.
//!
//! These come from the kernel's accounting, not from the time of day.

use std::time::Duration;

use nix::sys::resource::{Usage, UsageWho, getrusage};

#[cfg(target_os = "linux")]
use super::proc;

/// What one thread has used since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ThreadUsage {
    /// CPU time, user and system together, to the nanosecond (`CLOCK_THREAD_CPUTIME_ID`).
    pub cpu: Duration,
    /// How often it gave up the CPU in order to wait.
    pub voluntary: u64,
    /// How often it was preempted while it was ready to run.
    pub involuntary: u64,
    /// How long it was ready to run but waited for a CPU (`/proc/thread-self/schedstat`), which
    /// distinguishes "ready" from "asleep"; `None` if the kernel doesn't record it.
    pub queued: Option<Duration>,
}

impl ThreadUsage {
    /// What the calling thread has used so far: call it last thing in the thread. `None` if the system
    /// has no accounting per thread (not Linux). Takes about 10 µs, nearly all of it for `queued`.
    #[cfg(target_os = "linux")]
    pub fn of_this_thread() -> Option<Self> {
        let brief = Self::without_queue()?;
        let queued = proc::read("/proc/thread-self/schedstat").and_then(|text| queued(&text));
        Some(ThreadUsage { queued, ..brief })
    }

    /// What was used between an earlier reading and this one; never negative.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        let queued = self.queued.zip(earlier.queued);
        ThreadUsage {
            cpu: self.cpu.saturating_sub(earlier.cpu),
            voluntary: self.voluntary.saturating_sub(earlier.voluntary),
            involuntary: self.involuntary.saturating_sub(earlier.involuntary),
            queued: queued.map(|(after, before)| after.saturating_sub(before)),
        }
    }

    /// The same without `queued`, for thousands of threads: takes less than 1 µs.
    #[cfg(target_os = "linux")]
    pub fn without_queue() -> Option<Self> {
        use nix::time::{ClockId, clock_gettime};
        let usage = getrusage(UsageWho::RUSAGE_THREAD).ok()?;
        let cpu = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).ok()?;
        let (voluntary, involuntary) = switches(&usage);
        Some(ThreadUsage {
            cpu: cpu.into(),
            voluntary,
            involuntary,
            queued: None,
        })
    }

    /// Always `None`: this system has no accounting per thread that can be read safely.
    #[cfg(not(target_os = "linux"))]
    pub fn of_this_thread() -> Option<Self> {
        None
    }

    /// Always `None`: this system has no accounting per thread that can be read safely.
    #[cfg(not(target_os = "linux"))]
    pub fn without_queue() -> Option<Self> {
        None
    }
}

/// The second number of `RUN QUEUED SLICES`, the first two in nanoseconds. The first is ignored: for a
/// running thread it lags by up to a tick.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn queued(schedstat: &str) -> Option<Duration> {
    let mut numbers = schedstat.split_whitespace().map(str::parse::<u64>);
    let (run, queued) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let slices = numbers.next()?.ok()?;
    // A thread that reads this has run, so all zeros mean that nothing is counted.
    (run > 0 || slices > 0).then_some(Duration::from_nanos(queued))
}

/// What processes have used: this one, or all children that have ended and been waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessUsage {
    /// CPU time of all threads, user and system together, in whole microseconds.
    pub cpu: Duration,
    /// How often a thread gave up its CPU in order to wait.
    pub voluntary: u64,
    /// How often a thread was preempted while it was ready to run.
    pub involuntary: u64,
}

impl ProcessUsage {
    /// What this process has used since it started, including threads that have ended; `None` if the
    /// system refuses to say.
    pub fn of_self() -> Option<Self> {
        getrusage(UsageWho::RUSAGE_SELF)
            .ok()
            .map(|usage| Self::from_usage(&usage))
    }

    /// What all children that have been waited for used, including children that they waited for. It only
    /// grows: the difference between two readings is what the children that ended in between used.
    pub fn of_children() -> Option<Self> {
        getrusage(UsageWho::RUSAGE_CHILDREN)
            .ok()
            .map(|usage| Self::from_usage(&usage))
    }

    /// The sum of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        ProcessUsage {
            cpu: self.cpu + other.cpu,
            voluntary: self.voluntary + other.voluntary,
            involuntary: self.involuntary + other.involuntary,
        }
    }

    /// What was used between an earlier reading and this one; never negative.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        ProcessUsage {
            cpu: self.cpu.saturating_sub(earlier.cpu),
            voluntary: self.voluntary.saturating_sub(earlier.voluntary),
            involuntary: self.involuntary.saturating_sub(earlier.involuntary),
        }
    }

    fn from_usage(usage: &Usage) -> Self {
        let (voluntary, involuntary) = switches(usage);
        let part = |seconds: i64, microseconds: i64| {
            let microseconds = seconds
                .saturating_mul(1_000_000)
                .saturating_add(microseconds);
            Duration::from_micros(u64::try_from(microseconds).unwrap_or(0))
        };
        let (user, system) = (usage.user_time(), usage.system_time());
        // These types differ between Unixes.
        #[allow(clippy::useless_conversion)]
        let cpu = part(user.tv_sec().into(), user.tv_usec().into())
            + part(system.tv_sec().into(), system.tv_usec().into());
        ProcessUsage {
            cpu,
            voluntary,
            involuntary,
        }
    }
}

fn switches(usage: &Usage) -> (u64, u64) {
    let count = |number| u64::try_from(number).unwrap_or(0);
    (
        count(usage.voluntary_context_switches()),
        count(usage.involuntary_context_switches()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use deadline::Deadline;

    use std::hint::black_box;
    use std::process::Command;
    use std::thread;

    fn burn() {
        for number in 0..5_000_000_u64 {
            black_box(number);
        }
    }

    #[test]
    fn schedstat_gives_the_time_in_the_queue() {
        assert_eq!(queued("1500 2500 3\n"), Some(Duration::from_nanos(2500)));
        assert_eq!(queued("1500 0 1\n"), Some(Duration::ZERO));
        assert_eq!(queued("0 0 0\n"), None);
        assert_eq!(queued("1500 2500"), None);
        assert_eq!(queued(""), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_that_computes_uses_cpu_and_one_that_sleeps_gives_it_up() {
        let _deadline = Deadline::new();
        let computed = thread::spawn(|| {
            burn();
            ThreadUsage::of_this_thread().unwrap()
        });
        assert!(computed.join().unwrap().cpu > Duration::ZERO);
        let slept = thread::spawn(|| {
            let before = ThreadUsage::without_queue().unwrap();
            thread::sleep(Duration::from_millis(1));
            (before, ThreadUsage::without_queue().unwrap())
        });
        let (before, after) = slept.join().unwrap();
        assert!(after.voluntary > before.voluntary);
    }

    #[test]
    fn usage_of_this_process_grows() {
        let before = ProcessUsage::of_self().unwrap();
        burn();
        let used = ProcessUsage::of_self().unwrap().since(before);
        assert!(used.cpu > Duration::ZERO);
        assert_eq!(before.since(before), ProcessUsage::default());
    }

    #[test]
    fn a_child_counts_once_it_has_been_waited_for() {
        let before = ProcessUsage::of_children().unwrap();
        assert!(Command::new("true").status().unwrap().success());
        let used = ProcessUsage::of_children().unwrap().since(before);
        assert!(used.cpu > Duration::ZERO || used.voluntary + used.involuntary > 0);
    }
}

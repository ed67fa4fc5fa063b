//! How many CPUs there are, and how many of them this process may use.

use std::num::NonZero;
use std::thread;

use super::{cgroup, proc};

/// The logical CPUs online on the whole machine; if the system doesn't say, the usable ones.
pub fn logical() -> usize {
    proc::read("/sys/devices/system/cpu/online")
        .and_then(|text| listed(&text))
        .unwrap_or_else(usable)
}

/// The whole CPUs that this process can keep busy: those it may run on, capped by its cgroup's quota; at
/// least 1 (source: std's `available_parallelism`).
pub fn usable() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// The CPUs that this process may run on, regardless of the quota; if the system doesn't say, all that
/// are online.
pub fn allowed() -> usize {
    proc::read("/proc/self/status")
        .and_then(|status| {
            let list = status
                .lines()
                .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
            listed(list?)
        })
        .unwrap_or_else(logical)
}

/// Restricts this thread, and those it starts from now on, to the first `most` of the CPUs they may use;
/// an error if the system can't.
#[cfg(target_os = "linux")]
pub fn use_only(most: usize) -> Result<(), String> {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;
    let this = Pid::from_raw(0);
    let fails = |error: nix::Error| error.desc().to_owned();
    let allowed = sched_getaffinity(this).map_err(fails)?;
    let mut fewer = CpuSet::new();
    let usable = (0..CpuSet::count()).filter(|cpu| allowed.is_set(*cpu) == Ok(true));
    for cpu in usable.take(most) {
        fewer.set(cpu).map_err(fails)?;
    }
    sched_setaffinity(this, &fewer).map_err(fails)
}

/// Always an error: this system has no such setting that can be made safely.
#[cfg(not(target_os = "linux"))]
pub fn use_only(_most: usize) -> Result<(), String> {
    Err("this system has no such setting".to_owned())
}

/// The CPU time per unit of time that the cgroup grants, in CPUs (0.5 is half a CPU); `None` if there is
/// no quota or the system doesn't say.
pub fn quota() -> Option<f64> {
    cgroup::cpus()
}

/// How many CPUs are in a list such as `0-3,8` (source: the kernel's `cputopology`).
fn listed(text: &str) -> Option<usize> {
    text.trim()
        .split(',')
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
            Some(last.checked_sub(first)? + 1)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_cpus_is_counted() {
        assert_eq!(listed("0\n"), Some(1));
        assert_eq!(listed("0-1\n"), Some(2));
        assert_eq!(listed("0-3,8,10-11\n"), Some(7));
        assert_eq!(listed("3-1"), None);
        assert_eq!(listed(""), None);
        assert_eq!(listed("all"), None);
    }

    #[test]
    fn at_least_one_cpu_is_usable_and_no_more_than_there_are() {
        assert!(usable() >= 1);
        assert!(logical() >= usable());
        assert!(allowed() >= usable());
    }

    #[test]
    fn a_quota_is_never_nothing() {
        assert!(quota().is_none_or(|cpus| cpus > 0.0));
    }
}

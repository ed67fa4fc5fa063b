//! How many CPUs there are, and how many of them this process may use.

use std::num::NonZero;
use std::thread;
use std::time::Duration;

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

/// How long the CPUs that this thread may run on have been idle in total, each rounded down to a tick of
/// 10 ms (`/proc/stat`, see proc(5)); `None` if the system doesn't say.
#[cfg(target_os = "linux")]
pub fn idle() -> Option<Duration> {
    use nix::sched::sched_getaffinity;
    use nix::unistd::{Pid, SysconfVar, sysconf};
    let allowed = sched_getaffinity(Pid::from_raw(0)).ok()?;
    let per_second = sysconf(SysconfVar::CLK_TCK).ok()??;
    let ticks = idle_ticks(&proc::read("/proc/stat")?, |cpu| {
        allowed.is_set(cpu) == Ok(true)
    });
    Some(Duration::from_secs_f64(ticks as f64 / per_second as f64))
}

/// Always `None`: this system has no such account.
#[cfg(not(target_os = "linux"))]
pub fn idle() -> Option<Duration> {
    None
}

/// The ticks in which these CPUs had nothing to run, or only waited for a disk.
fn idle_ticks(stat: &str, counts: impl Fn(usize) -> bool) -> u64 {
    let idle = |line: &str| {
        let (cpu, ticks) = line.strip_prefix("cpu")?.split_once(' ')?;
        let counted = counts(cpu.parse().ok()?);
        let idle = ticks.split(' ').skip(3).take(2);
        counted.then(|| {
            idle.filter_map(|ticks| ticks.parse::<u64>().ok())
                .sum::<u64>()
        })
    };
    stat.lines().filter_map(idle).sum()
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
    fn the_ticks_of_idle_cpus_are_added_up() {
        let stat = "cpu  103 0 497 40656 125 0 9 3 0 0\ncpu0 50 0 200 20000 25 0 9 3 0 0\n\
                    cpu1 53 0 297 20656 100 0 0 0 0 0\nintr 7 0 1\nctxt 5\n";
        assert_eq!(idle_ticks(stat, |_| true), 20_000 + 25 + 20_656 + 100);
        assert_eq!(idle_ticks(stat, |cpu| cpu == 1), 20_656 + 100);
        assert_eq!(idle_ticks("", |_| true), 0);
    }

    #[test]
    fn a_quota_is_never_nothing() {
        assert!(quota().is_none_or(|cpus| cpus > 0.0));
    }
}

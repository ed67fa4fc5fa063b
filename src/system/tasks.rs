//! Room for threads and processes, which the kernel counts alike, as tasks: per user, per cgroup, and
//! system-wide.

use std::fs;

use super::headroom::Headroom;
use super::{cgroup, proc};

/// The room under each limit on tasks that the system reports, for `wanted` more of them.
///
/// The first two are used up exactly, since exceeding them is an orderly error. Of the system-wide ones a
/// part is left to others: a machine without a free process can't even be repaired.
pub(super) fn rooms(wanted: usize) -> Vec<Headroom> {
    let total = proc::read("/proc/loadavg").and_then(|text| tasks_on_system(&text));
    let mut rooms = Vec::from_iter(
        cgroup::pids()
            .map(|(limit, left)| Headroom::new("tasks of its cgroup", "pids.max", limit, left)),
    );
    rooms.extend(user_room(wanted as u64, total));
    if let Some(total) = total {
        let system = |what, setting, path| {
            let limit = proc::number(path)?;
            let kept = (limit / 32).max(300);
            Some(Headroom::new(
                what,
                setting,
                limit,
                limit.saturating_sub(total + kept),
            ))
        };
        rooms.extend(system(
            "process ids",
            "kernel.pid_max",
            "/proc/sys/kernel/pid_max",
        ));
        rooms.extend(system(
            "threads",
            "kernel.threads-max",
            "/proc/sys/kernel/threads-max",
        ));
    }
    rooms
}

/// All existing tasks, from `/proc/loadavg` (`0.11 0.09 0.03 2/92 4851`: here 92).
fn tasks_on_system(loadavg: &str) -> Option<u64> {
    loadavg
        .split_whitespace()
        .nth(3)?
        .split_once('/')?
        .1
        .parse()
        .ok()
}

/// The limit on this user's tasks. A user can't have more of them than the system has, so the slow count
/// of the user's own is made only if that bound doesn't settle it.
#[cfg(target_os = "linux")]
fn user_room(wanted: u64, total: Option<u64>) -> Option<Headroom> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let (limit, _) = getrlimit(Resource::RLIMIT_NPROC).ok()?;
    if limit == RLIM_INFINITY {
        return None;
    }
    let room = |used| {
        Some(Headroom::new(
            "this user's processes",
            "RLIMIT_NPROC",
            limit,
            limit.saturating_sub(used),
        ))
    };
    match total {
        Some(total) if limit.saturating_sub(total) >= wanted => room(total),
        _ if is_exempt(&proc::read("/proc/self/status")?) => None,
        _ => room(tasks_of_user(u64::from(nix::unistd::getuid().as_raw()))),
    }
}

#[cfg(not(target_os = "linux"))]
fn user_room(_wanted: u64, _total: Option<u64>) -> Option<Headroom> {
    None
}

/// Whether this process is exempt from `RLIMIT_NPROC`: real user 0, `CAP_SYS_ADMIN` (21) or
/// `CAP_SYS_RESOURCE` (24), as in the kernel's `copy_process`.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn is_exempt(status: &str) -> bool {
    let capabilities = proc::field(status, "CapEff")
        .and_then(|bits| u64::from_str_radix(bits, 16).ok())
        .unwrap_or(0);
    proc::field_number(status, "Uid") == Some(0) || capabilities & (1 << 21 | 1 << 24) != 0
}

/// The user's tasks that are visible here, from every `/proc/PID/status`.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
fn tasks_of_user(user: u64) -> u64 {
    let Ok(folder) = fs::read_dir("/proc") else {
        return 0;
    };
    let is_process = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit());
    folder
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_process))
        .filter_map(|entry| proc::read(entry.path().join("status")))
        .filter(|status| proc::field_number(status, "Uid") == Some(user))
        .filter_map(|status| proc::field_number(&status, "Threads"))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loadavg_tells_how_many_tasks_there_are() {
        assert_eq!(tasks_on_system("0.11 0.09 0.03 2/92 4851\n"), Some(92));
        assert_eq!(tasks_on_system("0.11 0.09 0.03"), None);
        assert_eq!(tasks_on_system("0.11 0.09 0.03 92 4851"), None);
        assert_eq!(tasks_on_system(""), None);
    }

    #[test]
    fn root_and_two_capabilities_are_exempt() {
        let nobody = "Uid:\t65534\t65534\t65534\t65534\nCapEff:\t0000000000000000\n";
        assert!(!is_exempt(nobody));
        assert!(is_exempt("Uid:\t0\t0\t0\t0\nCapEff:\t0000000000000000\n"));
        assert!(is_exempt("Uid:\t1\t1\t1\t1\nCapEff:\t0000000001000000\n"));
        assert!(is_exempt("Uid:\t1\t1\t1\t1\nCapEff:\t0000000000200000\n"));
        assert!(!is_exempt("Uid:\t1\t1\t1\t1\nCapEff:\t0000000000000001\n"));
        assert!(!is_exempt("nothing of the kind"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_user_has_at_least_this_thread() {
        assert!(tasks_of_user(u64::from(nix::unistd::getuid().as_raw())) >= 1);
    }
}

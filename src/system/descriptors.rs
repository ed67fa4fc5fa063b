//! Room for open descriptors; each child costs its parent a few.

use std::fs;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

use super::headroom::Headroom;
use super::proc;

/// Open briefly while a child is being started: both ends of its pipes, `/dev/null`.
const WHILE_SPAWNING: u64 = 16;

/// Assumed to be open if the system doesn't say.
const USUALLY_OPEN: u64 = 32;

/// Raises the soft limit to what `wanted` children with `each` descriptors need, as far as the hard limit
/// allows, and returns how many children there is room for then.
pub(super) fn room(wanted: usize, each: usize) -> Option<Headroom> {
    let kept = open_descriptors() + WHILE_SPAWNING;
    let needed = (wanted as u64)
        .saturating_mul(each as u64)
        .saturating_add(kept);
    let limit = raised(needed)?;
    let left = limit.saturating_sub(kept).checked_div(each as u64)?;
    Some(Headroom::new(
        "open descriptors",
        "RLIMIT_NOFILE",
        limit,
        left,
    ))
}

/// The limit on descriptors and what is left under it.
pub(super) fn room_when_refused() -> Option<Headroom> {
    let limit = raised(0)?;
    let left = limit.saturating_sub(open_descriptors() + WHILE_SPAWNING);
    Some(Headroom::new(
        "open descriptors",
        "RLIMIT_NOFILE",
        limit,
        left,
    ))
}

/// The limit on what the whole system can have open.
pub(super) fn room_of_the_system() -> Option<Headroom> {
    let limit = proc::number("/proc/sys/fs/file-max")?;
    Some(Headroom::new(
        "the system's open files",
        "fs.file-max",
        limit,
        0,
    ))
}

/// The soft limit after raising it towards `needed`; `None` if there is no limit.
// The type of a limit differs between Unixes.
#[allow(clippy::useless_conversion)]
fn raised(needed: u64) -> Option<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    if soft == RLIM_INFINITY {
        return None;
    }
    let wished = needed.try_into().unwrap_or(hard).min(hard);
    // If refused, the old limit remains in force.
    let raised = wished > soft && setrlimit(Resource::RLIMIT_NOFILE, wished, hard).is_ok();
    u64::try_from(if raised { wished } else { soft }).ok()
}

fn open_descriptors() -> u64 {
    fs::read_dir("/proc/self/fd").map_or(USUALLY_OPEN, |folder| folder.count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raising_never_lowers_and_never_passes_the_hard_limit() {
        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        if soft == RLIM_INFINITY {
            return;
        }
        // Other tests in this process raise it too.
        assert!(raised(1).unwrap() >= soft);
        assert!(raised(u64::MAX - 1).unwrap() <= hard);
    }

    #[test]
    fn children_without_descriptors_need_no_room() {
        assert_eq!(room(1_000_000, 0), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_open_file_is_counted() {
        let _files = [(); 40].map(|()| fs::File::open("/dev/null").unwrap());
        assert!(open_descriptors() >= 40);
    }
}

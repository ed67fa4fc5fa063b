//! Room for threads in this process's address space: maps, reserved bytes, data.

use super::headroom::{Headroom, mebibytes};
use super::{cpus, proc};

/// A stack, its guard page, std's alternate signal stack and its guard page. Neighbors never merge, since
/// guards lie between them.
const MAPS_PER_THREAD: u64 = 4;

/// Maps kept free for the allocator's arenas and large blocks; past the limit malloc fails, and a failed
/// malloc aborts.
const MAPS_MARGIN: u64 = 1024;

/// Few enough threads that this process's own maps (some dozens) don't matter next to the usual limit of
/// 65,530, so they aren't counted.
const FEW: u64 = 256;
const MAPS_OF_A_FEW: u64 = 4096;

/// What a thread takes besides its stack: two guard pages, an alternate signal stack (8 KiB, 12 with AMX
/// registers), and a little heap of its own.
const BESIDE_STACK: u64 = 40 << 10;

/// The size that one of glibc's arenas reserves.
pub(super) const ARENA: u64 = 64 << 20;

/// Address space kept free for this program's own allocations.
const BYTES_MARGIN: u64 = 2 << 20;

/// The bytes left under the limits on this process's address space and data.
pub(super) fn bytes_left() -> impl Iterator<Item = Headroom> {
    let left = |what, setting, used: fn(&Used) -> u64| {
        let limit = soft(setting)?;
        let used = used(&self::used());
        Some(Headroom::new(
            what,
            setting,
            mebibytes(limit),
            limit.saturating_sub(used),
        ))
    };
    let address_space = left("address space", "RLIMIT_AS", |used| used.total);
    let data = left("data memory", "RLIMIT_DATA", |used| used.data);
    address_space.into_iter().chain(data)
}

/// The room under the limits that abort the process when exceeded.
pub(super) fn rooms(wanted: usize, stack: usize) -> Vec<Headroom> {
    let (wanted, stack) = (wanted as u64, stack as u64);
    let mut rooms = Vec::from_iter(maps_room(wanted));
    rooms.extend(soft("RLIMIT_AS").map(|limit| {
        let left = under_address_limit(limit.saturating_sub(used().total), wanted, stack);
        Headroom::new("address space", "RLIMIT_AS", mebibytes(limit), left)
    }));
    rooms.extend(soft("RLIMIT_DATA").map(|limit| {
        let left = with_margin(limit.saturating_sub(used().data)) / each(stack);
        Headroom::new("data memory", "RLIMIT_DATA", mebibytes(limit), left)
    }));
    rooms
}

/// The same without margins: what was left when a thread was refused.
pub(super) fn rooms_when_refused(stack: usize) -> Vec<Headroom> {
    let stack = stack as u64;
    let mut rooms = Vec::from_iter(maps_room(u64::MAX));
    rooms.extend(soft("RLIMIT_AS").map(|limit| {
        // The threads' arenas take what they can, so less than one arena's worth counts as nothing left.
        let left = limit.saturating_sub(used().total).saturating_sub(ARENA) / each(stack);
        Headroom::new("address space", "RLIMIT_AS", mebibytes(limit), left)
    }));
    rooms.extend(soft("RLIMIT_DATA").map(|limit| {
        let left = limit.saturating_sub(used().data) / each(stack);
        Headroom::new("data memory", "RLIMIT_DATA", mebibytes(limit), left)
    }));
    rooms
}

fn maps_room(wanted: u64) -> Option<Headroom> {
    let limit = proc::number("/proc/sys/vm/max_map_count")?;
    let few = wanted <= FEW && limit >= 4 * MAPS_OF_A_FEW;
    let used = if few { MAPS_OF_A_FEW } else { maps_in_use()? };
    let left = limit.saturating_sub(used + MAPS_MARGIN) / MAPS_PER_THREAD;
    Some(Headroom::new(
        "memory maps",
        "vm.max_map_count",
        limit,
        left,
    ))
}

fn maps_in_use() -> Option<u64> {
    proc::read("/proc/self/maps").map(|text| text.lines().count() as u64)
}

/// How many threads fit under an address-space limit with `free` bytes left, whatever the allocator does.
///
/// glibc gives each of the first threads an arena of 64 MiB while there is room, up to eight per CPU, so
/// the stacks get only what the arenas can't take: everything beyond the last arena or, if there is not
/// room for all arenas, the remainder of a division by 64 MiB. Measurements agree: at 160, 224 and 1,024
/// MiB there was room for 14, 14 and 29 stacks of 2 MiB.
fn under_address_limit(free: u64, wanted: u64, stack: u64) -> u64 {
    // The allocator counts CPUs regardless of any quota.
    let cpus = cpus::logical() as u64;
    threads_beside_arenas(
        free,
        wanted,
        stack,
        if cfg!(target_env = "gnu") { cpus } else { 0 },
    )
}

fn threads_beside_arenas(free: u64, wanted: u64, stack: u64, cpus: u64) -> u64 {
    let fitting = |threads: u64| {
        // An arena comes with a thread, whose stack already exists.
        let arenas = (8 * cpus)
            .min(threads)
            .min(free / each(stack).saturating_add(ARENA));
        with_margin(free - ARENA * arenas) / each(stack)
    };
    let left = fitting(wanted);
    if left >= wanted {
        return left;
    }
    // Fewer threads make fewer arenas, so a smaller number may fit where the wanted one doesn't.
    let fewer = (1..=8 * cpus)
        .take_while(|&threads| threads < wanted)
        .filter(|&threads| fitting(threads) >= threads)
        .last();
    left.max(fewer.unwrap_or(0))
}

/// Keeps an eighth and a little more in reserve for other allocations, which are unknown here.
fn with_margin(free: u64) -> u64 {
    (free - free / 8).saturating_sub(BYTES_MARGIN)
}

fn each(stack: u64) -> u64 {
    stack.saturating_add(BESIDE_STACK)
}

struct Used {
    total: u64,
    data: u64,
}

/// What this process has mapped, in bytes; zero if the system doesn't say.
fn used() -> Used {
    let pages = |text: &str, column: usize| -> Option<u64> {
        text.split_whitespace().nth(column)?.parse().ok()
    };
    let text = proc::read("/proc/self/statm").unwrap_or_default();
    let page = page_size();
    Used {
        total: pages(&text, 0).unwrap_or(0) * page,
        data: pages(&text, 5).unwrap_or(0) * page,
    }
}

fn page_size() -> u64 {
    let size = nix::unistd::sysconf(nix::unistd::SysconfVar::PAGE_SIZE);
    size.ok()
        .flatten()
        .and_then(|size| u64::try_from(size).ok())
        .unwrap_or(4096)
}

/// A soft limit in bytes, or `None` if there is none.
#[cfg(target_os = "linux")]
fn soft(name: &str) -> Option<u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let resource = if name == "RLIMIT_AS" {
        Resource::RLIMIT_AS
    } else {
        Resource::RLIMIT_DATA
    };
    getrlimit(resource)
        .ok()
        .map(|(soft, _)| soft)
        .filter(|&soft| soft != RLIM_INFINITY)
}

#[cfg(not(target_os = "linux"))]
fn soft(_name: &str) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn without_room_for_arenas_all_is_for_stacks() {
        let left = threads_beside_arenas(60 * MIB, 1000, 2 * MIB, 2);
        assert!((20..30).contains(&left), "{left}");
    }

    #[test]
    fn arenas_take_all_but_the_remainder() {
        // 253 MiB hold three arenas and 61 MiB; measured: 29 threads, then a refusal.
        let left = threads_beside_arenas(253 * MIB, 1000, 2 * MIB, 2);
        assert!((20..30).contains(&left), "{left}");
        // With stacks of 64 KiB the process was seen to abort at 650 and more.
        let left = threads_beside_arenas(253 * MIB, 10_000, 64 << 10, 2);
        assert!((300..600).contains(&left), "{left}");
    }

    #[test]
    fn a_few_threads_fit_where_all_their_arenas_do() {
        assert!(threads_beside_arenas(500 * MIB, 3, 2 * MIB, 2) >= 3);
        // Four arenas with their stacks leave next to nothing of 267 MiB, but three threads need only
        // three.
        assert_eq!(threads_beside_arenas(267 * MIB, 1000, 2 * MIB, 2), 3);
    }

    #[test]
    fn beyond_all_arenas_the_rest_is_for_stacks() {
        let left = threads_beside_arenas(64 * 1024 * MIB, 10_000, 2 * MIB, 2);
        assert!(left >= 10_000, "{left}");
    }

    #[test]
    fn without_arenas_only_the_stacks_count() {
        let left = threads_beside_arenas(128 * MIB, 1000, 2 * MIB, 0);
        assert!((40..64).contains(&left), "{left}");
    }

    #[test]
    fn absurd_sizes_are_refused_and_do_not_overflow() {
        assert_eq!(threads_beside_arenas(256 * MIB, u64::MAX, u64::MAX, 2), 0);
        assert_eq!(threads_beside_arenas(0, 1, 0, 2), 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_maps_and_address_space() {
        assert!(maps_in_use().unwrap() > 0);
        assert!(used().total > used().data);
    }
}

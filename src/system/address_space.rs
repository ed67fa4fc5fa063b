//! Room for threads in this process's own memory: maps, address space, data, committed memory.

use std::thread;

use super::limits::Room;
use super::{cgroup, proc};

/// Stack, its guard page, std's alternate signal stack and that one's guard page. Neighbours never
/// merge, since guards lie between them.
const MAPS_PER_THREAD: u64 = 4;

/// Maps kept free for the allocator's arenas and large blocks; past the limit malloc fails, and a
/// failed malloc aborts.
const MAPS_MARGIN: u64 = 1024;

/// So few threads that this process's own maps (some dozens) can't matter beside the usual limit of
/// 65,530, and counting them is left out.
const FEW: u64 = 256;
const MAPS_OF_A_FEW: u64 = 4096;

/// What a thread takes beside its stack: two guard pages, an alternate signal stack (8 KiB, 12 with
/// AMX registers), and a little of its own on the heap.
const BESIDE_STACK: u64 = 40 << 10;

/// What one of glibc's arenas reserves. While it is set up it holds as much again.
const ARENA: u64 = 64 << 20;

/// Address space kept free for this program's own allocations.
const BYTES_MARGIN: u64 = 4 << 20;

/// What a thread takes of real memory: about 10 kB resident and 16 KiB of kernel stack (measured).
const RESIDENT: u64 = 28 << 10;

/// The room under those limits that abort the process when they are overstepped, or end it.
pub(super) fn rooms(wanted: usize, stack: usize) -> Vec<Room> {
    let (wanted, stack) = (wanted as u64, stack as u64);
    let mut rooms = Vec::from_iter(maps_room(wanted));
    rooms.extend(soft("RLIMIT_AS").map(|limit| {
        let left = under_address_limit(limit.saturating_sub(used().total), wanted, stack);
        Room::new("address space", "RLIMIT_AS", megabytes(limit), left)
    }));
    rooms.extend(soft("RLIMIT_DATA").map(|limit| {
        let left = with_margin(limit.saturating_sub(used().data)) / each(stack);
        Room::new("data memory", "RLIMIT_DATA", megabytes(limit), left)
    }));
    if wanted > FEW {
        rooms.extend(memory_room());
        rooms.extend(cgroup::memory().map(|(limit, left)| {
            Room::new(
                "its cgroup's memory",
                "memory.max",
                megabytes(limit),
                left / RESIDENT,
            )
        }));
    }
    rooms
}

/// The same without margins: what was left when a thread was refused; and committed memory, which
/// refuses in an orderly way and is therefore not asked before.
pub(super) fn rooms_when_refused(stack: usize) -> Vec<Room> {
    let stack = stack as u64;
    let mut rooms = Vec::from_iter(maps_room(u64::MAX));
    rooms.extend(soft("RLIMIT_AS").map(|limit| {
        // The threads' arenas take what they can, so less than one arena's worth is "nothing left".
        let left = limit.saturating_sub(used().total).saturating_sub(ARENA) / each(stack);
        Room::new("address space", "RLIMIT_AS", megabytes(limit), left)
    }));
    rooms.extend(soft("RLIMIT_DATA").map(|limit| {
        let left = limit.saturating_sub(used().data) / each(stack);
        Room::new("data memory", "RLIMIT_DATA", megabytes(limit), left)
    }));
    rooms.extend(commit_room(stack));
    rooms
}

fn maps_room(wanted: u64) -> Option<Room> {
    let limit = proc::number("/proc/sys/vm/max_map_count")?;
    let few = wanted <= FEW && limit >= 4 * MAPS_OF_A_FEW;
    let used = if few { MAPS_OF_A_FEW } else { maps_in_use()? };
    let left = limit.saturating_sub(used + MAPS_MARGIN) / MAPS_PER_THREAD;
    Some(Room::new("memory maps", "vm.max_map_count", limit, left))
}

fn maps_in_use() -> Option<u64> {
    proc::read("/proc/self/maps").map(|text| text.lines().count() as u64)
}

/// Threads under an address-space limit with `free` bytes left, whatever the allocator does.
///
/// glibc gives each of the first threads an arena of 64 MiB for as long as there is room, up to
/// eight per CPU, so the stacks get only what the arenas can't take: all beyond the last arena, or,
/// where there is not room for all arenas, the remainder of a division by 64 MiB. That is what was
/// measured: at 160, 224 and 1,024 MiB there was room for 14, 14 and 29 stacks of 2 MiB.
fn under_address_limit(free: u64, wanted: u64, stack: u64) -> u64 {
    let cpus = thread::available_parallelism().map_or(1, |cpus| cpus.get() as u64);
    threads_beside_arenas(
        free,
        wanted,
        stack,
        if cfg!(target_env = "gnu") { cpus } else { 0 },
    )
}

fn threads_beside_arenas(free: u64, wanted: u64, stack: u64, cpus: u64) -> u64 {
    let fitting = |threads: u64| {
        let arenas = threads.min(8 * cpus) + threads.min(2 * cpus);
        with_margin(free - ARENA * arenas.min(free / ARENA)) / each(stack)
    };
    let left = fitting(wanted);
    if left >= wanted {
        return left;
    }
    // Fewer threads make fewer arenas, so a smaller number may fit where the wanted one does not.
    let fewer = (1..=8 * cpus)
        .take_while(|&n| n < wanted)
        .filter(|&n| fitting(n) >= n)
        .last();
    left.max(fewer.unwrap_or(0))
}

/// An eighth and a bit is never planned for: what allocates besides is not known here.
fn with_margin(free: u64) -> u64 {
    (free - free / 8).saturating_sub(BYTES_MARGIN)
}

fn each(stack: u64) -> u64 {
    stack.saturating_add(BESIDE_STACK)
}

fn memory_room() -> Option<Room> {
    let text = proc::read("/proc/meminfo")?;
    let left = proc::field_bytes(&text, "MemAvailable")?;
    let total = proc::field_bytes(&text, "MemTotal")?;
    // Half is left to everybody else: a machine without memory helps nobody.
    Some(Room::new(
        "memory",
        "MemTotal",
        megabytes(total),
        left / 2 / RESIDENT,
    ))
}

fn commit_room(stack: u64) -> Option<Room> {
    let text = proc::read("/proc/meminfo")?;
    let bytes = |name| proc::field_bytes(&text, name);
    if proc::number("/proc/sys/vm/overcommit_memory")? == 2 {
        let limit = bytes("CommitLimit")?;
        let left = limit.saturating_sub(bytes("Committed_AS")?) / each(stack);
        return Some(Room::new(
            "committed memory",
            "CommitLimit",
            megabytes(limit),
            left,
        ));
    }
    // Without strict accounting a single stack is refused only where it exceeds everything there is.
    let all = bytes("MemTotal")? + bytes("SwapTotal")?;
    (stack > all).then(|| Room::new("memory", "MemTotal + SwapTotal", megabytes(all), 0))
}

struct Used {
    total: u64,
    data: u64,
}

/// What this process has mapped, in bytes; zero where the system doesn't tell.
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

/// A soft limit in bytes, or `None` where there is none.
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

fn megabytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
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
        // 253 MiB hold three arenas and 61 MiB; measured: 29 threads and then a refusal.
        let left = threads_beside_arenas(253 * MIB, 1000, 2 * MIB, 2);
        assert!((20..30).contains(&left), "{left}");
        // With stacks of 64 KiB the process was seen to abort at 650 and more.
        let left = threads_beside_arenas(253 * MIB, 10_000, 64 << 10, 2);
        assert!((300..600).contains(&left), "{left}");
    }

    #[test]
    fn a_few_threads_fit_where_all_their_arenas_do() {
        assert!(threads_beside_arenas(500 * MIB, 3, 2 * MIB, 2) >= 3);
        // 257 MiB leave 1 MiB beside four arenas, yet one thread makes only one or two.
        let left = threads_beside_arenas(257 * MIB, 1000, 2 * MIB, 2);
        assert!((1..=3).contains(&left), "{left}");
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

//! Physical memory: room in it for threads, this process's peak, and resetting that peak so that each
//! variant gets its own.

use std::fs::File;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::headroom::{Headroom, mebibytes, nearest};
use super::{address_space, cgroup, proc};

/// What an idle thread takes, including the kernel's part (its stack, tables, maps): 35 to 41 KiB as a
/// cgroup counts it, measured with 500 to 3,000 threads that touch at most 8 KiB each.
pub(super) const PER_THREAD: u64 = 48 << 10;

/// The room in the machine's memory and in the cgroup's for things that take this many bytes each. If it
/// is exceeded, the kernel kills a process, most likely this one.
pub(super) fn rooms_for(each: u64) -> Vec<Headroom> {
    let counted = |room: Headroom| Headroom {
        left: room.left / each.max(1),
        ..room
    };
    // Half is left to other programs: a machine without memory is no use to any of them.
    let machine = of_machine().map(|room| Headroom {
        left: room.left / 2,
        ..room
    });
    of_cgroup()
        .into_iter()
        .chain(machine)
        .map(counted)
        .collect()
}

fn of_cgroup() -> Option<Headroom> {
    let (setting, limit, left) = cgroup::memory()?;
    Some(Headroom::new(
        "its cgroup's memory",
        setting,
        mebibytes(limit),
        left,
    ))
}

fn of_machine() -> Option<Headroom> {
    let text = proc::read("/proc/meminfo")?;
    let left = proc::field_bytes(&text, "MemAvailable")?;
    let total = proc::field_bytes(&text, "MemTotal")?;
    Some(Headroom::new("memory", "MemTotal", mebibytes(total), left))
}

/// How many more bytes this process may use before it hits a limit that kills it or fails its
/// allocations: its own limits (`RLIMIT_AS`, `RLIMIT_DATA`), those of its cgroups, versions 1 and 2, or
/// the machine's available memory. Returns the nearest one; `None` if the system reports none of them.
/// Takes 0.1 to 0.5 ms: each cgroup above this process has files of its own.
///
/// This is a snapshot: other processes and the allocator's own arenas draw on the same memory, so leave
/// part of it unused.
pub fn left() -> Option<Headroom> {
    nearest(
        address_space::bytes_left()
            .chain(of_cgroup())
            .chain(of_machine()),
    )
}

/// The same without the limits that refuse memory in an orderly way: what is left, in the cgroup's memory
/// or the machine's, before the kernel kills a process.
pub fn left_until_killed() -> Option<Headroom> {
    nearest(of_cgroup().into_iter().chain(of_machine()))
}

/// Whether this process has limits of its own that refuse it memory. Takes a microsecond if it has none.
pub fn is_limited() -> bool {
    address_space::bytes_left().next().is_some()
}

/// Whether the limits on this process's memory leave ample room for the arenas that glibc gives to this
/// many threads.
pub fn fits_arenas(threads: usize) -> bool {
    address_space::bytes_left().all(|room| room.left / (8 * address_space::ARENA) >= threads as u64)
}

/// The minimum that a command needs under the limits on this process's memory to guarantee that it can
/// report a refusal.
const LEAST: u64 = 12 << 20;

/// An error if the limits on this process's memory leave too little to start with.
pub fn enough_to_start() -> Result<(), String> {
    match nearest(address_space::bytes_left()) {
        Some(room) if room.left < LEAST => Err(format!(
            "{} leaves {}, and {} are needed at least",
            room.name,
            mebibytes(room.left),
            mebibytes(LEAST)
        )),
        _ => Ok(()),
    }
}

/// The limit on committed memory, after a thread's stack of `stack` bytes was refused. It refuses in an
/// orderly way, so it is not read beforehand.
pub(super) fn room_when_refused(stack: usize) -> Option<Headroom> {
    let text = proc::read("/proc/meminfo")?;
    let bytes = |name| proc::field_bytes(&text, name);
    if proc::number("/proc/sys/vm/overcommit_memory")? == 2 {
        let limit = bytes("CommitLimit")?;
        let left = limit.saturating_sub(bytes("Committed_AS")?) / (stack as u64).max(1);
        return Some(Headroom::new(
            "committed memory",
            "CommitLimit",
            mebibytes(limit),
            left,
        ));
    }
    // Without strict accounting a single stack is refused only if it exceeds all memory.
    let all = bytes("MemTotal")? + bytes("SwapTotal")?;
    let over = stack as u64 > all;
    over.then(|| Headroom::new("memory", "MemTotal + SwapTotal", mebibytes(all), 0))
}

/// The peak resident memory of this process since it started or since
/// [`reset_peak`], in bytes (`VmHWM`); `None` if the system doesn't say.
///
/// The kernel counts in batches per CPU, so some hundred KiB are noise. A child reports its own peak
/// before it exits, because `getrusage` for children knows only the largest of all children so far, and
/// starts each of them at its parent's size.
pub fn peak() -> Option<u64> {
    proc::field_bytes(&proc::read("/proc/self/status")?, "VmHWM")
}

/// Whether [`peak`] is below this many bytes. Reading it takes longer than starting a short command, so
/// an earlier reading that wasn't below is enough for a no.
pub fn peak_is_below(bytes: u64) -> bool {
    static READ: AtomicU64 = AtomicU64::new(0);
    if bytes <= READ.load(Ordering::Relaxed) {
        return false;
    }
    peak().is_some_and(|peak| {
        READ.store(peak, Ordering::Relaxed);
        peak < bytes
    })
}

/// This process's resident memory, in bytes (`VmRSS`); `None` if the system doesn't say.
pub fn resident() -> Option<u64> {
    proc::field_bytes(&proc::read("/proc/self/status")?, "VmRSS")
}

/// Resets the peak to what is resident now (`5` to `/proc/self/clear_refs`, Linux 4.0 and later); returns
/// whether the system did so: if not, [`peak`] covers more than one variant.
pub fn reset_peak() -> bool {
    // Kept open: the peak is reset before each run, and opening takes longer than resetting.
    static MARK: OnceLock<Option<File>> = OnceLock::new();
    let open = || {
        File::options()
            .write(true)
            .open("/proc/self/clear_refs")
            .ok()
    };
    let mark = MARK.get_or_init(open).as_ref();
    mark.is_some_and(|mut mark| mark.write_all(b"5").is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::hint::black_box;

    /// Whether 64 MiB that were allocated and freed show in the peak, and are gone from it after a reset.
    fn is_remembered_and_forgotten() -> bool {
        const SIZE: usize = 64 << 20;
        reset_peak();
        let before = peak().unwrap();
        drop(black_box(vec![1_u8; SIZE]));
        let grown = peak().unwrap();
        reset_peak();
        grown >= before + SIZE as u64 / 2 && peak().unwrap() < grown
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn there_is_memory_left_and_no_more_than_the_machine_has() {
        let left = left().unwrap();
        let meminfo = proc::read("/proc/meminfo").unwrap();
        let total = proc::field_bytes(&meminfo, "MemTotal").unwrap();
        assert!((1..=total).contains(&left.left), "{left:?}");
    }

    #[test]
    fn the_peak_remembers_and_can_be_set_back() {
        if !reset_peak() || peak().is_none() {
            return;
        }
        // Other tests in this process allocate meanwhile and may spoil an attempt.
        assert!((0..20).any(|_| is_remembered_and_forgotten()));
    }
}

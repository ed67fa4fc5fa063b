//! The limits on threads and children: read before the first one starts, and again to find the nearest
//! one after the system refused.
//!
//! Reading first is not just a courtesy. Near `vm.max_map_count` and `RLIMIT_AS` a thread that
//! `Builder::spawn` has already returned `Ok` for can't get its alternate signal stack, and std then
//! aborts the whole process; no code of ours can catch that. The other limits (processes, cgroup) only
//! make `spawn` return an error, which never says which limit was hit.

use std::error::Error;
use std::fmt;
use std::io;

use nix::errno::Errno;

use super::headroom::{Headroom, nearest};
use super::{address_space, descriptors, memory, tasks};

/// Up to this many threads, only the limits that would abort the process are read, so that a small demo
/// pays only a few microseconds; the others are named by [`diagnose_threads`] if they are ever hit.
const FEW: usize = 64;

/// One limit of the system, and how many threads or children it leaves room for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is limited and by which setting: `the limit on memory maps (vm.max_map_count = 65530)`.
    pub name: String,
    /// How many threads or children it allows, or allowed when the system refused the next one.
    pub allows: usize,
    counted: Counted,
}

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Threads,
    Children,
    Files,
    Tasks,
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = match (self.counted, self.allows) {
            (Counted::Threads, 1) => "thread",
            (Counted::Threads, _) => "threads",
            (Counted::Children, 1) => "child process",
            (Counted::Children, _) => "child processes",
            (Counted::Tasks, 1) => "task",
            (Counted::Tasks, _) => "tasks",
            (Counted::Files, 1) => "open file or connection",
            (Counted::Files, _) => "open files or connections",
        };
        write!(out, "{} allows {} {noun}", self.name, self.allows)
    }
}

impl Error for Limit {}

/// An error if `wanted` more threads with stacks of `stack` bytes would hit a limit.
///
/// Call it before the first of them starts. If the threads allocate much themselves, add that to `stack`.
/// The error is the nearest limit with the number that it allows. Up to 64 threads, only the limits that
/// abort the process when exceeded are read. If the system doesn't report its limits (not Linux), the
/// result is `Ok`.
pub fn threads(wanted: usize, stack: usize) -> Result<(), Limit> {
    let mut rooms = address_space::rooms(wanted, stack);
    if wanted > FEW {
        rooms.extend(tasks::rooms(wanted));
        rooms.extend(memory::rooms_for(memory::PER_THREAD));
    }
    refuse(rooms, wanted, Counted::Threads)
}

/// An error if the memory left can't hold `wanted` tasks with their names, results and first entries. Few
/// of them are never refused.
///
/// Call it before the tasks are made: a failed allocation aborts the process.
pub fn memory_for(wanted: usize) -> Result<(), Limit> {
    /// What one task takes at most, in bytes: 3.9 KB were measured with the results of `hash`.
    const EACH: u64 = 4096;
    if wanted <= FEW {
        return Ok(());
    }
    // Part is reserved for what the reports make of them.
    let room = memory::left().map(|room| Headroom {
        left: room.left / 4 * 3 / EACH,
        ..room
    });
    refuse(Vec::from_iter(room), wanted, Counted::Tasks)
}

/// Finds the nearest limit after `Builder::spawn` returned an error.
///
/// `running` is how many threads could be started: keep them alive until this returns, since their usage
/// is what is examined. `stack` is the requested size in bytes. If no known limit is near, the name says
/// so.
pub fn diagnose_threads(running: usize, stack: usize) -> Limit {
    let mut rooms = tasks::rooms(usize::MAX);
    rooms.extend(address_space::rooms_when_refused(stack));
    rooms.extend(memory::room_when_refused(stack));
    culprit(rooms, running, Counted::Threads)
}

/// Finds the nearest limit after this process was refused this many bytes of memory.
pub fn diagnose_memory(bytes: usize) -> String {
    let mut rooms = address_space::rooms_when_refused(bytes);
    rooms.extend(memory::room_when_refused(bytes));
    culprit(rooms, 0, Counted::Threads).name
}

/// What one child costs.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// The descriptors that its parent keeps open for it.
    pub descriptors: usize,
    /// The threads that it runs, including its main thread.
    pub threads: usize,
    /// The memory that it doesn't share, in bytes, including the kernel's part.
    pub memory: u64,
}

/// An error if `wanted` more children, at this cost `each`, would exceed a limit.
///
/// The soft limit on open descriptors is first raised as needed, up to the hard limit; children inherit
/// it. The error is the nearest limit with the number that it allows.
pub fn children(wanted: usize, each: Costs) -> Result<(), Limit> {
    let mut rooms = Vec::from_iter(descriptors::room(wanted, each.descriptors));
    let tasks = tasks::rooms(wanted.saturating_mul(each.threads));
    rooms.extend(tasks.into_iter().map(|room| Headroom {
        left: room.left / each.threads.max(1) as u64,
        ..room
    }));
    rooms.extend(memory::rooms_for(each.memory));
    refuse(rooms, wanted, Counted::Children)
}

/// An error if this process can't have `wanted` things open at once, each needing `descriptors_each`
/// descriptors; raises the soft limit first, as [`children`] does.
pub fn open_files(wanted: usize, descriptors_each: usize) -> Result<(), Limit> {
    let room = descriptors::room(wanted, descriptors_each);
    refuse(Vec::from_iter(room), wanted, Counted::Files)
}

/// Finds the nearest limit after a child could not be spawned: `error` distinguishes descriptors from
/// processes.
///
/// `running` is how many children could be started: keep them alive until this returns.
pub fn diagnose_children(running: usize, error: &io::Error) -> Limit {
    let rooms = match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EMFILE) => Vec::from_iter(descriptors::room_when_refused()),
        Some(Errno::ENFILE) => Vec::from_iter(descriptors::room_of_the_system()),
        Some(Errno::EAGAIN) => tasks::rooms(usize::MAX),
        _ => {
            // This doesn't limit a number of things, so the system's own words are the best name.
            let name = format!("the system ({error})");
            return Limit {
                name,
                allows: running,
                counted: Counted::Children,
            };
        }
    };
    culprit(rooms, running, Counted::Children)
}

fn refuse(rooms: Vec<Headroom>, wanted: usize, counted: Counted) -> Result<(), Limit> {
    match nearest(rooms) {
        Some(room) if room.left < wanted as u64 => {
            let allows = usize::try_from(room.left).unwrap_or(usize::MAX);
            Err(Limit {
                name: room.name,
                allows,
                counted,
            })
        }
        _ => Ok(()),
    }
}

/// The nearest limit, if it is near: other processes come and go between the refusal and this check, so
/// "near" need not mean "nothing left".
fn culprit(rooms: Vec<Headroom>, running: usize, counted: Counted) -> Limit {
    let near = 16 + running as u64 / 8;
    let name = match nearest(rooms) {
        Some(room) if room.left <= near => room.name,
        _ => "a limit that the system does not name".to_owned(),
    };
    Limit {
        name,
        allows: running,
        counted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EACH: Costs = Costs {
        descriptors: 3,
        threads: 2,
        memory: 1 << 20,
    };

    fn room(name: &str, left: u64) -> Headroom {
        Headroom {
            name: name.to_owned(),
            left,
        }
    }

    #[test]
    fn a_limit_reads_as_a_sentence() {
        let maps = Headroom::new("memory maps", "vm.max_map_count", 65530, 16302);
        let limit = refuse(vec![maps], 20_000, Counted::Threads).unwrap_err();
        assert_eq!(
            limit.to_string(),
            "the limit on memory maps (vm.max_map_count = 65530) allows 16302 threads"
        );
        let one = refuse(vec![room("it", 1)], 2, Counted::Children).unwrap_err();
        assert_eq!(one.to_string(), "it allows 1 child process");
    }

    #[test]
    fn the_nearest_limit_is_the_one_named() {
        let rooms = vec![room("far", 900), room("near", 7), room("middle", 80)];
        let limit = refuse(rooms.clone(), 100, Counted::Threads).unwrap_err();
        assert_eq!((limit.name.as_str(), limit.allows), ("near", 7));
        assert_eq!(refuse(rooms, 7, Counted::Threads), Ok(()));
        assert_eq!(refuse(Vec::new(), usize::MAX, Counted::Threads), Ok(()));
    }

    #[test]
    fn a_refusal_far_from_every_limit_blames_none_of_them() {
        let limit = culprit(vec![room("far", 5000)], 40, Counted::Threads);
        assert_eq!(
            limit.to_string(),
            "a limit that the system does not name allows 40 threads"
        );
        let limit = culprit(
            vec![room("far", 5000), room("near", 3)],
            40,
            Counted::Threads,
        );
        assert_eq!(limit.to_string(), "near allows 40 threads");
        // Near means within 16 plus an eighth of what runs.
        let name = |left| culprit(vec![room("it", left)], 40, Counted::Threads).name;
        assert_eq!(name(21), "it");
        assert_ne!(name(22), "it");
    }

    #[test]
    fn nothing_wanted_is_never_refused() {
        assert_eq!(threads(0, 2 << 20), Ok(()));
        assert_eq!(children(0, EACH), Ok(()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn more_threads_than_any_system_has_are_refused_by_name() {
        let limit = threads(usize::MAX, 64 << 10).unwrap_err();
        assert!(limit.allows < usize::MAX, "{limit}");
        assert!(limit.to_string().contains(" = "), "{limit}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn more_children_than_any_system_has_are_refused_by_name() {
        let limit = children(usize::MAX / 8, EACH).unwrap_err();
        assert!(limit.to_string().contains(" = "), "{limit}");
    }

    #[test]
    fn a_child_refused_for_another_reason_carries_the_systems_words() {
        let error = io::Error::from_raw_os_error(Errno::ENOMEM as i32);
        let limit = diagnose_children(3, &error);
        assert!(limit.name.contains("memory"), "{limit}");
        assert_eq!(limit.allows, 3);
    }
}

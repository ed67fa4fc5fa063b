//! The threads of this process as the kernel sees them, and how precisely their sleeps end.

/// The kernel's number for the calling thread, which other programs show too (`top -H`, `perf`); `None`
/// if there is no such thing. Costs a system call: keep it.
#[cfg(target_os = "linux")]
pub fn thread_id() -> Option<u32> {
    u32::try_from(nix::unistd::gettid().as_raw()).ok()
}

/// Always `None`: this system has no thread numbers that can be read safely.
#[cfg(not(target_os = "linux"))]
pub fn thread_id() -> Option<u32> {
    None
}

/// Asks the kernel to end this thread's sleeps as precisely as it can: otherwise it may add 50 µs to wake
/// the CPU less often (see prctl(2), `PR_SET_TIMERSLACK`).
///
/// Threads and children started later inherit it, so once in `main` is enough. Returns whether the system
/// did so; nothing else depends on that.
#[cfg(target_os = "linux")]
pub fn finer_timers() -> bool {
    nix::sys::prctl::set_timerslack(1).is_ok()
}

/// Does nothing and returns false: this system has no such setting.
#[cfg(not(target_os = "linux"))]
pub fn finer_timers() -> bool {
    false
}

/// Two registers of a thread that waits in a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registers {
    /// The stack pointer.
    pub stack: u64,
    /// The program counter.
    pub program: u64,
}

/// The registers of this process's threads with these names, each of which must be waiting; `None` for
/// one that isn't, or if the system doesn't say (`/proc/self/task/TID/syscall`, see proc(5)).
pub fn registers_of(names: &[String]) -> Vec<Option<Registers>> {
    let mut found = vec![None; names.len()];
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return found;
    };
    for task in tasks.flatten() {
        let read = |file: &str| super::proc::read(task.path().join(file));
        let name = read("comm").unwrap_or_default();
        let place = names.iter().position(|one| one == name.trim_end());
        if let Some(place) = place {
            found[place] = read("syscall").and_then(|text| registers_in(&text));
        }
    }
    found
}

/// The last two numbers on a line of such a file.
fn registers_in(text: &str) -> Option<Registers> {
    let mut numbers = text.split_whitespace().rev();
    let mut number = || u64::from_str_radix(numbers.next()?.strip_prefix("0x")?, 16).ok();
    let (program, stack) = (number()?, number()?);
    Some(Registers { stack, program })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    use std::thread;

    #[test]
    fn each_thread_has_a_number_of_its_own() {
        let mine = thread_id().unwrap();
        let other = thread::spawn(thread_id).join().unwrap().unwrap();
        assert_ne!(mine, other);
    }

    #[test]
    fn registers_are_the_last_two_numbers_and_a_running_thread_has_none() {
        let text = "202 0x7f1 0x80 0x0 0x0 0x0 0x0 0x10 0x2a\n";
        let (stack, program) = (0x10, 0x2a);
        assert_eq!(registers_in(text), Some(Registers { stack, program }));
        assert_eq!(registers_in("running\n"), None);
    }

    #[test]
    fn finer_timers_reach_later_threads() {
        thread::spawn(|| {
            assert!(finer_timers());
            let inherited = thread::spawn(nix::sys::prctl::get_timerslack)
                .join()
                .unwrap();
            assert_eq!(inherited, Ok(1));
        })
        .join()
        .unwrap();
    }
}

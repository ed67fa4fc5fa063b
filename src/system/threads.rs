//! The threads of this process as the kernel sees them, and how exactly their sleeps end.

/// The calling thread's number in the kernel, which other programs show too (`top -H`, `perf`);
/// `None` if there is no such thing. Costs a system call: keep it.
#[cfg(target_os = "linux")]
pub fn thread_id() -> Option<u32> {
    u32::try_from(nix::unistd::gettid().as_raw()).ok()
}

/// Always `None`: this system has no thread numbers that can be read safely.
#[cfg(not(target_os = "linux"))]
pub fn thread_id() -> Option<u32> {
    None
}

/// Asks the kernel to end this thread's sleeps as exactly as it can: it may otherwise add 50 µs in
/// order to wake the CPU less often (see prctl(2), `PR_SET_TIMERSLACK`).
///
/// Threads and children started later inherit it, so once in `main` is enough. Tells whether the
/// system did it; nothing else depends on the answer.
#[cfg(target_os = "linux")]
pub fn finer_timers() -> bool {
    nix::sys::prctl::set_timerslack(1).is_ok()
}

/// Does nothing and says so: this system has no such setting.
#[cfg(not(target_os = "linux"))]
pub fn finer_timers() -> bool {
    false
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

//! What the threads of another process are waiting for.

use super::proc;

/// Whether every thread of a process waits for another of its threads without a timeout: in the system
/// call that locks wait in, on memory that no other process shares. If the system doesn't say, the answer
/// is no.
#[cfg(target_os = "linux")]
pub fn waits_forever(process: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else {
        return false;
    };
    let mut calls = threads
        .flatten()
        .map(|thread| proc::read(thread.path().join("syscall")))
        .peekable();
    calls.peek().is_some() && calls.all(|call| call.is_some_and(|call| is_endless_wait(&call)))
}

/// See above.
#[cfg(not(target_os = "linux"))]
pub fn waits_forever(_process: u32) -> bool {
    false
}

/// Whether this line of `/proc/PID/task/TID/syscall` is such a wait: the call's number, then its
/// arguments in hexadecimal: the address, the operation, the expected value, and the address of the
/// timeout.
#[cfg(target_os = "linux")]
fn is_endless_wait(call: &str) -> bool {
    const PRIVATE: u64 = 128;
    const WAIT: u64 = 0;
    const WAIT_BITSET: u64 = 9;
    let mut words = call.split_whitespace();
    let number = words.next().and_then(|number| number.parse().ok());
    let arguments = words.map(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok());
    let arguments: Vec<_> = arguments.collect();
    let [_, Some(what), _, Some(limit), ..] = arguments[..] else {
        return false;
    };
    let kind = what & 0x7f;
    number == Some(nix::libc::SYS_futex)
        && what & PRIVATE != 0
        && (kind == WAIT || kind == WAIT_BITSET)
        && limit == 0
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_wait_for_another_thread_is_told_from_one_that_ends_by_itself() {
        let futex = nix::libc::SYS_futex;
        let call = |what: &str, limit: &str| {
            is_endless_wait(&format!(
                "{futex} 0x7f10 {what} 0x0 {limit} 0x0 0xffffffff 0x7ffc 0x7f20"
            ))
        };
        assert!(call("0x189", "0x0") && call("0x80", "0x0"));
        assert!(!call("0x189", "0x7ffd1000"), "with a time limit");
        assert!(!call("0x0", "0x0"), "shared with other processes");
        assert!(!call("0x81", "0x0"), "a wake-up");
        assert!(!is_endless_wait("running") && !is_endless_wait("-1 0x7ffc 0x7f20"));
    }

    #[test]
    fn this_process_does_not_wait_for_ever() {
        assert!(!waits_forever(std::process::id()));
        assert!(!waits_forever(u32::MAX));
    }
}

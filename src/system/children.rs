//! This program as its own child: where to find it, and how its life is tied to its parent's.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use nix::unistd::getppid;

/// Where to start this very program from.
///
/// On Linux it is `/proc/self/exe`, which leads to the running file even if that has been replaced or
/// removed meanwhile (an update, a rebuild): parent and child then still make the same plan, which the
/// path from `current_exe` does not guarantee. The price: the child's first argument and its name in `ps`
/// are `exe`; give `Command` an `arg0` and call [`name_this_thread`] in the child. On other systems, or
/// without `/proc`, it is `current_exe`, whose error is passed on.
pub fn own_program() -> io::Result<PathBuf> {
    let link = Path::new("/proc/self/exe");
    if cfg!(target_os = "linux") && link.exists() {
        return Ok(link.to_owned());
    }
    env::current_exe()
}

/// Names the calling thread, and on the main thread also the process as `ps` shows it; the kernel keeps
/// 15 bytes. Does nothing if the system can't.
pub fn name_this_thread(name: &str) {
    #[cfg(target_os = "linux")]
    if let Ok(name) = std::ffi::CString::new(name) {
        // The name is only for people, so a failure is not worth reporting.
        let _ = nix::sys::prctl::set_name(&name);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = name;
}

/// Asks the kernel, in a child, to kill this process when its parent dies, and returns whether the parent
/// (its process id) is still alive: if it is not, the child must exit by itself.
///
/// The kernel means the *thread* that started the child (see prctl(2), `PR_SET_PDEATHSIG`): start
/// children on a thread that outlives them, such as the main thread. If the parent dies before the
/// request, the check of its id that follows catches it. Systems other than Linux have no such request,
/// only the check: there, watch for the end of a pipe as well.
pub fn die_with_parent(parent: u32) -> bool {
    #[cfg(target_os = "linux")]
    if nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL).is_err() {
        return false;
    }
    u32::try_from(getppid().as_raw()) == Ok(parent)
}

/// Ends this process as `kill -9` does: a demo of faults does this to its own child.
pub fn kill_this_process() {
    // If this were refused, the fault would not happen, and the demo would say so.
    let _ = nix::sys::signal::kill(nix::unistd::Pid::this(), nix::sys::signal::Signal::SIGKILL);
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::process::{Command, Stdio};

    #[test]
    fn the_own_program_can_be_started() {
        let mut command = Command::new(own_program().unwrap());
        let status = command
            .arg("--list")
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
    }

    #[test]
    fn a_parent_with_another_number_has_gone() {
        // This runs in one of the test runner's threads, so the request would tie the tests to it: ask
        // only with a number that no process has.
        assert!(!die_with_parent(u32::MAX));
        #[cfg(target_os = "linux")]
        nix::sys::prctl::set_pdeathsig(None).unwrap();
    }
}

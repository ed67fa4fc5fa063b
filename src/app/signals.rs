//! Ctrl-C, SIGTERM and `--timeout`, made into the stop signal; and whether `fg` was heard.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};
use nix::sys::signal::{SigSet, Signal};
use signal_hook::consts::{SIGCONT, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::engine::stop::{Cause, Stop};
use crate::error::Exit;
use crate::system;

/// Signals that follow the first one so closely are the same one: timeout(1) sends it to the
/// program and to its group, and no person presses Ctrl-C twice in that time.
const ECHO: Duration = Duration::from_millis(100);

/// Raises the stop signal at the first SIGINT or SIGTERM; a second one, once the echo of the first
/// has died away, ends the process at once with the code of that signal.
pub(super) fn listen(stop: Stop) -> io::Result<()> {
    // Held back until all is in place: a signal in between would be caught and lost.
    let held: SigSet = [Signal::SIGINT, Signal::SIGTERM].into_iter().collect();
    held.thread_block()?;
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let impatient = Arc::new(AtomicBool::new(false));
    for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
        flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(&impatient))?;
    }
    held.thread_unblock()?;
    beside("signals", move || {
        for signal in signals.forever() {
            stop.raise(if signal == SIGINT {
                Cause::Interrupt
            } else {
                Cause::Terminate
            });
            std::thread::sleep(ECHO);
            impatient.store(true, Ordering::SeqCst);
        }
    })
}

/// Tells from now on whether the program was told to continue (SIGCONT), as `fg` does after Ctrl-Z.
pub(super) fn continued() -> io::Result<Arc<AtomicBool>> {
    let told = Arc::new(AtomicBool::new(false));
    flag::register(SIGCONT, Arc::clone(&told))?;
    Ok(told)
}

/// Raises the stop signal after this time, unless the answer is dropped before.
pub(super) fn time_out(after: Duration, stop: Stop) -> io::Result<Sender<()>> {
    let (ended, waiting) = bounded::<()>(0);
    beside("timeout", move || {
        if waiting
            .recv_timeout(after)
            .is_err_and(|error| error.is_timeout())
        {
            stop.raise(Cause::Timeout);
        }
    })?;
    Ok(ended)
}

/// Starts a thread that nobody joins, since it ends with the process; an error names the limit.
fn beside(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    /// Room for its stack, in bytes.
    const STACK: usize = 64 * 1024;
    let builder = Builder::new().name(name.to_owned()).stack_size(STACK);
    builder.spawn(work).map(drop).map_err(|error| {
        let limit = system::diagnose_threads(0, STACK);
        let message = format!("no thread could be started for {name}: {limit} ({error})");
        io::Error::new(error.kind(), message)
    })
}

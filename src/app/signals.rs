//! Ctrl-C, SIGTERM and `--timeout`, made into the stop signal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::error::Exit;
use crate::stop::{Cause, Stop};

/// Signals that follow the first one so closely are the same one: timeout(1) sends it to the
/// program and to its group, and no person presses Ctrl-C twice in that time.
const ECHO: Duration = Duration::from_millis(100);

/// Raises the stop signal at the first SIGINT or SIGTERM; a second one, once the echo of the first
/// has died away, ends the process at once with the code of that signal.
pub(super) fn listen(stop: Stop) -> io::Result<()> {
    let impatient = Arc::new(AtomicBool::new(false));
    for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
        flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(&impatient))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            stop.raise(if signal == SIGINT {
                Cause::Interrupt
            } else {
                Cause::Terminate
            });
            std::thread::sleep(ECHO);
            impatient.store(true, Ordering::SeqCst);
        }
    })?;
    Ok(())
}

/// Raises the stop signal after this time, unless the answer is dropped before.
pub(super) fn time_out(after: Duration, stop: Stop) -> io::Result<Sender<()>> {
    let (ended, waiting) = bounded::<()>(0);
    Builder::new().name("timeout".into()).spawn(move || {
        if waiting
            .recv_timeout(after)
            .is_err_and(|error| error.is_timeout())
        {
            stop.raise(Cause::Timeout);
        }
    })?;
    Ok(ended)
}

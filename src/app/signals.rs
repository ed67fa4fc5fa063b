//! Ctrl-C, SIGTERM and `--timeout`, made into the stop signal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::error::Exit;
use crate::stop::{Cause, Stop};

/// Raises the stop signal at the first SIGINT or SIGTERM; a second one ends the process at once,
/// with the code of that signal.
pub(super) fn listen(stop: Stop) -> io::Result<()> {
    let first = Arc::new(AtomicBool::new(false));
    for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
        // In this order: the flag is still down when the first signal looks at it.
        flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(&first))?;
        flag::register(signal, Arc::clone(&first))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            stop.raise(if signal == SIGINT {
                Cause::Interrupt
            } else {
                Cause::Terminate
            });
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

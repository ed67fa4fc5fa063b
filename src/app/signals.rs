//! Signals and `--timeout`, made into the stop signal; and the end by a signal.
//!
//! SIGHUP, SIGINT and SIGTERM stop the run in good order. A second one, SIGQUIT and SIGXCPU end the
//! process at once, less the files that are half written. In the end the process dies by the signal
//! that stopped it, since a shell ends a loop only then. A signal that was ignored at the start stays
//! ignored.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};
use nix::sys::signal::{SigSet, Signal};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;
use signal_hook::low_level;

use super::pictures;
use crate::engine::live;
use crate::engine::record::Clock;
use crate::engine::stop::{Cause, Stop};
use crate::engine::thread_group::HELPER_STACK;
use crate::system;
use crate::system::signals::Ignored;

/// Signals that follow the first one so closely are the same one: timeout(1) sends it to the
/// program and to its group, and no person presses Ctrl-C twice in that time.
const ECHO: Duration = Duration::from_millis(100);

/// Raises the stop signal at the first SIGHUP, SIGINT or SIGTERM. The flag that is returned tells
/// whether the program was told to continue (SIGCONT) before that, as `fg` does after Ctrl-Z.
pub(super) fn listen(stop: Stop) -> io::Result<Arc<AtomicBool>> {
    live::bound_stderr(&stop);
    let ignored = Ignored::read();
    let wanted = [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGXCPU, SIGCONT];
    let wanted = wanted.iter().filter(|&&signal| !ignored.contains(signal));
    // Held back until all is in place: a signal in between would be caught and lost.
    let held: SigSet = wanted
        .clone()
        .filter_map(|&signal| Signal::try_from(signal).ok())
        .collect();
    held.thread_block()?;
    let signals = Signals::new(wanted)?;
    held.thread_unblock()?;
    let continued = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&continued);
    beside("signals", move || hear(signals, &stop, &told))?;
    Ok(continued)
}

/// Makes a write past the limit on a file's size (`ulimit -f`) an error, which is reported as every
/// other; uncaught, SIGXFSZ ends the process.
pub(super) fn outlive_size_limit() {
    // Where it can't be caught, the limit ends the process as it ends others.
    let _caught = flag::register(SIGXFSZ, Arc::default());
}

/// What each signal does, for as long as the process lives.
fn hear(mut signals: Signals, stop: &Stop, continued: &AtomicBool) {
    let mut impatient = false;
    let clock = Clock::start();
    let mut first_continued = None;
    loop {
        for signal in signals.wait() {
            let cause = match signal {
                SIGCONT => {
                    if stop.cause().is_none() && !continued.swap(true, Ordering::SeqCst) {
                        first_continued = Some(clock.now());
                    }
                    continue;
                }
                SIGHUP => Cause::HangUp,
                SIGINT => Cause::Interrupt,
                SIGTERM => Cause::Terminate,
                _ => return end_by(signal),
            };
            if impatient {
                return end_by(signal);
            }
            // A signal that ends a program is often sent with a SIGCONT, so that a stopped one hears
            // it; which of the two is handled first is up to the system.
            if first_continued.is_some_and(|at| clock.now().since(at) < ECHO) {
                continued.store(false, Ordering::SeqCst);
            }
            stop.raise(cause);
        }
        if stop.cause().is_some() && !impatient {
            std::thread::sleep(ECHO);
            let quits = |signal: i32| signal == SIGQUIT || signal == SIGXCPU;
            if let Some(signal) = signals.pending().find(|&signal| quits(signal)) {
                return end_by(signal);
            }
            impatient = true;
        }
    }
}

/// Ends this process by the signal of this number, less the files that are half written.
pub(super) fn end_by(signal: i32) {
    pictures::discard_unfinished();
    if std::process::id() == 1 {
        // The first process of a container: the kernel lets no signal of its own end it.
        low_level::exit(128 + signal);
    }
    // It fails only for signals that can't be caught, and none of those was.
    let _ends = low_level::emulate_default_handler(signal);
}

/// Raises the stop signal after this time, unless the sender that is returned is dropped before. The
/// time for which the program is stopped (Ctrl-Z) doesn't count.
pub(super) fn time_out(after: Duration, stop: Stop) -> io::Result<Sender<()>> {
    /// Of a slice during which the program is stopped, no more than this is counted.
    const SLICE: Duration = Duration::from_millis(100);
    let (ended, waiting) = bounded::<()>(0);
    beside("timeout", move || {
        let mut left = after;
        while !left.is_zero() {
            let slice = left.min(SLICE);
            let waited = waiting.recv_timeout(slice);
            if !waited.is_err_and(|error| error.is_timeout()) {
                return;
            }
            left -= slice;
        }
        stop.raise(Cause::Timeout);
    })?;
    Ok(ended)
}

/// Starts a thread that is never joined, since it ends with the process; an error names the limit.
fn beside(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let builder = Builder::new()
        .name(name.to_owned())
        .stack_size(HELPER_STACK);
    builder.spawn(work).map(drop).map_err(|error| {
        let limit = system::diagnose_threads(0, HELPER_STACK);
        let message = format!("no thread could be started for {name}: {limit} ({error})");
        io::Error::new(error.kind(), message)
    })
}

//! Signals and `--timeout`, translated to the stop signal; and ending by a signal.
//!
//! SIGHUP, SIGINT and SIGTERM stop the run in an orderly way. A second one, SIGQUIT and SIGXCPU end the
//! process at once, after removing half-written files. Finally the process dies by the signal that
//! stopped it, since only then does a shell end its loop. A signal that was ignored at the start stays
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
use engine::live;
use engine::record::Clock;
use engine::stop::{Cause, Stop};
use engine::thread_group::HELPER_STACK;
use error::Exit;
use system::signals::Ignored;

/// Signals that follow the first one this closely count as the same: timeout(1) sends it to the program
/// and to its group, and no person presses Ctrl-C twice in that time.
const ECHO: Duration = Duration::from_millis(100);

/// Raises the stop signal at the first SIGHUP, SIGINT or SIGTERM. The returned flag says whether the
/// program was continued (SIGCONT) before that, as `fg` does after Ctrl-Z.
pub(super) fn listen(stop: Stop) -> io::Result<Arc<AtomicBool>> {
    live::bound_stderr(&stop);
    let ignored = Ignored::read();
    let wanted = [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGXCPU, SIGCONT];
    let wanted = wanted.iter().filter(|&&signal| !ignored.contains(signal));
    // Blocked until everything is in place: a signal in between would be caught and lost.
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

/// Makes a write past the file size limit (`ulimit -f`) an error, which is reported like any other;
/// uncaught, SIGXFSZ ends the process.
pub(super) fn outlive_size_limit() {
    // If it can't be caught, the limit ends the process as it would any other.
    let _caught = flag::register(SIGXFSZ, Arc::default());
}

/// Handles each signal, for as long as the process lives.
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
            // A signal that ends a program is often accompanied by a SIGCONT, so that a stopped process
            // receives it; which of the two is handled first is up to the system.
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

/// Ends this process with an exit code, or by the signal that it stands for, from any thread.
pub(super) fn end(exit: Exit) {
    if let Some(signal) = exit.signal() {
        end_by(signal);
    }
    pictures::discard_unfinished();
    low_level::exit(exit as i32);
}

/// Ends this process by the signal with this number, after removing half-written files.
pub(super) fn end_by(signal: i32) {
    pictures::discard_unfinished();
    if std::process::id() == 1 {
        // This is the first process of a container: the kernel doesn't let it end itself by a signal.
        low_level::exit(128 + signal);
    }
    // It fails only for signals that can't be caught, and none of those arrives here.
    let _ends = low_level::emulate_default_handler(signal);
}

/// Raises the stop signal after this time, unless the returned sender is dropped before. Time during
/// which the program is stopped (Ctrl-Z) doesn't count.
pub(super) fn time_out(after: Duration, stop: Stop) -> io::Result<Sender<()>> {
    /// At most this much is counted of a slice in which the program was stopped.
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
pub(super) fn beside(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let builder = Builder::new()
        .name(name.to_owned())
        .stack_size(HELPER_STACK);
    builder.spawn(work).map(drop).map_err(|error| {
        let limit = system::diagnose_threads(0, HELPER_STACK);
        let message = format!("no thread could be started for {name}: {limit} ({error})");
        io::Error::new(error.kind(), message)
    })
}

//! Panics of tasks, checks and the main thread's part: caught, and kept as the message for the reports.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use crate::live;

thread_local! {
    /// The message of the last caught panic on this thread.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Returns what `work` returns, or else the message and location of the panic that ended it; nothing is
/// printed. The data that `work` used must not be used again, or be consistent at every moment.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    set_panic_hook();
    let outer = CATCHING.replace(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    ended.map_err(|_| PANIC.take().unwrap_or_else(|| "no message".to_owned()))
}

/// From now on the message of a panic that is caught is kept, and any other panic, which is a bug in this
/// program, is one line on stderr.
pub fn set_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let message = panic.payload_as_str().unwrap_or("no message");
            let place = panic
                .location()
                .map(|at| format!(" ({at})"))
                .unwrap_or_default();
            if CATCHING.get() {
                PANIC.set(Some(format!("{message}{place}")));
            } else if std::env::var_os("RUST_BACKTRACE").is_some() {
                usual(panic);
            } else {
                let thread = thread::current();
                let name = thread.name().unwrap_or("unnamed");
                live::message(format_args!(
                    "error: thread {name} panicked: {message}{place}"
                ));
            }
        }));
    });
}

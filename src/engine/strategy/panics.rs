//! Panics of tasks, checks and the main thread's part: caught, and kept as the message that the
//! reports give.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// The message of the panic that ended what this thread was about.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// What `work` answers, or else the message of the panic that ended it and where that was; nothing
/// is printed. What `work` was about is not used again, or is whole at every moment.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    keep_panics_quiet();
    let outer = CATCHING.replace(true);
    let ended = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    ended.map_err(|_| PANIC.take().unwrap_or_else(|| "no message".to_owned()))
}

/// Keeps the message of a panic that is caught; any other panic is a fault of this program and
/// reads as always.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if CATCHING.get() {
                let message = panic.payload_as_str().unwrap_or("no message");
                let place = panic
                    .location()
                    .map(|at| format!(" ({at})"))
                    .unwrap_or_default();
                PANIC.set(Some(format!("{message}{place}")));
            } else {
                usual(panic);
            }
        }));
    });
}

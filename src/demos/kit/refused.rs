//! What Rust refuses to compile but Python runs, sometimes wrongly.
//!
//! Each piece is written once: `explain` shows it, one doctest verifies that it is refused, another that
//! its counterpart compiles and runs, and a test compares the error's code with the compiler's (doctests
//! compare codes only on nightly Rust).

/// A program that is refused, and one that does the same and is accepted.
#[derive(Debug)]
pub struct Refused {
    /// The demos that it belongs to.
    pub demos: &'static [&'static str],
    /// What is refused, as a phrase.
    pub what: &'static str,
    /// The error's code, as `rustc --explain` takes it.
    pub code: &'static str,
    /// Why, for a reader who comes from Python.
    pub why: &'static str,
    /// The refused statements.
    pub source: &'static str,
    /// The accepted ones.
    pub instead: &'static str,
}

/// Stores a piece as data and as two doctests.
macro_rules! refused {
    ($name:ident { demos: $demos:expr, what: $what:literal, code: $code:literal, why: $why:literal,
        source: $source:literal, instead: $instead:literal $(,)? }) => {
        #[doc = concat!("Rust refuses ", $what, ".\n\n```compile_fail,", $code, "\n", $source, "\n```\n")]
        #[doc = concat!("It compiles like this:\n\n```\n", $instead, "\n```")]
        const $name: Refused = Refused {
            demos: $demos,
            what: $what,
            code: $code,
            why: $why,
            source: $source,
            instead: $instead,
        };
    };
}

refused! {
    PLAIN_INTEGER {
        demos: &["square-cube", "counter"],
        what: "two threads that change one plain integer",
        code: "E0499",
        why: "Reading a number, adding to it and writing it back are three steps, and another thread can come in between: an update is lost, which is the bug of the counter demo. Rust rules it out by type: a value that may be changed has one borrower at a time. So the demo's unlocked counter cannot be a plain integer. It is an atomic that is loaded and stored in two steps, which loses updates just the same, without being undefined behaviour. Added to in one step, an atomic loses none.",
        source: "\
let mut count = 0;
std::thread::scope(|scope| {
    scope.spawn(|| count += 1);
    scope.spawn(|| count += 1);
});",
        instead: "\
use std::sync::atomic::{AtomicU64, Ordering};

let count = AtomicU64::new(0);
std::thread::scope(|scope| {
    scope.spawn(|| count.fetch_add(1, Ordering::Relaxed));
    scope.spawn(|| count.fetch_add(1, Ordering::Relaxed));
});
assert_eq!(count.into_inner(), 2);",
    }
}

refused! {
    UNSENT {
        demos: &["memory", "queue"],
        what: "an Rc that is moved to another thread",
        code: "E0277",
        why: "An Rc counts its owners with a plain integer, so two threads that clone or drop it could lose count and free it twice. Its type is therefore not Send, and what is not Send cannot go to another thread. An Arc counts with an atomic.",
        source: "\
let shared = std::rc::Rc::new(7);
let theirs = std::rc::Rc::clone(&shared);
let thread = std::thread::spawn(move || *theirs);
assert_eq!(*shared, thread.join().unwrap());",
        instead: "\
let shared = std::sync::Arc::new(7);
let theirs = std::sync::Arc::clone(&shared);
let thread = std::thread::spawn(move || *theirs);
assert_eq!(*shared, thread.join().unwrap());",
    }
}

refused! {
    GIVEN_BACK {
        demos: &["semaphore", "condition"],
        what: "what a lock protects, used after the lock is given back",
        code: "E0382",
        why: "Python's Lock stands beside what it protects, and nothing holds the two together. Rust's Mutex has the value inside: the way to it is the guard that lock() hands out, and the lock is given back when the guard is dropped. A dropped guard is gone, so nobody can forget the lock or come too late.",
        source: "\
let count = std::sync::Mutex::new(0);
let mut guard = count.lock().unwrap();
*guard += 1;
drop(guard);
*guard += 1;",
        instead: "\
let count = std::sync::Mutex::new(0);
let mut guard = count.lock().unwrap();
*guard += 1;
*guard += 1;
drop(guard);
assert_eq!(count.into_inner().unwrap(), 2);",
    }
}

refused! {
    BORROWED {
        demos: &["workers", "daemon"],
        what: "a thread that may outlive what it borrows",
        code: "E0373",
        why: "A thread can go on after the function that started it has returned, as a daemon does; what it borrowed from there would be gone. So it has to own what it uses, and move gives it that. Threads of a scope, which is over when all of them are, may borrow.",
        source: "\
let name = String::from(\"Worker-0\");
let thread = std::thread::spawn(|| name.len());
assert_eq!(thread.join().unwrap(), 8);",
        instead: "\
let name = String::from(\"Worker-0\");
let thread = std::thread::spawn(move || name.len());
assert_eq!(thread.join().unwrap(), 8);",
    }
}

/// All of them.
pub const REFUSED: &[Refused] = &[PLAIN_INTEGER, UNSENT, GIVEN_BACK, BORROWED];

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;
    use std::process::Command;

    /// The codes of the compiler's errors for these statements; empty if it accepts them.
    fn errors(statements: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("piece.rs");
        fs::write(&source, format!("fn main() {{\n{statements}\n}}\n")).unwrap();
        let compiled = Command::new(option_env!("RUSTC").unwrap_or("rustc"))
            .args(["--edition", "2024", "--emit", "metadata", "--out-dir"])
            .arg(folder.path())
            .arg(&source)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&compiled.stderr);
        let codes = said
            .lines()
            .filter_map(|line| line.strip_prefix("error[")?.split(']').next());
        let codes: Vec<_> = codes.map(str::to_owned).collect();
        assert_eq!(codes.is_empty(), compiled.status.success(), "{said}");
        codes
    }

    #[test]
    fn each_piece_is_refused_for_the_reason_given_and_its_twin_is_not() {
        for piece in REFUSED {
            assert_eq!(errors(piece.source), [piece.code], "{}", piece.what);
            assert_eq!(errors(piece.instead), [""; 0], "{}", piece.what);
        }
    }
}

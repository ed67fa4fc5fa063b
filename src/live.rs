//! The one writer that owns stdout.
//!
//! Threads print under one lock, in which a line is stamped too, so lines leave in the order of
//! their stamps and are never torn. In light traffic each line is written at once by the thread
//! that says it. Past 32 writes in a millisecond lines are gathered instead and written together,
//! a millisecond later at most or as soon as there are 64 KiB: that costs a writer a copy, not a
//! system call.

mod stdout;

pub use stdout::{plain_stdout, stdout};

use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::record::{Clock, LineOutlet, Said, Stamp};
use crate::stop::{Cause, Stop};

/// Writes in one millisecond up to which each line is written at once.
const PROMPT_WRITES: u32 = 32;
/// How long a gathered line waits at most.
const GATHER_TIME: Duration = Duration::from_millis(1);
/// How much is gathered at most, in bytes.
const GATHER_BYTES: usize = 64 * 1024;

/// How a line is laid out.
pub type Layout = dyn Fn(&mut Vec<u8>, Stamp, Said<'_>) + Send + Sync;

/// Whether stdout still takes what is written.
#[derive(Debug)]
enum Health {
    Good,
    /// Nobody reads any more.
    Closed,
    Failed(io::Error),
}

struct Out {
    sink: Box<dyn Write + Send>,
    health: Health,
    /// Gathered and not yet written.
    buffer: Vec<u8>,
    /// The millisecond that `writes` counts in.
    millisecond: u64,
    writes: u32,
    /// Whether the flusher has been told that there is something to write.
    armed: bool,
    closing: bool,
    flusher: Option<JoinHandle<()>>,
}

/// The writer.
pub struct Live {
    out: Mutex<Out>,
    wake: Condvar,
    stop: Stop,
    /// Whether a run goes on after its reader went away, since it has files to write.
    outlive_reader: bool,
}

impl Live {
    /// A writer on `sink`, which nobody else writes to; unbuffered, since this is the buffer.
    pub fn new(sink: Box<dyn Write + Send>, stop: Stop, outlive_reader: bool) -> Arc<Self> {
        let out = Out {
            sink,
            health: Health::Good,
            buffer: Vec::new(),
            millisecond: 0,
            writes: 0,
            armed: false,
            closing: false,
            flusher: None,
        };
        Arc::new(Self {
            out: Mutex::new(out),
            wake: Condvar::new(),
            stop,
            outlive_reader,
        })
    }

    /// An outlet for lanes that lays lines out with `layout`.
    pub fn outlet(self: &Arc<Self>, layout: Arc<Layout>) -> Arc<LineOutlet> {
        let live = Arc::clone(self);
        Arc::new(move |clock: &Clock, said: Said<'_>| {
            live.prompt(|buffer| {
                let at = said.at.unwrap_or_else(|| clock.now());
                layout(buffer, at, said);
                at
            })
        })
    }

    /// Writes what `compose` appends: at once, or gathered where traffic is heavy. Answers the
    /// moment that `compose` gives, which is when it was written down.
    pub fn prompt(self: &Arc<Self>, compose: impl FnOnce(&mut Vec<u8>) -> Stamp) -> Stamp {
        let mut out = self.lock();
        let at = compose(&mut out.buffer);
        let millisecond = at.0 / 1_000_000;
        if out.millisecond != millisecond {
            out.millisecond = millisecond;
            out.writes = 0;
        }
        if out.writes < PROMPT_WRITES || out.buffer.len() >= GATHER_BYTES {
            out.writes += 1;
            self.flush(out);
        } else if !out.armed {
            self.arm(out);
        }
        at
    }

    /// Writes what `compose` appends, and all that was gathered before it, now.
    pub fn write(&self, compose: impl FnOnce(&mut Vec<u8>)) {
        let mut out = self.lock();
        compose(&mut out.buffer);
        self.flush(out);
    }

    /// Writes what is left and ends the flusher; an error where stdout could not be written.
    pub fn finish(&self) -> io::Result<()> {
        let mut out = self.lock();
        out.closing = true;
        let flusher = out.flusher.take();
        self.flush(out);
        self.wake.notify_all();
        if let Some(flusher) = flusher {
            // It returns at once; were it to panic, its lines are still in the buffer.
            let _ = flusher.join();
        }
        let mut out = self.lock();
        match std::mem::replace(&mut out.health, Health::Closed) {
            Health::Failed(error) => Err(error),
            Health::Good | Health::Closed => Ok(()),
        }
    }

    /// Whether stdout could not be written.
    pub fn failed(&self) -> bool {
        matches!(self.lock().health, Health::Failed(_))
    }

    /// A panic under this lock leaves a buffer, whose lines are still to be written.
    fn lock(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the buffer; what can't be written is dropped, once and for all.
    fn flush(&self, mut out: MutexGuard<'_, Out>) {
        out.armed = false;
        let Out {
            sink,
            buffer,
            health,
            ..
        } = &mut *out;
        let written = match health {
            Health::Good => sink.write_all(buffer),
            Health::Closed | Health::Failed(_) => Ok(()),
        };
        buffer.clear();
        let Err(error) = written else { return };
        let (ill, cause) = match error.kind() {
            ErrorKind::BrokenPipe => (Health::Closed, Cause::OutputClosed),
            _ => (Health::Failed(error), Cause::OutputFailed),
        };
        *health = ill;
        // Raised outside the lock: what it closes may print.
        drop(out);
        if cause == Cause::OutputFailed || !self.outlive_reader {
            self.stop.raise(cause);
        }
    }

    /// Sees to it that the buffer is written in a millisecond's time.
    fn arm(self: &Arc<Self>, mut out: MutexGuard<'_, Out>) {
        out.armed = true;
        if out.flusher.is_some() {
            drop(out);
            self.wake.notify_one();
            return;
        }
        let live = Arc::clone(self);
        let spawned = std::thread::Builder::new()
            .name("flusher".into())
            .spawn(move || live.gather());
        match spawned {
            Ok(flusher) => out.flusher = Some(flusher),
            // No thread to be had: this line is written by the one that says it.
            Err(_) => self.flush(out),
        }
    }

    /// The flusher: waits for gathered lines, lets a millisecond pass, writes them.
    fn gather(&self) {
        let wait = |out, while_: fn(&mut Out) -> bool| {
            self.wake
                .wait_while(out, while_)
                .unwrap_or_else(PoisonError::into_inner)
        };
        loop {
            let out = wait(self.lock(), |out| !out.armed && !out.closing);
            if out.closing {
                return;
            }
            let (out, _) = self
                .wake
                .wait_timeout_while(out, GATHER_TIME, |out| !out.closing)
                .unwrap_or_else(PoisonError::into_inner);
            self.flush(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sink that can be read afterwards, and that fails after so many bytes.
    #[derive(Clone, Default)]
    struct Shelf {
        bytes: Arc<Mutex<Vec<u8>>>,
        writes: Arc<Mutex<usize>>,
        fails_with: Option<ErrorKind>,
    }

    impl Write for Shelf {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if let Some(kind) = self.fails_with {
                return Err(kind.into());
            }
            *self.writes.lock().unwrap() += 1;
            self.bytes.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn say(live: &Arc<Live>, at: u64, words: &str) {
        live.prompt(|buffer| {
            buffer.extend_from_slice(words.as_bytes());
            buffer.push(b'\n');
            Stamp(at)
        });
    }

    #[test]
    fn a_lone_line_is_written_by_the_thread_that_says_it() {
        let shelf = Shelf::default();
        let live = Live::new(Box::new(shelf.clone()), Stop::new(), false);
        say(&live, 0, "one");
        assert_eq!(*shelf.bytes.lock().unwrap(), b"one\n");
        say(&live, 5_000_000, "two");
        assert_eq!(*shelf.bytes.lock().unwrap(), b"one\ntwo\n");
        assert!(
            live.lock().flusher.is_none(),
            "light traffic needs no second thread"
        );
    }

    #[test]
    fn lines_are_gathered_in_heavy_traffic_and_none_is_lost_or_torn() {
        let shelf = Shelf::default();
        let live = Live::new(Box::new(shelf.clone()), Stop::new(), false);
        let clock = Clock::start();
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let live = Arc::clone(&live);
                std::thread::spawn(move || {
                    for line in 0..20_000 {
                        live.prompt(|buffer| {
                            writeln!(buffer, "{thread} {line}").unwrap();
                            clock.now()
                        });
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        live.finish().unwrap();
        let text = String::from_utf8(shelf.bytes.lock().unwrap().clone()).unwrap();
        let mut next = [0; 4];
        for line in text.lines() {
            let (thread, number) = line.split_once(' ').expect("a whole line");
            let next = &mut next[thread.parse::<usize>().unwrap()];
            assert_eq!(
                number.parse::<usize>().unwrap(),
                *next,
                "each thread's in order"
            );
            *next += 1;
        }
        assert_eq!(next, [20_000; 4]);
        assert!(
            *shelf.writes.lock().unwrap() < 40_000,
            "most lines share a write"
        );
    }

    #[test]
    fn a_gathered_line_appears_without_another_one() {
        let shelf = Shelf::default();
        let live = Live::new(Box::new(shelf.clone()), Stop::new(), false);
        for _ in 0..=PROMPT_WRITES {
            say(&live, 0, "x");
        }
        while shelf.bytes.lock().unwrap().len() < 2 * (PROMPT_WRITES as usize + 1) {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_reader_that_went_away_stops_the_run_quietly_and_a_full_disk_with_an_error() {
        for (kind, cause) in [
            (ErrorKind::BrokenPipe, Cause::OutputClosed),
            (ErrorKind::StorageFull, Cause::OutputFailed),
        ] {
            let stop = Stop::new();
            let shelf = Shelf {
                fails_with: Some(kind),
                ..Shelf::default()
            };
            let live = Live::new(Box::new(shelf), stop.clone(), false);
            say(&live, 0, "lost");
            assert_eq!(stop.cause(), Some(cause));
            assert_eq!(live.finish().is_err(), cause == Cause::OutputFailed);
        }
    }

    #[test]
    fn a_run_with_files_to_write_outlives_its_reader() {
        let stop = Stop::new();
        let shelf = Shelf {
            fails_with: Some(ErrorKind::BrokenPipe),
            ..Shelf::default()
        };
        let live = Live::new(Box::new(shelf), stop.clone(), true);
        say(&live, 0, "lost");
        assert_eq!(stop.cause(), None);
    }
}

//! The one writer that owns stdout.
//!
//! Threads print under one lock, in which a line is also stamped, so lines leave in the order of their
//! stamps and are never torn. In light traffic each line is written at once by the thread that prints it.
//! Beyond 32 writes in a millisecond, lines are gathered instead and written together, at most a
//! millisecond later or as soon as there are 64 KiB: a thread then pays for a copy, not a system call.

mod output;
mod sink;
mod stderr;

pub use stderr::{bound_stderr, message, to_stderr};

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::record::{Clock, LineOutlet, LiveLine, Stamp};
use crate::stop::{Cause, Stop};
use crate::thread_group::HELPER_STACK;
use output::Output;
use sink::{BufferedSink, Pieces, WhenFull};
use system::terminal::Stream;

/// The number of writes in one millisecond up to which each line is written at once.
const PROMPT_WRITES: u32 = 32;
/// The maximum time a gathered line waits.
const GATHER_TIME: Duration = Duration::from_millis(1);
/// The maximum amount gathered, in bytes.
const GATHER_BYTES: usize = 64 * 1024;

/// How a line is laid out.
pub type LineFormat = dyn Fn(&mut Vec<u8>, Stamp, LiveLine<'_>) + Send + Sync;

/// Stdout as a sink for [`Live`]; if it can't be set up that way, std's own handle, whose buffer is
/// flushed at each line.
pub fn stdout(stop: &Stop) -> Box<dyn Write + Send> {
    match Output::open(Stream::Stdout, stop) {
        Ok(stdout) => Box::new(stdout),
        Err(_) => Box::new(io::stdout()),
    }
}

/// Stdout for one whole document: only its own writer waits for it, and Ctrl-C ends the program as usual.
pub fn plain_stdout() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

struct Out {
    sink: BufferedSink,
    /// The millisecond that `writes` refers to.
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
    /// Whether a run continues after its reader has gone, since it has files to write.
    outlive_reader: bool,
}

impl Live {
    /// A writer to `sink`, which nothing else writes to; `sink` should be unbuffered, since this is the
    /// buffer.
    pub fn new(sink: Box<dyn Write + Send>, stop: Stop, outlive_reader: bool) -> Arc<Self> {
        let out = Out {
            sink: BufferedSink::new(sink),
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

    /// An outlet for lanes that formats lines with `layout`.
    pub fn outlet(self: &Arc<Self>, layout: Arc<LineFormat>) -> Arc<LineOutlet> {
        let live = Arc::clone(self);
        Arc::new(move |clock: &Clock, said: LiveLine<'_>| {
            live.prompt(|buffer| {
                let at = said.at.unwrap_or_else(|| clock.now());
                layout(buffer, at, said);
                at
            })
        })
    }

    /// Writes what `compose` appends: at once, or gathered if traffic is heavy. Returns the moment that
    /// `compose` returns, which is when it was written.
    pub fn prompt(self: &Arc<Self>, compose: impl FnOnce(&mut Vec<u8>) -> Stamp) -> Stamp {
        let mut out = self.lock();
        let at = compose(&mut out.sink.buffer);
        let millisecond = at.0 / 1_000_000;
        if out.millisecond != millisecond {
            out.millisecond = millisecond;
            out.writes = 0;
        }
        if out.writes < PROMPT_WRITES || out.sink.buffer.len() >= GATHER_BYTES {
            out.writes += 1;
            self.flush(out, WhenFull::Keep);
        } else if !out.armed {
            self.arm(out);
        }
        at
    }

    /// Writes what `compose` appends, and everything gathered before it, now.
    pub fn write(&self, compose: impl FnOnce(&mut Vec<u8>)) {
        let mut out = self.lock();
        compose(&mut out.sink.buffer);
        self.flush(out, WhenFull::Wait);
    }

    /// Writes what `compose` writes, and everything gathered before it, piece by piece: a report may be
    /// larger than memory. If writing fails, `compose` gets an error and may end early.
    pub fn stream(&self, compose: impl FnOnce(&mut dyn Write)) {
        let mut out = self.lock();
        let mut pieces = Pieces::of(&mut out.sink);
        compose(&mut pieces);
        let cause = pieces.end();
        drop(out);
        self.raise(cause);
    }

    /// Writes what is left and ends the flusher; an error if stdout could not be written.
    pub fn finish(&self) -> io::Result<()> {
        let mut out = self.lock();
        out.closing = true;
        let flusher = out.flusher.take();
        self.flush(out, WhenFull::Wait);
        self.wake.notify_all();
        if let Some(flusher) = flusher {
            // It ends at once; if it panics, its lines are still in the buffer.
            let _ = flusher.join();
        }
        self.lock().sink.close()
    }

    /// Whether the last output was lost, since it was not read.
    pub fn closed(&self) -> bool {
        self.lock().sink.closed()
    }

    /// Whether stdout could not be written.
    pub fn failed(&self) -> bool {
        self.lock().sink.failed()
    }

    /// After a panic under this lock, the buffer is still intact and its lines must be written.
    fn lock(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the buffer.
    fn flush(&self, mut out: MutexGuard<'_, Out>, when_full: WhenFull) {
        out.armed = false;
        let cause = out.sink.drain(when_full);
        // Raised outside the lock: the closers that it runs may print.
        drop(out);
        self.raise(cause);
    }

    fn raise(&self, cause: Option<Cause>) {
        if let Some(cause) = cause
            && (cause == Cause::OutputFailed || !self.outlive_reader)
        {
            self.stop.raise(cause);
        }
    }

    /// Makes sure that the buffer is written within a millisecond.
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
            .stack_size(HELPER_STACK)
            .spawn(move || live.gather());
        match spawned {
            Ok(flusher) => out.flusher = Some(flusher),
            // No thread could be started, so this line is written by the thread that prints it.
            Err(_) => self.flush(out, WhenFull::Keep),
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
            self.flush(out, WhenFull::Keep);
        }
    }
}

#[cfg(test)]
mod tests;

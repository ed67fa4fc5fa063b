//! A lane: what one thread writes its entries on.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::clock::{Clock, Stamp};
use super::entry::{Entry, EntryKind, Wait};
use super::lane_record::LaneRecord;
use super::outlet::{Event, LiveLine};
use super::shared::{Shared, lock};
use super::writer::Writer;
use crate::stop::{Cause, Stop, Stopped};
use system::ThreadUsage;

/// What one thread writes its entries on.
///
/// It belongs to one thread at a time. Every wait of a task goes through it, so that the wait is recorded
/// and listens to the stop signal.
pub struct Lane {
    place: usize,
    name: String,
    writer: Writer,
    shared: Arc<Shared>,
    task: Option<usize>,
    /// Where a line is assembled before it is printed.
    line: String,
    /// When the thread was last seen running, and the shortest time in which it computed a piece.
    last_seen: Stamp,
    piece: Duration,
}

impl Lane {
    /// Opens a lane for a thread with this name in the process with this id.
    pub(super) fn open(shared: &Arc<Shared>, name: String, process: u32) -> Self {
        let full_name = if process == std::process::id() {
            name.clone()
        } else {
            format!("{name} (pid {process})")
        };
        let record = LaneRecord::new(full_name.clone(), process);
        let record = Arc::new(Mutex::new(record));
        let mut lanes = lock(&shared.lanes);
        let place = lanes.len();
        lanes.push(Arc::clone(&record));
        drop(lanes);
        if let Some(outlet) = &shared.outlet.event {
            outlet(Event::Opened {
                lane: place,
                name: &full_name,
            });
        }
        Self {
            place,
            name,
            writer: Writer::new(record),
            shared: Arc::clone(shared),
            task: None,
            line: String::new(),
            last_seen: Stamp::default(),
            piece: Duration::MAX,
        }
    }

    /// Opens a lane for a thread that this thread starts, in the same record.
    #[must_use]
    pub fn sibling(&self, name: impl Into<String>) -> Lane {
        Lane::open(&self.shared, name.into(), std::process::id())
    }

    /// Its place in the record.
    pub fn place(&self) -> usize {
        self.place
    }

    /// The clock of this run.
    pub fn clock(&self) -> Clock {
        self.shared.clock
    }

    /// The stop signal, for work that never waits and for `select!`.
    pub fn stop(&self) -> &Stop {
        &self.shared.stop
    }

    /// The name of the task running on this lane, or else of the thread.
    pub fn name(&self) -> &str {
        self.task
            .and_then(|task| self.shared.tasks.get(task))
            .unwrap_or(&self.name)
    }

    /// Prints a line and records it. The text must not contain a newline, which would make two lines of
    /// it.
    pub fn say(&mut self, line: impl fmt::Display) {
        self.line.clear();
        // Writing to a string fails only if a `Display` says so; the line is then what it has written.
        let _ = write!(self.line, "{line}");
        debug_assert!(
            !self.line.contains('\n'),
            "a line is one line: {:?}",
            self.line
        );
        self.print(false);
    }

    /// Prints a piece of a line, which is recorded as a line of its own. Unless it is `open`, the line
    /// ends after it. Pieces from two threads can tear each other's lines; only [`Lane::say`] keeps a
    /// line whole.
    pub fn say_piece(&mut self, piece: &str, open: bool) {
        self.line.clear();
        self.line.push_str(piece);
        self.print(open);
    }

    /// Writes what a user's own program writes to stderr, if this run of it is shown.
    pub fn write_error(&self, text: &str) {
        if let Some(outlet) = &self.shared.outlet.stderr {
            outlet(text);
        }
    }

    fn print(&mut self, open: bool) {
        // Before it is recorded: an outlet may block, and returns when the line was printed.
        let at = match &self.shared.outlet.line {
            Some(outlet) => {
                let said = self.said(None, &self.line);
                outlet(&self.clock(), LiveLine { open, ..said })
            }
            None => self.clock().now(),
        };
        let kept = self
            .writer
            .push_line(at, (&self.line, open), &self.shared.budget);
        self.require(kept);
    }

    /// Sleeps in the kernel for this time, unless the stop signal is raised; zero means no sleep.
    pub fn sleep(&mut self, time: Duration) -> Result<(), Stopped> {
        if time.is_zero() {
            return self.stop().check();
        }
        self.waited(Wait::Sleep, 0, None, |stop| (stop.sleep(time), 0))
    }

    /// Records the wait for `object` that `wait` performs, and the number of the act that ended it.
    ///
    /// The job must close whatever `wait` blocks on when the stop signal is raised.
    pub fn wait<T>(&mut self, kind: Wait, object: u16, wait: impl FnOnce() -> (T, u64)) -> T {
        self.waited(kind, object, None, |_| wait())
    }

    /// [`Self::wait`] for a lock that the task `holder` holds when the wait begins.
    pub fn wait_for_lock<T>(
        &mut self,
        object: u16,
        holder: usize,
        wait: impl FnOnce() -> (T, u64),
    ) -> T {
        let holder = u32::try_from(holder).ok();
        self.waited(Wait::Lock, object, holder, |_| wait())
    }

    fn waited<T>(
        &mut self,
        kind: Wait,
        object: u16,
        holder: Option<u32>,
        wait: impl FnOnce(&Stop) -> (T, u64),
    ) -> T {
        self.begin_wait(kind, object, holder);
        let (answer, number) = wait(self.stop());
        self.note(EntryKind::Woke(number));
        answer
    }

    /// Records that this thread starts the thread with the lane at this place.
    pub fn spawned(&mut self, lane: usize) {
        self.note(EntryKind::Spawn(u32::try_from(lane).unwrap_or(u32::MAX)));
    }

    /// Records the line of the program's text that this thread has reached.
    pub fn reached(&mut self, line: u32) {
        self.note(EntryKind::Reached(line));
    }

    /// Records the wait for the end of the thread with the lane at this place.
    pub fn join<T>(&mut self, lane: usize, wait: impl FnOnce() -> T) -> T {
        self.begin_join(lane);
        let ended = wait();
        self.end_wait();
        ended
    }

    /// Records that a wait for the end of the thread with this lane begins.
    pub fn begin_join(&mut self, lane: usize) {
        self.begin_wait(Wait::Join, 0, u32::try_from(lane).ok());
    }

    /// Records that a wait for an object begins; `u16::MAX` for one without a name.
    pub fn begin_wait(&mut self, wait: Wait, object: u16, holder: Option<u32>) {
        self.note(EntryKind::Wait {
            wait,
            object,
            holder,
        });
    }

    /// Records that the last wait has ended, though not by an act of another thread.
    pub fn end_wait(&mut self) {
        self.note(EntryKind::Woke(0));
    }

    /// Called between short pieces of computing: an error once everything has to stop.
    ///
    /// From piece to piece, the thread can tell by its own clock whether it had a CPU: a gap much longer
    /// than a piece takes is recorded as time queued for one.
    pub fn computing(&mut self) -> Result<(), Stopped> {
        /// No scheduler switches threads more often than this.
        const SHORTEST_GAP: Duration = Duration::from_micros(500);
        let now = self.clock().now();
        let took = now.since(self.last_seen);
        if took > SHORTEST_GAP && took > self.piece.saturating_mul(4) {
            let from = self.last_seen.after(self.piece);
            let wait = EntryKind::Wait {
                wait: Wait::Queued,
                object: 0,
                holder: None,
            };
            self.put(Entry {
                at: from,
                kind: wait,
            });
            let kind = EntryKind::Woke(0);
            self.put(Entry { at: now, kind });
        }
        self.piece = self.piece.min(took);
        self.last_seen = now;
        self.stop().check()
    }

    /// Records that this thread released, put or set the object for the `number`-th time.
    pub fn gave(&mut self, object: u16, number: u64) {
        self.note(EntryKind::Gave(object, number));
    }

    /// Records the level of the object from now on.
    pub fn level(&mut self, object: u16, level: usize) {
        self.note(EntryKind::Level(
            object,
            u32::try_from(level).unwrap_or(u32::MAX),
        ));
    }

    /// Records the start of a task; the lines that follow belong to this task.
    pub fn begin(&mut self, task: usize) {
        self.task = Some(task);
        self.note(EntryKind::Begin(u32::try_from(task).unwrap_or(u32::MAX)));
    }

    /// Records the end of the task that began last.
    pub fn end(&mut self) {
        self.note(EntryKind::End);
        self.task = None;
    }

    /// Stores the system's report of what this thread used; called by the thread at its end.
    pub fn close(&mut self) {
        self.close_with(ThreadUsage::of_this_thread());
    }

    /// Stores the report of what a thread in another process used.
    pub fn close_with(&mut self, usage: Option<ThreadUsage>) {
        self.writer.close(usage);
        if let Some(outlet) = &self.shared.outlet.event {
            outlet(Event::Closed {
                lane: self.place,
                usage,
            });
        }
    }

    /// Adds an entry from another process, stamped there; `line` is its text, if it is a line.
    pub fn receive(&mut self, entry: Entry, line: &str) {
        match entry.kind {
            EntryKind::Begin(task) => self.task = Some(task as usize),
            EntryKind::End => self.task = None,
            _ => {}
        }
        if let EntryKind::Line(_) = entry.kind {
            if let Some(outlet) = &self.shared.outlet.line {
                outlet(&self.clock(), self.said(Some(entry.at), line));
            }
            let kept = self
                .writer
                .push_line(entry.at, (line, false), &self.shared.budget);
            self.require(kept);
        } else {
            self.keep(entry);
        }
    }

    fn said<'a>(&'a self, at: Option<Stamp>, line: &'a str) -> LiveLine<'a> {
        LiveLine {
            at,
            lane: self.place,
            name: self.name(),
            task: self.task,
            line,
            open: false,
        }
    }

    #[inline]
    fn note(&mut self, kind: EntryKind) {
        let at = self.clock().now();
        self.last_seen = at;
        self.put(Entry { at, kind });
    }

    #[inline]
    fn put(&mut self, entry: Entry) {
        self.keep(entry);
        if let Some(outlet) = &self.shared.outlet.event {
            outlet(Event::Entry {
                lane: self.place,
                entry: &entry,
            });
        }
    }

    #[inline]
    fn keep(&mut self, entry: Entry) {
        let kept = self.writer.push(entry, &self.shared.budget);
        self.require(kept);
    }

    /// Ends the run if something could not be recorded: what follows would have gaps.
    #[inline]
    fn require(&self, kept: bool) {
        if !kept {
            self.shared.stop.raise(Cause::Refused);
        }
    }
}

//! A lane: what one thread writes its entries on, and what is left of it in the record.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Clock, Event, Line, Recorder, Said, Stamp, lock};
use crate::stop::{Stop, Stopped};
use crate::system::ThreadUsage;

/// What a thread waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Wait {
    /// Time to pass.
    Sleep,
    /// A lock.
    Lock,
    /// A permit of a semaphore.
    Permit,
    /// A signal.
    Signal,
    /// An item, or room for one.
    Item,
}

impl Wait {
    /// The name that every report shows.
    pub fn name(self) -> &'static str {
        match self {
            Wait::Sleep => "sleep",
            Wait::Lock => "lock",
            Wait::Permit => "permit",
            Wait::Signal => "signal",
            Wait::Item => "item",
        }
    }
}

/// What happened, in 16 bytes. Objects and tasks are places in the record's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// The task of this place began on this lane.
    Begin(u32),
    /// The task that began last ended.
    End,
    /// A line was said: that many bytes of its chunk's text.
    Line(u32),
    /// A wait began; one that never ends stays open.
    Wait(Wait, u16),
    /// The wait ended, by the release, put or set of this number; 0 where nobody's act ended it.
    Woke(u64),
    /// This thread released, put or set the object; the number is what [`What::Woke`] repeats.
    Gave(u16, u64),
    /// The object stands at this level from now on: items inside, permits out.
    Level(u16, u32),
}

/// One thing recorded. 24 bytes each, and a line's text beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Stamp,
    /// What.
    pub what: What,
}

/// Entries that were recorded one after another, and the text of their lines.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    entries: Vec<Entry>,
    text: String,
}

/// A chunk is closed when it holds this many entries, so that none is ever copied to grow.
const MOST_ENTRIES: usize = 1024;
/// The first chunk is small: a program with 10,000 lanes has 10,000 of them.
const FIRST_ENTRIES: usize = 16;

/// An entry as it is read back, with the text of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment<'a> {
    /// When.
    pub at: Stamp,
    /// What.
    pub what: What,
    /// The line, where it was one.
    pub line: &'a str,
}

/// All that one thread recorded.
#[derive(Clone, Debug, Default)]
pub struct LaneRecord {
    /// The thread's name.
    pub name: String,
    /// The process that the thread belongs to.
    pub process: u32,
    /// What the system says that the thread used, read by the thread at its end.
    pub usage: Option<ThreadUsage>,
    /// Whether its thread still held it when the record was gathered: it was not joined.
    pub in_use: bool,
    chunks: Vec<Chunk>,
}

impl LaneRecord {
    pub(super) fn new(name: String, process: u32) -> Self {
        Self {
            name,
            process,
            usage: None,
            in_use: false,
            chunks: Vec::new(),
        }
    }

    /// The entries in the order in which they were recorded.
    pub fn moments(&self) -> impl Iterator<Item = Moment<'_>> {
        self.chunks.iter().flat_map(|chunk| {
            let mut from = 0;
            chunk.entries.iter().map(move |entry| {
                let line = match entry.what {
                    What::Line(length) => {
                        let begin = from;
                        from += length as usize;
                        &chunk.text[begin..from]
                    }
                    _ => "",
                };
                Moment {
                    at: entry.at,
                    what: entry.what,
                    line,
                }
            })
        })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.entries.len()).sum()
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The lines, each with the task that was running; `lane` is this lane's place.
    pub(super) fn lines(&self, lane: usize) -> impl Iterator<Item = Line<'_>> {
        let mut task = None;
        self.moments().filter_map(move |moment| {
            match moment.what {
                What::Begin(index) => task = Some(index as usize),
                What::End => task = None,
                What::Line(_) => {
                    return Some(Line {
                        at: moment.at,
                        lane,
                        task,
                        text: moment.line,
                    });
                }
                _ => {}
            }
            None
        })
    }

    /// The chunk that takes the next entry.
    #[inline]
    fn chunk(&mut self) -> &mut Chunk {
        let full = self
            .chunks
            .last()
            .is_none_or(|last| last.entries.len() == last.entries.capacity());
        if full {
            self.open_chunk();
        }
        // There is one now, and `last_mut` would ask again.
        let last = self.chunks.len() - 1;
        &mut self.chunks[last]
    }

    #[cold]
    fn open_chunk(&mut self) {
        let entries = match self.chunks.last() {
            None => FIRST_ENTRIES,
            Some(last) => (last.entries.capacity() * 4).min(MOST_ENTRIES),
        };
        self.chunks.push(Chunk {
            entries: Vec::with_capacity(entries),
            text: String::new(),
        });
    }

    #[inline]
    fn push(&mut self, entry: Entry) {
        self.chunk().entries.push(entry);
    }

    fn push_line(&mut self, at: Stamp, line: &str) {
        // A line of 4 GiB is nobody's; it would be cut.
        let length = u32::try_from(line.len()).unwrap_or(0);
        let chunk = self.chunk();
        chunk.text.push_str(&line[..length as usize]);
        chunk.entries.push(Entry {
            at,
            what: What::Line(length),
        });
    }
}

/// What one thread writes its entries on.
///
/// It belongs to one thread at a time. Every wait that a task makes goes through it, so that the
/// wait is recorded and listens to the stop signal.
pub struct Lane {
    place: usize,
    name: String,
    record: Arc<Mutex<LaneRecord>>,
    recorder: Recorder,
    task: Option<usize>,
    /// Where a line is put together before anybody sees it.
    line: String,
}

impl Lane {
    pub(super) fn new(
        place: usize,
        name: String,
        record: Arc<Mutex<LaneRecord>>,
        recorder: Recorder,
    ) -> Self {
        Self {
            place,
            name,
            record,
            recorder,
            task: None,
            line: String::new(),
        }
    }

    #[must_use]
    /// Opens a lane for a thread that this thread starts, in the same record.
    pub fn sibling(&self, name: impl Into<String>) -> Lane {
        self.recorder.lane(name)
    }

    /// The clock of this run.
    pub fn clock(&self) -> Clock {
        self.recorder.clock()
    }

    /// The stop signal, for work that never waits and for `select!`.
    pub fn stop(&self) -> &Stop {
        self.recorder.stop()
    }

    /// The name of the task that is running on this lane, or else of the thread.
    pub fn name(&self) -> &str {
        self.task
            .and_then(|task| self.recorder.0.tasks.get(task))
            .unwrap_or(&self.name)
    }

    /// Prints a line and records it; a line feed inside would make two of it, so it has none.
    pub fn say(&mut self, line: impl fmt::Display) {
        self.line.clear();
        // Writing to a string fails only where a `Display` says so; what it wrote is the line.
        let _ = write!(self.line, "{line}");
        debug_assert!(
            !self.line.contains('\n'),
            "a line is one line: {:?}",
            self.line
        );
        // Not under the lane's lock: an outlet may block, and what is recorded stays readable.
        let at = match &self.recorder.0.outlet.line {
            Some(outlet) => outlet(&self.clock(), self.said(None, &self.line)),
            None => self.clock().now(),
        };
        lock(&self.record).push_line(at, &self.line);
    }

    /// Sleeps in the kernel for this time, unless the stop signal is raised; no time is no sleep.
    pub fn sleep(&mut self, time: Duration) -> Result<(), Stopped> {
        if time.is_zero() {
            return self.stop().check();
        }
        self.note(What::Wait(Wait::Sleep, 0));
        let slept = self.stop().sleep(time);
        self.note(What::Woke(0));
        slept
    }

    /// Records the wait for `object` that `wait` is, and the number of the act that ended it.
    ///
    /// What `wait` blocks on has to be closed by the job when the stop signal is raised.
    pub fn wait<T>(&mut self, kind: Wait, object: u16, wait: impl FnOnce() -> (T, u64)) -> T {
        self.note(What::Wait(kind, object));
        let (answer, number) = wait();
        self.note(What::Woke(number));
        answer
    }

    /// Records that this thread released, put or set the object for the `number`-th time.
    pub fn gave(&mut self, object: u16, number: u64) {
        self.note(What::Gave(object, number));
    }

    /// Records the level at which the object stands from now on.
    pub fn level(&mut self, object: u16, level: usize) {
        self.note(What::Level(
            object,
            u32::try_from(level).unwrap_or(u32::MAX),
        ));
    }

    /// Records the begin of a task; the lines that follow are this task's.
    pub fn begin(&mut self, task: usize) {
        self.task = Some(task);
        self.note(What::Begin(u32::try_from(task).unwrap_or(u32::MAX)));
    }

    /// Records the end of the task that began last.
    pub fn end(&mut self) {
        self.note(What::End);
        self.task = None;
    }

    /// Keeps what the system says that this thread used; called by the thread at its end.
    pub fn close(&mut self) {
        self.close_with(ThreadUsage::of_this_thread());
    }

    /// Keeps what a thread of another process says that it used.
    pub fn close_with(&mut self, usage: Option<ThreadUsage>) {
        lock(&self.record).usage = usage;
        if let Some(outlet) = &self.recorder.0.outlet.event {
            outlet(Event::Closed {
                lane: self.place,
                usage,
            });
        }
    }

    /// Takes over an entry from another process, stamped there; `line` is its text, if it is one.
    pub fn receive(&mut self, entry: Entry, line: &str) {
        match entry.what {
            What::Begin(task) => self.task = Some(task as usize),
            What::End => self.task = None,
            _ => {}
        }
        if let What::Line(_) = entry.what {
            if let Some(outlet) = &self.recorder.0.outlet.line {
                outlet(&self.clock(), self.said(Some(entry.at), line));
            }
            lock(&self.record).push_line(entry.at, line);
        } else {
            lock(&self.record).push(entry);
        }
    }

    fn said<'a>(&'a self, at: Option<Stamp>, line: &'a str) -> Said<'a> {
        Said {
            at,
            lane: self.place,
            name: self.name(),
            task: self.task,
            line,
        }
    }

    #[inline]
    fn note(&mut self, what: What) {
        let entry = Entry {
            at: self.clock().now(),
            what,
        };
        lock(&self.record).push(entry);
        if let Some(outlet) = &self.recorder.0.outlet.event {
            outlet(Event::Entry {
                lane: self.place,
                entry: &entry,
            });
        }
    }
}

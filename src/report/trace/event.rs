//! The events of the trace format, one JSON object per line.

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;

/// A thread of the trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thread {
    pub(super) process: u32,
    pub(super) thread: u32,
}

/// An event; each kind (`ph`) uses some of these fields.
#[derive(Default, Serialize)]
struct Event<'a> {
    ph: &'static str,
    pid: u32,
    tid: u32,
    /// Microseconds since the run began.
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'static str>,
    /// The scope of an instant: its thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Args<'a>>,
    /// The number of a flow; the format requires a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    bind_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_in: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_out: Option<bool>,
}

/// Further details of an event.
#[derive(Default, Serialize)]
pub(super) struct Args<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sort_index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<u32>,
    /// What a wait is for.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(super) object: Option<&'a str>,
    /// The task that held the lock when the wait for it began.
    #[serde(rename = "held by", skip_serializing_if = "Option::is_none")]
    pub(super) holder: Option<&'a str>,
    #[serde(flatten)]
    pub(super) usage: Option<Usage>,
}

/// What a thread used up to its end.
#[derive(Serialize)]
pub(super) struct Usage {
    #[serde(rename = "thread's CPU time (s)")]
    pub(super) cpu_s: f64,
    #[serde(rename = "thread's time wanting a CPU (s)")]
    pub(super) queued_s: Option<f64>,
}

/// Where a flow begins and ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Flow {
    Out(u64),
    In(u64),
}

/// Writes events, each after the one before it.
pub(super) struct Events<'o> {
    out: &'o mut dyn Write,
    first: bool,
    processes: u32,
}

impl<'o> Events<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            first: true,
            processes: 0,
        }
    }

    /// Flushes the output after the last event.
    pub(super) fn end(self) -> io::Result<()> {
        self.out.flush()
    }

    fn write(&mut self, ph: &'static str, thread: Thread, event: Event<'_>) -> io::Result<()> {
        self.out
            .write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        let Thread { process, thread } = thread;
        let event = Event {
            ph,
            pid: process,
            tid: thread,
            ..event
        };
        Ok(serde_json::to_writer(&mut *self.out, &event)?)
    }

    /// Names a process and fixes its position.
    pub(super) fn process(&mut self, process: u32, name: &str) -> io::Result<()> {
        self.processes += 1;
        let order = self.processes;
        let thread = Thread { process, thread: 0 };
        self.about(thread, ["process_name", "process_sort_index"], name, order)
    }

    /// Names a thread and fixes its position.
    pub(super) fn thread(&mut self, thread: Thread, name: &str) -> io::Result<()> {
        let order = thread.thread;
        self.about(thread, ["thread_name", "thread_sort_index"], name, order)
    }

    fn about(
        &mut self,
        thread: Thread,
        [named, sorted]: [&str; 2],
        name: &str,
        order: u32,
    ) -> io::Result<()> {
        let name = Args {
            name: Some(name),
            ..Args::default()
        };
        let order = Args {
            sort_index: Some(order),
            ..Args::default()
        };
        for (what, args) in [(named, name), (sorted, order)] {
            let event = Event {
                name: Some(what),
                args: Some(args),
                ..Event::default()
            };
            self.write("M", thread, event)?;
        }
        Ok(())
    }

    /// A slice begins.
    pub(super) fn begin(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        category: &'static str,
        args: Args<'_>,
    ) -> io::Result<()> {
        let event = Event {
            args: Some(args),
            ..Event::of(at, name, category)
        };
        self.write("B", thread, event)
    }

    /// The slice that began last ends.
    pub(super) fn finish(&mut self, thread: Thread, at: u64, args: Args<'_>) -> io::Result<()> {
        let event = Event {
            ts: Some(microseconds(at)),
            args: Some(args),
            ..Event::default()
        };
        self.write("E", thread, event)
    }

    /// A slice of zero length.
    pub(super) fn instant(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        category: &'static str,
        args: Args<'_>,
    ) -> io::Result<()> {
        let event = Event {
            dur: Some(0),
            args: Some(args),
            ..Event::of(at, name, category)
        };
        self.write("X", thread, event)
    }

    /// A line was printed.
    pub(super) fn line(&mut self, thread: Thread, at: u64, line: &str) -> io::Result<()> {
        let event = Event {
            s: Some("t"),
            ..Event::of(at, line, "line")
        };
        self.write("i", thread, event)
    }

    /// A thread gave something, which may have ended waits, or something that another thread gave ended a
    /// wait.
    pub(super) fn act(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        flow: Option<Flow>,
    ) -> io::Result<()> {
        let (number, flow_in, flow_out) = match flow {
            Some(Flow::Out(number)) => (Some(number), None, Some(true)),
            Some(Flow::In(number)) => (Some(number), Some(true), None),
            None => (None, None, None),
        };
        let event = Event {
            dur: Some(0),
            bind_id: number.map(|number| number.to_string()),
            flow_in,
            flow_out,
            ..Event::of(at, name, "act")
        };
        self.write("X", thread, event)
    }

    /// An object has this level from now on.
    pub(super) fn level(
        &mut self,
        thread: Thread,
        at: u64,
        object: &str,
        level: u32,
    ) -> io::Result<()> {
        let args = Args {
            level: Some(level),
            ..Args::default()
        };
        let event = Event {
            ts: Some(microseconds(at)),
            name: Some(object),
            args: Some(args),
            ..Event::default()
        };
        self.write("C", thread, event)
    }
}

impl<'a> Event<'a> {
    fn of(at: u64, name: &'a str, category: &'static str) -> Self {
        Self {
            ts: Some(microseconds(at)),
            name: Some(name),
            cat: Some(category),
            ..Self::default()
        }
    }
}

impl Usage {
    pub(super) fn new(cpu: Duration, queued: Option<Duration>) -> Self {
        Self {
            cpu_s: cpu.as_secs_f64(),
            queued_s: queued.map(|time| time.as_secs_f64()),
        }
    }
}

/// Nanoseconds as microseconds: even runs of a hundred days keep every digit.
fn microseconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e3
}

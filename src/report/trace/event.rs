//! The events of the trace format, one JSON object a line.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::{Value, json};

/// A thread of the trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thread {
    pub(super) process: u32,
    pub(super) thread: u32,
}

/// Seconds as a number.
pub(super) fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
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

    /// All events are written.
    pub(super) fn end(self) -> io::Result<()> {
        self.out.flush()
    }

    /// One event: what all have, then what only this one has.
    fn event(&mut self, kind: &str, thread: Thread, rest: &str) -> io::Result<()> {
        self.out
            .write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        let Thread { process, thread } = thread;
        write!(
            self.out,
            "{{\"ph\":\"{kind}\",\"pid\":{process},\"tid\":{thread},{rest}}}"
        )
    }

    /// Names a process and keeps it in its place.
    pub(super) fn process(&mut self, process: u32, name: &str) -> io::Result<()> {
        self.processes += 1;
        let order = json!(self.processes);
        let thread = Thread { process, thread: 0 };
        self.about(thread, "process_name", "name", &json!(name))?;
        self.about(thread, "process_sort_index", "sort_index", &order)
    }

    /// Names a thread and keeps it in its place.
    pub(super) fn thread(&mut self, thread: Thread, name: &str) -> io::Result<()> {
        self.about(thread, "thread_name", "name", &json!(name))?;
        let order = json!(thread.thread);
        self.about(thread, "thread_sort_index", "sort_index", &order)
    }

    fn about(&mut self, thread: Thread, what: &str, key: &str, value: &Value) -> io::Result<()> {
        let rest = format!("\"name\":\"{what}\",\"args\":{{\"{key}\":{value}}}");
        self.event("M", thread, &rest)
    }

    /// A slice begins.
    pub(super) fn begin(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        category: &str,
        args: &Value,
    ) -> io::Result<()> {
        let (at, name) = (Micros(at), json!(name));
        let rest = format!("\"ts\":{at},\"name\":{name},\"cat\":\"{category}\",\"args\":{args}");
        self.event("B", thread, &rest)
    }

    /// The slice that began last ends.
    pub(super) fn finish(&mut self, thread: Thread, at: u64, args: &Value) -> io::Result<()> {
        self.event(
            "E",
            thread,
            &format!("\"ts\":{},\"args\":{args}", Micros(at)),
        )
    }

    /// A slice of no length.
    pub(super) fn instant(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        category: &str,
        args: &Value,
    ) -> io::Result<()> {
        let (at, name) = (Micros(at), json!(name));
        let rest =
            format!("\"ts\":{at},\"dur\":0,\"name\":{name},\"cat\":\"{category}\",\"args\":{args}");
        self.event("X", thread, &rest)
    }

    /// A line was said.
    pub(super) fn line(&mut self, thread: Thread, at: u64, line: &str) -> io::Result<()> {
        let (at, line) = (Micros(at), json!(line));
        let rest = format!("\"ts\":{at},\"name\":{line},\"cat\":\"line\",\"s\":\"t\"");
        self.event("i", thread, &rest)
    }

    /// A thread gave something that ended waits, or that nobody waited for.
    pub(super) fn gave(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        flow: Option<u64>,
    ) -> io::Result<()> {
        let flow = flow.map_or_else(String::new, |flow| {
            format!(",\"bind_id\":\"{flow}\",\"flow_out\":true")
        });
        self.act(thread, at, name, &flow)
    }

    /// A wait was ended by what another thread gave.
    pub(super) fn woken(
        &mut self,
        thread: Thread,
        at: u64,
        name: &str,
        flow: u64,
    ) -> io::Result<()> {
        let flow = format!(",\"bind_id\":\"{flow}\",\"flow_in\":true");
        self.act(thread, at, name, &flow)
    }

    fn act(&mut self, thread: Thread, at: u64, name: &str, flow: &str) -> io::Result<()> {
        let (at, name) = (Micros(at), json!(name));
        let rest = format!("\"ts\":{at},\"dur\":0,\"name\":{name},\"cat\":\"act\"{flow}");
        self.event("X", thread, &rest)
    }

    /// An object stands at a level from now on.
    pub(super) fn level(
        &mut self,
        thread: Thread,
        at: u64,
        object: &str,
        level: u32,
    ) -> io::Result<()> {
        let (at, object) = (Micros(at), json!(object));
        let rest = format!("\"ts\":{at},\"name\":{object},\"args\":{{\"level\":{level}}}");
        self.event("C", thread, &rest)
    }
}

/// Nanoseconds, written as microseconds with three decimals.
struct Micros(u64);

impl std::fmt::Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

//! The trace: Chrome's trace format as JSON, which Perfetto opens.
//!
//! Perfetto silently drops what it can't place: slices that overlap on a thread, flows that end before
//! they start, truncated files. So slices are written as starts and ends in the order of one lane, slices
//! of zero length as one event (if start and end have the same stamp, Perfetto takes the end first), and
//! a flow joins two slices of zero length that carry its number, the giving one first in the file.
//!
//! Source: "Trace Event Format",
//! <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>.

mod acts;
mod event;
mod threads;
mod track;

use std::io::{self, Write};

use serde::Serialize;

use self::acts::Acts;
use self::event::{Events, Thread};
use self::threads::Threads;
use self::track::Track;
use super::slices::{Picture, pictures};
use crate::results::{Ended, Results};

/// What is said about the whole trace.
#[derive(Serialize)]
struct Head<'a> {
    program: &'static str,
    version: &'static str,
    command: &'a str,
    ended: Ended,
}

/// Writes the trace of what was recorded; `command` is what was typed.
///
/// Each variant is a process, and so is each child of one; all begin at zero, so they can be compared.
/// Process and thread numbers are the trace's own: system ones might be reused.
pub fn write(out: &mut dyn Write, results: &Results, command: &str) -> io::Result<()> {
    let (pictures, _) = pictures(results);
    let head = Head {
        program: system::PROGRAM,
        version: env!("CARGO_PKG_VERSION"),
        command,
        ended: results.ended,
    };
    let head = serde_json::to_string(&head)?;
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{head},")?;
    out.write_all(b"\"traceEvents\":[")?;
    let mut events = Events::new(out);
    let mut numbers = LastIds::default();
    for picture in &pictures {
        variant(&mut events, picture, results.demo, &mut numbers)?;
    }
    events.end()?;
    out.write_all(b"\n]}\n")
}

/// The last numbers given to a process, a thread and a flow.
#[derive(Default)]
struct LastIds {
    process: u32,
    thread: u32,
    flow: u64,
}

fn variant(
    events: &mut Events<'_>,
    picture: &Picture<'_>,
    demo: &str,
    numbers: &mut LastIds,
) -> io::Result<()> {
    let record = picture.record();
    let own = std::process::id();
    let mut processes: Vec<(u32, u32)> = Vec::new();
    let mut threads = Vec::new();
    for lane in &record.lanes {
        let shown = picture
            .strips
            .iter()
            .any(|strip| std::ptr::eq(strip.lane, lane));
        if !shown && lane.is_empty() {
            threads.push(None);
            continue;
        }
        let known = processes
            .iter()
            .find(|(process, _)| *process == lane.process);
        let process = if let Some((_, number)) = known {
            *number
        } else {
            numbers.process += 1;
            processes.push((lane.process, numbers.process));
            let name = format!("{demo}: {}", picture.variant.name);
            let name = if lane.process == own {
                name
            } else {
                format!("{name}, child {}", lane.process)
            };
            events.process(numbers.process, &name)?;
            numbers.process
        };
        // It must not equal a process number: that would make it that process's main thread.
        numbers.thread += 1;
        let thread = Thread {
            process,
            thread: 1_000_000 + numbers.thread,
        };
        events.thread(thread, &lane.name)?;
        threads.push(Some(thread));
    }
    let acts = Acts::of(record, &mut numbers.flow);
    let starts_and_ends = Threads::of(record, &mut numbers.flow);
    // Giving comes before taking in the file, so that flows work even if both have the same stamp.
    acts.given(events, &threads)?;
    starts_and_ends.given(events, &threads)?;
    for (lane, thread) in record.lanes.iter().zip(&threads) {
        if let Some(thread) = *thread {
            let track = Track {
                picture,
                lane,
                thread,
            };
            track.write(events, &acts)?;
        }
    }
    starts_and_ends.taken(events, &threads)
}

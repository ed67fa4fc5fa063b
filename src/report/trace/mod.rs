//! The trace: Chrome's trace format as JSON, which Perfetto opens.
//!
//! Perfetto drops what it can't place without a word: slices that overlap on a thread, flows whose
//! end comes before their begin, files that are cut short. So slices are written as begins and ends
//! in the order of one lane, those of no length as one event (where both have one stamp Perfetto
//! takes the end first), and a flow joins two slices of no length, each of which carries its number,
//! the giving one first in the file.
//!
//! Source: "Trace Event Format",
//! <https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>.

mod acts;
mod event;

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use self::acts::Acts;
use self::event::{Events, Thread, seconds};
use super::slices::{Picture, Slice, pictures};
use crate::engine::record::{EntryKind, LaneRecord};
use crate::report::results::Results;

/// Writes the trace of what was recorded; `command` is what was typed.
///
/// Each variant is a process, and so is each child of one; all begin at zero, so that they can be
/// held against each other. Process and thread numbers are the trace's own: those of the system
/// might stand for two of them.
pub fn write(out: &mut dyn Write, results: &Results, command: &str) -> io::Result<()> {
    let (pictures, _) = pictures(results);
    let head = json!({
        "program": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "command": command,
        "ended": results.ended,
    });
    write!(out, "{{\"displayTimeUnit\":\"ms\",\"otherData\":{head},")?;
    out.write_all(b"\"traceEvents\":[")?;
    let mut events = Events::new(out);
    let mut numbers = Numbers::default();
    for picture in &pictures {
        variant(&mut events, picture, results.demo, &mut numbers)?;
    }
    events.end()?;
    out.write_all(b"\n]}\n")
}

/// The last numbers given to a process, a thread and a flow.
#[derive(Default)]
struct Numbers {
    process: u32,
    thread: u32,
    flow: u64,
}

fn variant(
    events: &mut Events<'_>,
    picture: &Picture<'_>,
    demo: &str,
    numbers: &mut Numbers,
) -> io::Result<()> {
    let record = picture.record();
    let own = std::process::id();
    let mut processes: Vec<(u32, u32)> = Vec::new();
    let mut threads = Vec::new();
    for lane in &record.lanes {
        // The main thread that only joins has nothing to show.
        if lane.is_empty() {
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
        // Not the number of any process: that would make it the process's main thread.
        numbers.thread += 1;
        let thread = Thread {
            process,
            thread: 1_000_000 + numbers.thread,
        };
        events.thread(thread, &lane.name)?;
        threads.push(Some(thread));
    }
    let acts = Acts::of(record, &mut numbers.flow);
    // Giving comes before taking in the file, so that it does where both have the same stamp.
    acts.given(events, &threads)?;
    for (lane, thread) in record.lanes.iter().zip(&threads) {
        if let Some(thread) = *thread {
            let lane = Lane {
                picture,
                recorded: lane,
                thread,
            };
            lane.write(events, &acts)?;
        }
    }
    Ok(())
}

/// One lane on its way into the trace.
struct Lane<'p, 'a> {
    picture: &'p Picture<'a>,
    recorded: &'a LaneRecord,
    thread: Thread,
}

impl Lane<'_, '_> {
    fn write(&self, events: &mut Events<'_>, acts: &Acts<'_>) -> io::Result<()> {
        let (record, thread) = (self.picture.record(), self.thread);
        let strip = self
            .picture
            .strips
            .iter()
            .find(|strip| std::ptr::eq(strip.lane, self.recorded));
        if let Some(strip) = strip {
            self.slices(events, &strip.slices)?;
        }
        for (moment, woken) in self.recorded.moments().zip(acts.woken(self.recorded)) {
            match moment.kind {
                EntryKind::Line(_) => events.line(thread, moment.at.0, moment.line)?,
                EntryKind::Level(object, level) => {
                    let name = record.objects.get(usize::from(object));
                    let name = name.map_or("level", String::as_str);
                    events.level(thread, moment.at.0, name, level)?;
                }
                _ => {}
            }
            if let Some((flow, name)) = woken {
                events.woken(thread, moment.at.0, &name, flow)?;
            }
        }
        Ok(())
    }

    /// The tasks' slices, and in them one for each wait.
    fn slices(&self, events: &mut Events<'_>, slices: &[Slice]) -> io::Result<()> {
        for run in slices.chunk_by(|a, b| a.task == b.task && a.to == b.from) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            if let Some(task) = first.task
                && (first.from < last.to || last.open)
            {
                let name = self.picture.record().task_name(Some(task as usize));
                events.begin(self.thread, first.from, name, "task", &json!({}))?;
            }
            for wait in run {
                self.wait(events, wait)?;
            }
            if first.task.is_some() && first.from < last.to && !last.open {
                events.finish(self.thread, last.to, &self.usage(slices, last))?;
            }
        }
        Ok(())
    }

    fn wait(&self, events: &mut Events<'_>, slice: &Slice) -> io::Result<()> {
        if slice.state == super::slices::State::Busy {
            return Ok(());
        }
        let mut args = Map::new();
        if let Some(object) = self.picture.object(slice) {
            args.insert("for".into(), object.into());
        }
        if let Some(holder) = self.picture.holder(slice) {
            args.insert("held by".into(), holder.into());
        }
        let args = Value::Object(args);
        let name = slice.state.name();
        if slice.time() == 0 && !slice.open {
            return events.instant(self.thread, slice.from, name, "wait", &args);
        }
        events.begin(self.thread, slice.from, name, "wait", &args)?;
        if slice.open {
            // Left unfinished, as it was; Perfetto draws it to the end of the trace.
            return Ok(());
        }
        events.finish(self.thread, slice.to, &json!({}))
    }

    /// What the thread used, at the end of its last task.
    fn usage(&self, slices: &[Slice], last: &Slice) -> Value {
        let ends = slices.last() == Some(last);
        match self.recorded.usage.filter(|_| ends) {
            Some(usage) => json!({
                "thread's CPU time (s)": seconds(usage.cpu),
                "thread's time wanting a CPU (s)": usage.queued.map(seconds),
            }),
            None => json!({}),
        }
    }
}

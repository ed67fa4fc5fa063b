//! Writes one lane to the trace.

use std::io;

use super::acts::Acts;
use super::event::{Args, Events, Flow, Thread, Usage};
use crate::slices::{Picture, Slice};
use crate::states::State;
use engine::record::{EntryKind, LaneRecord};

/// A lane being written to the trace.
pub(super) struct Track<'p, 'a> {
    pub(super) picture: &'p Picture<'a>,
    pub(super) lane: &'a LaneRecord,
    pub(super) thread: Thread,
}

impl Track<'_, '_> {
    pub(super) fn write(&self, events: &mut Events<'_>, acts: &Acts<'_>) -> io::Result<()> {
        let (record, thread) = (self.picture.record(), self.thread);
        let mut strips = self.picture.strips.iter();
        let strip = strips.find(|strip| std::ptr::eq(strip.lane, self.lane));
        if let Some(strip) = strip {
            self.slices(events, &strip.slices)?;
        }
        for (moment, woken) in self.lane.moments().zip(acts.woken(self.lane)) {
            match moment.kind {
                EntryKind::Line(_) | EntryKind::Piece(_) => {
                    events.line(thread, moment.at.0, moment.line)?;
                }
                EntryKind::Level(object, level) => {
                    let name = record.objects.get(usize::from(object));
                    let name = name.map_or("level", String::as_str);
                    events.level(thread, moment.at.0, name, level)?;
                }
                _ => {}
            }
            if let Some((flow, name)) = woken {
                events.act(thread, moment.at.0, &name, Some(Flow::In(flow)))?;
            }
        }
        Ok(())
    }

    /// The tasks' slices, each containing one for each of its waits; the main thread's own time is a
    /// slice too.
    fn slices(&self, events: &mut Events<'_>, slices: &[Slice]) -> io::Result<()> {
        for run in slices.chunk_by(|a, b| a.task == b.task && a.to == b.from) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let whole = first.from < last.to || last.open;
            let busy = |slice: &Slice| !matches!(slice.state, State::Waiting(_));
            let drawn = whole && (first.task.is_some() || run.iter().any(busy));
            if drawn {
                let (name, category) = match first.task {
                    Some(task) => (self.picture.record().task_name(Some(task as usize)), "task"),
                    None => (self.lane.name.as_str(), "thread"),
                };
                events.begin(self.thread, first.from, name, category, Args::default())?;
            }
            for slice in run {
                self.wait(events, slice)?;
            }
            if drawn && first.from < last.to && !last.open {
                events.finish(self.thread, last.to, self.usage(slices, last))?;
            }
        }
        Ok(())
    }

    fn wait(&self, events: &mut Events<'_>, slice: &Slice) -> io::Result<()> {
        let State::Waiting(wait) = slice.state else {
            return Ok(());
        };
        let args = Args {
            object: self.picture.object(slice),
            holder: self.picture.holder(slice),
            ..Args::default()
        };
        let name = wait.name();
        if slice.time() == 0 && !slice.open {
            return events.instant(self.thread, slice.from, name, "wait", args);
        }
        events.begin(self.thread, slice.from, name, "wait", args)?;
        if slice.open {
            // Left open, as it was; Perfetto draws it to the end of the trace.
            return Ok(());
        }
        events.finish(self.thread, slice.to, Args::default())
    }

    /// The thread's resource usage, reported at the end of its last task.
    fn usage(&self, slices: &[Slice], last: &Slice) -> Args<'static> {
        let ends = slices.last() == Some(last);
        let used = self.lane.usage.filter(|_| ends);
        Args {
            usage: used.map(|usage| Usage::new(usage.cpu, usage.queued)),
            ..Args::default()
        }
    }
}

//! The starts and ends of threads: from the act that starts one to the first that it does, and from
//! its last to the join that waits for it.

use std::io;

use super::event::{Events, Flow, Thread};
use crate::engine::record::{EntryKind, Wait};
use crate::report::slices::Picture;

/// An arrow from one lane to another, both as places in the record.
struct Arrow {
    flow: u64,
    from: (usize, u64),
    to: (usize, u64),
    names: [String; 2],
}

/// The arrows of one record.
pub(super) struct Threads(Vec<Arrow>);

impl Threads {
    /// The starts and ends of threads in this picture; `flow` is the last number that was given to
    /// a flow.
    pub(super) fn of(picture: &Picture<'_>, flow: &mut u64) -> Self {
        let record = picture.record();
        let edges: Vec<_> = record
            .lanes
            .iter()
            .map(|lane| {
                let moments = || lane.moments().map(|moment| moment.at.0);
                moments().next().zip(moments().last())
            })
            .collect();
        let mut arrows = Vec::new();
        let mut add = |from, to, names| {
            *flow += 1;
            let flow = *flow;
            arrows.push(Arrow {
                flow,
                from,
                to,
                names,
            });
        };
        for (own, lane) in record.lanes.iter().enumerate() {
            let mut joined = None;
            for moment in lane.moments() {
                let at = moment.at.0;
                match moment.kind {
                    EntryKind::Spawn(other) => {
                        let other = other as usize;
                        if let Some(Some((first, _))) = edges.get(other) {
                            let name = &record.lanes[other].name;
                            let names = [format!("start {name}"), "started".to_owned()];
                            add((own, at), (other, *first.max(&at)), names);
                        }
                    }
                    EntryKind::Wait {
                        wait: Wait::Join,
                        holder,
                        ..
                    } => joined = holder.map(|lane| lane as usize),
                    EntryKind::Woke(_) => {
                        let other = joined.take();
                        let last = other.and_then(|other| *edges.get(other)?);
                        if let (Some(other), Some((_, last))) = (other, last)
                            && last <= at
                        {
                            let name = &record.lanes[other].name;
                            let names = ["ended".to_owned(), format!("joined {name}")];
                            add((other, last), (own, at), names);
                        }
                    }
                    _ => {}
                }
            }
        }
        Self(arrows)
    }

    /// Writes where the arrows begin.
    pub(super) fn given(
        &self,
        events: &mut Events<'_>,
        threads: &[Option<Thread>],
    ) -> io::Result<()> {
        for arrow in &self.0 {
            if let (Some(from), Some(_)) = (threads[arrow.from.0], threads[arrow.to.0]) {
                let flow = Some(Flow::Out(arrow.flow));
                events.act(from, arrow.from.1, &arrow.names[0], flow)?;
            }
        }
        Ok(())
    }

    /// Writes where the arrows end.
    pub(super) fn taken(
        &self,
        events: &mut Events<'_>,
        threads: &[Option<Thread>],
    ) -> io::Result<()> {
        for arrow in &self.0 {
            if let (Some(_), Some(to)) = (threads[arrow.from.0], threads[arrow.to.0]) {
                let flow = Some(Flow::In(arrow.flow));
                events.act(to, arrow.to.1, &arrow.names[1], flow)?;
            }
        }
        Ok(())
    }
}

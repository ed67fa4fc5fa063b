//! The starts and ends of threads: from the act that starts one to the first thing it does, and from the
//! last thing it does to the join that waits for it.

use std::io;

use super::event::{Events, Flow, Thread};
use crate::slices::arrows::{Arrow, Link, starts_and_joins};
use engine::record::Record;

/// The arrows of one record, each with the number of its flow.
pub(super) struct Threads<'a> {
    record: &'a Record,
    arrows: Vec<(u64, Arrow)>,
}

impl<'a> Threads<'a> {
    /// The starts and ends of threads in this record; `flow` is the last number given to a flow.
    pub(super) fn of(record: &'a Record, flow: &mut u64) -> Self {
        let arrows = starts_and_joins(record).into_iter().map(|arrow| {
            *flow += 1;
            (*flow, arrow)
        });
        let arrows = arrows.collect();
        Self { record, arrows }
    }

    /// Writes the start of each arrow.
    pub(super) fn given(
        &self,
        events: &mut Events<'_>,
        threads: &[Option<Thread>],
    ) -> io::Result<()> {
        for (flow, arrow) in &self.arrows {
            if let (Some(from), Some(_)) = (threads[arrow.from.0], threads[arrow.to.0]) {
                let name = match arrow.link {
                    Link::Start => format!("start {}", self.record.lanes[arrow.to.0].name),
                    Link::Join | Link::Wait => "ended".to_owned(),
                };
                events.act(from, arrow.from.1, &name, Some(Flow::Out(*flow)))?;
            }
        }
        Ok(())
    }

    /// Writes the end of each arrow.
    pub(super) fn taken(
        &self,
        events: &mut Events<'_>,
        threads: &[Option<Thread>],
    ) -> io::Result<()> {
        for (flow, arrow) in &self.arrows {
            if let (Some(_), Some(to)) = (threads[arrow.from.0], threads[arrow.to.0]) {
                let name = match arrow.link {
                    Link::Start => "started".to_owned(),
                    Link::Join | Link::Wait => {
                        format!("joined {}", self.record.lanes[arrow.from.0].name)
                    }
                };
                events.act(to, arrow.to.1, &name, Some(Flow::In(*flow)))?;
            }
        }
        Ok(())
    }
}

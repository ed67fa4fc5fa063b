//! What threads gave each other: a release that let another thread acquire a lock, an item put that
//! another got, a signal that woke a waiter.

use std::collections::HashMap;
use std::io;

use super::event::{Events, Flow, Thread};
use crate::slices::kinds;
use engine::record::{EntryKind, LaneRecord, Record, Wait};

/// An object and the number of an act on it.
type Act = (u16, u64);

/// The acts of one record.
pub(super) struct Acts<'a> {
    record: &'a Record,
    kinds: HashMap<u16, Wait>,
    /// The flow of each act that ended a wait, and the earliest end of such a wait.
    flows: HashMap<Act, (u64, u64)>,
}

impl<'a> Acts<'a> {
    /// The acts of this record; `flow` is the last number given to a flow.
    pub(super) fn of(record: &'a Record, flow: &mut u64) -> Self {
        let mut ended: HashMap<Act, u64> = HashMap::new();
        for lane in &record.lanes {
            for (act, moment) in wakes(lane).zip(lane.moments()) {
                if let Some(act) = act {
                    let earliest = ended.entry(act).or_insert(u64::MAX);
                    *earliest = moment.at.0.min(*earliest);
                }
            }
        }
        let mut flows = HashMap::new();
        for moment in record.lanes.iter().flat_map(LaneRecord::moments) {
            if let EntryKind::Gave(object, number) = moment.kind
                && let Some(earliest) = ended.remove(&(object, number))
            {
                *flow += 1;
                flows.insert((object, number), (*flow, earliest));
            }
        }
        Self {
            record,
            kinds: kinds(record),
            flows,
        }
    }

    /// Writes what every lane gave. An act is stamped after it was done, so the wait that it ended may
    /// have an earlier stamp: the act is then drawn at the end of that wait, which it can't really have
    /// come after.
    pub(super) fn given(
        &self,
        events: &mut Events<'_>,
        threads: &[Option<Thread>],
    ) -> io::Result<()> {
        for (lane, thread) in self.record.lanes.iter().zip(threads) {
            let Some(thread) = *thread else { continue };
            let mut before = 0;
            for moment in lane.moments() {
                if let EntryKind::Gave(object, number) = moment.kind {
                    let flow = self.flows.get(&(object, number));
                    let at = flow.map_or(moment.at.0, |(_, earliest)| *earliest.min(&moment.at.0));
                    let name = format!("{} {}", self.verb(object), self.object(object));
                    let flow = flow.map(|(flow, _)| Flow::Out(*flow));
                    events.act(thread, at.max(before), &name, flow)?;
                }
                before = moment.at.0;
            }
        }
        Ok(())
    }

    /// For each moment of the lane, the flow that ends there and its name.
    pub(super) fn woken(
        &self,
        lane: &'a LaneRecord,
    ) -> impl Iterator<Item = Option<(u64, String)>> {
        wakes(lane).map(|act| {
            let act = act?;
            let (flow, _) = self.flows.get(&act)?;
            Some((*flow, format!("got {}", self.object(act.0))))
        })
    }

    fn object(&self, object: u16) -> &'a str {
        let name = self.record.objects.get(usize::from(object));
        name.map_or("something", String::as_str)
    }

    /// The verb for giving this object, depending on how it is waited for.
    fn verb(&self, object: u16) -> &'static str {
        match self.kinds.get(&object) {
            Some(Wait::Lock | Wait::Permit) => "release",
            Some(Wait::Signal) => "set",
            Some(Wait::Item) => "put",
            Some(Wait::Sleep | Wait::Join | Wait::Queued) | None => "give",
        }
    }
}

/// For each moment of a lane, the act that ended the lane's wait there.
fn wakes(lane: &LaneRecord) -> impl Iterator<Item = Option<Act>> {
    let mut waiting = None;
    lane.moments().map(move |moment| match moment.kind {
        EntryKind::Wait { object, .. } => {
            waiting = Some(object);
            None
        }
        EntryKind::Woke(number) if number > 0 => Some((waiting.take()?, number)),
        _ => None,
    })
}

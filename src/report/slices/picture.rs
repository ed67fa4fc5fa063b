//! One variant, ready to be drawn.

use std::collections::{HashMap, HashSet};

use super::strip::{Slice, Strip};
use crate::results::{Results, VariantResult};
use crate::states::State;
use engine::plan::TaskResult;
use engine::record::{EntryKind, LaneRecord, Record, Wait};

/// One variant, ready to be drawn.
pub(crate) struct Picture<'a> {
    /// The variant.
    pub(crate) variant: &'a VariantResult,
    /// The lanes that have slices, and those whose thread was started but had nothing to do, in the order
    /// they were opened.
    pub(crate) strips: Vec<Strip<'a>>,
    /// The end of the record: the last join, or the last entry if that is later.
    pub(crate) end: u64,
}

impl<'a> Picture<'a> {
    /// The first run of this variant.
    pub(crate) fn of(variant: &'a VariantResult) -> Self {
        let record = &variant.first.record;
        let end = end(record);
        let started = started(record);
        let strips = record.lanes.iter().enumerate().filter_map(|(place, lane)| {
            let strip = Strip::of(lane, end, |task| lost(variant, task));
            let shown = !strip.slices.is_empty() || started.contains(&place);
            shown.then_some(strip)
        });
        Self {
            variant,
            strips: strips.collect(),
            end,
        }
    }

    /// The record.
    pub(crate) fn record(&self) -> &'a Record {
        &self.variant.first.record
    }

    /// What the record leaves out, in the demo's words.
    pub(crate) fn unrecorded(&self) -> Option<&'static str> {
        self.variant.first.checked.as_ref()?.unrecorded
    }

    /// What this slice waits for, if it has a name.
    pub(crate) fn object(&self, slice: &Slice) -> Option<&'a str> {
        let State::Waiting(wait) = slice.state else {
            return None;
        };
        let record = self.record();
        if wait == Wait::Join {
            let lane = record.lanes.get(slice.holder? as usize);
            return lane.map(|lane| lane.name.as_str());
        }
        let object = record.objects.get(usize::from(slice.object));
        object.filter(|_| wait.has_object()).map(String::as_str)
    }

    /// The task that held the lock when this wait for it began, if the lock tracks its holder.
    pub(crate) fn holder(&self, slice: &Slice) -> Option<&'a str> {
        let holder = slice.holder?;
        let lock = slice.state == State::Waiting(Wait::Lock);
        lock.then(|| self.record().task_name(Some(holder as usize)))
    }
}

/// The variants, and the end of their common scale in nanoseconds, at least one.
pub(crate) fn pictures(results: &Results) -> (Vec<Picture<'_>>, u64) {
    let pictures: Vec<_> = results.variants.iter().map(Picture::of).collect();
    let end = pictures.iter().map(|picture| picture.end).max();
    (pictures, end.unwrap_or(0).max(1))
}

/// The kind of wait that each object is for.
pub(crate) fn kinds(record: &Record) -> HashMap<u16, Wait> {
    let moments = record.lanes.iter().flat_map(LaneRecord::moments);
    moments
        .filter_map(|moment| match moment.kind {
            EntryKind::Wait { wait, object, .. } if wait.has_object() => Some((object, wait)),
            _ => None,
        })
        .collect()
}

/// The lanes of threads that another thread started.
fn started(record: &Record) -> HashSet<usize> {
    let moments = record.lanes.iter().flat_map(LaneRecord::moments);
    moments
        .filter_map(|moment| match moment.kind {
            EntryKind::Spawn(lane) => Some(lane as usize),
            _ => None,
        })
        .collect()
}

fn end(record: &Record) -> u64 {
    let last = record
        .lanes
        .iter()
        .filter_map(|lane| lane.moments().last())
        .map(|moment| moment.at.0);
    let elapsed = u64::try_from(record.elapsed.as_nanos()).unwrap_or(u64::MAX);
    last.max().unwrap_or(0).max(elapsed)
}

/// Whether the task's process died without reporting, so that the end of the task is unknown.
fn lost(variant: &VariantResult, task: u32) -> bool {
    let outcome = variant.first.outcomes.get(task as usize);
    matches!(outcome, Some(TaskResult::Lost(_)))
}

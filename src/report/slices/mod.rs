//! A record made into slices of time, once for all pictures: what each lane did from when to when.
//!
//! An entry takes 24 bytes in the record (and its line's text beside them), which is kept whether a
//! picture is asked for or not; a slice takes 40 more while a picture is drawn.
//!
//! How slices are drawn is left to `timeline`, `trace` and `page`; how many of them share a column
//! is worked out in `fold`.

pub(super) mod fold;

use std::collections::HashMap;

use crate::engine::plan::TaskResult;
use crate::engine::record::{Entry, EntryKind, LaneRecord, Record, Wait};
use crate::report::results::{Results, VariantResult};

/// What a lane does while it has a task, or waits without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum State {
    /// It runs, or wants a CPU.
    Busy,
    /// It waits.
    Waiting(Wait),
}

impl State {
    /// Every state, in the order in which legends and shares name them.
    pub(super) const ALL: [State; 6] = [
        State::Busy,
        State::Waiting(Wait::Sleep),
        State::Waiting(Wait::Lock),
        State::Waiting(Wait::Permit),
        State::Waiting(Wait::Signal),
        State::Waiting(Wait::Item),
    ];

    /// Its place in [`State::ALL`].
    pub(super) fn place(self) -> usize {
        match self {
            State::Busy => 0,
            State::Waiting(Wait::Sleep) => 1,
            State::Waiting(Wait::Lock) => 2,
            State::Waiting(Wait::Permit) => 3,
            State::Waiting(Wait::Signal) => 4,
            State::Waiting(Wait::Item) => 5,
        }
    }

    /// Its name: `busy`, `sleep`, `lock`...
    pub(super) fn name(self) -> &'static str {
        match self {
            State::Busy => "busy",
            State::Waiting(wait) => wait.name(),
        }
    }

    /// What a legend says of it.
    pub(super) fn about(self) -> &'static str {
        match self {
            State::Busy => "running or wanting a CPU",
            State::Waiting(Wait::Sleep) => "sleeping",
            State::Waiting(Wait::Lock) => "waiting for a lock",
            State::Waiting(Wait::Permit) => "waiting for a permit",
            State::Waiting(Wait::Signal) => "waiting for a signal",
            State::Waiting(Wait::Item) => "waiting for an item, or room for one",
        }
    }
}

const _: () = assert!(size_of::<Slice>() == 40 && size_of::<Entry>() == 24);

/// One state of one lane, from its begin to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    /// When it began, in nanoseconds since the run began.
    pub(super) from: u64,
    /// When it ended; where it is open, the end of the picture.
    pub(super) to: u64,
    /// What it is.
    pub(super) state: State,
    /// What the wait is for, as a place in the record's list.
    pub(super) object: u16,
    /// The task that held the object as the wait began, where it is a lock that knows.
    pub(super) holder: Option<u32>,
    /// The task.
    pub(super) task: Option<u32>,
    /// Whether it had not ended when the record did.
    pub(super) open: bool,
}

impl Slice {
    /// How long it took, in nanoseconds.
    pub(super) fn time(&self) -> u64 {
        self.to - self.from
    }
}

/// A lane and its slices, which stand in order, never overlap, and leave out the time before,
/// between and after tasks that isn't a wait.
pub(super) struct Strip<'a> {
    /// The lane.
    pub(super) lane: &'a LaneRecord,
    /// Its slices.
    pub(super) slices: Vec<Slice>,
}

impl Strip<'_> {
    /// The time that each state took, in the order of [`State::ALL`], in nanoseconds.
    pub(super) fn times(&self) -> [u64; State::ALL.len()] {
        let mut times = [0; State::ALL.len()];
        for slice in &self.slices {
            times[slice.state.place()] += slice.time();
        }
        times
    }
}

/// One variant, ready to be drawn.
pub(super) struct Picture<'a> {
    /// The variant.
    pub(super) variant: &'a VariantResult,
    /// The lanes that have slices, in the order in which they were opened: the main thread that
    /// only joins is not among them.
    pub(super) strips: Vec<Strip<'a>>,
    /// The end of the record: the last join, or the last entry where that came later.
    pub(super) end: u64,
}

impl<'a> Picture<'a> {
    /// The first run of this variant.
    pub(super) fn of(variant: &'a VariantResult) -> Self {
        let record = &variant.first.record;
        let end = end(record);
        let strips = record.lanes.iter().map(|lane| Strip {
            lane,
            slices: slices(lane, end, |task| lost(variant, task)),
        });
        Self {
            variant,
            strips: strips.filter(|strip| !strip.slices.is_empty()).collect(),
            end,
        }
    }

    /// The record.
    pub(super) fn record(&self) -> &'a Record {
        &self.variant.first.record
    }

    /// What the record leaves out, in the demo's words.
    pub(super) fn unrecorded(&self) -> Option<&'static str> {
        self.variant.first.checked.as_ref()?.unrecorded
    }

    /// What a wait of this slice is for, where it has a name.
    pub(super) fn object(&self, slice: &Slice) -> Option<&'a str> {
        let named = matches!(slice.state, State::Waiting(wait) if wait != Wait::Sleep);
        named
            .then(|| self.record().objects.get(usize::from(slice.object)))?
            .map(String::as_str)
    }

    /// The task that held the lock as this wait for it began, where the lock knows.
    pub(super) fn holder(&self, slice: &Slice) -> Option<&'a str> {
        let holder = slice.holder?;
        Some(self.record().task_name(Some(holder as usize)))
    }
}

/// The variants, on one scale that ends at the answer's second part, in nanoseconds, at least one.
pub(super) fn pictures(results: &Results) -> (Vec<Picture<'_>>, u64) {
    let pictures: Vec<_> = results.variants.iter().map(Picture::of).collect();
    let end = pictures.iter().map(|picture| picture.end).max();
    (pictures, end.unwrap_or(0).max(1))
}

/// The kinds of wait by which objects are known.
pub(super) fn kinds(record: &Record) -> HashMap<u16, Wait> {
    let moments = record.lanes.iter().flat_map(LaneRecord::moments);
    moments
        .filter_map(|moment| match moment.kind {
            EntryKind::Wait { wait, object, .. } if wait != Wait::Sleep => Some((object, wait)),
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

/// Whether the task's process ended without a word, so that nobody knows until when it ran.
fn lost(variant: &VariantResult, task: Option<u32>) -> bool {
    let outcome = task.and_then(|task| variant.first.outcomes.get(task as usize));
    matches!(outcome, Some(TaskResult::Lost(_)))
}

/// The slices of one lane. One that is open at the end of the record lasts until `end`, or, where
/// its task is `cut_off`, until the last that is known of it.
fn slices(lane: &LaneRecord, end: u64, cut_off: impl Fn(Option<u32>) -> bool) -> Vec<Slice> {
    let mut slices = Vec::new();
    let mut now = Doing::default();
    let mut latest = 0;
    for moment in lane.moments() {
        // Stamps of one lane never go back; were they to, a slice would be empty, not negative.
        let at = moment.at.0.max(latest);
        latest = at;
        match moment.kind {
            EntryKind::Begin(task) => {
                now.until(at, false, &mut slices);
                now.task = Some(task);
            }
            EntryKind::End => {
                now.until(at, false, &mut slices);
                now.task = None;
            }
            EntryKind::Wait {
                wait,
                object,
                holder,
            } => {
                now.until(at, false, &mut slices);
                now.wait = Some((wait, object, holder));
            }
            EntryKind::Woke(_) => now.until(at, false, &mut slices),
            EntryKind::Line(_) | EntryKind::Gave(..) | EntryKind::Level(..) => {}
        }
    }
    let end = if cut_off(now.task) {
        latest
    } else {
        end.max(latest)
    };
    now.until(end, true, &mut slices);
    slices
}

/// What a lane is doing, and since when.
#[derive(Default)]
struct Doing {
    since: u64,
    task: Option<u32>,
    wait: Option<(Wait, u16, Option<u32>)>,
}

impl Doing {
    /// Adds what was done until now, but for busy slices of no length between two waits.
    fn until(&mut self, at: u64, open: bool, slices: &mut Vec<Slice>) {
        let (state, object, holder) = match (self.wait.take(), self.task) {
            (Some((wait, object, holder)), _) => (Some(State::Waiting(wait)), object, holder),
            (None, Some(_)) => (Some(State::Busy), 0, None),
            (None, None) => (None, 0, None),
        };
        let from = std::mem::replace(&mut self.since, at);
        if let Some(state) = state
            && (at > from || open || state != State::Busy)
        {
            slices.push(Slice {
                from,
                to: at,
                state,
                object,
                holder,
                task: self.task,
                open,
            });
        }
    }
}

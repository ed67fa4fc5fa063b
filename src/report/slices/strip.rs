//! The slices of one lane.

use crate::states::State;
use engine::record::{Entry, EntryKind, LaneRecord, Wait};

const _: () = assert!(size_of::<Slice>() == 40 && size_of::<Entry>() == 24);

/// One state of one lane, from its start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    /// When it began, in nanoseconds since the run began.
    pub(crate) from: u64,
    /// When it ended; the end of the picture if it is still open.
    pub(crate) to: u64,
    /// What the lane was doing.
    pub(crate) state: State,
    /// What the wait is for, as a place in the record's list.
    pub(crate) object: u16,
    /// What is waited for: the task that held the lock when the wait began, if the lock tracks its
    /// holder; for a join, the thread's lane.
    pub(crate) holder: Option<u32>,
    /// The task.
    pub(crate) task: Option<u32>,
    /// Whether it was still going on when the record ended.
    pub(crate) open: bool,
    /// Whether it is a wait that another thread's act ended.
    pub(crate) served: bool,
}

impl Slice {
    /// How long it took, in nanoseconds.
    pub(crate) fn time(&self) -> u64 {
        self.to - self.from
    }
}

/// A lane and its slices. These are in order and never overlap; time outside tasks is left out unless it
/// is a wait or the lane is the main thread's own.
pub(crate) struct Strip<'a> {
    /// The lane.
    pub(crate) lane: &'a LaneRecord,
    /// Its slices.
    pub(crate) slices: Vec<Slice>,
}

impl<'a> Strip<'a> {
    /// The slices of this lane in a record that ends at `end`. An open slice lasts until `end` or, if its
    /// task is `cut_off`, until the last thing known of it.
    pub(super) fn of(lane: &'a LaneRecord, end: u64, cut_off: impl Fn(u32) -> bool) -> Self {
        let mut slices = slices(lane, end, cut_off);
        if tells_running(lane, &slices) {
            let busy = slices.iter_mut().filter(|one| one.state == State::Busy);
            busy.for_each(|slice| slice.state = State::Running);
        }
        Self { lane, slices }
    }

    /// The time spent in each state, in the table's order, in nanoseconds.
    pub(super) fn times(&self) -> [u64; State::COUNT] {
        times(&self.slices)
    }
}

fn times(slices: &[Slice]) -> [u64; State::COUNT] {
    let mut times = [0; State::COUNT];
    for slice in slices {
        times[slice.state.place()] += slice.time();
    }
    times
}

/// Whether the lane ran for nearly all of its busy time, judging by how long the system says it was
/// queued for a CPU, less the queueing that its slices already show.
fn tells_running(lane: &LaneRecord, slices: &[Slice]) -> bool {
    /// A tenth is too little to show in a timeline's column anyway.
    const MOST: u64 = 10;
    let times = times(slices);
    let busy = times[State::Busy.place()];
    let shown = times[State::Waiting(Wait::Queued).place()];
    let queued = lane.usage.and_then(|usage| usage.queued);
    match queued.map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)) {
        Some(queued) => queued.saturating_sub(shown) <= busy / MOST,
        None => shown > 0,
    }
}

/// Whether this thread starts others, joins them or prints lines outside its tasks: then all of its time
/// counts, not only that of tasks.
fn has_own_time(lane: &LaneRecord) -> bool {
    let mut task = false;
    lane.moments().any(|moment| {
        match moment.kind {
            EntryKind::Begin(_) => task = true,
            EntryKind::End => task = false,
            EntryKind::Spawn(_)
            | EntryKind::Line(_)
            | EntryKind::Piece(_)
            | EntryKind::Wait {
                wait: Wait::Join, ..
            } => return !task,
            _ => {}
        }
        false
    })
}

fn slices(lane: &LaneRecord, end: u64, cut_off: impl Fn(u32) -> bool) -> Vec<Slice> {
    let mut slices = Vec::new();
    let mut now = Doing {
        own_time: has_own_time(lane),
        ..Doing::default()
    };
    let mut latest = 0;
    for moment in lane.moments() {
        // Stamps of one lane never go backwards; if they did, a slice would be empty, not negative.
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
            EntryKind::Woke(number) => {
                let waited = now.wait.is_some();
                now.until(at, false, &mut slices);
                if let Some(wait) = slices.last_mut().filter(|_| waited) {
                    wait.served = number > 0;
                }
            }
            EntryKind::Line(_)
            | EntryKind::Piece(_)
            | EntryKind::Gave(..)
            | EntryKind::Level(..)
            | EntryKind::Spawn(_)
            | EntryKind::Reached(_) => {}
        }
    }
    let end = if now.task.is_some_and(cut_off) {
        latest
    } else {
        end.max(latest)
    };
    // The main thread's own time ends with the run.
    let open = now.task.is_some() || now.wait.is_some();
    now.until(end, open, &mut slices);
    slices
}

/// What a lane is doing, and since when.
#[derive(Default)]
struct Doing {
    since: u64,
    task: Option<u32>,
    wait: Option<(Wait, u16, Option<u32>)>,
    own_time: bool,
}

impl Doing {
    /// Adds what the lane did until now, except busy slices of zero length between two waits.
    fn until(&mut self, at: u64, open: bool, slices: &mut Vec<Slice>) {
        let (state, object, holder) = match (self.wait.take(), self.task) {
            (Some((wait, object, holder)), _) => (Some(State::Waiting(wait)), object, holder),
            (None, Some(_)) => (Some(State::Busy), 0, None),
            (None, None) => (self.own_time.then_some(State::Busy), 0, None),
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
                served: false,
            });
        }
    }
}

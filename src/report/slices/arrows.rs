//! Links between threads: a start, a join, and a wait for a lock that another thread holds.

use super::picture::Picture;
use super::strip::Slice;
use engine::record::{EntryKind, LaneRecord, Record, Wait};

/// What an arrow means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// From the thread that starts another to the first thing that one does.
    Start,
    /// From the last thing a thread does to the end of the wait for it.
    Join,
    /// From a thread that waits for a lock to the one that holds it.
    Wait,
}

/// An arrow from one lane to another, each with a place in the record and a time in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrow {
    pub(crate) link: Link,
    pub(crate) from: (usize, u64),
    pub(crate) to: (usize, u64),
}

/// The starts and joins of threads.
pub(crate) fn starts_and_joins(record: &Record) -> Vec<Arrow> {
    let edge = |lane: usize| {
        let moments = || record.lanes[lane].moments();
        moments().next().zip(moments().last())
    };
    let edges: Vec<_> = (0..record.lanes.len()).map(edge).collect();
    let edge = |lane: usize| edges.get(lane).copied().flatten();
    let mut arrows = Vec::new();
    for (own, lane) in record.lanes.iter().enumerate() {
        let mut joined = None;
        for moment in lane.moments() {
            let at = moment.at.0;
            match moment.kind {
                EntryKind::Spawn(other) => {
                    let other = other as usize;
                    arrows.extend(edge(other).map(|(first, _)| Arrow {
                        link: Link::Start,
                        from: (own, at),
                        to: (other, first.at.0.max(at)),
                    }));
                }
                EntryKind::Wait {
                    wait: Wait::Join,
                    holder,
                    ..
                } => joined = holder.map(|lane| lane as usize),
                EntryKind::Woke(_) => {
                    let other = joined.take();
                    let last = other.and_then(|other| Some((other, edge(other)?.1.at.0)));
                    let last = last.filter(|(_, last)| *last <= at);
                    arrows.extend(last.map(|from| Arrow {
                        link: Link::Join,
                        from,
                        to: (own, at),
                    }));
                }
                _ => {}
            }
        }
    }
    arrows
}

/// The waits for locks that another lane's task held when the wait began; both ends are at that moment.
pub(crate) fn waits<'p>(picture: &'p Picture<'_>) -> impl Iterator<Item = (Arrow, &'p Slice)> {
    let lanes = &picture.record().lanes;
    let places = picture.strips.iter().map(|strip| {
        let own = |lane: &LaneRecord| std::ptr::eq(lane, strip.lane);
        (lanes.iter().position(own).unwrap_or(usize::MAX), strip)
    });
    let places: Vec<_> = places.collect();
    let slices = places.clone().into_iter();
    let slices = slices.flat_map(|(own, strip)| strip.slices.iter().map(move |one| (own, one)));
    slices.filter_map(move |(own, slice)| {
        let holder = slice.holder.filter(|_| picture.holder(slice).is_some());
        let holds = |one: &Slice| one.task == holder && (one.from..=one.to).contains(&slice.from);
        let mut others = places.iter();
        let (other, _) = others.find(|(_, strip)| strip.slices.iter().any(holds))?;
        let at = slice.from;
        let arrow = Arrow {
            link: Link::Wait,
            from: (own, at),
            to: (*other, at),
        };
        (holder.is_some() && *other != own).then_some((arrow, slice))
    })
}

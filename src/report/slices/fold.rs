//! Many slices in few columns: each column shows what took most of it, and knows whether it hides
//! anything. Also many lanes in few rows.

use std::time::Duration;

use super::picture::Picture;
use super::strip::{Slice, Strip};
use crate::states::{STATES, State};
use system::ThreadUsage;

/// One column of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// The state that took most of it; none if that is the time outside tasks.
    pub(crate) state: Option<State>,
    /// Whether a whole slice lies inside it, so that something too short to see is left out.
    pub(crate) coarse: bool,
    /// Whether a slice that was open at the end of the record ends here.
    pub(crate) open: bool,
    /// Whether a task other than the lane's first begins in it.
    pub(crate) next: bool,
}

/// A lane's tasks are drawn separately if each gets at least this many columns.
const TASK_COLUMNS: usize = 4;

/// Lanes drawn as one row.
pub(crate) struct Band<'p, 'a> {
    /// The lanes.
    pub(crate) strips: &'p [Strip<'a>],
    /// The end of the variant, in nanoseconds.
    end: u64,
}

/// The rows of a variant, `most` of them at most: if there are more lanes, neighbors share a row.
pub(crate) fn bands<'p, 'a>(
    picture: &'p Picture<'a>,
    most: usize,
) -> impl Iterator<Item = Band<'p, 'a>> {
    let lanes = picture.strips.len();
    let each = lanes.div_ceil(most.max(1)).max(1);
    let end = picture.end;
    picture
        .strips
        .chunks(each)
        .map(move |strips| Band { strips, end })
}

impl Band<'_, '_> {
    /// Each state's share of its lanes' time, in the order of the table.
    pub(crate) fn shares(&self) -> [f64; State::COUNT] {
        let mut sum = [0; State::COUNT];
        for times in self.strips.iter().map(Strip::times) {
            for (sum, time) in sum.iter_mut().zip(times) {
                *sum += u128::from(time);
            }
        }
        sum.map(|time| time as f64 / self.time())
    }

    /// The share of its lanes' time spent on a CPU, if the system reports it for every lane.
    pub(crate) fn cpu(&self) -> Option<f64> {
        self.used(|usage| Some(usage.cpu))
    }

    /// The share of its lanes' time spent queued for a CPU, if the system reports it.
    pub(crate) fn queued(&self) -> Option<f64> {
        self.used(|usage| usage.queued)
    }

    fn used(&self, figure: impl Fn(ThreadUsage) -> Option<Duration>) -> Option<f64> {
        /// A share of the run's time above this includes something else.
        const MOST: f64 = 1.05;
        let each = self.strips.iter().map(|strip| figure(strip.lane.usage?));
        let sum: Option<Duration> = each.sum();
        let share = sum?.as_nanos() as f64 / self.time();
        // A reading includes what surrounds the run: in one of microseconds, more than the run itself.
        (share < MOST).then_some(share.min(1.0))
    }

    fn time(&self) -> f64 {
        (self.end.max(1) as f64) * self.strips.len().max(1) as f64
    }

    /// The row in this many columns, on a scale that ends at `end`.
    pub(crate) fn columns(&self, columns: usize, end: u64) -> Vec<Column> {
        let mut tally = vec![Tally::default(); columns];
        let scale = Scale { columns, end };
        for strip in self.strips {
            for slice in &strip.slices {
                scale.add(slice, &mut tally);
            }
        }
        let lanes = self.strips.len() as u64;
        let mut row: Vec<_> = (0..columns)
            .map(|column| tally[column].column(lanes * scale.width(column)))
            .collect();
        // Work too short for any column is still shown, so no lane is blank.
        let fullest = (0..columns).max_by_key(|&column| tally[column].total());
        if let Some(fullest) = fullest
            && row.iter().all(|column| column.state.is_none())
        {
            row[fullest] = tally[fullest].column(0);
        }
        if let [strip] = self.strips {
            for column in scale.borders(&strip.slices) {
                row[column].next = true;
            }
        }
        row
    }
}

/// The time that each state took within one column.
#[derive(Clone, Copy, Default)]
struct Tally {
    times: [u64; State::COUNT],
    coarse: bool,
    open: bool,
}

impl Tally {
    fn total(&self) -> u64 {
        self.times.iter().sum()
    }

    /// What to show for `time`, in nanoseconds.
    fn column(&self, time: u64) -> Column {
        let idle = time.saturating_sub(self.total());
        let (place, most) = self
            .times
            .iter()
            .enumerate()
            .rev()
            .max_by_key(|(_, time)| **time)
            .unwrap_or((0, &0));
        let shown = *most > 0 && *most >= idle || self.open;
        Column {
            state: shown.then(|| STATES[place].state),
            coarse: self.coarse,
            open: self.open,
            next: false,
        }
    }
}

/// Maps moments to columns.
struct Scale {
    columns: usize,
    end: u64,
}

impl Scale {
    /// When the column begins; rounding never loses part of the whole.
    fn begin(&self, column: usize) -> u64 {
        let at = u128::from(self.end) * column as u128 / self.columns as u128;
        u64::try_from(at).unwrap_or(u64::MAX)
    }

    fn width(&self, column: usize) -> u64 {
        self.begin(column + 1) - self.begin(column)
    }

    /// The column in which this moment lies.
    fn column(&self, at: u64) -> usize {
        let column = u128::from(at) * self.columns as u128 / u128::from(self.end.max(1));
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        // After rounding down twice, the start of the next column may be at or before this moment.
        let column = column.min(self.columns.saturating_sub(1));
        if column + 1 < self.columns && self.begin(column + 1) <= at {
            column + 1
        } else {
            column
        }
    }

    /// The columns in which one of a lane's tasks follows another; none if there are so many tasks that
    /// borders would hide more than they show.
    fn borders(&self, slices: &[Slice]) -> Vec<usize> {
        let tasks = slices.chunk_by(|a, b| a.task == b.task);
        let tasks = tasks.filter(|run| run[0].task.is_some());
        let begins: Vec<_> = tasks.map(|run| self.column(run[0].from)).collect();
        let Some((&first, next)) = begins.split_first() else {
            return Vec::new();
        };
        let end = slices.last().map_or(0, |last| self.column(last.to));
        if begins.len() * TASK_COLUMNS > end + 1 - first {
            return Vec::new();
        }
        next.to_vec()
    }

    fn add(&self, slice: &Slice, tally: &mut [Tally]) {
        let Some(last_column) = self.columns.checked_sub(1) else {
            return;
        };
        let first = self.column(slice.from);
        let last = self.column(slice.to.saturating_sub(1).max(slice.from));
        let place = slice.state.place();
        for (column, tally) in tally.iter_mut().enumerate().take(last + 1).skip(first) {
            let from = slice.from.max(self.begin(column));
            let to = slice.to.min(self.begin(column + 1));
            tally.times[place] += to.saturating_sub(from);
        }
        // The slice lies within one column, strictly inside both of its edges.
        let inside = slice.from > self.begin(first) && slice.to < self.begin(first + 1);
        tally[first].coarse |= first == last && inside;
        tally[last.min(last_column)].open |= slice.open;
    }
}

#[cfg(test)]
mod tests;

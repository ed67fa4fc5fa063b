//! Columns at their edges.

use super::*;
use engine::record::{Clock, LaneRecord, Outlet, Recorder, Stamp, Wait};
use engine::stop::Stop;

const SLEEPING: State = State::Waiting(Wait::Sleep);

fn slice(from: u64, to: u64, state: State, task: u32) -> Slice {
    Slice {
        served: false,
        from,
        to,
        state,
        object: 0,
        holder: None,
        task: Some(task),
        open: false,
    }
}

fn busy(from: u64, to: u64) -> Slice {
    slice(from, to, State::Busy, 0)
}

fn lane() -> LaneRecord {
    let recorder = Recorder::new(
        Clock::start(),
        Stop::new(),
        Outlet::default(),
        vec![],
        vec![],
    );
    drop(recorder.lane("lane"));
    recorder.gather(Stamp(0)).lanes.remove(0)
}

/// One lane with these slices, in columns of ten nanoseconds each.
fn columns(slices: Vec<Slice>, columns: usize) -> Vec<Column> {
    let strips = [Strip {
        lane: &lane(),
        slices,
    }];
    let end = columns as u64 * 10;
    let band = Band {
        strips: &strips,
        end,
    };
    band.columns(columns, end)
}

fn states(row: &[Column]) -> Vec<Option<State>> {
    row.iter().map(|column| column.state).collect()
}

#[test]
fn a_column_shows_what_takes_at_least_half_of_it() {
    let full = busy(10, 20);
    let half = columns(vec![busy(0, 5), full], 2);
    assert_eq!(states(&half), [Some(State::Busy); 2]);
    let less = columns(vec![busy(0, 4), full], 2);
    assert_eq!(states(&less), [None, Some(State::Busy)]);
    let waits = vec![busy(0, 4), slice(4, 10, SLEEPING, 0), full];
    assert_eq!(
        states(&columns(waits, 2)),
        [Some(SLEEPING), Some(State::Busy)]
    );
    let tie = vec![slice(0, 5, SLEEPING, 0), busy(5, 10), full];
    assert_eq!(states(&columns(tie, 2)), [Some(State::Busy); 2]);
}

#[test]
fn a_lane_whose_work_is_too_short_for_any_column_still_shows_it() {
    let row = columns(vec![busy(2, 4), busy(21, 24)], 3);
    assert_eq!(states(&row), [None, None, Some(State::Busy)]);
}

#[test]
fn a_column_is_coarse_if_a_slice_begins_and_ends_inside_it() {
    let coarse = |from, to| columns(vec![busy(from, to)], 2)[0].coarse;
    assert!(coarse(1, 9));
    for (from, to) in [(0, 9), (1, 10), (1, 11), (0, 10)] {
        assert!(!coarse(from, to), "{from} to {to}");
    }
}

#[test]
fn what_is_open_shows_where_it_ends_however_short() {
    let open = |from, to| Slice {
        open: true,
        ..busy(from, to)
    };
    let row = columns(vec![open(8, 11)], 2);
    assert_eq!(states(&row), [None, Some(State::Busy)]);
    let marked = |slice| {
        let row = columns(vec![slice], 2);
        [row[0].open, row[1].open]
    };
    assert_eq!(marked(open(8, 11)), [false, true]);
    // A column doesn't include its end.
    assert_eq!(marked(open(0, 10)), [true, false]);
    assert_eq!(marked(open(10, 10)), [false, true]);
}

#[test]
fn tasks_are_told_apart_if_each_has_four_columns() {
    let next = |end| {
        let tasks = vec![slice(0, 40, State::Busy, 0), slice(40, end, State::Busy, 1)];
        let row = columns(tasks, 12);
        (0..12)
            .filter(|&column| row[column].next)
            .collect::<Vec<_>>()
    };
    assert_eq!(next(70), [4]);
    assert!(next(69).is_empty());
}

#[test]
fn every_moment_lies_in_the_column_that_begins_at_or_before_it() {
    for (columns, end) in [(7, 100), (3, 10), (64, 65)] {
        let scale = Scale { columns, end };
        for at in 0..end {
            let column = scale.column(at);
            assert!(scale.begin(column) <= at, "{at} of {end} in {columns}");
            assert!(at < scale.begin(column + 1), "{at} of {end} in {columns}");
        }
    }
}

#[test]
fn a_thread_has_no_more_than_all_of_a_cpu() {
    let share = |cpu| {
        let mut lane = lane();
        lane.usage = Some(ThreadUsage {
            cpu: Duration::from_nanos(cpu),
            ..ThreadUsage::default()
        });
        let strips = [Strip {
            lane: &lane,
            slices: vec![busy(0, 1000)],
        }];
        let band = Band {
            strips: &strips,
            end: 1000,
        };
        band.cpu()
    };
    assert_eq!(share(250), Some(0.25));
    assert_eq!(share(1010), Some(1.0));
    // What was read includes what came before the run and after it.
    assert_eq!(share(2310), None);
}

//! Lines printed in two pieces, the label and the value, as Python's `print` and C's `printf` may do.
//!
//! Between the pieces of their first lines the two threads meet, so one of these is sure to be torn; the
//! others are torn only by luck.

use serde_json::json;

use super::series::{Options, SERIES, Series};
use crate::kit::readings::many;
use engine::plan::{Check, Checked, Job, RunView, Task, TaskError};
use engine::record::{Lane, Line, Wait};
use sync::rendezvous::{Rendezvous, Seat};

/// The object at which the two threads meet.
const MEETING: u16 = 0;

/// Where a line is split.
const LABEL_END: &str = ": ";

/// A fresh job of two threads that print in pieces.
pub(super) fn job(options: Options) -> Job {
    let (meeting, seats) = Rendezvous::new(SERIES.len());
    let task = |(series, mut seat): (&'static Series, Seat)| {
        Task::new(series.name, move |lane| {
            for place in 1..=options.count {
                lane.sleep(options.delay)?;
                let line = (series.line)(place);
                let (label, value) = parts(&line);
                lane.say_piece(label, true);
                if place == 1 {
                    meet(lane, &mut seat)?;
                }
                lane.say_piece(value, false);
            }
            Ok(json!(options.count))
        })
    };
    let tasks = SERIES.iter().zip(seats).map(task).collect();
    Job {
        objects: vec!["meeting".into()],
        close: Some(Box::new(move || meeting.close())),
        ..Job::new(tasks, move |seen| check(seen, options.count))
    }
}

fn meet(lane: &mut Lane, seat: &mut Seat) -> Result<(), TaskError> {
    lane.wait(Wait::Signal, MEETING, || (seat.line_up(), 0))
        .map_err(|_closed| TaskError::Stopped)
}

/// The label of a line, and its value.
fn parts(line: &str) -> (&str, &str) {
    let label = line.find(LABEL_END).map_or(0, |at| at + LABEL_END.len());
    line.split_at(label)
}

fn check(seen: &RunView<'_>, count: usize) -> Checked {
    let all = 2 * count;
    let torn = torn(&seen.record.lines());
    let wrong = SERIES.iter().enumerate().find_map(|(task, series)| {
        let pieces = seen.record.lines_of(task);
        let lines: Vec<_> = pieces.chunks(2).map(<[&str]>::concat).collect();
        let expected = (1..=count).map(series.line);
        (!expected.eq(lines.iter().cloned())).then(|| format!("{} said {lines:?}", series.name))
    });
    let lines = many(all as u64, "line");
    Checked {
        checks: vec![
            Check::that(
                format!("torn: {lines}, every piece printed once, each thread's in order"),
                wrong.is_none(),
                || wrong.unwrap_or_default(),
            ),
            Check::that(
                "torn: two threads met amid a line, and one was torn",
                torn > 0,
                || "each line was whole".to_owned(),
            ),
        ],
        facts: vec![(
            "torn",
            format!("{torn} of {lines} torn: the other thread printed before the line's end"),
        )],
        luck: Some(format!(
            "how many more lines are torn (this time {})",
            torn.saturating_sub(1)
        )),
        ..Checked::default()
    }
}

/// How many lines were torn: another thread's piece came between their own two.
fn torn(pieces: &[Line<'_>]) -> usize {
    let label = |piece: &Line<'_>| piece.text.ends_with(LABEL_END);
    let torn = |pair: &[Line<'_>]| label(&pair[0]) && pair[0].lane != pair[1].lane;
    pieces.windows(2).filter(|pair| torn(pair)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::trial;
    use crate::numbers_letters::DEMO;

    #[test]
    fn a_line_is_torn_in_every_run() {
        for _ in 0..20 {
            let options = ["--count", "3", "--delay", "0s"];
            let run = trial::run_named(&DEMO, "torn", &options);
            let checked = run.checked.unwrap();
            assert!(checked.holds(), "{checked:?}");
        }
    }

    #[test]
    fn whole_lines_fail_the_check() {
        let lines = [(0, vec!["Number: ", "1"]), (1, vec!["Letter: ", "A"])];
        let record = trial::record(&["numbers", "letters"], &lines);
        let checked = check(&trial::seen(&record), 1);
        assert!(checked.checks[0].holds() && !checked.checks[1].holds());
    }
}

//! What the workers of `barrier` print, and what their lines show: who started a round too early.

use std::fmt::Display;

use serde::Serialize;

use super::meeting::Meeting;
use crate::kit::json::object;
use crate::kit::readings::{in_units, many, waited};
use engine::plan::{Check, Checked, RunView};
use engine::record::Line;

/// The objects that workers wait for, by their place in the record.
pub(super) const OBJECTS: [&str; 2] = ["the barrier", "being overtaken"];
pub(super) const BARRIER: u16 = 0;
pub(super) const OVERTAKEN: u16 = 1;

/// The line that a worker prints at the start of a round.
pub(super) fn starts(name: &str, round: usize) -> impl Display + use<> {
    format!("{name} starts round {round}")
}

/// The line that it prints at the end of a round.
pub(super) fn ends(name: &str, round: usize) -> impl Display + use<> {
    format!("{name} ends round {round}")
}

/// What is measured besides time.
#[derive(Serialize)]
struct Measured {
    early_starts: usize,
    most_ahead: usize,
    waited_s: f64,
}

/// Checks that no worker started a round too early or, if nothing holds the workers, that one did.
pub(super) fn check(
    seen: &RunView<'_>,
    meeting: Meeting,
    (workers, rounds): (usize, usize),
) -> Checked {
    let short = (0..workers).find(|&worker| seen.record.lines_of(worker).len() != 2 * rounds);
    let lines = seen.record.lines();
    let progress = progress(&lines, workers, rounds);
    let (early, ahead) = (progress.early_starts, progress.most_ahead);
    let all = format!(
        "{} of each of {}, started and ended",
        many(rounds as u64, "round"),
        many(workers as u64, "worker")
    );
    let name = meeting.name();
    let claim = match meeting.broken_round() {
        None => format!("{name}: no round was started before all had ended the one before"),
        Some(round) => format!(
            "{name}: a worker started round {} before all had ended round {round}",
            round + 1
        ),
    };
    let holds = (early > 0) == meeting.broken_round().is_some();
    let waited = waited(seen.record, BARRIER);
    let mut fact = match early {
        0 => "no round was started too early".to_owned(),
        _ => format!(
            "{} too early, up to {} ahead",
            many(early as u64, "start"),
            many(ahead as u64, "round")
        ),
    };
    if meeting != Meeting::None {
        fact = format!("{fact}; {} of waiting in all", in_units(waited));
    }
    Checked {
        checks: vec![
            Check::that(all, short.is_none(), || {
                let worker = short.unwrap_or_default();
                format!("Worker-{worker} said {:?}", seen.record.lines_of(worker))
            }),
            Check::that(claim, holds, || format!("{early} were started too early")),
        ],
        facts: vec![(name, fact)],
        measured: object(&Measured {
            early_starts: early,
            most_ahead: ahead,
            waited_s: waited.as_secs_f64(),
        }),
        ..Checked::default()
    }
}

/// How the workers progressed through their rounds.
#[derive(Debug, Default, PartialEq, Eq)]
struct RoundProgress {
    /// Rounds that a worker started before all had ended the previous one.
    early_starts: usize,
    /// The most rounds by which a worker was ahead of those that all had ended.
    most_ahead: usize,
}

/// Reads the lines in the order of their stamps; each worker prints two per round.
fn progress(lines: &[Line<'_>], workers: usize, rounds: usize) -> RoundProgress {
    let mut said = vec![0_usize; workers];
    // How many have ended each round, and how many rounds have been ended by all.
    let (mut ended, mut by_all) = (vec![0; rounds], 0);
    let mut progress = RoundProgress::default();
    for worker in lines.iter().filter_map(|line| line.task) {
        let round = said[worker] / 2;
        if said[worker].is_multiple_of(2) {
            progress.early_starts += usize::from(round > by_all);
            progress.most_ahead = progress.most_ahead.max(round - by_all.min(round));
        } else if let Some(ended) = ended.get_mut(round) {
            *ended += 1;
        }
        while ended.get(by_all) == Some(&workers) {
            by_all += 1;
        }
        said[worker] += 1;
    }
    progress
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::record::Stamp;

    fn seen(tasks: &[usize]) -> RoundProgress {
        let line = |(at, &task): (usize, &usize)| Line {
            at: Stamp(at as u64),
            lane: task,
            task: Some(task),
            open: false,
            text: "",
        };
        let lines: Vec<_> = tasks.iter().enumerate().map(line).collect();
        progress(&lines, 2, 3)
    }

    #[test]
    fn workers_in_step_are_never_early() {
        let in_step = seen(&[0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0]);
        assert_eq!(in_step, RoundProgress::default());
    }

    #[test]
    fn a_round_that_starts_before_the_last_has_ended_is_early() {
        let one = seen(&[0, 0, 0, 1, 1, 0]);
        assert_eq!((one.early_starts, one.most_ahead), (1, 1));
        let far = seen(&[0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!((far.early_starts, far.most_ahead), (2, 2));
    }
}

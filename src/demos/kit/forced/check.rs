//! The check of a forced run.

use std::fmt::Write as _;

use super::{ForcedRun, cycle};
use engine::plan::{Check, Checked};
use explore::{ScheduleEnd, Walk, letter, replay};

impl ForcedRun {
    /// Checks that each step did what the model says, in the given order; also the outcome.
    pub(super) fn check(&self) -> Checked {
        let inner = self.lock();
        let letters = spaced(&inner.taken);
        let mut checks = vec![Check::that(
            "each step did in memory what the model says",
            inner.odd.is_none(),
            || inner.odd.clone().unwrap_or_default(),
        )];
        if let Some(order) = &self.order {
            let claim = "real threads took the steps of the schedule, in its order";
            let followed = inner.taken[..] == order[..];
            checks.push(Check::that(claim, followed, || {
                format!("they were {letters}")
            }));
        } else {
            let again = replay(self.program, &letters).err();
            let claim = "the schedule that came replays";
            checks.push(Check::that(claim, again.is_none(), || {
                again.iter().map(ToString::to_string).collect()
            }));
        }
        let mut facts = vec![("schedule", letters.clone())];
        match inner.walk.end() {
            Some(
                ScheduleEnd::Done(ending) | ScheduleEnd::Cut(ending) | ScheduleEnd::Endless(ending),
            ) => {
                let (name, meaning) = (&ending.name, &ending.meaning);
                facts.push(("outcome", format!("{name}: {meaning}")));
                if !ending.good && !self.program.planted {
                    let promise = self.program.promise.clone();
                    checks.push(Check::that(promise, false, || name.clone()));
                }
            }
            Some(ScheduleEnd::Deadlock(stuck)) => {
                facts.push(("deadlock", format!("{}, as planned", cycle(&stuck))));
            }
            None => facts.push(("outcome", "it continues, and was cut here".to_owned())),
        }
        if self.order.is_none() {
            let typed = letters.replace(' ', "");
            facts.push(("replay", format!("--schedule {typed}")));
        }
        Checked {
            checks,
            facts,
            ..Checked::default()
        }
    }
}

/// `A B B A`; a thread that takes many steps in a row is abbreviated as `40A`.
fn spaced(threads: &[usize]) -> String {
    /// Up to this many in a row are written out.
    const FEW: usize = 4;
    let mut text = String::new();
    for run in threads.chunk_by(|one, two| one == two) {
        let letter = letter(run[0]);
        if run.len() > FEW {
            // Writing to a string can't fail.
            let _ = write!(text, " {}{letter}", run.len());
        } else {
            for _ in run {
                text.extend([' ', letter]);
            }
        }
    }
    text.trim_start().to_owned()
}

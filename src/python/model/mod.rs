//! A Python program as a model for the search: its states as bytes, its moves, its ends. What its threads
//! share is found by searching again until nothing new turns out to be shared.

mod columns;
mod ends;
mod hope;
mod moves;
mod program;
mod roles;
mod sequence;
mod walk;

use std::sync::PoisonError;

use super::encode::{Collapsed, Parts};
use super::sharing::Touches;
use super::source::Refusal;
use super::steps::Steps;
use explore::{Cut, Findings, Limits, Model, Moves, ScheduleEnd, Schedules};

pub use program::Python;
pub use walk::PythonWalk;

use ends::Last;
use program::{MAIN, UNBORN};

/// How many states are still expanded after a new shared location is found.
const GRACE: u32 = 64;

impl Python {
    /// Searches until nothing new turns out to be shared.
    ///
    /// # Errors
    /// What can't be explored, by line.
    pub fn explore(
        &mut self,
        limits: &Limits,
        told: explore::Callback,
    ) -> Result<Findings, Refusal> {
        loop {
            self.renew();
            let findings = explore::explore_model(&*self, limits, told);
            if self.learn() && self.common().go_on().is_ok() {
                continue;
            }
            if findings.whole && findings.schedules == Schedules::Infinite && !self.endless {
                self.endless = true;
                continue;
            }
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(fault) = refused.take() {
                return Err(self.source.refuse(&fault));
            }
            drop(refused);
            return Ok(sorted(if self.endless {
                uncounted(findings)
            } else {
                findings
            }));
        }
    }

    /// Forgets what was touched; texts keep their numbers.
    fn renew(&mut self) {
        let common = self
            .common
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        common.touches = Touches::default();
        common.parts = Parts::default();
        common.steps = Steps::default();
        common.first.clear();
        common.cuts.clear();
        common.ended.clear();
        common.ended_bytes = 0;
        common.hopeful.clear();
        common.hopeless.clear();
        common.late = 0;
        *self
            .refused
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Adds what turned out to be shared; returns false if nothing did.
    fn learn(&mut self) -> bool {
        let common = self
            .common
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        let found = std::mem::take(&mut common.touches.found);
        let before = self.shared.len();
        self.shared.extend(found);
        self.shared.len() > before
    }
}

impl Model for Python {
    type Final = Last;
    type Scratch = ();

    fn scratch(&self) -> Self::Scratch {}

    fn initial(&self, state: &mut Vec<u8>) {
        state.extend_from_slice(self.first(&mut self.common()));
    }

    fn moves(&self, state: &[u8], (): &mut (), moves: &mut Moves) -> Result<(), Cut> {
        let mut guard = self.common();
        let common = &mut *guard;
        common.make_room()?;
        if common.is_too_long() {
            // Said once: the schedules that are shown are walked again afterwards.
            common.ended_bytes = 0;
            return Err(Cut::Bound);
        }
        if !common.touches.found.is_empty() {
            common.late += 1;
            if common.late > GRACE {
                return Err(Cut::Refused);
            }
        }
        if state == UNBORN {
            for (alternative, (state, _)) in (0..).zip(self.births(common)?) {
                let state = Collapsed::of(&state, &mut common.parts)?;
                moves.write(MAIN, alternative, |bytes| state.write(bytes));
            }
            return Ok(());
        }
        if self.endless {
            common.make_room_for_hope()?;
            if self.hopeless(common, state) {
                return Ok(());
            }
        }
        self.each_move(
            common,
            state,
            &mut |letter, alternative, after, keeps_gil| {
                moves.write(letter, alternative, |bytes| after.write(bytes));
                if keeps_gil {
                    moves.keep_gil();
                }
            },
        )
    }

    fn has_gil(&self) -> bool {
        true
    }

    fn in_a_moment(&self) -> usize {
        10_000
    }

    fn last(&self, state: &[u8], (): &mut ()) -> Self::Final {
        if state == UNBORN {
            return Last::default();
        }
        let hopeless = self.endless && self.hopeless(&mut self.common(), state);
        let state = self.common().state(state);
        self.last_of(&state, hopeless)
    }

    fn judge(&self, last: &Self::Final) -> ScheduleEnd {
        self.judged(last)
    }
}

/// Deadlocks first, then by the share of schedules.
fn sorted(mut findings: Findings) -> Findings {
    findings.outcomes.sort_by(|one, two| {
        let share = |outcome: &explore::Outcome| outcome.share.unwrap_or(0.0);
        two.deadlock
            .cmp(&one.deadlock)
            .then(share(two).total_cmp(&share(one)))
            .then_with(|| one.ending.name.cmp(&two.ending.name))
            .then_with(|| one.ending.notes.cmp(&two.ending.notes))
    });
    findings
}

/// Schedules that go on forever were followed only until no end could be reached; they are infinitely
/// many all the same.
fn uncounted(mut findings: Findings) -> Findings {
    findings.schedules = Schedules::Infinite;
    for outcome in &mut findings.outcomes {
        outcome.schedules = None;
        outcome.share = None;
        outcome.hidden_by_gil = false;
    }
    for deadlock in &mut findings.deadlocks {
        deadlock.schedules = None;
    }
    findings
}

//! Loops: their iterations, cut if requested, and threads that repeat themselves forever.

use super::super::state::Status;
use super::super::value::Value;
use super::{Exec, Run, Stop, number};

/// The work between two checks whether to continue, in units of comparing two small values: some
/// microseconds.
const PIECE: usize = 1 << 10;
/// What a backward jump or a call counts as.
const TURN: usize = 16;

impl Run<'_> {
    /// Counts work that has no jumps, and checks now and then whether to continue.
    pub(super) fn works(&mut self, amount: usize) -> Exec {
        self.common.work = self.common.work.saturating_add(amount);
        if self.common.work < PIECE {
            return Ok(());
        }
        self.common.work = 0;
        self.common.go_on().map_err(Stop::Cut)
    }

    /// After a backward jump or a call: an error if it is one too many.
    pub(super) fn turns(&mut self) -> Exec {
        if self.jumps + self.calls > self.settings.most_jumps {
            return Err(Stop::Bound);
        }
        self.works(TURN)
    }

    /// Records if a thread repeats itself.
    pub(super) fn repeats(&mut self) {
        /// Before this many jumps nothing is compared.
        const FIRST: u64 = 256;
        if self.jumps < FIRST {
            return;
        }
        let thread = &self.state.threads[self.me];
        let depth = thread.frames.len();
        let place = thread.frames.last().map_or(0, |frame| frame.at);
        let due = self.jumps.is_power_of_two();
        let near = self.jumps.is_multiple_of(64) || self.jumps < FIRST + 64;
        // Large states are compared rarely: they are more likely to grow than to repeat.
        let large = self.snapshot.is_some_and(|old| old.bytes > 4_096);
        if !due && (!near || large && !self.jumps.is_multiple_of(1 << 16)) {
            return;
        }
        let [place, ..] = place.to_le_bytes();
        let [depth, ..] = depth.to_le_bytes();
        let space = &self.state.spaces[usize::from(thread.space)];
        let now = super::super::encode::frames(space, thread, [number(self.me), depth, place]);
        if self.snapshot == Some(now) {
            let line = self.line();
            self.thread().status = Status::Endless(line);
            return;
        }
        if due {
            self.snapshot = Some(now);
        }
    }

    /// The line being executed.
    pub(super) fn line(&self) -> u32 {
        self.span().start
    }

    /// Starts an iteration of a loop that may be cut.
    pub(super) fn round_starts(&mut self, number: u32) {
        let one = &self.code().loops[number as usize];
        let most = self.settings.loops.unwrap_or(u32::MAX);
        let slot = one.slot as usize;
        let done = match &self.frame().slots[slot] {
            Value::Int(done) => *done,
            _ => 0,
        };
        let alone = !self.others_alive();
        if done >= i64::from(most) && !alone {
            if let Some(end) = one.end {
                let iterator = self.peek(0);
                if self.has_more(&iterator) {
                    self.cut_here(one.line);
                    self.pop();
                    self.frame().at = end;
                    return;
                }
            } else {
                self.cut_here(one.line);
                let line = self.line();
                self.thread().status = Status::Held(line);
                return;
            }
        }
        if !alone {
            self.frame().slots[slot] = Value::Int(done + 1);
        }
        self.advance();
    }

    fn cut_here(&mut self, line: u32) {
        self.common.cuts.insert(line);
    }

    fn others_alive(&self) -> bool {
        let mut others = self.state.threads.iter().enumerate();
        others.any(|(index, thread)| {
            index != self.me && matches!(thread.status, Status::Ready | Status::Joining)
        })
    }
}

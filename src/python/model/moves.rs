//! The moves that are possible in a state.

use super::super::encode::{self, Parts};
use super::super::machine::Common;
use super::super::machine::{Halt, letter_order};
use super::super::state::{State, Status};
use super::program::{Python, Ways, letter_number};
use crate::explore::Cut;

impl Python {
    /// Gives each move's letter, its number among those of that letter, and the state after it.
    pub(super) fn each_move(
        &self,
        common: &mut Common,
        bytes: &[u8],
        each: &mut dyn FnMut(u8, u8, &State, &mut Parts),
    ) -> Result<(), Cut> {
        let mut state = encode::read(bytes, &common.parts);
        if state.over {
            return Ok(());
        }
        let threads = letter_order(state.threads.len());
        let ready = threads.filter(|thread| state.threads[*thread].status == Status::Ready);
        let ready: Vec<usize> = ready.collect();
        for (nth, thread) in ready.iter().enumerate() {
            let mut ways = Ways::default();
            let mut alternative = 0;
            loop {
                // The last one may have the state itself: a copy of it costs as much as a step.
                let own = if nth + 1 == ready.len() {
                    std::mem::take(&mut state)
                } else {
                    state.clone()
                };
                let mut run = self.run(common, own);
                run.choices = ways.prefix();
                let result = run.take(*thread);
                let choices = std::mem::take(&mut run.choices);
                let after = std::mem::take(&mut run.state);
                drop(run);
                match result {
                    Ok(true) => {
                        each(
                            letter_number(*thread),
                            alternative,
                            &after,
                            &mut common.parts,
                        );
                        alternative += 1;
                    }
                    Ok(false) | Err(Halt::Same) => {}
                    Err(halt) => return Err(self.halted(halt)),
                }
                if !ways.next(choices) {
                    break;
                }
                if nth + 1 == ready.len() {
                    state = encode::read(bytes, &common.parts);
                }
            }
        }
        Ok(())
    }
}

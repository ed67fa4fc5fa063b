//! The moves that are possible in a state.

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
        state: &State,
        each: &mut dyn FnMut(u8, u8, &State),
    ) -> Result<(), Cut> {
        if state.over {
            return Ok(());
        }
        for thread in letter_order(state.threads.len()) {
            if state.threads[thread].status != Status::Ready {
                continue;
            }
            let mut ways = Ways::default();
            let mut alternative = 0;
            loop {
                let mut run = self.run(common, state.clone());
                run.choices = ways.prefix();
                let result = run.take(thread);
                let choices = std::mem::take(&mut run.choices);
                let after = std::mem::take(&mut run.state);
                drop(run);
                match result {
                    Ok(true) => {
                        each(letter_number(thread), alternative, &after);
                        alternative += 1;
                    }
                    Ok(false) | Err(Halt::Same) => {}
                    Err(halt) => return Err(self.halted(halt)),
                }
                if !ways.next(choices) {
                    break;
                }
            }
        }
        Ok(())
    }
}

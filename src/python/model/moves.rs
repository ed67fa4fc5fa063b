//! The moves that are possible in a state.

use super::super::encode::Collapsed;
use super::super::machine::{Common, Gil, Halt, Observed, letter_order};
use super::super::state::Status;
use super::super::steps::{Remembered, Step};
use super::program::{Alternatives, Python, letter_number};
use explore::{Cut, room_for};

/// An upper bound on a value's size relative to its encoded bytes; it is copied when it changes.
const GROWTH: usize = 16;

/// Receives each move: its letter, its number among the moves of that letter, the state after it, and
/// whether the thread keeps the GIL.
type Each<'e> = &'e mut dyn FnMut(u8, u8, &Collapsed, bool);

impl Python {
    /// Passes each possible move of a state to `each`.
    pub(super) fn each_move(
        &self,
        common: &mut Common,
        bytes: &[u8],
        each: Each,
    ) -> Result<(), Cut> {
        let mut before = std::mem::take(&mut common.before);
        before.read(bytes, &common.parts);
        let result = self.moves_of(common, &before, each);
        common.before = before;
        result
    }

    fn moves_of(&self, common: &mut Common, before: &Collapsed, each: Each) -> Result<(), Cut> {
        if before.is_over(&common.parts) {
            return Ok(());
        }
        for thread in letter_order(before.threads()) {
            if before.status(thread, &common.parts) != Status::Ready {
                continue;
            }
            let step = Step {
                before,
                me: thread,
                last_line: matches!(self.settings.outcome, Observed::Last),
            };
            let Common {
                steps,
                outputs,
                parts,
                ..
            } = common;
            match steps.known(&step, outputs, parts) {
                Remembered::To(after, keeps_gil) => {
                    each(letter_number(thread), 0, after, keeps_gil);
                }
                Remembered::Impossible => {}
                Remembered::Nothing => self.take(common, &step, each)?,
            }
        }
        Ok(())
    }

    /// Takes a thread's step with each of its alternatives.
    fn take(&self, common: &mut Common, step: &Step, each: Each) -> Result<(), Cut> {
        common.go_on()?;
        let mut alternatives = Alternatives::default();
        let mut alternative = 0;
        loop {
            common.make_room_for_step()?;
            room_for(step.before.large(&common.parts) * GROWTH)?;
            let state = step.before.state(&common.parts);
            let mut run = self.run(common, state);
            run.choices = alternatives.prefix();
            let result = run.take(step.me);
            let choices = std::mem::take(&mut run.choices);
            let ran = std::mem::take(&mut run.state);
            let keeps_gil = run.gil == Gil::CopyOnWrite;
            drop(run);
            let possible = match result {
                Ok(possible) => Some(possible),
                Err(Halt::Same) => None,
                Err(halt) => return Err(self.halted(halt)),
            };
            let after = match possible {
                Some(true) => Some(Collapsed::of(&ran, &mut common.parts)?),
                _ => None,
            };
            if choices.is_empty() && possible.is_some() {
                let (outputs, parts) = (&common.outputs, &mut common.parts);
                let after = after.as_ref().map(|after| (after, keeps_gil));
                common.steps.remember(step, &ran, after, outputs, parts);
            }
            if let Some(after) = &after {
                let letter = letter_number(step.me);
                each(letter, alternative, after, keeps_gil);
                alternative += 1;
            }
            if !alternatives.next(choices) {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;

    use super::*;
    use crate::Settings;
    use explore::{Limits, Model, Moves};

    /// The moves of a state, each with the bytes of the state after it.
    fn moves(python: &Python, state: &[u8]) -> Vec<(u8, u8, Vec<u8>, bool)> {
        let mut moves = Vec::new();
        let each = &mut |letter, alternative, after: &Collapsed, keeps_gil| {
            let mut bytes = Vec::new();
            after.write(&mut bytes);
            moves.push((letter, alternative, bytes, keeps_gil));
        };
        let done = python.each_move(&mut python.common(), state, each);
        assert_eq!(done, Ok(()));
        moves
    }

    #[test]
    fn ends_too_long_to_keep_stop_the_search() {
        let bytes = b"print('one')".to_vec();
        let python = Python::new("program.py", bytes, Settings::default())
            .unwrap_or_else(|refusal| panic!("{}", refusal.0));
        let mut initial = Vec::new();
        python.initial(&mut initial);
        let outputs = {
            let mut common = python.common();
            let text = common.texts.number("one\n");
            let output = common.outputs.longer(0, text);
            // The same end is kept once.
            [output, output].map(|output| common.ends_with(output))
        };
        assert_eq!(outputs, ["one\n"; 2]);
        assert_eq!(python.common().ended_bytes, 4);
        let mut moves = Moves::default();
        assert_eq!(python.moves(&initial, &mut (), &mut moves), Ok(()));
        python.common().ended_bytes = usize::MAX;
        assert_eq!(python.moves(&initial, &mut (), &mut moves), Err(Cut::Bound));
    }

    #[test]
    fn all_steps_of_a_counter_are_remembered() {
        // Each thread drops its loop's iterator as it ends, and main prints what the last one set.
        let text = "import threading
n = 0
def work():
    global n
    for _ in range(2): n += 1
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(n)
";
        let mut python = Python::new("program.py", text.into(), Settings::default())
            .unwrap_or_else(|refusal| panic!("{}", refusal.0));
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        python.ask(move || {
            counter.fetch_add(1, Relaxed);
            None
        });
        assert!(python.explore(&Limits::default(), &|_| None).is_ok());
        // Whether other threads have moved or ended makes no difference to a step that doesn't ask.
        let executed = taken.swap(0, Relaxed);
        assert!(executed < 100, "{executed} steps");
        let mut initial = Vec::new();
        python.initial(&mut initial);
        let mut met = HashSet::from([initial.clone()]);
        let mut open = vec![initial];
        while let Some(state) = open.pop() {
            let after = moves(&python, &state)
                .into_iter()
                .map(|(_, _, after, _)| after);
            open.extend(after.filter(|after| met.insert(after.clone())));
        }
        assert!(met.len() > 100, "{} states", met.len());
        assert_eq!(taken.load(Relaxed), 0);
    }

    #[test]
    fn a_remembered_step_is_what_the_machine_does() {
        const MOST: usize = 120;
        for text in [
            include_str!("../../../examples/python/barrier.py"),
            include_str!("../../../examples/python/counter.py"),
            include_str!("../../../examples/python/event.py"),
            include_str!("../../../examples/python/forgotten_notify.py"),
            include_str!("../../../examples/python/uncaught.py"),
            include_str!("../../../examples/python/work_queue.py"),
        ] {
            let bytes = text.as_bytes().to_vec();
            let mut python = Python::new("program.py", bytes, Settings::default())
                .unwrap_or_else(|refusal| panic!("{}", refusal.0));
            let limits = Limits {
                max_states: MOST,
                ..Limits::default()
            };
            assert!(python.explore(&limits, &|_| None).is_ok());
            let mut initial = Vec::new();
            python.initial(&mut initial);
            let mut met = HashSet::from([initial.clone()]);
            let mut open = vec![initial];
            while let Some(state) = open.pop().filter(|_| met.len() < MOST) {
                let known = moves(&python, &state);
                let steps = std::mem::take(&mut python.common().steps);
                assert_eq!(moves(&python, &state), known, "{text}");
                python.common().steps = steps;
                for (_, _, after, _) in known {
                    if met.insert(after.clone()) {
                        open.push(after);
                    }
                }
            }
        }
    }
}

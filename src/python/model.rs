//! A Python program as a model of the search: its states as bytes, its moves, its ends; what its
//! threads share is found out by searching again until nothing new is shared.

mod ends;
mod walk;

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::code::Program;
use super::encode;
use super::machine::{Common, Halt, Run, Settings, letter_order};
use super::sharing::Shared;
use super::source::{Fault, Refusal, Source};
use super::state::{State, Status};
use super::value::Value;
use crate::explore::{self, Cut, End, Findings, Limits, Model, Moves};

use ends::Last;
pub use walk::PythonWalk;

/// A program of the user's own, ready to be explored.
pub struct Python {
    /// Its text.
    pub source: Source,
    program: Program,
    settings: Settings,
    shared: Shared,
    common: Mutex<Common>,
    refused: Mutex<Option<Fault>>,
}

/// The state before the module has run, where it may run in several ways.
const UNBORN: &[u8] = &[u8::MAX];
/// The number of main's letter, M.
const MAIN: u8 = 12;
/// States that are walked on from once something new is shared.
const GRACE: u32 = 64;

impl Python {
    /// Compiles a program.
    pub fn new(name: &str, bytes: Vec<u8>, settings: Settings) -> Result<Self, Refusal> {
        let options = super::Options {
            rounds: settings.loops.is_some(),
        };
        let (source, program) = super::compile(name, bytes, &options)?;
        for (name, _) in &settings.set {
            if !program.globals.contains(name) {
                return Err(Refusal(format!(
                    "--set {name}: {} has no global variable of that name",
                    source.name
                )));
            }
        }
        Ok(Self {
            source,
            program,
            settings,
            shared: Shared::default(),
            common: Mutex::new(Common::default()),
            refused: Mutex::new(None),
        })
    }

    fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().unwrap_or_else(PoisonError::into_inner)
    }

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
            if self.learn() {
                continue;
            }
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(fault) = refused.take() {
                return Err(self.source.refuse(&fault));
            }
            drop(refused);
            return Ok(self.told(findings));
        }
    }

    /// Forgets what was touched; texts keep their numbers.
    fn renew(&mut self) {
        let common = self
            .common
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        common.touches = super::sharing::Touches::default();
        common.cuts.clear();
        common.late = 0;
        *self
            .refused
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Adds what turned out to be shared; false if nothing did.
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

    /// Adds what the findings say of the program itself.
    fn told(&self, mut findings: Findings) -> Findings {
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

    /// Whether a global or attribute is read and written without a call or a backward jump between.
    pub fn hidden_by_gil(&self) -> bool {
        use super::sharing::Location;
        let shared = |one: &Location| {
            matches!(
                one,
                Location::Global(..) | Location::Attr(..) | Location::Cell(_)
            )
        };
        self.shared.iter().any(shared) && self.program.codes.iter().any(super::code::Code::updates)
    }

    /// The lines of loops that were cut.
    pub fn cuts(&self) -> Vec<u32> {
        self.common().cuts.iter().copied().collect()
    }

    fn run<'m>(&'m self, common: &'m mut Common, state: State) -> Run<'m> {
        Run::new(&self.program, &self.settings, &self.shared, common, state)
    }

    fn halted(&self, halt: Halt) -> Cut {
        match halt {
            Halt::Refused(fault) => {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                *refused = Some(fault);
                Cut::Refused
            }
            Halt::Bound | Halt::Same => Cut::Bound,
        }
    }

    /// Each way in which the module can run up to the first rest of all threads.
    fn births(&self, common: &mut Common) -> Result<Vec<State>, Cut> {
        let mut ways = Ways::default();
        let mut states = Vec::new();
        loop {
            let fresh = Run::fresh(&self.program, common);
            let mut run = self.run(common, fresh);
            run.choices = ways.prefix();
            let result = run.begin();
            let choices = std::mem::take(&mut run.choices);
            let state = std::mem::take(&mut run.state);
            drop(run);
            match result {
                Ok(()) => states.push(state),
                Err(Halt::Same) => {}
                Err(halt) => return Err(self.halted(halt)),
            }
            if !ways.next(choices) {
                return Ok(states);
            }
        }
    }
}

/// The ways that a run can go, one after the other.
#[derive(Default)]
struct Ways(Vec<(u8, u8)>);

impl Ways {
    fn prefix(&self) -> Vec<(u8, u8)> {
        self.0.clone()
    }

    /// Goes on to the next way; false if there is none.
    fn next(&mut self, taken: Vec<(u8, u8)>) -> bool {
        self.0 = taken;
        while let Some((way, ways)) = self.0.pop() {
            if way + 1 < ways {
                self.0.push((way + 1, ways));
                return true;
            }
        }
        false
    }
}

/// The number of a thread's letter: main's is M.
pub(super) fn letter_number(thread: usize) -> u8 {
    let number = u8::try_from(thread).unwrap_or(u8::MAX);
    match number {
        0 => MAIN,
        1..=12 => number - 1,
        _ => number,
    }
}

/// The thread of a letter's number.
pub(super) fn thread_number(letter: u8) -> usize {
    match letter {
        MAIN => 0,
        0..MAIN => usize::from(letter) + 1,
        _ => usize::from(letter),
    }
}

impl Model for Python {
    type Final = Last;
    type Scratch = ();

    fn scratch(&self) -> Self::Scratch {}

    fn initial(&self, state: &mut Vec<u8>) {
        let mut common = self.common();
        match self.births(&mut common) {
            Ok(states) if states.len() == 1 => encode::write(&states[0], state),
            _ => state.extend_from_slice(UNBORN),
        }
    }

    fn moves(&self, state: &[u8], (): &mut (), moves: &mut Moves) -> Result<(), Cut> {
        let mut guard = self.common();
        let common = &mut *guard;
        if !common.touches.found.is_empty() {
            common.late += 1;
            if common.late > GRACE {
                return Err(Cut::Refused);
            }
        }
        if state == UNBORN {
            for (alternative, state) in (0..).zip(self.births(common)?) {
                moves.write(MAIN, alternative, |bytes| encode::write(&state, bytes));
            }
            return Ok(());
        }
        let state = encode::read(state);
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
                match result {
                    Ok(true) => {
                        let after = std::mem::take(&mut run.state);
                        drop(run);
                        let letter = letter_number(thread);
                        moves.write(letter, alternative, |bytes| encode::write(&after, bytes));
                        alternative += 1;
                    }
                    Ok(false) | Err(Halt::Same) => {}
                    Err(halt) => {
                        drop(run);
                        return Err(self.halted(halt));
                    }
                }
                if !ways.next(choices) {
                    break;
                }
            }
        }
        Ok(())
    }

    fn last(&self, state: &[u8], (): &mut ()) -> Self::Final {
        if state == UNBORN {
            return Last::default();
        }
        self.last_of(encode::read(state))
    }

    fn judge(&self, last: &Self::Final) -> End {
        self.judged(last)
    }
}

/// A global's value, for words.
fn global(state: &State, number: usize) -> Option<&Value> {
    state.spaces.first()?.globals.get(number)
}

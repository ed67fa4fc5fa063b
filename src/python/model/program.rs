//! A user's own program, compiled: its settings, what its threads share, and its runs.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::code::Program;
use super::super::compile::{self, Options};
use super::super::encode::Collapsed;
use super::super::machine::{Common, Halt, Real, Run, Settings};
use super::super::parse;
use super::super::sharing::Shared;
use super::super::source::{Fault, Refusal, Source, Span};
use super::super::state::State;
use explore::Cut;

/// A user's own program, ready to be explored.
pub struct Python {
    /// Its text.
    pub source: Source,
    pub(super) program: Program,
    pub(super) settings: Settings,
    pub(super) shared: Shared,
    /// Whether some schedules have no end, so that each state is checked for whether one can be reached.
    pub(super) endless: bool,
    pub(super) common: Mutex<Common>,
    pub(super) refused: Mutex<Option<Fault>>,
}

/// The state before the module has run, if it can run in several ways.
pub(super) const UNBORN: &[u8] = &[u8::MAX];

/// The number of main's letter, M.
pub(super) const MAIN: u8 = 12;

impl Python {
    /// For each list of instructions, the line of each instruction.
    pub(crate) fn lines(&self) -> Vec<Vec<u32>> {
        let line = |span: &Span| u32::try_from(self.source.line(span.start)).unwrap_or(u32::MAX);
        let codes = self.program.codes.iter();
        codes
            .map(|code| code.spans.iter().map(line).collect())
            .collect()
    }

    /// Compiles a program.
    pub fn new(name: &str, bytes: Vec<u8>, settings: Settings) -> Result<Self, Refusal> {
        let options = Options {
            rounds: settings.loops.is_some(),
        };
        let source = parse::decode(name, bytes)?;
        let module = parse::parse(&source)?;
        let program =
            compile::compile(&module, &source, &options).map_err(|fault| source.refuse(&fault))?;
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
            endless: false,
            common: Mutex::new(Common::default()),
            refused: Mutex::new(None),
        })
    }

    /// The lines of loops that were cut.
    pub fn cuts(&self) -> Vec<u32> {
        self.common().cuts.iter().copied().collect()
    }

    pub(super) fn common(&self) -> MutexGuard<'_, Common> {
        self.common.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn run<'m>(&'m self, common: &'m mut Common, state: State) -> Run<'m> {
        Run::new(&self.program, &self.settings, &self.shared, common, state)
    }

    /// Lets a search of it end, even in the middle of a state, once `ask` returns a reason.
    pub fn ask(&mut self, ask: impl Fn() -> Option<Cut> + Send + Sync + 'static) {
        self.common().ask = Some(Arc::new(ask));
    }

    /// What was compiled.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Names that its threads may have, judging by the text: for the width of a column.
    pub(crate) fn likely_names(&self) -> Vec<String> {
        let globals = &self.program.globals;
        let functions = self.program.codes[1..].iter().map(|code| &code.name);
        let called = functions.filter(|name| globals.contains(name));
        called.map(|name| format!("Thread-1 ({name})")).collect()
    }

    /// A run of it on real threads, before its first instruction. The little that it needs besides its
    /// state is leaked: there is one such leak per run.
    pub(crate) fn on_threads(&'static self, real: Real) -> Run<'static> {
        let common = Box::leak(Box::<Common>::default());
        let state = Run::fresh(&self.program, common);
        let mut run = self.run(common, state);
        run.make_real(real);
        run
    }

    pub(super) fn halted(&self, halt: Halt) -> Cut {
        match halt {
            Halt::Refused(fault) => {
                let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                *refused = Some(fault);
                Cut::Refused
            }
            Halt::Bound | Halt::Same => Cut::Bound,
            Halt::Cut(cut) => cut,
        }
    }

    /// Each way in which the module can run until all threads rest for the first time, with what it
    /// prints.
    pub(super) fn births(&self, common: &mut Common) -> Result<Vec<(State, String)>, Cut> {
        let mut alternatives = Alternatives::default();
        let mut states = Vec::new();
        loop {
            let fresh = Run::fresh(&self.program, common);
            let mut run = self.run(common, fresh);
            run.choices = alternatives.prefix();
            let result = run.begin();
            let choices = std::mem::take(&mut run.choices);
            let state = std::mem::take(&mut run.state);
            let printed = std::mem::take(&mut run.printed);
            drop(run);
            match result {
                Ok(()) => states.push((state, printed)),
                Err(Halt::Same) => {}
                Err(halt) => return Err(self.halted(halt)),
            }
            if !alternatives.next(choices) {
                return Ok(states);
            }
        }
    }

    /// The bytes of the initial state.
    pub(super) fn first<'c>(&self, common: &'c mut Common) -> &'c [u8] {
        if common.first.is_empty() {
            let first = match self.births(common).as_deref() {
                Ok([(state, opening)]) => {
                    common.opening = opening.as_str().into();
                    Collapsed::of(state, &mut common.parts).ok()
                }
                _ => None,
            };
            match first {
                Some(first) => first.write(&mut common.first),
                // It is tried again, and the search hears why there is none.
                None => common.first.extend_from_slice(UNBORN),
            }
        }
        &common.first
    }
}

/// The alternatives that a run can take, one combination after the other.
#[derive(Default)]
pub(super) struct Alternatives(Vec<(u8, u8)>);

impl Alternatives {
    pub(super) fn prefix(&self) -> Vec<(u8, u8)> {
        self.0.clone()
    }

    /// Moves on to the next combination; false if there is none.
    pub(super) fn next(&mut self, taken: Vec<(u8, u8)>) -> bool {
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

/// The same for a letter's position in the alphabet.
pub(super) fn of_letter(place: usize) -> usize {
    thread_number(u8::try_from(place).unwrap_or(u8::MAX))
}

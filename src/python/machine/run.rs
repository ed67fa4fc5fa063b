//! One run of the machine: the state it changes, the current thread, and the operands of the current
//! instruction. What the instructions do is in the files beside this one.

use super::super::code::{Code, Program};
use super::super::encode::Digest;
use super::super::sharing::{Location, Shared};
use super::super::source::Span;
use super::super::state::{Frame, State, Thread};
use super::super::value::Value;
use super::common::Common;
use super::note::{Act, Note, StepKind};
use super::real::Real;
use super::settings::Settings;
use super::stop::{Exec, Stop};
use std::collections::HashMap;

/// Whether a thread has kept the global interpreter lock since its step began, in `CPython` since 3.10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gil {
    /// So far it has.
    Held,
    /// Another thread may have taken it.
    Released,
    /// It has, and rests before its next step.
    CopyOnWrite,
}

/// One run from a state until all threads rest again.
pub(crate) struct Run<'m> {
    pub(crate) program: &'m Program,
    pub(crate) settings: &'m Settings,
    pub(crate) shared: &'m Shared,
    pub(crate) common: &'m mut Common,
    pub(crate) state: State,
    pub(super) me: usize,
    pub(super) grant: bool,
    pub(super) stepped: bool,
    pub(crate) gil: Gil,
    /// The location that the step touched last.
    pub(super) touched: Option<Location>,
    /// Which alternative to take at each choice, and how many alternatives each has.
    pub(crate) choices: Vec<(u8, u8)>,
    pub(super) chosen: usize,
    pub(super) chosen_at: Vec<u128>,
    /// The steps that were taken, if a reader wants to know.
    pub(crate) notes: Option<Vec<Note>>,
    /// What went to stdout, as it was printed.
    pub(crate) printed: String,
    /// Containers whose text is being made, to detect a container inside itself.
    pub(super) showing: Vec<u32>,
    /// What the blocked thread is waiting for.
    pub(crate) waits: Option<u32>,
    /// Whether something happened that threads may be waiting for.
    pub(super) events: bool,
    pub(super) started: Vec<usize>,
    pub(super) births: Option<HashMap<(u8, u32), u32>>,
    /// The free places of each process's heap.
    pub(super) vacant: Vec<Vec<u32>>,
    pub(super) full: usize,
    /// The elements of lists made since the last sweep.
    pub(super) heavy: usize,
    pub(super) jumps: u64,
    pub(super) calls: u64,
    pub(super) snapshot: Option<Digest>,
    /// The additional state for real threads.
    pub(crate) real: Option<Box<Real>>,
}

/// A thread's number, as locks, objects and failures store it.
pub(super) fn id(thread: usize) -> u16 {
    u16::try_from(thread).unwrap_or(u16::MAX)
}

/// A thread's number as a byte, if it has a letter: there are at most 26.
pub(super) fn number(thread: usize) -> u8 {
    u8::try_from(thread).unwrap_or(u8::MAX)
}

impl<'m> Run<'m> {
    pub(crate) fn new(
        program: &'m Program,
        settings: &'m Settings,
        shared: &'m Shared,
        common: &'m mut Common,
        state: State,
    ) -> Self {
        let full = state
            .spaces
            .iter()
            .map(|space| space.heap.len())
            .sum::<usize>();
        Self {
            program,
            settings,
            shared,
            common,
            state,
            me: 0,
            grant: false,
            stepped: false,
            gil: Gil::Released,
            touched: None,
            choices: Vec::new(),
            chosen: 0,
            chosen_at: Vec::new(),
            notes: None,
            waits: None,
            printed: String::new(),
            showing: Vec::new(),
            events: false,
            started: Vec::new(),
            births: None,
            vacant: Vec::new(),
            full: full * 2 + 4_096,
            heavy: 0,
            jumps: 0,
            calls: 0,
            snapshot: None,
            real: None,
        }
    }

    /// Marks the instruction as a step of this thread: it is taken only on the thread's turn.
    pub(super) fn step(&mut self) -> Exec {
        if !self.grant {
            return Err(Stop::Pause);
        }
        self.stepped = true;
        Ok(())
    }

    /// A read or a write of a location, which is a step if the location is shared; returns whether it is.
    pub(super) fn touch(&mut self, location: Location, write: bool) -> Exec<bool> {
        if self.shared.contains(&location) {
            if !self.grant && self.gil == Gil::Held {
                self.gil = Gil::CopyOnWrite;
            }
            self.step()?;
            self.touched = Some(location);
            return Ok(true);
        }
        if self.real.is_some() {
            return Ok(false);
        }
        let clock = self.state.threads[self.me].clock;
        self.common
            .touches
            .touch(location, number(self.me), clock, write);
        Ok(false)
    }

    /// A read that isn't a step itself, such as a wait for whichever ends first.
    pub(super) fn watch(&mut self, location: Location) {
        if !self.shared.contains(&location) {
            let clock = self.state.threads[self.me].clock;
            let touches = &mut self.common.touches;
            touches.touch(location, number(self.me), clock, false);
        }
    }

    /// Takes one of several alternatives; the search explores all of them.
    pub(super) fn choose(&mut self, ways: u8) -> Exec<u8> {
        if let Some(real) = &mut self.real {
            return Ok(u8::try_from(real.below(ways.into())).unwrap_or(0));
        }
        let thread = &self.state.threads[self.me];
        let space = &self.state.spaces[usize::from(thread.space)];
        let now = super::super::encode::frames(space, thread, [number(self.me), 0, 0]).sum;
        // The same choice again: its results are already known.
        if self.chosen_at.contains(&now) {
            return Err(Stop::Same);
        }
        self.chosen_at.push(now);
        if self.chosen == self.choices.len() {
            self.choices.push((0, ways));
        }
        let way = self.choices[self.chosen].0;
        self.chosen += 1;
        Ok(way)
    }

    /// Records what a step did, if a reader wants to know.
    pub(super) fn note(&mut self, act: impl FnOnce(&mut Self) -> Act) {
        if self.stepped && self.notes.is_some() {
            let (kind, text) = match act(self) {
                Act::Read(None) => (StepKind::Read, "nothing there".into()),
                Act::Write(None) => (StepKind::Write, "deleted".into()),
                Act::Read(Some(value)) => (StepKind::Read, self.short(&value)),
                Act::Write(Some(value)) => (StepKind::Write, self.short(&value)),
                Act::Said(text) => (StepKind::Other, text),
            };
            let (thread, span) = (self.me, self.span());
            if let Some(notes) = &mut self.notes {
                notes.push(Note {
                    thread,
                    span,
                    location: self.touched,
                    kind,
                    text,
                });
            }
        }
    }

    /// A value as shown to a reader.
    pub(crate) fn show(&mut self, value: &Value) -> String {
        self.short(value)
    }

    pub(super) fn thread(&mut self) -> &mut Thread {
        &mut self.state.threads[self.me]
    }

    pub(super) fn frame(&mut self) -> &mut Frame {
        let frames = &mut self.state.threads[self.me].frames;
        frames.last_mut().expect("an instruction runs in a frame")
    }

    pub(super) fn code(&self) -> &'m Code {
        let frame = self.state.threads[self.me].frames.last();
        &self.program.codes[frame.map_or(0, |frame| frame.code as usize)]
    }

    /// The place of the instruction in the text.
    pub(super) fn span(&self) -> Span {
        let frame = self.state.threads[self.me].frames.last();
        frame.map_or(Span::default(), |frame| {
            let spans = &self.program.codes[frame.code as usize].spans;
            spans.get(frame.at as usize).copied().unwrap_or_default()
        })
    }

    pub(super) fn push(&mut self, value: Value) {
        self.frame().stack.push(value);
    }

    pub(super) fn pop(&mut self) -> Value {
        self.frame().stack.pop().unwrap_or_default()
    }

    /// The operand at this depth, 0 for the top.
    pub(super) fn peek(&mut self, depth: usize) -> Value {
        let stack = &self.frame().stack;
        let place = stack.len().checked_sub(depth + 1);
        place.map_or(Value::Unbound, |place| stack[place].clone())
    }

    /// Pops `count` operands and pushes one.
    pub(super) fn replace(&mut self, count: usize, value: Value) {
        let stack = &mut self.frame().stack;
        stack.truncate(stack.len().saturating_sub(count));
        stack.push(value);
    }

    pub(super) fn drop_operands(&mut self, count: usize) {
        let stack = &mut self.frame().stack;
        stack.truncate(stack.len().saturating_sub(count));
    }

    pub(super) fn name(&self, name: u32) -> &'m str {
        &self.program.names[name as usize]
    }
}

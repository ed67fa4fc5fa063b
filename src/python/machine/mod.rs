//! The machine that executes a program's steps: a thread runs until its next step, and anything that
//! isn't a step runs at once.

mod arguments;
mod arithmetic;
mod attributes;
mod builtins;
mod call;
mod classes;
mod clocks;
mod common;
mod compare;
mod construct;
mod containers;
mod define;
mod deques;
mod dicts;
mod equal;
mod exceptions;
mod executors;
mod finish;
mod folds;
mod forget;
mod futures;
mod hashes;
mod instruct;
mod instructions;
mod items;
mod iterate;
mod iterators;
mod lists;
mod locks;
mod loops;
mod memory;
mod methods;
mod note;
mod numbers;
mod operators;
mod output;
mod queues;
mod ranges;
mod real;
mod reprs;
mod run;
mod settings;
mod show;
mod slices;
mod sort;
mod start;
mod stop;
mod strings;
mod tables;
mod threads;
mod timeouts;
mod truth;
mod uncaught;
mod variables;
mod views;
mod waits;

use std::sync::Arc;

use super::code::Program;
use super::copy_on_write::CopyOnWrite;
use super::sharing::Location;
use super::source::Fault;
use super::state::{Frame, Kind, Object, Question, Sleep, Space, State, Status, Thread};
use super::value::Value;
use super::watched::Watched;

pub(super) use common::Common;
pub(super) use note::{Act, Note, StepKind};
pub(super) use real::{Progress, Real, Uncaught};
pub(super) use run::{Gil, Run};
use run::{id, number};
pub use settings::{Observed, Settings};
pub(super) use stop::{Exec, Halt, Stop};

impl Run<'_> {
    /// The state before anything has run.
    pub(super) fn fresh(program: &Program, common: &mut Common) -> State {
        let clock = common.touches.number(&[1]);
        let code = &program.codes[0];
        let main = Thread {
            status: Status::Ready,
            space: 0,
            daemon: false,
            object: 0,
            frames: CopyOnWrite::Own(vec![Frame::of(0, code)]),
            sleep: Sleep::No,
            joins: None,
            clock,
            stepped: 0,
            executor: None,
        };
        let space = Space {
            globals: Watched::new(vec![CopyOnWrite::default(); program.globals.len()]),
            made: (0, 0),
            executors: 0,
            heap: Watched::new(vec![Some(Arc::new(Object::main_thread()))]),
        };
        State {
            spaces: vec![space],
            threads: Watched::new(vec![main]),
            ..State::default()
        }
    }

    /// Runs the module until all threads rest for the first time.
    pub(super) fn begin(&mut self) -> Result<(), Halt> {
        self.set_globals();
        self.run(0, false)?;
        self.settle()
    }

    /// Applies `--set` and `--spurious`.
    fn set_globals(&mut self) {
        self.state.spurious = self.settings.spurious;
        for (name, number) in &self.settings.set {
            if let Some(global) = self.program.globals.iter().position(|one| one == name) {
                let value = CopyOnWrite::Own(Value::Int(*number));
                self.state.spaces[0].globals.set(global, value);
            }
        }
    }

    /// Takes a thread's step and what follows at once; false if it isn't possible.
    pub(super) fn take(&mut self, thread: usize) -> Result<bool, Halt> {
        if !self.run(thread, true)? {
            return Ok(false);
        }
        let gil = self.gil;
        self.settle()?;
        self.gil = gil;
        Ok(true)
    }

    /// Whether `CPython` since 3.10 may switch threads at the next instruction.
    fn may_switch(&self) -> bool {
        let frame = self.state.threads[self.me].frames.last();
        frame.is_some_and(|frame| self.program.codes[frame.code as usize].switches_at(frame.at))
    }

    /// Lets threads continue that waited for what has happened, lowest letter first.
    fn settle(&mut self) -> Result<(), Halt> {
        while std::mem::take(&mut self.events) && !self.state.over {
            for thread in letter_order(self.state.threads.len()) {
                if self.state.threads.ask(thread, Question::Joining) && self.may_go_on(thread) {
                    self.run(thread, false)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a thread that joins another one may be able to continue.
    fn may_go_on(&self, thread: usize) -> bool {
        let own = &self.state.threads[thread];
        let heap = &self.state.spaces[usize::from(own.space)].heap;
        let joined = own
            .joins
            .and_then(|object| heap[object as usize].as_deref());
        match joined.map(|object| &object.kind) {
            Some(Kind::Thread(joined)) => joined
                .number
                .is_none_or(|number| self.ended(usize::from(number))),
            _ => true,
        }
    }

    /// Runs a thread until it rests; false if a step was granted but wasn't possible.
    fn run(&mut self, thread: usize, granted: bool) -> Result<bool, Halt> {
        let mut grant = granted;
        let mut possible = true;
        self.gil = if granted { Gil::Held } else { Gil::Released };
        self.state.threads[thread].status = Status::Ready;
        loop {
            self.me = thread;
            self.grant = grant;
            self.stepped = false;
            self.touched = None;
            self.waits = None;
            let result = if self.state.threads[thread].frames.is_empty() {
                self.finish()
            } else {
                let switches = self.gil == Gil::Held && self.may_switch();
                let result = self.instruction();
                if switches && self.gil == Gil::Held {
                    self.gil = Gil::Released;
                }
                result
            };
            if self.stepped {
                grant = false;
                let clock = self.state.threads[thread].clock;
                self.state.threads[thread].stepped =
                    self.common.touches.part(number(thread), clock);
            }
            match result {
                Ok(()) | Err(Stop::Again) => {}
                Err(Stop::Raise(exception)) => self.unwind(exception)?,
                Err(Stop::Pause) => {
                    if thread == 0 && !self.needs_letter() {
                        if self.gil == Gil::CopyOnWrite {
                            self.gil = Gil::Held;
                        }
                        grant = true;
                        continue;
                    }
                    break;
                }
                Err(Stop::Blocked) => {
                    possible = !(granted && grant);
                    break;
                }
                Err(Stop::Asleep) => break,
                Err(Stop::Join) => {
                    let waits = self.waits;
                    self.state.threads[thread].status = Status::Joining;
                    self.state.threads[thread].joins = waits;
                    // Workers that it waits for and that have nothing left to do end now.
                    while let Some(new) = self.started.pop() {
                        self.run(new, false)?;
                    }
                    self.waits = waits;
                    break;
                }
                Err(Stop::Bound) => return Err(Halt::Bound),
                Err(Stop::Cut(cut)) => return Err(Halt::Cut(cut)),
                Err(Stop::Same) => return Err(Halt::Same),
                Err(Stop::Refuse(what, way)) => {
                    return Err(Halt::Refused(Fault::new(self.span().start, what, way)));
                }
            }
            while let Some(new) = self.started.pop() {
                self.run(new, false)?;
            }
            if self.state.threads[thread].status != Status::Ready || self.state.over {
                break;
            }
        }
        self.forget(thread);
        Ok(possible)
    }

    /// Whether main's next step is not already ordered before or after all others by starts and joins
    /// alone.
    pub(super) fn needs_letter(&self) -> bool {
        let main = self.state.threads[0].clock;
        let mut others = self.state.threads.iter().enumerate().skip(1);
        others.any(|(index, thread)| {
            let alive = matches!(thread.status, Status::Ready | Status::Joining);
            alive || thread.stepped > self.common.touches.part(number(index), main)
        })
    }
}

/// The threads in the order of their letters: main's is M, so it comes after twelve others.
pub(super) fn letter_order(threads: usize) -> impl std::iter::Iterator<Item = usize> {
    let before = 1..threads.min(13);
    before.chain([0]).chain(13..threads.max(13))
}

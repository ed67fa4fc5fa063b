//! The machine that takes a program's steps: a thread runs until it is before its next step, and what
//! is no step runs at once.

mod arguments;
mod attributes;
mod builtins;
mod call;
mod classes;
mod compare;
mod containers;
mod exceptions;
mod futures;
mod instructions;
mod items;
mod iterate;
mod locks;
mod memory;
mod methods;
mod operators;
mod queues;
mod sequences;
mod show;
mod strings;
mod threads;
mod waits;

use std::collections::HashMap;

use super::code::{Code, Program};
use super::sharing::{Location, Shared, Touches};
use super::source::{Fault, Span};
use super::state::{Frame, Sleep, Space, State, Status, Thread};
use super::value::Value;

/// What the search wants to know of an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// All that is printed.
    #[default]
    Output,
    /// The last line of it.
    Last,
    /// The final values of these globals.
    Globals(Vec<String>),
}

/// How a program is run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What is kept of an end.
    pub outcome: Outcome,
    /// Rounds after which loops are cut.
    pub loops: Option<u32>,
    /// Globals that are set before the module runs, and then keep their value.
    pub set: Vec<(String, i64)>,
    /// Jumps without a step, at most.
    pub most_jumps: u64,
    /// Waits at a condition that end without a notification.
    pub spurious: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            outcome: Outcome::Output,
            loops: None,
            set: Vec::new(),
            most_jumps: 2_000_000,
            spurious: 0,
        }
    }
}

/// Why an instruction didn't end.
pub(super) enum Stop {
    /// It is a step, and the thread has no turn.
    Pause,
    /// It is a step that isn't possible now.
    Blocked,
    /// It waits for something that is no step.
    Join,
    /// The step is taken, and the thread is where it was, asleep.
    Asleep,
    /// An exception.
    Raise(Value),
    /// Something that can't be explored.
    Refuse(String, String),
    /// More jumps than are allowed.
    Bound,
    /// A choice leads back to where it was made.
    Same,
    /// The instruction has taken a step, and has another one to take.
    Again,
}

/// What an instruction comes to.
pub(super) type Exec<T = ()> = Result<T, Stop>;

/// Why a run ended early.
#[derive(Debug)]
pub(super) enum Halt {
    /// The program can't be explored.
    Refused(Fault),
    /// The bound on jumps was met.
    Bound,
    /// A choice led back to where it was made: another way leads on.
    Same,
}

/// One step that was taken.
#[derive(Clone, Debug)]
pub(super) struct Note {
    /// The thread.
    pub(super) thread: usize,
    /// Where it is in the text.
    pub(super) span: Span,
    /// What it did.
    pub(super) deed: Deed,
    /// The value that was read or written, or what was done in words.
    pub(super) text: String,
}

/// What kind of step it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Deed {
    /// A read.
    Read,
    /// A write.
    Write,
    /// Anything else.
    Other,
}

/// What a step did.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Read this value.
    Read(Option<Value>),
    /// Wrote this value.
    Write(Option<Value>),
    /// In words: an operation on a lock, a queue, a `print`.
    Said(String),
}

/// Texts by number.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    all: Vec<String>,
}

impl Texts {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(text.to_string());
        self.numbers.insert(text.to_string(), number);
        number
    }

    /// The text of a number.
    pub(super) fn text(&self, number: u32) -> &str {
        self.all.get(number as usize).map_or("", String::as_str)
    }
}

/// What the runs of one search have in common and add to.
#[derive(Default)]
pub(super) struct Common {
    pub(super) touches: Touches,
    pub(super) texts: Texts,
    /// States that were walked on from since something new was found to be shared.
    pub(super) late: u32,
    /// The lines of loops that were cut.
    pub(super) cuts: std::collections::BTreeSet<u32>,
}

/// One run from a state to the next rest of all threads.
pub(super) struct Run<'m> {
    pub(super) program: &'m Program,
    pub(super) settings: &'m Settings,
    pub(super) shared: &'m Shared,
    pub(super) common: &'m mut Common,
    pub(super) state: State,
    me: usize,
    grant: bool,
    stepped: bool,
    /// Which way to go at each choice, and how many ways each has.
    pub(super) choices: Vec<(u8, u8)>,
    chosen: usize,
    chosen_at: Vec<Vec<u8>>,
    /// Steps that were taken, where a reader wants to know.
    pub(super) notes: Option<Vec<Note>>,
    /// Containers whose text is being made, so that one inside itself is found.
    showing: Vec<u32>,
    /// What the thread waits for that couldn't go on.
    pub(super) waits: Option<u32>,
    /// Something happened that threads may wait for.
    events: bool,
    started: Vec<usize>,
    births: Option<HashMap<(u8, u32), u32>>,
    vacant: Vec<u32>,
    full: usize,
    jumps: u64,
    snapshot: Option<(u64, Vec<u8>)>,
}

impl<'m> Run<'m> {
    pub(super) fn new(
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
            choices: Vec::new(),
            chosen: 0,
            chosen_at: Vec::new(),
            notes: None,
            waits: None,
            showing: Vec::new(),
            events: false,
            started: Vec::new(),
            births: None,
            vacant: Vec::new(),
            full: full * 2 + 4_096,
            jumps: 0,
            snapshot: None,
        }
    }

    /// The state before anything has run.
    pub(super) fn fresh(program: &Program, common: &mut Common) -> State {
        let clock = common.touches.number(vec![1]);
        let code = &program.codes[0];
        let main = Thread {
            status: Status::Ready,
            space: 0,
            daemon: false,
            object: 0,
            frames: vec![Frame::of(0, code)],
            sleep: Sleep::No,
            clock,
            stepped: 0,
            executor: None,
        };
        let space = Space {
            globals: vec![Value::Unbound; program.globals.len()],
            made: (0, 0),
            executors: 0,
            heap: vec![Some(std::sync::Arc::new(threads::main_object()))],
        };
        State {
            spaces: vec![space],
            threads: vec![main],
            ..State::default()
        }
    }

    /// Runs the module up to the first rest of all threads.
    pub(super) fn begin(&mut self) -> Result<(), Halt> {
        for (name, number) in &self.settings.set {
            if let Some(global) = self.program.globals.iter().position(|one| one == name) {
                self.state.spaces[0].globals[global] = Value::Int(*number);
            }
        }
        self.run(0, false)?;
        self.settle()
    }

    /// Takes a thread's step and what follows at once; false if it isn't possible.
    pub(super) fn take(&mut self, thread: usize) -> Result<bool, Halt> {
        if !self.run(thread, true)? {
            return Ok(false);
        }
        self.settle()?;
        Ok(true)
    }

    /// Lets those that waited for what has happened continue, the lower letter first.
    fn settle(&mut self) -> Result<(), Halt> {
        while std::mem::take(&mut self.events) && !self.state.over {
            for thread in letter_order(self.state.threads.len()) {
                if self.state.threads[thread].status == Status::Joining {
                    self.run(thread, false)?;
                }
            }
        }
        Ok(())
    }

    /// Runs a thread until it rests; false if a step was granted and wasn't possible.
    fn run(&mut self, thread: usize, granted: bool) -> Result<bool, Halt> {
        let mut grant = granted;
        let mut possible = true;
        self.state.threads[thread].status = Status::Ready;
        loop {
            self.me = thread;
            self.grant = grant;
            self.stepped = false;
            let result = if self.state.threads[thread].frames.is_empty() {
                self.finish()
            } else {
                self.instruction()
            };
            if self.stepped {
                grant = false;
                let clock = self.state.threads[thread].clock;
                self.state.threads[thread].stepped =
                    self.common.touches.part(number(thread), clock);
            }
            match result {
                Ok(()) => {}
                Err(Stop::Raise(exception)) => self.unwind(exception)?,
                Err(Stop::Pause) => {
                    if thread == 0 && !self.needs_letter() {
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
                    self.state.threads[thread].status = Status::Joining;
                    break;
                }
                Err(Stop::Bound) => return Err(Halt::Bound),
                Err(Stop::Same) => return Err(Halt::Same),
                Err(Stop::Again) => {}
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
        Ok(possible)
    }

    /// Whether starts and joins alone don't order main's next step before or after all others.
    fn needs_letter(&self) -> bool {
        let main = self.state.threads[0].clock;
        let mut others = self.state.threads.iter().enumerate().skip(1);
        others.any(|(index, thread)| {
            let alive = matches!(thread.status, Status::Ready | Status::Joining);
            alive || thread.stepped > self.common.touches.part(number(index), main)
        })
    }

    /// Marks the instruction as a step of this thread's: it is taken only in the thread's turn.
    fn step(&mut self) -> Exec {
        if !self.grant {
            return Err(Stop::Pause);
        }
        self.stepped = true;
        Ok(())
    }

    /// A read or a write of a location, which is a step if it is shared; says whether it is.
    fn touch(&mut self, location: Location, write: bool) -> Exec<bool> {
        if self.shared.contains(&location) {
            self.step()?;
            return Ok(true);
        }
        let clock = self.state.threads[self.me].clock;
        self.common
            .touches
            .touch(location, number(self.me), clock, write);
        Ok(false)
    }

    /// Goes one of several ways; the search goes all of them.
    fn choose(&mut self, ways: u8) -> Exec<u8> {
        let thread = &self.state.threads[self.me];
        let space = &self.state.spaces[usize::from(thread.space)];
        let mut now = vec![number(self.me)];
        super::encode::frames(space, thread, &mut now);
        // The same choice again: what can come of it is known already.
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

    /// Notes what a step did, if somebody wants to know.
    fn note(&mut self, act: impl FnOnce(&mut Self) -> Act) {
        if self.stepped && self.notes.is_some() {
            let (deed, text) = match act(self) {
                Act::Read(None) => (Deed::Read, "nothing there".into()),
                Act::Write(None) => (Deed::Write, "deleted".into()),
                Act::Read(Some(value)) => (Deed::Read, self.short(&value)),
                Act::Write(Some(value)) => (Deed::Write, self.short(&value)),
                Act::Said(text) => (Deed::Other, text),
            };
            let (thread, span) = (self.me, self.span());
            if let Some(notes) = &mut self.notes {
                notes.push(Note {
                    thread,
                    span,
                    deed,
                    text,
                });
            }
        }
    }

    /// A value as a reader sees it.
    pub(super) fn show(&mut self, value: &Value) -> String {
        self.short(value)
    }

    fn thread(&mut self) -> &mut Thread {
        &mut self.state.threads[self.me]
    }

    fn frame(&mut self) -> &mut Frame {
        let frames = &mut self.state.threads[self.me].frames;
        frames.last_mut().expect("an instruction runs in a frame")
    }

    fn code(&self) -> &'m Code {
        let frame = self.state.threads[self.me].frames.last();
        &self.program.codes[frame.map_or(0, |frame| frame.code as usize)]
    }

    /// Where the instruction is in the text.
    fn span(&self) -> Span {
        let frame = self.state.threads[self.me].frames.last();
        frame.map_or(Span::default(), |frame| {
            let spans = &self.program.codes[frame.code as usize].spans;
            spans.get(frame.at as usize).copied().unwrap_or_default()
        })
    }

    fn push(&mut self, value: Value) {
        self.frame().stack.push(value);
    }

    fn pop(&mut self) -> Value {
        self.frame().stack.pop().unwrap_or_default()
    }

    /// The operand that is so deep, 0 for the top.
    fn peek(&mut self, depth: usize) -> Value {
        let stack = &self.frame().stack;
        let place = stack.len().checked_sub(depth + 1);
        place.map_or(Value::Unbound, |place| stack[place].clone())
    }

    /// Drops so many operands and pushes one.
    fn replace(&mut self, count: usize, value: Value) {
        let stack = &mut self.frame().stack;
        stack.truncate(stack.len().saturating_sub(count));
        stack.push(value);
    }

    fn drop_operands(&mut self, count: usize) {
        let stack = &mut self.frame().stack;
        stack.truncate(stack.len().saturating_sub(count));
    }

    fn name(&self, name: u32) -> &'m str {
        &self.program.names[name as usize]
    }
}

impl Frame {
    /// A call of a code with nothing in its slots.
    pub(super) fn of(number: u32, code: &Code) -> Self {
        Self {
            code: number,
            at: 0,
            slots: vec![Value::Unbound; code.slots.len()],
            stack: Vec::new(),
            then: super::state::Then::Push,
        }
    }
}

/// The number of a thread in a byte: there are 26 at most.
fn number(thread: usize) -> u8 {
    u8::try_from(thread).unwrap_or(u8::MAX)
}

/// The threads in the order of their letters: main's, M, comes after twelve others.
pub(super) fn letter_order(threads: usize) -> impl std::iter::Iterator<Item = usize> {
    let before = 1..threads.min(13);
    before.chain([0]).chain(13..threads.max(13))
}

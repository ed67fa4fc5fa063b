//! What a thread executes on its own: instructions that touch nothing but its own calls and numbers. They
//! take no lock, so threads that compute in parallel are as fast as one alone. Everything else is left to
//! the machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::fused::{Advance, Fused, next};
use super::operands::{change, compare_top, operate, truth};
use crate::code::{Code, Op, Params, Program};
use crate::state::{Frame, Then};
use crate::value::Value;

/// Deeper calls are left to the machine, which raises `RecursionError`.
const DEEPEST: usize = 900;
/// Backward jumps between two reads of the clock.
const PIECE: u32 = 1 << 14;

/// Flags that every thread reads without a lock.
pub(super) struct SharedFlags {
    /// Whether all threads are asked to come to rest, or to end.
    pub(super) asked: AtomicBool,
    /// How many times each of the program's globals has been written.
    written: Vec<AtomicU32>,
}

impl SharedFlags {
    pub(super) fn new(globals: usize) -> Self {
        Self {
            asked: AtomicBool::new(false),
            written: (0..globals).map(|_| AtomicU32::new(1)).collect(),
        }
    }

    /// Records that a global was written, after the write: from now on all threads read it again.
    pub(super) fn wrote(&self, global: u32) {
        self.written[global as usize].fetch_add(1, Ordering::SeqCst);
    }

    /// How many times a global has been written.
    pub(super) fn version(&self, global: u32) -> u32 {
        self.written[global as usize].load(Ordering::SeqCst)
    }
}

/// Why a thread stopped computing on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StopReason {
    /// Its next instruction needs the machine.
    Machine,
    /// It has computed for a while.
    Piece,
}

/// A thread's calls, while the thread holds them.
pub(super) struct Calls {
    program: &'static Program,
    fused: Arc<[Vec<Fused>]>,
    pub(super) frames: Vec<Frame>,
    /// For each global, its value and how many times it had been written by then; 0 if never read.
    known: Vec<(u32, Value)>,
    spare: Vec<Frame>,
    turns: u32,
}

impl Calls {
    /// No calls yet; without `kept`, globals are not cached, because a process or a gate has to see each
    /// access.
    pub(super) fn new(program: &'static Program, fused: &Arc<[Vec<Fused>]>, kept: bool) -> Self {
        let globals = if kept { program.globals.len() } else { 0 };
        Self {
            program,
            fused: Arc::clone(fused),
            frames: Vec::new(),
            known: vec![(0, Value::Unbound); globals],
            spare: Vec::new(),
            turns: 0,
        }
    }

    /// Caches the value of a global as of this version.
    pub(super) fn keep(&mut self, global: u32, version: u32, value: &Value) {
        if let Some(known) = self.known.get_mut(global as usize) {
            *known = (version, value.clone());
        }
    }

    /// Computes until the machine is needed, or all threads are asked for something.
    pub(super) fn compute(&mut self, flags: &SharedFlags) -> StopReason {
        let program = self.program;
        loop {
            let depth = self.frames.len();
            let Some(frame) = self.frames.last_mut() else {
                return StopReason::Machine;
            };
            let code = &program.codes[frame.code as usize];
            let code = Fast {
                program,
                code,
                fused: &self.fused[frame.code as usize],
            };
            match within(frame, &code, &self.known, &mut self.turns, flags) {
                Exit::Machine => return StopReason::Machine,
                Exit::Turns => {
                    if self.turns >= PIECE {
                        self.turns = 0;
                        return StopReason::Piece;
                    }
                    if flags.asked.load(Ordering::Relaxed) {
                        return StopReason::Machine;
                    }
                }
                Exit::Call(called, count) => {
                    if depth >= DEEPEST || flags.asked.load(Ordering::Relaxed) {
                        return StopReason::Machine;
                    }
                    let mut new = self.spare.pop().unwrap_or_else(|| blank(called));
                    let code = &program.codes[called as usize];
                    new.code = called;
                    let first = frame.stack.len() - count;
                    new.slots.extend(frame.stack.drain(first..));
                    new.slots.resize(code.slots.len(), Value::Unbound);
                    frame.stack.pop();
                    frame.at += 1;
                    self.frames.push(new);
                }
                Exit::Return => {
                    // Only if there is a caller, see below.
                    let Some(mut left) = (depth > 1).then(|| self.frames.pop()).flatten() else {
                        return StopReason::Machine;
                    };
                    let value = left.stack.pop().unwrap_or_default();
                    left.stack.clear();
                    left.slots.clear();
                    left.at = 0;
                    self.spare.push(left);
                    if let Some(caller) = self.frames.last_mut() {
                        caller.stack.push(value);
                    }
                }
            }
        }
    }
}

/// A list of instructions in the form executed here.
#[derive(Clone, Copy)]
struct Fast<'c> {
    program: &'c Program,
    code: &'c Code,
    fused: &'c [Fused],
}

/// Counts a backward jump; true once it is time to read the clock, or something is asked of all threads.
#[inline]
fn turned(turns: &mut u32, flags: &SharedFlags) -> bool {
    *turns += 1;
    *turns >= PIECE || flags.asked.load(Ordering::Relaxed)
}

/// A call of a code, with no slots yet.
fn blank(code: u32) -> Frame {
    Frame {
        code,
        at: 0,
        slots: Vec::new(),
        stack: Vec::new(),
        then: Then::Push,
    }
}

/// Why a call's instructions stopped.
enum Exit {
    Machine,
    /// A backward jump.
    Turns,
    /// It calls this code with this many operands.
    Call(u32, usize),
    Return,
}

/// Whether this many positional arguments are exactly what a code takes.
fn takes(params: &Params, count: u32) -> bool {
    params.positional == count
        && params.named == 0
        && params.star.is_none()
        && params.double_star.is_none()
}

/// Executes a call's instructions as long as they concern only this thread.
fn within(
    frame: &mut Frame,
    code: &Fast<'_>,
    known: &[(u32, Value)],
    turns: &mut u32,
    flags: &SharedFlags,
) -> Exit {
    let ops = &code.code.ops[..];
    let mut at = frame.at as usize;
    let slots = &mut frame.slots[..];
    let stack = &mut frame.stack;
    let exit = loop {
        let advance = match code.fused[at].take(slots, stack) {
            Some(advance) => advance,
            None => match instruction(ops[at], code.program, (known, flags), slots, stack) {
                Ok(advance) => advance,
                Err(Exit::Return) if !matches!(frame.then, Then::Push) => break Exit::Machine,
                Err(exit) => break exit,
            },
        };
        match advance {
            Advance::By(count) => at += count,
            Advance::To(to) => {
                let back = to as usize <= at;
                at = to as usize;
                if back && turned(turns, flags) {
                    break Exit::Turns;
                }
            }
        }
    };
    // An instruction's index fits: `parse` bounds the size of a file.
    frame.at = u32::try_from(at).unwrap_or(u32::MAX);
    exit
}

/// Executes one instruction, if it concerns only this thread and the globals that it knows.
#[inline]
fn instruction(
    op: Op,
    program: &Program,
    (known, flags): (&[(u32, Value)], &SharedFlags),
    slots: &mut [Value],
    stack: &mut Vec<Value>,
) -> Result<Advance, Exit> {
    match op {
        Op::Const(number) => stack.push(program.constants[number as usize].clone()),
        Op::Load(slot) => match &slots[slot as usize] {
            Value::Unbound => return Err(Exit::Machine),
            Value::Int(int) => stack.push(Value::Int(*int)),
            value => stack.push(value.clone()),
        },
        Op::Store(slot) => slots[slot as usize] = stack.pop().unwrap_or_default(),
        Op::Clear(slot) => slots[slot as usize] = Value::Unbound,
        Op::LoadGlobal(global) => match known.get(global as usize) {
            Some((version, value)) if *version == flags.version(global) => {
                stack.push(value.clone());
            }
            _ => return Err(Exit::Machine),
        },
        Op::Pop => drop(stack.pop()),
        Op::Dup => stack.push(stack.last().ok_or(Exit::Machine)?.clone()),
        Op::Swap => {
            let top = stack.len() - 1;
            stack.swap(top - 1, top);
        }
        Op::Jump(to) => return Ok(Advance::To(to)),
        Op::JumpIfFalse(to) | Op::JumpIfTrue(to) => {
            let truth = stack.last().and_then(truth).ok_or(Exit::Machine)?;
            stack.pop();
            if truth == matches!(op, Op::JumpIfTrue(_)) {
                return Ok(Advance::To(to));
            }
        }
        Op::FalseOrPop(to) | Op::TrueOrPop(to) => {
            let truth = stack.last().and_then(truth).ok_or(Exit::Machine)?;
            if truth == matches!(op, Op::TrueOrPop(_)) {
                return Ok(Advance::To(to));
            }
            stack.pop();
        }
        Op::Binary(op) | Op::InPlace(op) if operate(op, stack) => {}
        Op::Compare(op) if compare_top(op, stack) => {}
        Op::Unary(op) if stack.last_mut().is_some_and(|top| change(op, top)) => {}
        Op::Iterate => match stack.last_mut() {
            Some(top @ Value::Range(_)) => {
                if let Value::Range(parts) = &*top {
                    *top = Value::Rounds(Box::new(**parts));
                }
            }
            _ => return Err(Exit::Machine),
        },
        Op::Next(end) => match stack.last_mut() {
            Some(Value::Rounds(rounds)) => {
                let Some(number) = next(rounds) else {
                    stack.pop();
                    return Ok(Advance::To(end));
                };
                stack.push(Value::Int(number));
            }
            _ => return Err(Exit::Machine),
        },
        Op::Call(count) => {
            let callee = stack.len().checked_sub(count as usize + 1);
            return Err(match callee.map(|place| &stack[place]) {
                Some(Value::Function(called))
                    if takes(&program.codes[*called as usize].params, count) =>
                {
                    Exit::Call(*called, count as usize)
                }
                _ => Exit::Machine,
            });
        }
        Op::Return => return Err(Exit::Return),
        _ => return Err(Exit::Machine),
    }
    Ok(Advance::By(1))
}

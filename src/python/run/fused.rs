//! Frequent instruction sequences, executed as one if their operands are 64-bit integers. Otherwise the
//! same instructions are executed one by one.

use super::operands::{computed, holds};
use crate::code::{Binary, Code, Compare, Op, Program};
use crate::value::Value;

/// The source of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// A local variable.
    Slot(u32),
    /// A constant.
    Number(i64),
}

/// The fused instruction that begins at an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fused {
    /// None: just the instruction itself.
    Plain,
    /// Compares two operands and jumps accordingly.
    Jump {
        left: Operand,
        right: Operand,
        op: Compare,
        /// The result of the comparison that causes the jump.
        when: bool,
        to: u32,
    },
    /// Stores the result of two operands in a local variable.
    Store {
        left: Operand,
        right: Operand,
        op: Binary,
        into: u32,
    },
    /// Pushes the result of two operands.
    Push {
        left: Operand,
        right: Operand,
        op: Binary,
    },
    /// Stores a loop's next number in a local variable.
    Next { into: u32, end: u32 },
}

/// Where a thread goes on after an instruction.
pub(super) enum Advance {
    /// This many instructions further on.
    By(usize),
    /// There.
    To(u32),
}

impl Fused {
    /// How many instructions it replaces.
    const NEXT: usize = 2;
    const PUSH: usize = 3;
    const LONG: usize = 4;

    /// For each list of instructions, what begins at each instruction.
    pub(super) fn all(program: &Program) -> Vec<Vec<Fused>> {
        let codes = program.codes.iter();
        codes
            .map(|code| {
                (0..code.ops.len())
                    .map(|at| Self::at(program, code, at))
                    .collect()
            })
            .collect()
    }

    fn at(program: &Program, code: &Code, at: usize) -> Self {
        let operand = |op: &Op| match *op {
            Op::Load(slot) => Some(Operand::Slot(slot)),
            Op::Const(number) => match program.constants[number as usize] {
                Value::Int(int) => Some(Operand::Number(int)),
                _ => None,
            },
            _ => None,
        };
        let ops = &code.ops[at..];
        if let [Op::Next(end), Op::Store(into), ..] = *ops {
            return Self::Next { into, end };
        }
        let [one, two, rest @ ..] = ops else {
            return Self::Plain;
        };
        let (Some(left), Some(right)) = (operand(one), operand(two)) else {
            return Self::Plain;
        };
        match *rest {
            [Op::Compare(op), Op::JumpIfFalse(to), ..] => Self::jump(left, right, op, (false, to)),
            [Op::Compare(op), Op::JumpIfTrue(to), ..] => Self::jump(left, right, op, (true, to)),
            [Op::Binary(op) | Op::InPlace(op), Op::Store(into), ..] => Self::Store {
                left,
                right,
                op,
                into,
            },
            [Op::Binary(op) | Op::InPlace(op), ..] => Self::Push { left, right, op },
            _ => Self::Plain,
        }
    }

    fn jump(left: Operand, right: Operand, op: Compare, (when, to): (bool, u32)) -> Self {
        match holds(op, None) {
            Some(_) => Self::Jump {
                left,
                right,
                op,
                when,
                to,
            },
            None => Self::Plain,
        }
    }

    /// Executes it, if it is fused and its operands are integers.
    #[inline]
    pub(super) fn take(&self, slots: &mut [Value], stack: &mut Vec<Value>) -> Option<Advance> {
        match *self {
            Self::Plain => None,
            Self::Jump {
                left,
                right,
                op,
                when,
                to,
            } => match both(slots, left, right) {
                Some((left, right)) if holds(op, Some(left.cmp(&right))) == Some(when) => {
                    Some(Advance::To(to))
                }
                Some(_) => Some(Advance::By(Self::LONG)),
                None => None,
            },
            Self::Store {
                left,
                right,
                op,
                into,
            } => match both(slots, left, right).and_then(|(left, right)| computed(op, left, right))
            {
                Some(result) => {
                    store(&mut slots[into as usize], result);
                    Some(Advance::By(Self::LONG))
                }
                None => None,
            },
            Self::Push { left, right, op } => {
                match both(slots, left, right).and_then(|(left, right)| computed(op, left, right)) {
                    Some(result) => {
                        stack.push(Value::Int(result));
                        Some(Advance::By(Self::PUSH))
                    }
                    None => None,
                }
            }
            Self::Next { into, end } => {
                let Some(Value::Rounds(rounds)) = stack.last_mut() else {
                    return None;
                };
                if let Some(number) = next(rounds) {
                    store(&mut slots[into as usize], number);
                    return Some(Advance::By(Self::NEXT));
                }
                stack.pop();
                Some(Advance::To(end))
            }
        }
    }
}

/// The next number of a range, if one is left.
#[inline]
pub(super) fn next(rounds: &mut [i64; 3]) -> Option<i64> {
    let [next, stop, step] = rounds;
    let left = if *step > 0 {
        *next < *stop
    } else {
        *next > *stop
    };
    left.then(|| {
        let number = *next;
        *next = number.checked_add(*step).unwrap_or(*stop);
        number
    })
}

#[inline]
fn both(slots: &[Value], left: Operand, right: Operand) -> Option<(i64, i64)> {
    let number = |operand| match operand {
        Operand::Number(number) => Some(number),
        Operand::Slot(slot) => match slots[slot as usize] {
            Value::Int(int) => Some(int),
            _ => None,
        },
    };
    Some((number(left)?, number(right)?))
}

/// Overwrites an integer with another, skipping the drop.
#[inline]
fn store(slot: &mut Value, number: i64) {
    match slot {
        Value::Int(old) => *old = number,
        other => *other = Value::Int(number),
    }
}

//! Computing with numbers without the machine.

use std::cmp::Ordering;

use crate::code::{Binary, Compare, Unary};
use crate::value::Value;

/// The truth of a value that is not an object.
#[inline]
pub(super) fn truth(value: &Value) -> Option<bool> {
    Some(match value {
        Value::Bool(truth) => *truth,
        Value::Int(int) => *int != 0,
        Value::None => false,
        Value::Float(float) => *float != 0.0,
        Value::Str(text) => !text.is_empty(),
        _ => return None,
    })
}

/// Computes with two integers; `None` if the result doesn't fit 64 bits, or the machine has to handle the
/// case.
#[inline]
pub(super) fn computed(op: Binary, left: i64, right: i64) -> Option<i64> {
    match op {
        Binary::Add => left.checked_add(right),
        Binary::Sub => left.checked_sub(right),
        Binary::Mul => left.checked_mul(right),
        Binary::FloorDiv if right > 0 => Some(left.div_euclid(right)),
        Binary::Mod if right > 0 => Some(left.rem_euclid(right)),
        Binary::And => Some(left & right),
        Binary::Or => Some(left | right),
        Binary::Xor => Some(left ^ right),
        _ => None,
    }
}

/// Computes with the two numbers on top; false if they aren't numbers, or the result doesn't fit 64 bits.
#[inline]
pub(super) fn operate(op: Binary, stack: &mut Vec<Value>) -> bool {
    let done = match &mut stack[..] {
        [.., Value::Int(left), Value::Int(right)] => match computed(op, *left, *right) {
            Some(result) => {
                *left = result;
                true
            }
            None => false,
        },
        [.., Value::Float(left), Value::Float(right)] => match op {
            Binary::Add => {
                *left += *right;
                true
            }
            Binary::Sub => {
                *left -= *right;
                true
            }
            Binary::Mul => {
                *left *= *right;
                true
            }
            Binary::Div if *right != 0.0 => {
                *left /= *right;
                true
            }
            _ => false,
        },
        _ => false,
    };
    if done {
        stack.pop();
    }
    done
}

/// Compares two numbers of the same kind.
#[inline]
pub(super) fn compare(op: Compare, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Float(left), Value::Float(right)) => left.partial_cmp(right),
        _ => return None,
    };
    holds(op, order)
}

/// Puts the result of a comparison in place of the two topmost values; false if the machine has to.
#[inline]
pub(super) fn compare_top(op: Compare, stack: &mut Vec<Value>) -> bool {
    let [.., left, right] = &stack[..] else {
        return false;
    };
    let Some(truth) = compare(op, left, right) else {
        return false;
    };
    stack.pop();
    if let Some(top) = stack.last_mut() {
        *top = Value::Bool(truth);
    }
    true
}

/// Puts the result of a unary operation in place of a value; false if the machine has to.
#[inline]
pub(super) fn change(op: Unary, top: &mut Value) -> bool {
    match (op, top) {
        (Unary::Not, top) => match truth(top) {
            Some(truth) => *top = Value::Bool(!truth),
            None => return false,
        },
        (Unary::Minus, Value::Int(int)) if *int != i64::MIN => *int = -*int,
        (Unary::Minus, Value::Float(float)) => *float = -*float,
        _ => return false,
    }
    true
}

/// Whether a comparison holds for numbers in this order; `None` if it isn't a comparison of numbers.
#[inline]
pub(super) fn holds(op: Compare, order: Option<Ordering>) -> Option<bool> {
    Some(match op {
        Compare::Eq => order.is_some_and(Ordering::is_eq),
        Compare::Ne => !order.is_some_and(Ordering::is_eq),
        Compare::Lt => order.is_some_and(Ordering::is_lt),
        Compare::Le => order.is_some_and(Ordering::is_le),
        Compare::Gt => order.is_some_and(Ordering::is_gt),
        Compare::Ge => order.is_some_and(Ordering::is_ge),
        _ => return None,
    })
}

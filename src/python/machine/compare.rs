//! Comparisons, and keys of dicts and sets.

use std::cmp::Ordering;

use super::super::code::Compare;
use super::super::state::{Kind, Then};
use super::super::value::Value;
use super::arithmetic::{numeric, order};
use super::{Act, Exec, Location, Run};

impl Run<'_> {
    pub(super) fn compare(&mut self, op: Compare) -> Exec {
        let (left, right) = (self.peek(1), self.peek(0));
        if let (Value::Int(a), Value::Int(b)) = (&left, &right)
            && let Some(result) = holds(op, a.cmp(b))
        {
            self.replace(2, Value::Bool(result));
            self.advance();
            return Ok(());
        }
        if matches!(left, Value::Ref(_)) || matches!(right, Value::Ref(_)) {
            if let Some(called) = self.special_comparison(op, &left, &right) {
                return called;
            }
            self.touch_compared(op, &left, &right)?;
        }
        let opaque = left.opaque().or(right.opaque());
        let result = match op {
            Compare::Is => left.same(&right),
            Compare::IsNot => !left.same(&right),
            _ if opaque.is_some() && comparable(op, &left, &right) => {
                // Nothing determines it, so the result is opaque as well.
                self.replace(2, opaque.map_or(Value::None, Value::Opaque));
                self.advance();
                return Ok(());
            }
            Compare::Eq => self.equal(&left, &right, 0)?,
            Compare::Ne => !self.equal(&left, &right, 0)?,
            Compare::In => self.contains(&right, &left)?,
            Compare::NotIn => !self.contains(&right, &left)?,
            Compare::Lt | Compare::Le | Compare::Gt | Compare::Ge => {
                self.ordered(op, &left, &right)?
            }
        };
        self.note(|_| Act::Said("compare".into()));
        self.replace(2, Value::Bool(result));
        self.advance();
        Ok(())
    }

    /// Calls the special method for a comparison, if a class of the program has one.
    fn special_comparison(&mut self, op: Compare, left: &Value, right: &Value) -> Option<Exec> {
        let (names, swapped): (&[&str], &[&str]) = match op {
            Compare::Eq | Compare::Ne => (&["__eq__"], &["__eq__"]),
            Compare::Lt => (&["__lt__"], &["__gt__"]),
            Compare::Le => (&["__le__"], &["__ge__"]),
            Compare::Gt => (&["__gt__"], &["__lt__"]),
            Compare::Ge => (&["__ge__"], &["__le__"]),
            Compare::In | Compare::NotIn => (&[], &["__contains__"]),
            Compare::Is | Compare::IsNot => return None,
        };
        let then = match op {
            Compare::Ne | Compare::NotIn => Then::Truth(false),
            Compare::In => Then::Truth(true),
            _ => Then::Push,
        };
        let found = names
            .iter()
            .find_map(|name| self.special(left, name))
            .map(|function| (function, left, right))
            .or_else(|| {
                let function = swapped.iter().find_map(|name| self.special(right, name))?;
                Some((function, right, left))
            });
        let (function, own, other) = found?;
        let list = vec![own.clone(), other.clone()];
        self.drop_operands(2);
        self.advance();
        Some(self.enter_function(&function, list, then))
    }

    fn touch_compared(&mut self, op: Compare, left: &Value, right: &Value) -> Exec {
        if matches!(op, Compare::Is | Compare::IsNot) {
            return Ok(());
        }
        let both = [left, right];
        let looked = match op {
            Compare::In | Compare::NotIn => &both[1..],
            _ => &both[..],
        };
        for value in looked {
            if let Value::Ref(object) = value {
                match self.kind(*object) {
                    Kind::Dict(..) | Kind::Set(..)
                        if matches!(op, Compare::In | Compare::NotIn) =>
                    {
                        let birth = self.birth(*object);
                        self.touch(Location::Shape(birth), false)?;
                    }
                    Kind::List(_) | Kind::Dict(..) | Kind::Set(..) | Kind::Deque(..) => {
                        self.whole(*object, false)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// `<` and the like.
    pub(super) fn ordered(&mut self, op: Compare, left: &Value, right: &Value) -> Exec<bool> {
        if let Some(sets) = self.set_likes(left, right)? {
            return self.set_order(op, sets);
        }
        match self.order(left, right, op)? {
            Some(order) => Ok(holds(op, order).unwrap_or(false)),
            None => Ok(false),
        }
    }

    /// The order of two values; `None` if one is a NaN.
    pub(super) fn order(
        &mut self,
        left: &Value,
        right: &Value,
        op: Compare,
    ) -> Exec<Option<Ordering>> {
        if let (Some(left), Some(right)) = (numeric(left), numeric(right)) {
            return Ok(order(&left, &right));
        }
        let (method, mirrored) = match op {
            Compare::Lt => ("__lt__", "__gt__"),
            Compare::Le => ("__le__", "__ge__"),
            Compare::Gt => ("__gt__", "__lt__"),
            _ => ("__ge__", "__le__"),
        };
        let asked = match self.asked(left, method, right)? {
            None => self.asked(right, mirrored, left)?,
            said => said,
        };
        if let Some(truth) = asked {
            let less = truth == matches!(op, Compare::Lt | Compare::Le);
            return Ok(Some(if less {
                Ordering::Less
            } else {
                Ordering::Greater
            }));
        }
        let lists = match (left, right) {
            (Value::Str(a), Value::Str(b)) => return Ok(Some(a.cmp(b))),
            (Value::Tuple(a), Value::Tuple(b)) => Some((a.to_vec(), b.to_vec())),
            (Value::Ref(a), Value::Ref(b)) => match (self.kind(*a), self.kind(*b)) {
                (Kind::List(a), Kind::List(b)) => Some((a.clone(), b.clone())),
                (Kind::Deque(a, _), Kind::Deque(b, _)) => {
                    Some((a.iter().cloned().collect(), b.iter().cloned().collect()))
                }
                _ => None,
            },
            _ => None,
        };
        if let Some((one, two)) = lists {
            for (a, b) in one.iter().zip(&two) {
                if !a.same(b) && !self.equal(a, b, 0)? {
                    return self.order(a, b, op);
                }
            }
            return Ok(Some(one.len().cmp(&two.len())));
        }
        let sign = match op {
            Compare::Lt => "<",
            Compare::Le => "<=",
            Compare::Gt => ">",
            _ => ">=",
        };
        let (one, two) = (self.type_name(left), self.type_name(right));
        Err(self.type_error(format!(
            "'{sign}' not supported between instances of '{one}' and '{two}'"
        )))
    }
}

/// Whether a comparison with an opaque operand compares numbers or texts.
fn comparable(op: Compare, left: &Value, right: &Value) -> bool {
    let number = |value: &Value| numeric(value).is_some() || matches!(value, Value::Opaque(_));
    let texts = matches!((left, right), (Value::Str(_), Value::Str(_)));
    match op {
        Compare::In | Compare::NotIn => texts,
        _ => number(left) && number(right) || texts,
    }
}

/// Whether a comparison of ordered values holds.
fn holds(op: Compare, order: Ordering) -> Option<bool> {
    Some(match op {
        Compare::Eq => order == Ordering::Equal,
        Compare::Ne => order != Ordering::Equal,
        Compare::Lt => order == Ordering::Less,
        Compare::Le => order != Ordering::Greater,
        Compare::Gt => order == Ordering::Greater,
        Compare::Ge => order != Ordering::Less,
        _ => return None,
    })
}

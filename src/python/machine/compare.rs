//! Comparisons, and keys of dicts and sets.

use std::cmp::Ordering;

use super::super::code::Compare;
use super::super::number::convert;
use super::super::state::{Kind, Then};
use super::super::value::Value;
use super::operators::{Numeric, numeric};
use super::{Act, Exec, Location, Run, Stop};

/// Deeper nesting raises RecursionError, as in Python.
const DEEPEST: u32 = 200;

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
            if let Some(called) = self.special_comparison(op, &left, &right)? {
                return called;
            }
            self.touch_compared(op, &left, &right)?;
        }
        let opaque = left.opaque().or(right.opaque());
        let result = match op {
            Compare::Is => self.same(&left, &right),
            Compare::IsNot => !self.same(&left, &right),
            _ if opaque.is_some() && comparable(op, &left, &right) => {
                // Nothing determines it: the truth is opaque as well.
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

    /// Calls the special method of a comparison, where a class of the program's has one.
    fn special_comparison(
        &mut self,
        op: Compare,
        left: &Value,
        right: &Value,
    ) -> Exec<Option<Exec>> {
        let (names, swapped): (&[&str], &[&str]) = match op {
            Compare::Eq | Compare::Ne => (&["__eq__"], &["__eq__"]),
            Compare::Lt => (&["__lt__"], &["__gt__"]),
            Compare::Le => (&["__le__"], &["__ge__"]),
            Compare::Gt => (&["__gt__"], &["__lt__"]),
            Compare::Ge => (&["__ge__"], &["__le__"]),
            Compare::In | Compare::NotIn => (&[], &["__contains__"]),
            Compare::Is | Compare::IsNot => return Ok(None),
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
        let Some((function, own, other)) = found else {
            return Ok(None);
        };
        let list = vec![own.clone(), other.clone()];
        self.drop_operands(2);
        self.advance();
        Ok(Some(self.enter_function(&function, list, then)))
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

    /// `is`.
    pub(super) fn same(&self, left: &Value, right: &Value) -> bool {
        match (left, right) {
            (Value::None, Value::None)
            | (Value::Unbound, Value::Unbound)
            | (Value::Ellipsis, Value::Ellipsis) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            // Small integers are one object each in CPython.
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Tuple(a), Value::Tuple(b)) => {
                std::sync::Arc::ptr_eq(a, b) || a.is_empty() && b.is_empty()
            }
            (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
            (Value::Function(a), Value::Function(b)) => a == b,
            (Value::Builtin(a), Value::Builtin(b)) => a == b,
            (Value::Type(a), Value::Type(b)) => a == b,
            (Value::Module(a), Value::Module(b)) => a == b,
            (Value::Ref(a), Value::Ref(b)) => a == b,
            _ => false,
        }
    }

    /// `==`, for values whose classes have no `__eq__` of the program's.
    pub(super) fn equal(&mut self, left: &Value, right: &Value, depth: u32) -> Exec<bool> {
        if depth > DEEPEST {
            return Err(self.raise(
                super::super::library::Exc::RecursionError,
                "maximum recursion depth exceeded in comparison",
            ));
        }
        if let (Some(left), Some(right)) = (numeric(left), numeric(right)) {
            return Ok(order(&left, &right) == Some(Ordering::Equal));
        }
        match (left, right) {
            (Value::Str(a), Value::Str(b)) => Ok(a == b),
            (Value::Tuple(a), Value::Tuple(b)) => self.equal_lists(a, b, depth),
            (Value::Range(a), Value::Range(b)) => Ok(a == b),
            (Value::Method(a), Value::Method(b)) => {
                Ok(self.same(&a.0, &b.0) && self.same(&a.1, &b.1))
            }
            (Value::Native(a), Value::Native(b)) => Ok(a.1 == b.1 && self.same(&a.0, &b.0)),
            (Value::Ref(a), Value::Ref(b)) if a == b => Ok(true),
            (Value::Ref(a), Value::Ref(b)) => self.equal_objects(*a, *b, depth),
            _ => Ok(self.same(left, right)),
        }
    }

    fn equal_objects(&mut self, a: u32, b: u32, depth: u32) -> Exec<bool> {
        if self.special(&Value::Ref(a), "__eq__").is_some() {
            return Err(Stop::Refuse(
                "comparing with an __eq__ of the program's inside a container isn't in the subset"
                    .into(),
                "compare the objects themselves with ==".into(),
            ));
        }
        match (self.kind(a), self.kind(b)) {
            (Kind::List(one), Kind::List(two)) => {
                let (one, two) = (one.clone(), two.clone());
                self.equal_lists(&one, &two, depth)
            }
            (Kind::Deque(one, _), Kind::Deque(two, _)) => {
                let one: Vec<Value> = one.iter().cloned().collect();
                let two: Vec<Value> = two.iter().cloned().collect();
                self.equal_lists(&one, &two, depth)
            }
            (Kind::Set(one, _), Kind::Set(two, _)) => {
                let (one, two) = (one.clone(), two.clone());
                if one.len() != two.len() {
                    return Ok(false);
                }
                for value in &one {
                    if self.position(&two, value)?.is_none() {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Kind::Dict(one, _), Kind::Dict(two, _)) => {
                let (one, two) = (one.clone(), two.clone());
                if one.len() != two.len() {
                    return Ok(false);
                }
                for (key, value) in &one {
                    let Some(place) = self.key_position(&two, key)? else {
                        return Ok(false);
                    };
                    if !self.equal(value, &two[place].1, depth + 1)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn equal_lists(&mut self, one: &[Value], two: &[Value], depth: u32) -> Exec<bool> {
        if one.len() != two.len() {
            return Ok(false);
        }
        for (a, b) in one.iter().zip(two) {
            if !self.same(a, b) && !self.equal(a, b, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `<` and its like.
    pub(super) fn ordered(&mut self, op: Compare, left: &Value, right: &Value) -> Exec<bool> {
        let sets = (self.kind_of(left), self.kind_of(right));
        if let (Some(Kind::Set(one, _)), Some(Kind::Set(two, _))) = sets {
            let (one, two) = (one.clone(), two.clone());
            let (small, large) = match op {
                Compare::Lt | Compare::Le => (one, two),
                _ => (two, one),
            };
            let strict = matches!(op, Compare::Lt | Compare::Gt);
            if strict && small.len() == large.len() {
                return Ok(false);
            }
            for value in &small {
                if self.position(&large, value)?.is_none() {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        match self.order(left, right, op)? {
            Some(order) => Ok(holds(op, order).unwrap_or(false)),
            None => Ok(false),
        }
    }

    /// The order of two values; `None` where one is no number.
    pub(super) fn order(
        &mut self,
        left: &Value,
        right: &Value,
        op: Compare,
    ) -> Exec<Option<Ordering>> {
        if let (Some(left), Some(right)) = (numeric(left), numeric(right)) {
            return Ok(order(&left, &right));
        }
        let lists = match (left, right) {
            (Value::Str(a), Value::Str(b)) => return Ok(Some(a.cmp(b))),
            (Value::Tuple(a), Value::Tuple(b)) => Some((a.to_vec(), b.to_vec())),
            (Value::Ref(a), Value::Ref(b)) => match (self.kind(*a), self.kind(*b)) {
                (Kind::List(a), Kind::List(b)) => Some((a.clone(), b.clone())),
                _ => None,
            },
            _ => None,
        };
        if let Some((one, two)) = lists {
            for (a, b) in one.iter().zip(&two) {
                if !self.same(a, b) && !self.equal(a, b, 0)? {
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

    /// Sorts, as `sorted` does: stable, by `<` alone.
    pub(super) fn sort(&mut self, values: &mut [(Value, Value)], reverse: bool) -> Exec {
        if values.iter().any(|(key, _)| key.opaque().is_some()) {
            return Err(self.must_be_known("the order of these values"));
        }
        let special = values
            .iter()
            .any(|(key, _)| self.special(key, "__lt__").is_some());
        if special {
            return Err(Stop::Refuse(
                "sorting by an __lt__ of the program's isn't in the subset".into(),
                "sort by a key: sorted(values, key=...)".into(),
            ));
        }
        let mut stop = None;
        if reverse {
            values.reverse();
        }
        values.sort_by(|(a, _), (b, _)| {
            if stop.is_some() {
                return Ordering::Equal;
            }
            match self.order(a, b, Compare::Lt) {
                Ok(order) => order.unwrap_or(Ordering::Equal),
                Err(error) => {
                    stop = Some(error);
                    Ordering::Equal
                }
            }
        });
        if reverse {
            values.reverse();
        }
        stop.map_or(Ok(()), Err)
    }

    /// The place of a value in a list of keys.
    pub(super) fn position(&mut self, keys: &[Value], wanted: &Value) -> Exec<Option<usize>> {
        for (place, key) in keys.iter().enumerate() {
            if self.same(key, wanted) || self.equal(key, wanted, 0)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// The place of a key in a dict.
    pub(super) fn key_position(
        &mut self,
        pairs: &[(Value, Value)],
        wanted: &Value,
    ) -> Exec<Option<usize>> {
        for (place, (key, _)) in pairs.iter().enumerate() {
            if self.same(key, wanted) || self.equal(key, wanted, 0)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Refuses a key that has no hash.
    pub(super) fn hashable(&mut self, key: &Value) -> Exec {
        match key {
            Value::Opaque(_) => Err(self.must_be_known("this key")),
            Value::Tuple(values) => values.iter().try_for_each(|value| self.hashable(value)),
            Value::Ref(object) => match self.kind(*object) {
                Kind::List(_) | Kind::Dict(..) | Kind::Set(_, false) | Kind::Deque(..) => {
                    let name = self.type_name(key);
                    Err(self.type_error(format!("unhashable type: '{name}'")))
                }
                Kind::Instance(..) if self.special(key, "__eq__").is_some() => {
                    Err(self.outside("a key whose class has an __eq__ of its own"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A hash of a key that is the same in every schedule.
    pub(super) fn key_hash(&self, key: &Value) -> u64 {
        use std::hash::Hasher;
        let mut hasher = super::super::sharing::Quick::default();
        match key {
            Value::Bool(truth) => hasher.write_u64(u64::from(*truth)),
            Value::Int(int) => hasher.write_u64(int.cast_unsigned()),
            Value::Float(float) if float.fract() == 0.0 && float.abs() < 9e15 => {
                #[allow(clippy::cast_possible_truncation)] // a whole number below 2^53
                hasher.write_u64((*float as i64).cast_unsigned());
            }
            Value::Float(float) => hasher.write_u64(float.to_bits()),
            Value::Str(text) => hasher.write(text.as_bytes()),
            Value::Tuple(values) => {
                for value in values.iter() {
                    hasher.write_u64(self.key_hash(value));
                }
            }
            Value::Ref(object) => {
                use std::hash::Hash;
                self.birth(*object).hash(&mut hasher);
            }
            Value::Big(big) => hasher.write(&big.to_signed_bytes_le()),
            other => hasher.write(format!("{other:?}").as_bytes()),
        }
        hasher.finish()
    }
}

/// Whether a comparison with an opaque operand is one of numbers or of texts.
fn comparable(op: Compare, left: &Value, right: &Value) -> bool {
    let number = |value: &Value| numeric(value).is_some() || matches!(value, Value::Opaque(_));
    let texts = matches!((left, right), (Value::Str(_), Value::Str(_)));
    match op {
        Compare::Eq | Compare::Ne => number(left) && number(right) || texts,
        Compare::In | Compare::NotIn => texts,
        _ => number(left) && number(right) || texts,
    }
}

/// The order of two numbers; none for what is no number.
fn order(left: &Numeric, right: &Numeric) -> Option<Ordering> {
    match (left, right) {
        (Numeric::Float(a), Numeric::Float(b)) => a.partial_cmp(b),
        (Numeric::Int(a), Numeric::Float(b)) => convert::compare(a, *b),
        (Numeric::Float(a), Numeric::Int(b)) => convert::compare(b, *a).map(Ordering::reverse),
        (Numeric::Int(a), Numeric::Int(b)) => Some(match (a.to_i64(), b.to_i64()) {
            (Some(a), Some(b)) => a.cmp(&b),
            _ => a.to_big().cmp(&b.to_big()),
        }),
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

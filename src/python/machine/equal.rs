//! Equality, and looking up keys.

use super::super::state::Kind;
use super::super::value::Value;
use super::arithmetic::{numeric, order};
use super::ranges::range_length;
use super::{Exec, Run, Stop};
use std::cmp::Ordering;

/// Deeper nesting raises `RecursionError`, as in Python.
const DEEPEST: u32 = 200;

/// Two values may be equal or not: what is in a container has to be known.
fn unknown() -> Stop {
    Stop::must_be_known("whether these values are equal")
}

impl Run<'_> {
    /// `==`, inside one step.
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
            (Value::Str(a), Value::Str(b)) => match left.opaque().or(right.opaque()) {
                Some(_) => Err(unknown()),
                None => Ok(a == b),
            },
            (Value::Opaque(_), other) | (other, Value::Opaque(_))
                if numeric(other).is_some() || matches!(other, Value::Opaque(_)) =>
            {
                Err(unknown())
            }
            (Value::Tuple(a), Value::Tuple(b)) => self.equal_lists(a, b, depth),
            // Those of the same numbers.
            (Value::Range(a), Value::Range(b)) => Ok(match range_length(**a) {
                0 => range_length(**b) == 0,
                1 => range_length(**b) == 1 && a[0] == b[0],
                length => range_length(**b) == length && a[0] == b[0] && a[2] == b[2],
            }),
            (Value::Method(a), Value::Method(b)) => Ok(a.0.same(&b.0) && a.1.same(&b.1)),
            (Value::Native(a), Value::Native(b)) => Ok(a.1 == b.1 && a.0.same(&b.0)),
            (Value::Ref(a), Value::Ref(b)) if a == b => Ok(true),
            (Value::Ref(a), Value::Ref(b)) => self.equal_objects(*a, *b, depth),
            (Value::Ref(_), other) | (other, Value::Ref(_)) => {
                let own = if matches!(left, Value::Ref(_)) {
                    left
                } else {
                    right
                };
                let said = self.asked(own, "__eq__", other)?;
                Ok(said.unwrap_or(false))
            }
            _ => Ok(left.same(right)),
        }
    }

    fn equal_objects(&mut self, a: u32, b: u32, depth: u32) -> Exec<bool> {
        let (one, two) = (Value::Ref(a), Value::Ref(b));
        for (own, other) in [(&one, &two), (&two, &one)] {
            if let Some(truth) = self.asked(own, "__eq__", other)? {
                return Ok(truth);
            }
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
            _ => match self.set_likes(&one, &two)? {
                Some([one, two]) => Ok(one.len() == two.len() && self.all_within(&one, &two)?),
                None => Ok(false),
            },
        }
    }

    fn equal_lists(&mut self, one: &[Value], two: &[Value], depth: u32) -> Exec<bool> {
        if one.len() != two.len() {
            return Ok(false);
        }
        for (a, b) in one.iter().zip(two) {
            self.works(1)?;
            if !a.same(b) && !self.equal(a, b, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The place of a value in a list of keys.
    pub(super) fn position(&mut self, keys: &[Value], wanted: &Value) -> Exec<Option<usize>> {
        for (place, key) in keys.iter().enumerate() {
            self.works(1)?;
            if key.same(wanted) || self.equal(key, wanted, 0)? {
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
            self.works(1)?;
            if key.same(wanted) || self.equal(key, wanted, 0)? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// An error for a key that isn't hashable.
    pub(super) fn hashable(&mut self, key: &Value) -> Exec {
        match key {
            Value::Opaque(_) => Err(Stop::must_be_known("this key")),
            Value::Tuple(values) => values.iter().try_for_each(|value| self.hashable(value)),
            Value::Ref(object) => match self.kind(*object) {
                Kind::List(_) | Kind::Dict(..) | Kind::Set(_, false) | Kind::Deque(..) => {
                    let name = self.type_name(key);
                    Err(self.type_error(format!("unhashable type: '{name}'")))
                }
                Kind::Instance(..) if self.special(key, "__eq__").is_some() => {
                    Err(Stop::outside("a key whose class has an __eq__ of its own"))
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// A hash of a key that is the same in every schedule.
    pub(crate) fn key_hash(&self, key: &Value) -> u64 {
        use std::hash::Hasher;
        let mut hasher = super::super::hashing::FastHasher::default();
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

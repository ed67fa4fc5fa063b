//! Containers: filling, unpacking, membership.

use std::collections::HashSet;

use super::super::code::{Binary, Conversion, Op};
use super::super::number::{Int, convert};
use super::super::state::Kind;
use super::super::value::Value;
use super::arithmetic::{Numeric, int, numeric};
use super::memory::grown;
use super::{Exec, Location, Run, Stop};

/// An integer, as a range holds it.
fn whole(value: &Value) -> Option<Int> {
    match numeric(value)? {
        Numeric::Float(float) if float.fract() == 0.0 => convert::truncate(float).ok(),
        Numeric::Float(_) => None,
        Numeric::Int(_) => int(value),
    }
}

impl Run<'_> {
    pub(super) fn add_to_set(&mut self, set: &mut Vec<Value>, value: Value) -> Exec {
        self.hashable(&value)?;
        if self.position(set, &value)?.is_none() {
            // CPython prints and iterates a set of small integers in ascending order.
            let small =
                |value: &Value| matches!(value, Value::Int(int) if (0..1 << 20).contains(int));
            let place = match &value {
                Value::Int(int) if small(&value) && set.iter().all(small) => set
                    .iter()
                    .position(|old| matches!(old, Value::Int(old) if old > int))
                    .unwrap_or(set.len()),
                _ => set.len(),
            };
            set.insert(place, value);
        }
        grown(set.len())
    }

    pub(super) fn add_to_pairs(
        &mut self,
        pairs: &mut Vec<(Value, Value)>,
        key: Value,
        value: Value,
    ) -> Exec {
        self.hashable(&key)?;
        match self.key_position(pairs, &key)? {
            Some(place) => pairs[place].1 = value,
            None => pairs.push((key, value)),
        }
        grown(pairs.len())
    }

    /// Pops into a container that is deeper in the stack.
    pub(super) fn collect_operand(&mut self, op: Op) -> Exec {
        let depth = match op {
            Op::Append(depth) | Op::AddToSet(depth) => depth as usize,
            Op::AddToDict(depth) => depth as usize + 1,
            _ => 1,
        };
        let Value::Ref(container) = self.peek(depth) else {
            return Err(Stop::internal("a container that is none"));
        };
        match op {
            Op::Append(_) => {
                let value = self.pop();
                let length = match self.kind_mut(container) {
                    Kind::List(values) => {
                        values.push(value);
                        values.len()
                    }
                    _ => 0,
                };
                grown(length)?;
            }
            Op::AddToSet(_) => {
                let value = self.peek(0);
                let mut values = match self.kind(container) {
                    Kind::Set(values, _) => values.clone(),
                    _ => Vec::new(),
                };
                self.add_to_set(&mut values, value)?;
                *self.kind_mut(container) = Kind::Set(values, false);
                self.pop();
            }
            Op::AddToDict(_) => {
                let (key, value) = (self.peek(1), self.peek(0));
                let mut pairs = match self.kind(container) {
                    Kind::Dict(pairs, _) => pairs.clone(),
                    _ => Vec::new(),
                };
                self.add_to_pairs(&mut pairs, key, value)?;
                *self.kind_mut(container) = Kind::Dict(pairs, Value::None);
                self.drop_operands(2);
            }
            Op::Extend(call) => self.extend_operand(container, call)?,
            _ => {
                let more = self.peek(0);
                let call = op == Op::Update(true);
                let function = if call { self.peek(3) } else { Value::None };
                if !matches!(self.kind_of(&more), Some(Kind::Dict(..))) {
                    let name = self.type_name(&more);
                    let called = self.called_name(&function);
                    return Err(self.type_error(if call {
                        format!("{called} argument after ** must be a mapping, not {name}")
                    } else {
                        format!("'{name}' object is not a mapping")
                    }));
                }
                let more = self.pairs_of(&more)?;
                let mut pairs = match self.kind(container) {
                    Kind::Dict(pairs, _) => pairs.clone(),
                    _ => Vec::new(),
                };
                for (key, value) in more {
                    if call && self.key_position(&pairs, &key)?.is_some() {
                        let called = self.called_name(&function);
                        let key = self.written(&key, Conversion::Str)?;
                        return Err(self.type_error(format!(
                            "{called} got multiple values for keyword argument '{key}'"
                        )));
                    }
                    self.add_to_pairs(&mut pairs, key, value)?;
                }
                *self.kind_mut(container) = Kind::Dict(pairs, Value::None);
                self.pop();
            }
        }
        Ok(())
    }

    /// Pops what stands after a `*`, and adds its values to a list or a set.
    fn extend_operand(&mut self, container: u32, call: bool) -> Exec {
        let more = self.peek(0);
        if matches!(self.kind(container), Kind::Set(..)) && !self.is_iterable(&more) {
            return Err(self.not_iterable(&more));
        }
        if !self.is_iterable(&more) {
            let name = self.type_name(&more);
            let function = self.peek(2);
            let called = if call {
                format!("{} argument", self.called_name(&function))
            } else {
                "Value".into()
            };
            return Err(
                self.type_error(format!("{called} after * must be an iterable, not {name}"))
            );
        }
        let more = self.iterated(&more)?;
        self.pop();
        if let Kind::Set(values, _) = self.kind(container) {
            let mut values = values.clone();
            for value in more {
                self.add_to_set(&mut values, value)?;
            }
            *self.kind_mut(container) = Kind::Set(values, false);
        } else if let Kind::List(values) = self.kind_mut(container) {
            values.extend(more);
        }
        Ok(())
    }

    /// The pairs of a mapping, or of an iterable of pairs.
    pub(super) fn pairs_of(&mut self, value: &Value) -> Exec<Vec<(Value, Value)>> {
        if let Value::Ref(object) = value
            && let Kind::Dict(pairs, _) = self.kind(*object)
        {
            let pairs = pairs.clone();
            self.whole(*object, false)?;
            return Ok(pairs);
        }
        let mut pairs = Vec::new();
        for pair in self.iterated(value)? {
            if !self.is_iterable(&pair) {
                return Err(self.type_error(format!(
                    "cannot convert dictionary update sequence element #{} to a sequence",
                    pairs.len()
                )));
            }
            let both = self.iterated(&pair)?;
            let [key, value] = &both[..] else {
                let message = format!(
                    "dictionary update sequence element #{} has length {}; 2 is required",
                    pairs.len(),
                    both.len()
                );
                return Err(self.value_error(message));
            };
            self.add_to_pairs(&mut pairs, key.clone(), value.clone())?;
        }
        Ok(pairs)
    }

    /// Whether a value can be iterated over.
    pub(super) fn is_iterable(&self, value: &Value) -> bool {
        match value {
            Value::Tuple(_) | Value::Str(_) | Value::Range(_) => true,
            Value::Ref(object) => match self.kind(*object) {
                Kind::Instance(..) => {
                    let goes = |method| self.special(value, method).is_some();
                    goes("__iter__") || goes("__getitem__")
                }
                kind => matches!(
                    kind,
                    Kind::List(_)
                        | Kind::Deque(..)
                        | Kind::Set(..)
                        | Kind::Dict(..)
                        | Kind::Iterator(_)
                ),
            },
            _ => false,
        }
    }

    pub(super) fn unpack(&mut self, before: usize, after: Option<usize>) -> Exec {
        let value = self.peek(0);
        if let Value::Opaque(_) = value {
            return Err(Stop::must_be_known("what is unpacked"));
        }
        if !self.is_iterable(&value) {
            let name = self.type_name(&value);
            return Err(self.type_error(format!("cannot unpack non-iterable {name} object")));
        }
        let mut values = self.iterated(&value)?;
        let wanted = before + after.unwrap_or(0);
        if values.len() < wanted {
            let least = if after.is_some() { "at least " } else { "" };
            let message = format!(
                "not enough values to unpack (expected {least}{wanted}, got {})",
                values.len()
            );
            return Err(self.value_error(message));
        }
        if let Some(after) = after {
            let last = values.split_off(values.len() - after);
            let middle = values.split_off(before);
            let middle = self.make(Kind::List(middle))?;
            values.push(middle);
            values.extend(last);
        } else if values.len() > wanted {
            let message = format!("too many values to unpack (expected {wanted})");
            return Err(self.value_error(message));
        }
        self.pop();
        values.into_iter().rev().for_each(|value| self.push(value));
        Ok(())
    }

    /// `wanted in container`.
    pub(super) fn contains(&mut self, container: &Value, wanted: &Value) -> Exec<bool> {
        match container {
            Value::Str(text) => {
                if let Value::Str(part) = wanted {
                    Ok(text.contains(&**part))
                } else {
                    let name = self.type_name(wanted);
                    Err(self.type_error(format!(
                        "'in <string>' requires string as left operand, not {name}"
                    )))
                }
            }
            Value::Range(parts) => Ok(whole(wanted).is_some_and(|wanted| {
                let Some(wanted) = wanted.to_i64() else {
                    return false;
                };
                let at = i128::from(wanted) - i128::from(parts[0]);
                let step = i128::from(parts[2]);
                let place = at / step;
                at % step == 0
                    && place >= 0
                    && place < i128::from(super::ranges::range_length(**parts))
            })),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Dict(pairs, _) => {
                    let pairs = pairs.clone();
                    self.hashable(wanted)?;
                    Ok(self.key_position(&pairs, wanted)?.is_some())
                }
                Kind::Set(values, _) => {
                    let values = values.clone();
                    self.hashable(wanted)?;
                    Ok(self.position(&values, wanted)?.is_some())
                }
                Kind::List(values) => {
                    let values = values.clone();
                    Ok(self.position(&values, wanted)?.is_some())
                }
                Kind::Deque(values, _) => {
                    let values: Vec<Value> = values.iter().cloned().collect();
                    Ok(self.position(&values, wanted)?.is_some())
                }
                _ => {
                    let values = self.iterated(container)?;
                    Ok(self.position(&values, wanted)?.is_some())
                }
            },
            Value::Tuple(values) => Ok(self.position(values, wanted)?.is_some()),
            _ => {
                let name = self.type_name(container);
                Err(self.type_error(format!("argument of type '{name}' is not iterable")))
            }
        }
    }

    /// `|`, `&`, `-` and `^` of sets.
    pub(super) fn set_operation(
        &mut self,
        op: Binary,
        left: &Value,
        right: &Value,
    ) -> Exec<Vec<Value>> {
        let values = |run: &Self, value: &Value| match run.kind_of(value) {
            Some(Kind::Set(values, _)) => values.clone(),
            _ => Vec::new(),
        };
        let (one, two) = (values(self, left), values(self, right));
        let mut result = Vec::new();
        for value in &one {
            let there = self.position(&two, value)?.is_some();
            let keep = match op {
                Binary::And => there,
                Binary::Sub | Binary::Xor => !there,
                _ => true,
            };
            if keep {
                self.add_to_set(&mut result, value.clone())?;
            }
        }
        if matches!(op, Binary::Or | Binary::Xor) {
            for value in &two {
                if self.position(&one, value)?.is_none() {
                    self.add_to_set(&mut result, value.clone())?;
                }
            }
        }
        Ok(result)
    }

    /// The locations of a container's elements.
    pub(super) fn element_locations(&self, object: u32) -> Vec<Location> {
        let birth = self.birth(object);
        match self.kind(object) {
            Kind::List(values) => (0..values.len())
                .map(|place| Location::Element(birth, place as u64))
                .collect(),
            Kind::Deque(values, _) => (0..values.len())
                .map(|place| Location::Element(birth, place as u64))
                .collect(),
            Kind::Dict(pairs, _) => {
                let hashes: HashSet<u64> =
                    pairs.iter().map(|(key, _)| self.key_hash(key)).collect();
                let mut hashes: Vec<u64> = hashes.into_iter().collect();
                hashes.sort_unstable();
                hashes
                    .into_iter()
                    .map(|hash| Location::Element(birth, hash))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

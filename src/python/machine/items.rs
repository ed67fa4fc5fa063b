//! Elements by index, key or slice: reading, writing and deleting.

use super::super::library::Exc;
use super::super::state::{Kind, Then};
use super::super::text::search::{length, letter};
use super::super::value::Value;
use super::arithmetic::int;
use super::call::Args;
use super::memory::fits;
use super::ranges::{nth_of_range, range_length};
use super::slices::stretch;
use super::{Act, Exec, Location, Run, Stop};

impl Run<'_> {
    pub(super) fn load_item(&mut self) -> Exec {
        let (container, key) = (self.peek(1), self.peek(0));
        if let Some(function) = self.special(&container, "__getitem__") {
            return self.invoke(&function, Args::of(vec![container, key]), 2, Then::Push);
        }
        if let Value::Ref(object) = container
            && let Kind::Dict(_, factory) = self.kind(object)
            && !matches!(factory, Value::None | Value::Unbound)
        {
            return self.load_default(object, key);
        }
        let value = self.item(&container, &key)?;
        self.replace(2, value);
        self.advance();
        Ok(())
    }

    /// An element of a `defaultdict`, made if it is missing.
    fn load_default(&mut self, object: u32, key: Value) -> Exec {
        self.hashable(&key)?;
        let Kind::Dict(pairs, factory) = self.kind(object) else {
            return Ok(());
        };
        let (pairs, factory) = (pairs.clone(), factory.clone());
        let birth = self.birth(object);
        let hash = self.key_hash(&key);
        let place = self.key_position(&pairs, &key)?;
        self.touch(Location::Element(birth, hash), place.is_none())?;
        let value = if let Some(place) = place {
            pairs[place].1.clone()
        } else {
            self.touch(Location::Shape(birth), true)?;
            let made = match self.called(&factory, Args::default())? {
                super::call::Called::Value(value) => value,
                super::call::Called::Enter(function, args, _) => self.run_inner(&function, args)?,
            };
            if let Kind::Dict(pairs, _) = self.kind_mut(object) {
                pairs.push((key, made.clone()));
            }
            made
        };
        let read = value.clone();
        self.note(|_| Act::Read(Some(read)));
        self.replace(2, value);
        self.advance();
        Ok(())
    }

    /// `container[key]`.
    pub(super) fn item(&mut self, container: &Value, key: &Value) -> Exec<Value> {
        if let Value::Slice(parts) = key {
            let parts = parts.clone();
            return self.slice(container, &parts);
        }
        if let Value::Ref(object) = container
            && let Kind::Dict(..) = self.kind(*object)
        {
            return self.by_key(*object, key);
        }
        let length = self.sequence_length(container);
        let Some(length) = length else {
            let name = self.type_name(container);
            return Err(self.type_error(format!("'{name}' object is not subscriptable")));
        };
        let place = self.index(container, key, length, "")?;
        match container {
            Value::Str(text) => {
                Ok(letter(text, place)
                    .map_or(Value::None, |letter| Value::text(letter.to_string())))
            }
            Value::Tuple(values) => Ok(values[place].clone()),
            Value::Range(parts) => Ok(Value::Int(nth_of_range(**parts, place as u64))),
            Value::Ref(object) => {
                let birth = self.birth(*object);
                self.touch(Location::Element(birth, place as u64), false)?;
                let value = match self.kind(*object) {
                    Kind::List(values) => values[place].clone(),
                    Kind::Deque(values, _) => values[place].clone(),
                    _ => Value::None,
                };
                let read = value.clone();
                self.note(|_| Act::Read(Some(read)));
                Ok(value)
            }
            _ => Ok(Value::None),
        }
    }

    fn by_key(&mut self, object: u32, key: &Value) -> Exec<Value> {
        self.hashable(key)?;
        let birth = self.birth(object);
        let hash = self.key_hash(key);
        self.touch(Location::Element(birth, hash), false)?;
        let Kind::Dict(pairs, _) = self.kind(object) else {
            return Ok(Value::None);
        };
        let pairs = pairs.clone();
        let found = self.key_position(&pairs, key)?;
        let value = found.map(|place| pairs[place].1.clone());
        let read = value.clone();
        self.note(|_| Act::Read(read));
        match value {
            Some(value) => Ok(value),
            None => Err(self.raise_with(Exc::KeyError, vec![key.clone()])),
        }
    }

    /// The length of a sequence; `None` if it isn't one.
    pub(super) fn sequence_length(&self, value: &Value) -> Option<usize> {
        match value {
            Value::Str(text) => Some(length(text)),
            Value::Tuple(values) => Some(values.len()),
            Value::Range(parts) => usize::try_from(range_length(**parts)).ok(),
            Value::Ref(object) => match self.kind(*object) {
                Kind::List(values) => Some(values.len()),
                Kind::Deque(values, _) => Some(values.len()),
                _ => None,
            },
            _ => None,
        }
    }

    fn index(&mut self, container: &Value, key: &Value, length: usize, doing: &str) -> Exec<usize> {
        let name = self.type_name(container);
        if let Value::Opaque(_) = key {
            return Err(Stop::must_be_known("this index"));
        }
        let Some(index) = int(key) else {
            let kind = self.type_name(key);
            let deque = matches!(self.kind_of(container), Some(Kind::Deque(..)));
            let what = match container {
                _ if deque => format!("sequence index must be integer, not '{kind}'"),
                Value::Str(_) => format!("string indices must be integers, not '{kind}'"),
                _ => format!("{name} indices must be integers or slices, not {kind}"),
            };
            return Err(self.type_error(what));
        };
        // A range takes any place; one that large isn't inside.
        let index = match container {
            Value::Range(_) => Some(index.saturated()),
            _ => index.to_i64(),
        };
        let Some(index) = index else {
            let message = "cannot fit 'int' into an index-sized integer";
            return Err(self.raise(Exc::IndexError, message));
        };
        let from_start = match index {
            // The length of a range may take all 64 bits.
            ..0 => i128::from(index) + length as i128,
            _ => i128::from(index),
        };
        let place = usize::try_from(from_start).ok();
        if let Some(place) = place.filter(|place| *place < length) {
            Ok(place)
        } else {
            if let Value::Ref(object) = container {
                let birth = self.birth(*object);
                self.touch(Location::Shape(birth), false)?;
                self.note(|_| Act::Said("find no such element".into()));
            }
            let message = match container {
                Value::Str(_) => "string index out of range".to_string(),
                Value::Range(_) => "range object index out of range".to_string(),
                _ if matches!(self.kind_of(container), Some(Kind::Deque(..))) => {
                    "deque index out of range".to_string()
                }
                _ => format!("{name} {doing}index out of range"),
            };
            Err(self.raise(Exc::IndexError, message))
        }
    }

    pub(super) fn store_item(&mut self) -> Exec {
        let (value, container, key) = (self.peek(2), self.peek(1), self.peek(0));
        if let Some(function) = self.special(&container, "__setitem__") {
            let args = Args::of(vec![container, key, value]);
            return self.invoke(&function, args, 3, Then::Drop);
        }
        self.set_item(&container, key, value)?;
        self.drop_operands(3);
        self.advance();
        Ok(())
    }

    /// `container[key] = value`.
    pub(super) fn set_item(&mut self, container: &Value, key: Value, value: Value) -> Exec {
        let object = match container {
            Value::Ref(object) => *object,
            _ => return Err(self.no_item_assignment(container, "assignment")),
        };
        let birth = self.birth(object);
        match self.kind(object) {
            Kind::Dict(pairs, _) => {
                let pairs = pairs.clone();
                self.hashable(&key)?;
                let hash = self.key_hash(&key);
                let place = self.key_position(&pairs, &key)?;
                if place.is_none() {
                    self.touch(Location::Shape(birth), true)?;
                }
                self.touch(Location::Element(birth, hash), true)?;
                let written = value.clone();
                self.note(|_| Act::Write(Some(written)));
                if let Kind::Dict(pairs, _) = self.kind_mut(object) {
                    match place {
                        Some(place) => pairs[place].1 = value,
                        None => pairs.push((key, value)),
                    }
                    let length = pairs.len();
                    fits(length)?;
                }
            }
            Kind::List(values) if matches!(key, Value::Slice(_)) => {
                let length = values.len();
                let Value::Slice(parts) = &key else {
                    return Ok(());
                };
                let slice = self.bounds(parts, length)?;
                if !self.is_iterable(&value) {
                    return Err(self.type_error(if slice.step == 1 {
                        "can only assign an iterable"
                    } else {
                        "must assign iterable to extended slice"
                    }));
                }
                self.whole(object, true)?;
                let new = self.iterated(&value)?;
                if slice.step != 1 && new.len() != slice.count {
                    let (given, size) = (new.len(), slice.count);
                    return Err(self.value_error(format!(
                        "attempt to assign sequence of size {given} to extended slice of size {size}"
                    )));
                }
                self.note(|_| Act::Write(None));
                if let Kind::List(values) = self.kind_mut(object) {
                    if slice.step == 1 {
                        values.splice(stretch(slice.start, slice.end), new);
                    } else {
                        for (place, value) in slice.places().zip(new) {
                            values[place] = value;
                        }
                    }
                }
            }
            Kind::List(_) | Kind::Deque(..) => {
                let length = self.sequence_length(container).unwrap_or(0);
                let place = self.index(container, &key, length, "assignment ")?;
                self.touch(Location::Element(birth, place as u64), true)?;
                let written = value.clone();
                self.note(|_| Act::Write(Some(written)));
                match self.kind_mut(object) {
                    Kind::List(values) => values[place] = value,
                    Kind::Deque(values, _) => values[place] = value,
                    _ => {}
                }
            }
            _ => return Err(self.no_item_assignment(container, "assignment")),
        }
        Ok(())
    }

    fn no_item_assignment(&mut self, container: &Value, what: &str) -> Stop {
        let name = self.type_name(container);
        self.type_error(format!("'{name}' object does not support item {what}"))
    }

    pub(super) fn delete_item(&mut self) -> Exec {
        let (container, key) = (self.peek(1), self.peek(0));
        if let Some(function) = self.special(&container, "__delitem__") {
            let args = Args::of(vec![container, key]);
            return self.invoke(&function, args, 2, Then::Drop);
        }
        let object = if let Value::Ref(object) = &container {
            *object
        } else {
            let name = self.type_name(&container);
            return Err(self.type_error(format!("'{name}' object doesn't support item deletion")));
        };
        match self.kind(object) {
            Kind::Dict(pairs, _) => {
                let pairs = pairs.clone();
                self.hashable(&key)?;
                let birth = self.birth(object);
                let hash = self.key_hash(&key);
                self.touch(Location::Shape(birth), true)?;
                self.touch(Location::Element(birth, hash), true)?;
                let Some(place) = self.key_position(&pairs, &key)? else {
                    return Err(self.raise_with(Exc::KeyError, vec![key]));
                };
                self.note(|_| Act::Said("delete".into()));
                if let Kind::Dict(pairs, _) = self.kind_mut(object) {
                    pairs.remove(place);
                }
            }
            Kind::List(values) => {
                let length = values.len();
                if let Value::Slice(parts) = &key {
                    let slice = self.bounds(parts, length)?;
                    self.whole(object, true)?;
                    if let Kind::List(values) = self.kind_mut(object) {
                        let mut places: Vec<usize> = slice.places().collect();
                        places.sort_unstable();
                        let mut place = 0;
                        values.retain(|_| {
                            place += 1;
                            places.binary_search(&(place - 1)).is_err()
                        });
                    }
                } else {
                    self.whole(object, true)?;
                    let place = self.index(&container, &key, length, "assignment ")?;
                    self.note(|_| Act::Said("delete".into()));
                    if let Kind::List(values) = self.kind_mut(object) {
                        values.remove(place);
                    }
                }
            }
            Kind::Deque(values, _) => {
                let length = values.len();
                self.whole(object, true)?;
                let place = self.index(&container, &key, length, "")?;
                self.note(|_| Act::Said("delete".into()));
                if let Kind::Deque(values, _) = self.kind_mut(object) {
                    values.remove(place);
                }
            }
            _ => {
                let name = self.type_name(&container);
                return Err(
                    self.type_error(format!("'{name}' object doesn't support item deletion"))
                );
            }
        }
        self.drop_operands(2);
        self.advance();
        Ok(())
    }
}

//! The methods of dicts and sets.

use super::super::code::Binary;
use super::super::library::Exc;
use super::super::state::{Iterator, Kind};
use super::super::value::Value;
use super::call::Args;
use super::iterate::LIVE;
use super::{Exec, Run};

impl Run<'_> {
    pub(super) fn dict_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        match name {
            "get" | "setdefault" | "pop" => {
                let named = if name == "get" { "dict.get" } else { name };
                if !args.named.is_empty() {
                    let message = format!("{named}() takes no keyword arguments");
                    return Err(self.type_error(message));
                }
                self.count_between(name, 1, 2, args.list.len())?;
                return self.keyed_method(object, name, &args);
            }
            "update" => self.count_between(name, 0, 1, args.list.len())?,
            "popitem" | "move_to_end" => {}
            "fromkeys" => {
                let default = match self.kind(object) {
                    Kind::Dict(_, default) => default.clone(),
                    _ => Value::None,
                };
                if self.callable(&default) {
                    return Err(super::Stop::outside("defaultdict.fromkeys"));
                }
                return self.dict_of_keys(&args, default);
            }
            _ => {
                let [] = self.exactly(&format!("dict.{name}"), args.clone())?;
            }
        }
        let (mut pairs, default) = match self.kind(object) {
            Kind::Dict(pairs, default) => (pairs.clone(), default.clone()),
            _ => return Ok(Value::None),
        };
        match name {
            "keys" | "values" | "items" => {
                let part = ["keys", "values", "items"]
                    .iter()
                    .position(|one| *one == name)
                    .unwrap_or(0);
                let part = u8::try_from(part).unwrap_or(0);
                let view = Iterator::View(object, part, 0, LIVE);
                self.make(Kind::Iterator(view))
            }
            "copy" => {
                self.whole(object, false)?;
                self.make(Kind::Dict(pairs, default))
            }
            "clear" => {
                self.whole(object, true)?;
                self.said("clear");
                *self.kind_mut(object) = Kind::Dict(Vec::new(), default);
                Ok(Value::None)
            }
            "update" => {
                self.whole(object, true)?;
                if let Some(more) = args.list.first() {
                    for (key, value) in self.pairs_of(more)? {
                        self.add_to_pairs(&mut pairs, key, value)?;
                    }
                }
                for (key, value) in args.named {
                    self.add_to_pairs(&mut pairs, key, value)?;
                }
                self.said("update");
                *self.kind_mut(object) = Kind::Dict(pairs, default);
                Ok(Value::None)
            }
            _ => self.order_method(object, name, args, pairs),
        }
    }

    /// `popitem` and `move_to_end`: from the end, or with `last=False` from the beginning.
    fn order_method(
        &mut self,
        object: u32,
        name: &str,
        args: Args,
        mut pairs: Vec<(Value, Value)>,
    ) -> Exec<Value> {
        let ordered = matches!(self.kind(object), Kind::Dict(_, Value::Unbound));
        let (key, last) = match name {
            "move_to_end" => {
                let [key, last] = self.params(name, ["key", "last"], args)?;
                (Some(key), last)
            }
            _ if ordered => {
                let [last] = self.params(name, ["last"], args)?;
                (None, last)
            }
            _ => {
                let [] = self.exactly("dict.popitem", args)?;
                (None, Value::Unbound)
            }
        };
        let last = !last.bound() || self.plain_truth(&last);
        self.whole(object, true)?;
        let place = match &key {
            Some(key) => self.key_position(&pairs, key)?,
            None if last => pairs.len().checked_sub(1),
            None => (!pairs.is_empty()).then_some(0),
        };
        let Some(place) = place else {
            let what = if ordered {
                "dictionary is empty"
            } else {
                "popitem(): dictionary is empty"
            };
            let key = key.unwrap_or_else(|| Value::text(what));
            return Err(self.raise_with(Exc::KeyError, vec![key]));
        };
        let pair = pairs.remove(place);
        self.said(if key.is_some() {
            "move_to_end"
        } else {
            "popitem"
        });
        let result = if key.is_none() {
            Value::tuple(vec![pair.0, pair.1])
        } else {
            pairs.insert(if last { pairs.len() } else { 0 }, pair);
            Value::None
        };
        if let Kind::Dict(own, _) = self.kind_mut(object) {
            *own = pairs;
        }
        Ok(result)
    }

    /// The methods of a dict that take a key.
    fn keyed_method(&mut self, object: u32, name: &str, args: &Args) -> Exec<Value> {
        let (pairs, default) = match self.kind(object) {
            Kind::Dict(pairs, default) => (pairs.clone(), default.clone()),
            _ => return Ok(Value::None),
        };
        let key = args.list[0].clone();
        let other = args.list.get(1).cloned();
        self.hashable(&key)?;
        let hash = self.key_hash(&key);
        let place = self.key_position(&pairs, &key)?;
        match name {
            "get" => {
                let birth = self.birth(object);
                self.touch(super::Location::Shape(birth), false)?;
                self.touch(super::Location::Element(birth, hash), false)?;
                let value =
                    place.map_or(other.unwrap_or(Value::None), |place| pairs[place].1.clone());
                self.say_value("get", &value);
                Ok(value)
            }
            "setdefault" => {
                self.touch_element(object, hash, place.is_none())?;
                let value = if let Some(place) = place {
                    pairs[place].1.clone()
                } else {
                    let value = other.unwrap_or(Value::None);
                    let mut pairs = pairs;
                    pairs.push((key, value.clone()));
                    *self.kind_mut(object) = Kind::Dict(pairs, default);
                    value
                };
                self.say_value("setdefault", &value);
                Ok(value)
            }
            _ => {
                self.touch_element(object, hash, true)?;
                match (place, other) {
                    (Some(place), _) => {
                        let mut pairs = pairs;
                        let (_, value) = pairs.remove(place);
                        *self.kind_mut(object) = Kind::Dict(pairs, default);
                        self.say_value("pop", &value);
                        Ok(value)
                    }
                    (None, Some(value)) => Ok(value),
                    (None, None) => Err(self.raise_with(Exc::KeyError, vec![key])),
                }
            }
        }
    }

    pub(super) fn set_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        let (mut values, frozen) = match self.kind(object) {
            Kind::Set(values, frozen) => (values.clone(), *frozen),
            _ => return Ok(Value::None),
        };
        if let Some((op, changes)) = set_operator(name) {
            return self.combined(object, (name, op, changes), &args);
        }
        let writes = matches!(name, "add" | "remove" | "discard" | "pop" | "clear");
        self.whole(object, writes)?;
        let mut result = Value::None;
        match name {
            "add" => {
                let [value] = self.exactly("set.add", args)?;
                self.add_to_set(&mut values, value)?;
            }
            "remove" | "discard" => {
                let [value] = self.exactly(&format!("set.{name}"), args)?;
                self.hashable(&value)?;
                match self.position(&values, &value)? {
                    Some(place) => {
                        values.remove(place);
                    }
                    None if name == "remove" => {
                        return Err(self.raise_with(Exc::KeyError, vec![value]));
                    }
                    None => {}
                }
            }
            "pop" => {
                let [] = self.exactly("set.pop", args)?;
                if values.is_empty() {
                    let message = Value::text("pop from an empty set");
                    return Err(self.raise_with(Exc::KeyError, vec![message]));
                }
                result = values.remove(0);
            }
            "clear" => {
                let [] = self.exactly("set.clear", args)?;
                values.clear();
            }
            "copy" => {
                let [] = self.exactly("set.copy", args)?;
                return self.make(Kind::Set(values, frozen));
            }
            _ => {
                let [other] = self.exactly(&format!("set.{name}"), args)?;
                let mut set = Vec::new();
                for value in self.iterated(&other)? {
                    self.add_to_set(&mut set, value)?;
                }
                return Ok(Value::Bool(match name {
                    "issubset" => self.all_within(&values, &set)?,
                    "issuperset" => self.all_within(&set, &values)?,
                    _ => {
                        let (own, other) = (Value::Ref(object), Kind::Set(set, false));
                        let other = self.make(other)?;
                        self.set_operation(Binary::And, &own, &other)?.is_empty()
                    }
                }));
            }
        }
        self.said(name);
        *self.kind_mut(object) = Kind::Set(values, frozen);
        Ok(result)
    }

    /// `union`, `update` and their like, which take anything that can be iterated over, most of them any
    /// number of it.
    fn combined(
        &mut self,
        object: u32,
        (name, op, changes): (&str, Binary, bool),
        args: &Args,
    ) -> Exec<Value> {
        if !args.named.is_empty() {
            return Err(self.type_error(format!("set.{name}() takes no keyword arguments")));
        }
        if op == Binary::Xor && args.list.len() != 1 {
            let given = args.list.len();
            return Err(self.type_error(format!(
                "set.{name}() takes exactly one argument ({given} given)"
            )));
        }
        self.whole(object, changes)?;
        self.touch_all(&args.list)?;
        let (mut values, frozen) = match self.kind(object) {
            Kind::Set(values, frozen) => (values.clone(), *frozen),
            _ => return Ok(Value::None),
        };
        for other in &args.list {
            let mut set = Vec::new();
            for value in self.iterated(other)? {
                self.add_to_set(&mut set, value)?;
            }
            let left = self.make(Kind::Set(values, frozen))?;
            let right = self.make(Kind::Set(set, false))?;
            values = self.set_operation(op, &left, &right)?;
        }
        if !changes {
            return self.make(Kind::Set(values, frozen));
        }
        self.said(name);
        *self.kind_mut(object) = Kind::Set(values, frozen);
        Ok(Value::None)
    }
}

/// The operator of a method that combines a set with others, and whether it changes the set.
fn set_operator(name: &str) -> Option<(Binary, bool)> {
    Some(match name {
        "union" => (Binary::Or, false),
        "update" => (Binary::Or, true),
        "intersection" => (Binary::And, false),
        "intersection_update" => (Binary::And, true),
        "difference" => (Binary::Sub, false),
        "difference_update" => (Binary::Sub, true),
        "symmetric_difference" => (Binary::Xor, false),
        "symmetric_difference_update" => (Binary::Xor, true),
        _ => return None,
    })
}

//! The methods of lists, tuples, deques, dicts and sets: each is one step where it is shared.

use super::super::code::Binary;
use super::super::library::Exc;
use super::super::state::{Iterator, Kind};
use super::super::value::Value;
use super::call::{Args, Called};
use super::iterate::small;
use super::operators::int;
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    fn said(&mut self, text: &str) {
        self.note(|_| Act::Said(text.to_string()));
    }

    pub(super) fn list_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Called> {
        let length = match self.kind(object) {
            Kind::List(values) => values.len(),
            _ => 0,
        };
        let value = match name {
            "append" => {
                let [value] = self.exactly("list.append", args)?;
                self.touch_element(object, length as u64, true)?;
                self.said("append");
                self.list_mut(object).push(value);
                self.fits(length + 1)?;
                Value::None
            }
            "extend" => {
                let [more] = self.exactly("list.extend", args)?;
                self.whole(object, true)?;
                let more = self.iterated(&more)?;
                self.said("extend");
                self.list_mut(object).extend(more);
                Value::None
            }
            "insert" => {
                let [place, value] = self.exactly("insert", args)?;
                self.whole(object, true)?;
                self.touch_element(object, length as u64, true)?;
                let place = self.clamped(&place, length)?;
                self.said("insert");
                self.list_mut(object).insert(place, value);
                Value::None
            }
            "pop" => {
                let at = args.list.first().cloned();
                let last = at.is_none() || matches!(at, Some(Value::Int(-1)));
                if last {
                    self.touch_element(object, length.saturating_sub(1) as u64, true)?;
                } else {
                    self.whole(object, true)?;
                }
                if length == 0 {
                    self.said("pop: nothing is there");
                    return Err(self.raise(Exc::IndexError, "pop from empty list"));
                }
                let place = match &at {
                    None => length - 1,
                    Some(at) => {
                        let at = int(at).map_or(0, |at| at.saturated());
                        let length = i64::try_from(length).unwrap_or(i64::MAX);
                        let at = if at < 0 { at + length } else { at };
                        if at < 0 || at >= length {
                            return Err(self.raise(Exc::IndexError, "pop index out of range"));
                        }
                        usize::try_from(at).unwrap_or(0)
                    }
                };
                let value = self.list_mut(object).remove(place);
                self.say_value("pop", &value);
                value
            }
            "remove" => {
                let [wanted] = self.exactly("list.remove", args)?;
                self.whole(object, true)?;
                let values = self.list_mut(object).clone();
                match self.position(&values, &wanted)? {
                    Some(place) => {
                        self.said("remove");
                        self.list_mut(object).remove(place);
                        Value::None
                    }
                    None => {
                        self.said("remove: it isn't there");
                        return Err(self.value_error("list.remove(x): x not in list"));
                    }
                }
            }
            "clear" => {
                self.whole(object, true)?;
                self.said("clear");
                self.list_mut(object).clear();
                Value::None
            }
            "index" | "count" => {
                self.whole(object, false)?;
                let values = self.list_mut(object).clone();
                return self.tuple_method(&values, name, args).map(Called::Value);
            }
            "sort" => {
                let [key, reverse] = self.params("sort", ["key", "reverse"], args)?;
                self.whole(object, true)?;
                let reverse = self.plain_truth(&reverse);
                let values = self.list_mut(object).clone();
                let sorted = self.sorted(values, &key, reverse)?;
                self.said("sort");
                *self.list_mut(object) = sorted;
                Value::None
            }
            "reverse" => {
                self.whole(object, true)?;
                self.said("reverse");
                self.list_mut(object).reverse();
                Value::None
            }
            _ => {
                self.whole(object, false)?;
                self.said("copy");
                let values = self.list_mut(object).clone();
                self.make(Kind::List(values))?
            }
        };
        Ok(Called::Value(value))
    }

    /// Sorted by the values or by what a function of the library's says of them.
    pub(super) fn sorted(
        &mut self,
        values: Vec<Value>,
        key: &Value,
        reverse: bool,
    ) -> Exec<Vec<Value>> {
        let mut pairs = Vec::new();
        for value in values {
            let by = self.by_key_function(key, &value)?;
            pairs.push((by, value));
        }
        self.sort(&mut pairs, reverse)?;
        Ok(pairs.into_iter().map(|(_, value)| value).collect())
    }

    /// What a key function says of a value: one of the library's, or a lambda without steps.
    pub(super) fn by_key_function(&mut self, key: &Value, value: &Value) -> Exec<Value> {
        if matches!(key, Value::None | Value::Unbound) {
            return Ok(value.clone());
        }
        match self.called(key, Args::of(vec![value.clone()]))? {
            Called::Value(value) => Ok(value),
            Called::Enter(function, args, _) => self.run_inner(&function, args),
        }
    }

    /// Runs a function of the program's to its end inside an instruction; it may take no step.
    pub(super) fn run_inner(&mut self, function: &Value, args: Args) -> Exec<Value> {
        let depth = self.thread().frames.len();
        let (grant, stepped) = (self.grant, self.stepped);
        let frame = self.frame_of(function, args, super::super::state::Then::Push)?;
        let marker = super::super::state::Frame {
            at: self.frame().at,
            stack: Vec::new(),
            ..self.frame().clone()
        };
        self.thread().frames.push(marker);
        self.thread().frames.push(frame);
        self.grant = false;
        let result = loop {
            if self.thread().frames.len() == depth + 1 {
                break Ok(self.pop());
            }
            match self.instruction() {
                Ok(()) => {}
                Err(Stop::Pause | Stop::Blocked | Stop::Join | Stop::Asleep) => {
                    break Err(Stop::Refuse(
                        "a key function that reads what is shared isn't in the subset".into(),
                        "read it before, into a variable".into(),
                    ));
                }
                Err(stop) => break Err(stop),
            }
        };
        self.thread().frames.truncate(depth);
        (self.grant, self.stepped) = (grant, stepped);
        result
    }

    fn list_mut(&mut self, object: u32) -> &mut Vec<Value> {
        match self.kind_mut(object) {
            Kind::List(values) => values,
            _ => unreachable!("its kind was looked at"),
        }
    }

    fn say_value(&mut self, verb: &str, value: &Value) {
        if self.notes.is_some() {
            let text = self.short(value);
            self.note(|_| Act::Said(format!("{verb}: {text}")));
        }
    }

    fn clamped(&mut self, place: &Value, length: usize) -> Exec<usize> {
        let Some(place) = int(place) else {
            return Err(self.must_be_known("this index"));
        };
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let place = place.saturated();
        let place = if place < 0 {
            place.saturating_add(length)
        } else {
            place
        };
        Ok(usize::try_from(place.clamp(0, length)).unwrap_or(0))
    }

    pub(super) fn tuple_method(&mut self, values: &[Value], name: &str, args: Args) -> Exec<Value> {
        let [wanted] = self.exactly(name, args)?;
        if name == "count" {
            let mut count = 0;
            for value in values {
                if self.same(value, &wanted) || self.equal(value, &wanted, 0)? {
                    count += 1;
                }
            }
            return Ok(Value::Int(count));
        }
        match self.position(values, &wanted)? {
            Some(place) => Ok(Value::count(place)),
            None => {
                let shown = self.repr(&wanted, 0)?;
                Err(self.value_error(format!("{shown} is not in list")))
            }
        }
    }

    pub(super) fn deque_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        self.whole(object, true)?;
        let (mut values, most) = match self.kind(object) {
            Kind::Deque(values, most) => (values.clone(), *most),
            _ => return Ok(Value::None),
        };
        let full = most.is_some_and(|most| values.len() >= most as usize);
        let mut result = Value::None;
        match name {
            "append" | "appendleft" => {
                let [value] = self.exactly(name, args)?;
                self.say_value(name, &value);
                if name == "append" {
                    values.push_back(value);
                    if full {
                        values.pop_front();
                    }
                } else {
                    values.push_front(value);
                    if full {
                        values.pop_back();
                    }
                }
                self.fits(values.len())?;
            }
            "pop" | "popleft" => {
                let taken = if name == "pop" {
                    values.pop_back()
                } else {
                    values.pop_front()
                };
                match taken {
                    Some(value) => {
                        self.say_value(name, &value);
                        result = value;
                    }
                    None => {
                        self.said("pop: nothing is there");
                        return Err(self.raise(Exc::IndexError, "pop from an empty deque"));
                    }
                }
            }
            "extend" | "extendleft" => {
                let [more] = self.exactly(name, args)?;
                for value in self.iterated(&more)? {
                    let full = most.is_some_and(|most| values.len() >= most as usize);
                    if name == "extend" {
                        values.push_back(value);
                        if full {
                            values.pop_front();
                        }
                    } else {
                        values.push_front(value);
                        if full {
                            values.pop_back();
                        }
                    }
                }
                self.said(name);
            }
            "clear" => {
                self.said("clear");
                values.clear();
            }
            "rotate" => {
                let by = args
                    .list
                    .first()
                    .and_then(int)
                    .map_or(1, |by| by.saturated());
                if !values.is_empty() {
                    let by = by.rem_euclid(i64::try_from(values.len()).unwrap_or(1));
                    values.rotate_right(usize::try_from(by).unwrap_or(0));
                }
                self.said("rotate");
            }
            "reverse" => values.make_contiguous().reverse(),
            "copy" => return self.make(Kind::Deque(values, most)),
            "count" | "index" => {
                let values: Vec<Value> = values.into_iter().collect();
                return self.tuple_method(&values, name, args);
            }
            "remove" => {
                let [wanted] = self.exactly(name, args)?;
                let list: Vec<Value> = values.iter().cloned().collect();
                match self.position(&list, &wanted)? {
                    Some(place) => {
                        values.remove(place);
                    }
                    None => return Err(self.value_error("deque.remove(x): x not in deque")),
                }
            }
            _ => return Err(self.outside(format_args!("deque.{name}()"))),
        }
        *self.kind_mut(object) = Kind::Deque(values, most);
        Ok(result)
    }

    pub(super) fn dict_method(&mut self, object: u32, name: &str, args: Args) -> Exec<Value> {
        let (pairs, default) = match self.kind(object) {
            Kind::Dict(pairs, default) => (pairs.clone(), default.clone()),
            _ => return Ok(Value::None),
        };
        let given = args.list.len();
        match name {
            "keys" | "values" | "items" => {
                let part = ["keys", "values", "items"]
                    .iter()
                    .position(|one| *one == name)
                    .unwrap_or(0);
                let part = u8::try_from(part).unwrap_or(0);
                let view = Iterator::View(object, part, 0, small(pairs.len()));
                return self.make(Kind::Iterator(view));
            }
            "copy" => {
                self.whole(object, false)?;
                return self.make(Kind::Dict(pairs, default));
            }
            "clear" => {
                self.whole(object, true)?;
                self.said("clear");
                *self.kind_mut(object) = Kind::Dict(Vec::new(), default);
                return Ok(Value::None);
            }
            "update" => {
                self.whole(object, true)?;
                let mut pairs = pairs;
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
                return Ok(Value::None);
            }
            "popitem" => {
                self.whole(object, true)?;
                let mut pairs = pairs;
                let Some((key, value)) = pairs.pop() else {
                    let message = Value::text("popitem(): dictionary is empty");
                    return Err(self.raise_with(Exc::KeyError, vec![message]));
                };
                self.said("popitem");
                *self.kind_mut(object) = Kind::Dict(pairs, default);
                return Ok(Value::tuple(vec![key, value]));
            }
            _ => {}
        }
        if given == 0 || given > 2 {
            let message = format!("{name} expected at least 1 argument, got {given}");
            return Err(self.type_error(message));
        }
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
                let value = match place {
                    Some(place) => pairs[place].1.clone(),
                    None => {
                        let value = other.unwrap_or(Value::None);
                        let mut pairs = pairs;
                        pairs.push((key, value.clone()));
                        *self.kind_mut(object) = Kind::Dict(pairs, default);
                        value
                    }
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
        let writes = matches!(
            name,
            "add" | "remove" | "discard" | "pop" | "clear" | "update"
        );
        self.whole(object, writes)?;
        let first = args.list.first().cloned();
        let mut result = Value::None;
        match name {
            "add" => {
                let [value] = self.exactly("set.add", args)?;
                self.add_to_set(&mut values, value)?;
            }
            "remove" | "discard" => {
                let [value] = self.exactly(name, args)?;
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
                if values.is_empty() {
                    let message = Value::text("pop from an empty set");
                    return Err(self.raise_with(Exc::KeyError, vec![message]));
                }
                result = values.remove(0);
            }
            "clear" => values.clear(),
            "copy" => return self.make(Kind::Set(values, frozen)),
            "update" => {
                for more in &args.list {
                    for value in self.iterated(more)? {
                        self.add_to_set(&mut values, value)?;
                    }
                }
            }
            _ => {
                let other = self.iterated(&first.unwrap_or(Value::tuple(Vec::new())))?;
                let mut set = Vec::new();
                for value in other {
                    self.add_to_set(&mut set, value)?;
                }
                let own = Value::Ref(object);
                let other = self.make(Kind::Set(set, false))?;
                let op = match name {
                    "union" => Binary::Or,
                    "intersection" => Binary::And,
                    "difference" | "issubset" => Binary::Sub,
                    "symmetric_difference" => Binary::Xor,
                    "isdisjoint" => Binary::And,
                    _ => {
                        let left = self.set_operation(Binary::Sub, &other, &own)?;
                        return Ok(Value::Bool(left.is_empty()));
                    }
                };
                let values = self.set_operation(op, &own, &other)?;
                if matches!(name, "issubset" | "isdisjoint") {
                    return Ok(Value::Bool(values.is_empty()));
                }
                return self.make(Kind::Set(values, frozen));
            }
        }
        self.said(name);
        *self.kind_mut(object) = Kind::Set(values, frozen);
        Ok(result)
    }
}

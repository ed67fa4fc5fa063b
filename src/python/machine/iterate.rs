//! Iterators: what a `for` loops over, and each of its iterations.

use super::super::library::Exc;
use super::super::state::{Iterator, Kind, Then};
use super::super::value::Value;
use super::call::Args;
use super::memory::{MOST_ELEMENTS, fits, grown};
use super::ranges::{nth_of_range, range_length};
use super::{Act, Exec, Location, Run, Stop};

/// The size of a dict's view: whatever size the dict has. An iterator over a view has the size that the
/// dict had.
pub(super) const LIVE: u32 = u32::MAX;

/// A size or place in a container, which `MOST_ELEMENTS` bounds.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Run<'_> {
    /// An iterator over a value.
    pub(super) fn iterator(&mut self, value: &Value) -> Exec<Value> {
        let iterator = match value {
            Value::Range(parts) => Iterator::Range(parts[0], parts[1], parts[2]),
            Value::Tuple(_) | Value::Str(_) => Iterator::Over(value.clone(), 0, 0),
            Value::Opaque(_) => return Err(Stop::must_be_known("what this goes over")),
            Value::Ref(object) => match self.kind(*object) {
                Kind::Iterator(Iterator::View(dict, part, _, LIVE)) => {
                    let (dict, part) = (*dict, *part);
                    Iterator::View(dict, part, 0, self.pairs_in(dict))
                }
                Kind::Iterator(_) => return Ok(value.clone()),
                Kind::List(_) => Iterator::Over(value.clone(), 0, 0),
                Kind::Deque(values, _) => Iterator::Over(value.clone(), 0, small(values.len())),
                Kind::Set(values, _) => Iterator::Over(value.clone(), 0, small(values.len())),
                Kind::Dict(pairs, _) => Iterator::View(*object, 0, 0, small(pairs.len())),
                Kind::Instance(..) => return self.own_iterator(value),
                _ => return Err(self.not_iterable(value)),
            },
            _ => return Err(self.not_iterable(value)),
        };
        self.make(Kind::Iterator(iterator))
    }

    pub(super) fn not_iterable(&mut self, value: &Value) -> Stop {
        let name = self.type_name(value);
        self.type_error(format!("'{name}' object is not iterable"))
    }

    /// Begins a `for`: turns its operand into an iterator.
    pub(super) fn iterate(&mut self) -> Exec {
        let value = self.peek(0);
        if let Some(iter) = self.special(&value, "__iter__") {
            return self.invoke(&iter, Args::of(vec![value]), 1, Then::Push);
        }
        let iterator = self.iterator(&value)?;
        self.replace(1, iterator);
        self.advance();
        Ok(())
    }

    /// One iteration of a `for`.
    pub(super) fn next(&mut self, end: u32) -> Exec {
        let own = self.peek(0);
        // A thread that computes on its own has begun the loop, and was asked to come to rest.
        if let Value::Rounds(parts) = &own {
            let [at, stop, step] = **parts;
            if range_length([at, stop, step]) == 0 {
                self.pop();
                self.frame().at = end;
                return Ok(());
            }
            let after = at.checked_add(step).unwrap_or(stop);
            self.replace(1, Value::Rounds(Box::new([after, stop, step])));
            self.push(Value::Int(at));
            self.advance();
            return Ok(());
        }
        self.check_iterator(&own)?;
        if let Some(next) = self.special(&own, "__next__") {
            return self.invoke(&next, Args::of(vec![own]), 0, Then::Next(end));
        }
        let Value::Ref(iterator) = own else {
            return Err(Stop::internal("a loop without an iterator"));
        };
        match self.next_value(iterator)? {
            Some(Next::Value(value)) => {
                self.push(value);
                self.advance();
            }
            Some(Next::Call(function, values)) => {
                return self.invoke(&function, Args::of(values), 0, Then::Push);
            }
            None => {
                self.pop();
                self.frame().at = end;
            }
        }
        Ok(())
    }

    /// The next value of an iterator, which advances.
    pub(super) fn next_value(&mut self, iterator: u32) -> Exec<Option<Next>> {
        let Kind::Iterator(state) = self.kind(iterator) else {
            return self
                .next_of_own(iterator)
                .map(|value| value.map(Next::Value));
        };
        let state = state.clone();
        if let Iterator::Values(values, _) | Iterator::Results(values, _) = &state {
            self.works(values.len())?;
        }
        let (next, state) = match state {
            Iterator::Range(at, stop, step) => {
                if range_length([at, stop, step]) == 0 {
                    return Ok(None);
                }
                let after = at.checked_add(step).unwrap_or(stop);
                (Value::Int(at), Iterator::Range(after, stop, step))
            }
            Iterator::Over(over, at, size) => {
                if let Some(value) = self.element_at(&over, at, size)? {
                    (value, Iterator::Over(over, at + 1, size))
                } else {
                    // An exhausted iterator stays exhausted.
                    *self.kind_mut(iterator) = Kind::Iterator(Iterator::Values(Vec::new(), 0));
                    return Ok(None);
                }
            }
            Iterator::Reversed(over, at) => {
                if at == 0 {
                    return Ok(None);
                }
                match self.element_at(&over, at - 1, u32::MAX)? {
                    Some(value) => (value, Iterator::Reversed(over, at - 1)),
                    None => return Ok(None),
                }
            }
            Iterator::Values(values, at) => match values.get(at as usize).cloned() {
                Some(value) => (value, Iterator::Values(values, at + 1)),
                None => return Ok(None),
            },
            Iterator::View(dict, part, at, size) => match self.view_at(dict, part, at, size)? {
                Some(value) => (value, Iterator::View(dict, part, at + 1, size)),
                None => return Ok(None),
            },
            Iterator::Enumerate(inner, count) => match self.inner(&inner)? {
                Some(value) => {
                    let one = Value::Int(1);
                    let next =
                        self.operate(super::super::code::Binary::Add, &count, &one, false)?;
                    let pair = Value::tuple(vec![count, value]);
                    (pair, Iterator::Enumerate(inner, next))
                }
                None => return Ok(None),
            },
            Iterator::Zip(inner) => {
                let mut values = Vec::new();
                for one in &inner {
                    match self.inner(one)? {
                        Some(value) => values.push(value),
                        None => return Ok(None),
                    }
                }
                if values.is_empty() {
                    return Ok(None);
                }
                (Value::tuple(values), Iterator::Zip(inner))
            }
            Iterator::Map(function, inner) => {
                let mut values = Vec::new();
                for one in &inner {
                    match self.inner(one)? {
                        Some(value) => values.push(value),
                        None => return Ok(None),
                    }
                }
                return Ok(Some(Next::Call(function, values)));
            }
            Iterator::Filter(..) => return Err(Stop::outside("filter() with a function here")),
            Iterator::Results(futures, at) => {
                let Some(future) = futures.get(at as usize).cloned() else {
                    return Ok(None);
                };
                let value = self.future_result(&future)?;
                (value, Iterator::Results(futures, at + 1))
            }
            Iterator::Completed { early, late, open } => {
                match self.next_completed(early, late, open)? {
                    Some(next) => next,
                    None => return Ok(None),
                }
            }
        };
        *self.kind_mut(iterator) = Kind::Iterator(state);
        Ok(Some(Next::Value(next)))
    }

    fn inner(&mut self, iterator: &Value) -> Exec<Option<Value>> {
        let Value::Ref(iterator) = iterator else {
            return Ok(None);
        };
        match self.next_value(*iterator)? {
            None => Ok(None),
            Some(Next::Value(value)) => Ok(Some(value)),
            Some(Next::Call(function, values)) => match self.called(&function, Args::of(values))? {
                super::call::Called::Value(value) => Ok(Some(value)),
                super::call::Called::Enter(..) => Err(Stop::Refuse(
                    "map() with a function of the program's inside another iterator isn't in the subset"
                        .into(),
                    "make it a list first: [f(x) for x in ...]".into(),
                )),
            },
        }
    }

    /// The element at a position of what is iterated over; a step if that is shared.
    fn element_at(&mut self, over: &Value, at: u32, size: u32) -> Exec<Option<Value>> {
        let place = at as usize;
        match over {
            Value::Str(text) => Ok(text
                .chars()
                .nth(place)
                .map(|letter| Value::text(letter.to_string()))),
            Value::Tuple(values) => Ok(values.get(place).cloned()),
            Value::Range(parts) => {
                let inside = u64::from(at) < range_length(**parts);
                Ok(inside.then(|| Value::Int(nth_of_range(**parts, u64::from(at)))))
            }
            Value::Ref(object) => {
                let object = *object;
                let birth = self.birth(object);
                self.touch(Location::Shape(birth), false)?;
                let (found, length) = match self.kind(object) {
                    Kind::List(values) => (values.get(place).cloned(), None),
                    Kind::Deque(values, _) => (values.get(place).cloned(), Some(values.len())),
                    Kind::Set(values, _) => (values.get(place).cloned(), Some(values.len())),
                    _ => (None, None),
                };
                if found.is_some() && length.is_none() {
                    self.touch(Location::Element(birth, u64::from(at)), false)?;
                }
                if length.is_some_and(|length| size != u32::MAX && small(length) != size) {
                    let name = match self.kind(object) {
                        Kind::Set(..) => "Set changed size during iteration",
                        _ => "deque mutated during iteration",
                    };
                    return Err(self.raise(Exc::RuntimeError, name));
                }
                let read = found.clone();
                self.note(|_| match read {
                    Some(value) => Act::Read(Some(value)),
                    None => Act::Said("find no more elements".into()),
                });
                Ok(found)
            }
            _ => Ok(None),
        }
    }

    fn view_at(&mut self, dict: u32, part: u8, at: u32, size: u32) -> Exec<Option<Value>> {
        let birth = self.birth(dict);
        self.touch(Location::Shape(birth), false)?;
        let Kind::Dict(pairs, _) = self.kind(dict) else {
            return Ok(None);
        };
        if small(pairs.len()) != size {
            let message = "dictionary changed size during iteration";
            return Err(self.raise(Exc::RuntimeError, message));
        }
        let Some((key, value)) = pairs.get(at as usize).cloned() else {
            return Ok(None);
        };
        if part > 0 {
            let hash = self.key_hash(&key);
            self.touch(Location::Element(birth, hash), false)?;
        }
        let found = match part {
            0 => key,
            1 => value,
            _ => Value::tuple(vec![key, value]),
        };
        let read = found.clone();
        self.note(|_| Act::Read(Some(read)));
        Ok(Some(found))
    }

    /// Whether a range has another number.
    pub(super) fn has_more(&self, iterator: &Value) -> bool {
        match self.kind_of(iterator) {
            Some(Kind::Iterator(Iterator::Range(at, stop, step))) => {
                range_length([*at, *stop, *step]) > 0
            }
            _ => false,
        }
    }

    /// All values of an iterable, as taken by a function that is written in C in `CPython`.
    pub(super) fn iterated(&mut self, value: &Value) -> Exec<Vec<Value>> {
        match value {
            Value::Tuple(values) => return Ok(values.to_vec()),
            Value::Range(parts) => {
                let length = usize::try_from(range_length(**parts)).unwrap_or(usize::MAX);
                fits(length)?;
                self.works(length)?;
                return Ok((0..length as u64)
                    .map(|at| Value::Int(nth_of_range(**parts, at)))
                    .collect());
            }
            Value::Str(text) => {
                /// The memory that each character takes as a text of its own, in elements.
                const LETTER: usize = 3;
                let letters = text.chars().count();
                fits(letters)?;
                fits((letters * LETTER).min(MOST_ELEMENTS))?;
                return Ok(text
                    .chars()
                    .map(|letter| Value::text(letter.to_string()))
                    .collect());
            }
            Value::Ref(object) => match self.kind(*object) {
                Kind::List(_) | Kind::Set(..) | Kind::Deque(..) | Kind::Dict(..) => {
                    self.whole(*object, false)?;
                    self.note(|_| Act::Said("read it whole".into()));
                    fits(self.sequence_length(value).unwrap_or(0))?;
                    return Ok(match self.kind(*object) {
                        Kind::List(values) | Kind::Set(values, _) => values.clone(),
                        Kind::Deque(values, _) => values.iter().cloned().collect(),
                        Kind::Dict(pairs, _) => pairs.iter().map(|(key, _)| key.clone()).collect(),
                        _ => Vec::new(),
                    });
                }
                Kind::Iterator(Iterator::Results(futures, at)) => {
                    let open = futures.iter().skip(*at as usize);
                    let mut open = open.filter(|future| !self.future_done(future));
                    if let Some(Value::Ref(future)) = open.next().cloned() {
                        self.waits = Some(future);
                        return Err(Stop::Join);
                    }
                }
                Kind::Iterator(Iterator::Completed { open, .. }) if !open.is_empty() => {
                    let open = open.clone();
                    self.watch_futures(&open);
                    return Err(Stop::Join);
                }
                Kind::Iterator(Iterator::View(dict, ..)) => {
                    let dict = *dict;
                    self.whole(dict, false)?;
                }
                _ => {}
            },
            _ => {}
        }
        let iterator = self.iterator(value)?;
        let mut values = Vec::new();
        while let Some(value) = self.inner(&iterator)? {
            self.works(1)?;
            values.push(value);
            grown(values.len())?;
        }
        Ok(values)
    }

    /// The elements of a list or tuple that takes no step to read.
    pub(super) fn elements(&mut self, value: &Value) -> Exec<Vec<Value>> {
        Ok(match value {
            Value::Tuple(values) => values.to_vec(),
            Value::Ref(object) => match self.kind(*object) {
                Kind::List(values) => {
                    fits(values.len())?;
                    values.clone()
                }
                _ => return Err(Stop::internal("a list that is none")),
            },
            _ => Vec::new(),
        })
    }
}

/// What an iterator yields.
pub(super) enum Next {
    /// A value.
    Value(Value),
    /// The result of this call.
    Call(Value, Vec<Value>),
}

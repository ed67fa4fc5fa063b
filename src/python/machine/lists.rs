//! The methods of lists and tuples: each is one step if the list is shared.

use super::super::library::Exc;
use super::super::state::Kind;
use super::super::value::Value;
use super::arithmetic::int;
use super::call::{Args, Called};
use super::memory::{fits, grown};
use super::{Act, Exec, Run, Stop};

impl Run<'_> {
    pub(super) fn said(&mut self, text: &str) {
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
                grown(length + 1)?;
                Value::None
            }
            "extend" => {
                let [more] = self.exactly("list.extend", args)?;
                self.whole(object, true)?;
                let more = self.iterated(&more)?;
                fits(length + more.len())?;
                self.said("extend");
                self.list_mut(object).extend(more);
                Value::None
            }
            "insert" => {
                self.between(name, 2, 2, &args)?;
                let [place, value] = self.exactly("insert", args)?;
                let place = self.index_sized(&place, "this index")?;
                self.whole(object, true)?;
                self.touch_element(object, length as u64, true)?;
                let place = clamped(place, length);
                self.said("insert");
                self.list_mut(object).insert(place, value);
                Value::None
            }
            "pop" => {
                self.between(name, 0, 1, &args)?;
                self.list_pop(object, args.list.first(), length)?
            }
            "remove" => self.list_remove(object, args)?,
            "clear" => {
                let [] = self.exactly("list.clear", args)?;
                self.whole(object, true)?;
                self.said("clear");
                self.list_mut(object).clear();
                Value::None
            }
            "index" | "count" => {
                self.whole(object, false)?;
                let values = self.list_mut(object).clone();
                let args = self.searched("list", name, args)?;
                return self.search(&values, "list", name, args).map(Called::Value);
            }
            "sort" => {
                if !args.list.is_empty() {
                    return Err(self.type_error("sort() takes no positional arguments"));
                }
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
                let [] = self.exactly("list.reverse", args)?;
                self.whole(object, true)?;
                self.said("reverse");
                self.list_mut(object).reverse();
                Value::None
            }
            _ => {
                let [] = self.exactly("list.copy", args)?;
                self.whole(object, false)?;
                self.said("copy");
                let values = self.list_mut(object).clone();
                self.make(Kind::List(values))?
            }
        };
        Ok(Called::Value(value))
    }

    fn list_pop(&mut self, object: u32, at: Option<&Value>, length: usize) -> Exec<Value> {
        let place = match at {
            None => -1,
            Some(at) => self.index_sized(at, "this index")?,
        };
        if matches!(at, None | Some(Value::Int(-1))) {
            self.touch_element(object, length.saturating_sub(1) as u64, true)?;
        } else {
            self.whole(object, true)?;
        }
        if length == 0 {
            self.said("pop: nothing is there");
            return Err(self.raise(Exc::IndexError, "pop from empty list"));
        }
        let from_start = if place < 0 {
            place.saturating_add_unsigned(length as u64)
        } else {
            place
        };
        let Some(place) = usize::try_from(from_start).ok().filter(|at| *at < length) else {
            return Err(self.raise(Exc::IndexError, "pop index out of range"));
        };
        let value = self.list_mut(object).remove(place);
        self.say_value("pop", &value);
        Ok(value)
    }

    fn list_remove(&mut self, object: u32, args: Args) -> Exec<Value> {
        let [wanted] = self.exactly("list.remove", args)?;
        self.whole(object, true)?;
        let values = self.list_mut(object).clone();
        let Some(place) = self.position(&values, &wanted)? else {
            self.said("remove: it isn't there");
            return Err(self.value_error("list.remove(x): x not in list"));
        };
        self.said("remove");
        self.list_mut(object).remove(place);
        Ok(Value::None)
    }

    fn list_mut(&mut self, object: u32) -> &mut Vec<Value> {
        match self.kind_mut(object) {
            Kind::List(values) => values,
            _ => unreachable!("its kind was looked at"),
        }
    }

    pub(super) fn say_value(&mut self, verb: &str, value: &Value) {
        if self.notes.is_some() {
            let text = self.short(value);
            self.note(|_| Act::Said(format!("{verb}: {text}")));
        }
    }

    /// What `index` looks for and where, or what `count` counts.
    pub(super) fn searched(&mut self, class: &str, name: &str, args: Args) -> Exec<Args> {
        if name == "index" {
            self.between(name, 1, 3, &args)?;
            return Ok(args);
        }
        let [wanted] = self.exactly(&format!("{class}.{name}"), args)?;
        Ok(Args::of(vec![wanted]))
    }

    /// `index` and `count`.
    pub(super) fn search(
        &mut self,
        values: &[Value],
        class: &str,
        name: &str,
        args: Args,
    ) -> Exec<Value> {
        let mut bounds = [0, values.len()];
        for (bound, given) in bounds.iter_mut().zip(args.list.iter().skip(1)) {
            if let Value::Opaque(_) = given {
                return Err(Stop::must_be_known("this index"));
            }
            let Some(place) = int(given) else {
                let message = "slice indices must be integers or have an __index__ method";
                return Err(self.type_error(message));
            };
            *bound = clamped(place.saturated(), values.len());
        }
        let wanted = args.list.into_iter().next().unwrap_or_default();
        if name == "count" {
            let mut count = 0;
            for value in values {
                if value.same(&wanted) || self.equal(value, &wanted, 0)? {
                    count += 1;
                }
            }
            return Ok(Value::Int(count));
        }
        let [low, high] = bounds;
        let within = values.get(low..high).unwrap_or_default();
        if let Some(place) = self.position(within, &wanted)? {
            return Ok(Value::count(low + place));
        }
        let shown = self.repr(&wanted, 0)?;
        Err(self.value_error(match class {
            "tuple" => "tuple.index(x): x not in tuple".into(),
            _ => format!("{shown} is not in {class}"),
        }))
    }
}

/// A position to insert at, as Python interprets it.
pub(super) fn clamped(place: i64, length: usize) -> usize {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let place = if place < 0 {
        place.saturating_add(length)
    } else {
        place
    };
    usize::try_from(place.clamp(0, length)).unwrap_or(0)
}

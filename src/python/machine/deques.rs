//! The methods of a deque.

use std::collections::VecDeque;

use super::super::library::Exc;
use super::super::state::Kind;
use super::super::value::Value;
use super::call::Args;
use super::lists::clamped;
use super::memory::{fits, grown};
use super::{Exec, Run};

impl Run<'_> {
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
                let right = name == "append";
                let called = ["deque.appendleft", "deque.append"][usize::from(right)];
                let [value] = self.exactly(called, args)?;
                self.say_value(name, &value);
                push(&mut values, most, value, right);
                grown(values.len())?;
            }
            "pop" | "popleft" => {
                let taken = if name == "pop" {
                    values.pop_back()
                } else {
                    values.pop_front()
                };
                if let Some(value) = taken {
                    self.say_value(name, &value);
                    result = value;
                } else {
                    self.said("pop: nothing is there");
                    return Err(self.raise(Exc::IndexError, "pop from an empty deque"));
                }
            }
            "extend" | "extendleft" => {
                let [more] = self.exactly(&format!("deque.{name}"), args)?;
                for value in self.iterated(&more)? {
                    push(&mut values, most, value, name == "extend");
                }
                fits(values.len())?;
                self.said(name);
            }
            "clear" => {
                self.said("clear");
                values.clear();
            }
            "rotate" => {
                self.between("deque.rotate", 0, 1, &args)?;
                let by = match args.list.first() {
                    Some(by) => self.index_sized(by, "this number of places")?,
                    None => 1,
                };
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
                let args = self.searched("deque", name, args)?;
                return self.search(&values, "deque", name, args);
            }
            "remove" => {
                let [wanted] = self.exactly("deque.remove", args)?;
                let list: Vec<Value> = values.iter().cloned().collect();
                let Some(place) = self.position(&list, &wanted)? else {
                    let shown = self.repr(&wanted, 0)?;
                    return Err(self.value_error(format!("{shown} is not in deque")));
                };
                values.remove(place);
            }
            _ => self.insert_into(&mut values, full, args)?,
        }
        *self.kind_mut(object) = Kind::Deque(values, most);
        Ok(result)
    }

    fn insert_into(&mut self, values: &mut VecDeque<Value>, full: bool, args: Args) -> Exec {
        let [place, value] = self.exactly("insert", args)?;
        if full {
            let message = "deque already at its maximum size";
            return Err(self.raise(Exc::IndexError, message));
        }
        let place = self.index_sized(&place, "this index")?;
        values.insert(clamped(place, values.len()), value);
        self.said("insert");
        fits(values.len())
    }
}

/// Adds a value at one end; a full deque drops one at the other.
fn push(values: &mut VecDeque<Value>, most: Option<u32>, value: Value, right: bool) {
    let full = most.is_some_and(|most| values.len() >= most as usize);
    if right {
        values.push_back(value);
    } else {
        values.push_front(value);
    }
    match (full, right) {
        (true, true) => drop(values.pop_front()),
        (true, false) => drop(values.pop_back()),
        _ => {}
    }
}

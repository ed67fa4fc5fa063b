//! The methods of a deque.

use super::super::library::Exc;
use super::super::state::Kind;
use super::super::value::Value;
use super::arithmetic::int;
use super::call::Args;
use super::memory::fits;
use super::{Exec, Run, Stop};

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
                fits(values.len())?;
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
                let args = self.searched("deque", name, args)?;
                return self.search(&values, "deque", name, args);
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
            _ => return Err(Stop::outside(format_args!("deque.{name}()"))),
        }
        *self.kind_mut(object) = Kind::Deque(values, most);
        Ok(result)
    }
}

//! Sorting, and calls of a program's function inside one step of the library's.

use std::cmp::Ordering;

use super::super::code::Compare;
use super::super::value::Value;
use super::call::{Args, Called};
use super::{Exec, Run, Stop};

impl Run<'_> {
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

    /// Sorts, as `sorted` does: stable, by `<` alone.
    pub(super) fn sort(&mut self, values: &mut [(Value, Value)], reverse: bool) -> Exec {
        if values.iter().any(|(key, _)| key.opaque().is_some()) {
            return Err(Stop::must_be_known("the order of these values"));
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
}

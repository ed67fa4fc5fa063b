//! Sorting, and calls of a program's function inside one step of the library.

use std::cmp::Ordering;

use super::super::code::Compare;
use super::super::state::Frame;
use super::super::value::Value;
use super::call::{Args, Called};
use super::{Exec, Run, Stop};

/// `CPython` sorts fewer values by insertion. If two can't be compared, its message depends on that.
const FEW: usize = 64;

impl Run<'_> {
    /// Sorted by the values, or by what a library function returns for them.
    pub(super) fn sorted(
        &mut self,
        values: Vec<Value>,
        key: &Value,
        reverse: bool,
    ) -> Exec<Vec<Value>> {
        let mut pairs = Vec::new();
        for value in values {
            self.works(1)?;
            let by = self.by_key_function(key, &value)?;
            pairs.push((by, value));
        }
        self.sort(&mut pairs, reverse)?;
        Ok(pairs.into_iter().map(|(_, value)| value).collect())
    }

    /// A key function's result for a value: a library function, or a lambda without steps.
    pub(super) fn by_key_function(&mut self, key: &Value, value: &Value) -> Exec<Value> {
        if matches!(key, Value::None | Value::Unbound) {
            return Ok(value.clone());
        }
        match self.called(key, Args::of(vec![value.clone()]))? {
            Called::Value(value) => Ok(value),
            Called::Enter(function, args, _) => self.run_inner(&function, args),
        }
    }

    /// Runs a function of the program to completion inside an instruction; it may take no step.
    pub(super) fn run_inner(&mut self, function: &Value, args: Args) -> Exec<Value> {
        let depth = self.thread().frames.len();
        let (grant, stepped) = (self.grant, self.stepped);
        let frame = self.frame_of(function, args, super::super::state::Then::Push)?;
        // Its result goes here; a thread that has ended has no frame of its own to receive it.
        let marker = match self.thread().frames.last() {
            Some(own) => Frame {
                stack: Vec::new(),
                ..own.clone()
            },
            None => Frame::of(0, &self.program.codes[0]),
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
                        "a function that takes steps inside a step of the library's isn't in the subset"
                            .into(),
                        "read what is shared before, into a variable".into(),
                    ));
                }
                Err(stop) => break Err(stop),
            }
        };
        self.thread().frames.truncate(depth);
        (self.grant, self.stepped) = (grant, stepped);
        result
    }

    /// Sorts as `sorted` does: stable, using only `<`.
    pub(super) fn sort(&mut self, values: &mut [(Value, Value)], reverse: bool) -> Exec {
        if values.iter().any(|(key, _)| key.opaque().is_some()) {
            return Err(Stop::must_be_known("the order of these values"));
        }
        if reverse {
            values.reverse();
        }
        if values.len() < FEW {
            self.insertion_sort(values)?;
        } else {
            let merged = self.merge_sorted(values)?;
            values.clone_from_slice(&merged);
        }
        if reverse {
            values.reverse();
        }
        Ok(())
    }

    /// Whether one value is to come before another.
    fn less(&mut self, one: &Value, two: &Value) -> Exec<bool> {
        self.works(1)?;
        Ok(self.order(one, two, Compare::Lt)? == Some(Ordering::Less))
    }

    /// An insertion sort by halves after a first run, with the comparisons of `CPython`'s.
    fn insertion_sort(&mut self, values: &mut [(Value, Value)]) -> Exec {
        if values.len() < 2 {
            return Ok(());
        }
        let descends = self.less(&values[1].0, &values[0].0)?;
        let mut run = 2;
        while run < values.len() && self.less(&values[run].0, &values[run - 1].0)? == descends {
            run += 1;
        }
        if descends {
            values[..run].reverse();
        }
        for next in run..values.len() {
            let (mut low, mut high) = (0, next);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.less(&values[next].0, &values[middle].0)? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            values[low..=next].rotate_right(1);
        }
        Ok(())
    }

    /// A merge sort, which is stable and doesn't require a total order.
    fn merge_sorted(&mut self, values: &[(Value, Value)]) -> Exec<Vec<(Value, Value)>> {
        if values.len() < 2 {
            return Ok(values.to_vec());
        }
        let (left, right) = values.split_at(values.len() / 2);
        let left = self.merge_sorted(left)?;
        let right = self.merge_sorted(right)?;
        let mut merged = Vec::with_capacity(values.len());
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        while let (Some((one, _)), Some((two, _))) = (left.peek(), right.peek()) {
            let less = self.less(two, one)?;
            merged.extend(if less { right.next() } else { left.next() });
        }
        merged.extend(left);
        merged.extend(right);
        Ok(merged)
    }

    /// What a method of the program returns for two values inside a step of the library; `None` if there
    /// is no such method.
    pub(super) fn asked(&mut self, own: &Value, method: &str, other: &Value) -> Exec<Option<bool>> {
        let Some(function) = self.special(own, method) else {
            return Ok(None);
        };
        let list = vec![own.clone(), other.clone()];
        let value = match self.called(&function, Args::of(list))? {
            Called::Value(value) => value,
            Called::Enter(function, args, _) => self.run_inner(&function, args)?,
        };
        Ok(Some(self.plain_truth(&value)))
    }
}
